//! Levels of factors as people write them: in a sweep file, on the command line, in a table.

use super::factor::{Factor, Kind, Level, of};
use super::value::{Value, rounded};
use crate::base::words::{Both, both, list, shown};

impl Factor {
    /// The level that these texts say, one text for each of its [columns](Self::columns).
    ///
    /// The range of a factor is where it is sampled, not what is legal: a number outside it is read. Words must be among the options.
    ///
    /// # Errors
    /// When a text is not of the factor's kind, or parts do not add up to the whole (to within a millionth of it).
    pub fn parse(&self, texts: &[&str]) -> Result<Level, Both> {
        let columns = self.columns();
        if texts.len() != columns.len() {
            let (found, expected) = (texts.len(), columns.len());
            return Err(of(self.name(), &both!("{found} values; expected {expected}", "有 {found} 个值；应为 {expected} 个")));
        }
        let read = |(column, text): (&&str, &&str)| self.value(text).map_err(|problem| of(column, &problem));
        let level = columns.iter().zip(texts).map(read).collect::<Result<Level, Both>>()?;
        if let Kind::Shares { whole, .. } = self.kind() {
            let sum: f64 = level.iter().map(|v| if let Value::Real(x) = v { *x } else { 0.0 }).sum();
            if (sum - whole).abs() > 1e-6 * whole {
                let sum = Value::Real(rounded(sum, sum.abs()));
                return Err(of(
                    self.name(),
                    &both!("parts add up to {sum}; expected {whole}", "各份额之和为 {sum}；应为 {whole}"),
                ));
            }
        }
        Ok(level)
    }

    /// Levels from a list of texts.
    ///
    /// # Errors
    /// When there is none, one [cannot be read](Self::parse), or one stands there twice.
    pub fn list<T: AsRef<str>>(&self, texts: &[Vec<T>]) -> Result<Vec<Level>, Both> {
        let mut levels: Vec<Level> = Vec::with_capacity(texts.len());
        for text in texts {
            let words: Vec<&str> = text.iter().map(AsRef::as_ref).collect();
            let level = self.parse(&words)?;
            if levels.contains(&level) {
                let what = list(words.iter().copied());
                return Err(of(self.name(), &both!("{what} stands there twice", "{what} 出现了两次"; what = what)));
            }
            levels.push(level);
        }
        if levels.is_empty() { Err(of(self.name(), &both!("it has no level", "没有水平"))) } else { Ok(levels) }
    }

    /// The value that a text says.
    fn value(&self, text: &str) -> Result<Value, Both> {
        let seen = shown(text);
        match self.kind() {
            Kind::Real { .. } => number(text).map(Value::Real),
            Kind::Shares { .. } => {
                let share = number(text)?;
                let above = || both!("`{seen}` is below 0", "`{seen}` 小于 0");
                if share < 0.0 { Err(above()) } else { Ok(Value::Real(share)) }
            }
            Kind::Integer { .. } => {
                text.trim().parse().map(Value::Integer).map_err(|_| both!("`{seen}` is not a whole number", "`{seen}` 不是整数"))
            }
            Kind::Boolean => match text.trim() {
                "true" => Ok(Value::Boolean(true)),
                "false" => Ok(Value::Boolean(false)),
                _ => Err(both!("`{seen}` is neither `true` nor `false`", "`{seen}` 既不是 `true` 也不是 `false`")),
            },
            Kind::Choice { options: words } | Kind::Policy { names: words } => {
                let word = text.trim();
                if words.iter().any(|w| w == word) {
                    return Ok(Value::Word(word.to_owned()));
                }
                let known = list(words.iter().map(String::as_str));
                Err(both!("`{seen}` is none of {known}", "`{seen}` 不在 {known} 之中"; known = known))
            }
        }
    }
}

fn number(text: &str) -> Result<f64, Both> {
    let seen = shown(text);
    match text.trim().parse::<f64>() {
        Ok(x) if x.is_finite() => Ok(x + 0.0),
        _ => Err(both!("`{seen}` is not a number", "`{seen}` 不是数")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::design::factor::Scale;

    fn factor(kind: Kind) -> Factor {
        Factor::new("f", kind).expect("it is a factor")
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    #[test]
    fn a_list_of_levels_is_read_and_checked() {
        let f = factor(Kind::Integer { low: 1, high: 3, scale: Scale::Linear });
        assert_eq!(f.list(&[vec!["7"], vec![" 2"]]), Ok(vec![vec![Value::Integer(7)], vec![Value::Integer(2)]]));
        assert!(f.list(&[vec!["7"], vec!["7"]]).is_err() && f.list(&[vec!["1.5"]]).is_err() && f.list::<&str>(&[]).is_err());
        let b = factor(Kind::Boolean);
        assert_eq!(b.parse(&["true"]), Ok(vec![Value::Boolean(true)]));
        assert!(b.parse(&["yes"]).is_err());
        let c = factor(Kind::Choice { options: words(&["a", "b", "c"]) });
        assert!(c.parse(&["d"]).expect_err("unknown").en.contains("`a`, `b`, `c`") && c.ends().is_err());
    }

    #[test]
    fn shares_must_add_up_to_the_whole() {
        let f = factor(Kind::Shares { parts: words(&["a", "b", "c"]), whole: 1.0 });
        assert_eq!(f.parse(&["0.2", "0.3", "0.5"]).map(|l| l.len()), Ok(3));
        assert!(f.parse(&["0.2", "0.3", "0.6"]).expect_err("too much").en.contains("1.1"));
        assert!(f.parse(&["-0.2", "0.7", "0.5"]).is_err() && f.parse(&["1"]).is_err());
    }
}
