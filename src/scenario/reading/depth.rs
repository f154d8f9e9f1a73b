//! Where a text nests deeper than is read. The parser stops at a depth of its own, for dotted keys without saying where; so the place is
//! found here, by a walk over brackets, quotes and dots that needs no stack of calls.

use std::ops::Range;

/// Deepest nesting of tables and lists that is read; no key of ours is deeper than five.
pub(in crate::scenario) const DEEPEST: usize = 32;

/// The first bracket, or the first part of a dotted key, that stands deeper than [`DEEPEST`]; `lines` says whether the text is a document
/// (statements, headers) or a single value.
pub(in crate::scenario) fn too_deep(text: &str, document: bool) -> Option<Range<usize>> {
    let mut walk = Walk { text: text.as_bytes(), at: 0, header: 0, open: Vec::new(), parts: 0, in_key: document };
    while walk.at < walk.text.len() {
        if let Some(place) = walk.step() {
            return Some(place);
        }
    }
    None
}

/// A bracket that is open.
enum Bracket {
    /// `[` of a list.
    List,
    /// `{`, with the parts of the key before it.
    Table(usize),
    /// `[` of a header: one level less is a level, since `[[a]]` opens two and nests none.
    Header,
}

struct Walk<'t> {
    text: &'t [u8],
    at: usize,
    /// Levels of the table whose header was read last.
    header: usize,
    open: Vec<Bracket>,
    /// Parts of the key that is being read.
    parts: usize,
    /// Whether a key is being read, not a value.
    in_key: bool,
}

impl Walk<'_> {
    /// Reads one token; the place when it is too deep.
    fn step(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let c = self.text[start];
        self.at += 1;
        match c {
            b'#' => self.skip_while(|c| c != b'\n'),
            b'\n' if self.open.iter().all(|b| matches!(b, Bracket::Header)) => {
                self.open.clear();
                (self.parts, self.in_key) = (0, true);
            }
            b'"' | b'\'' => {
                self.skip_text(c);
                return self.part(start);
            }
            b'[' if self.in_key && self.parts == 0 && self.open.iter().all(|b| matches!(b, Bracket::Header)) => {
                self.header = 0;
                self.open.push(Bracket::Header);
            }
            b'[' => {
                self.open.push(Bracket::List);
                self.in_key = false;
                return self.deep(start);
            }
            b'{' => {
                self.open.push(Bracket::Table(self.parts));
                (self.parts, self.in_key) = (0, true);
                return self.deep(start);
            }
            b']' | b'}' => self.close(),
            b'=' => self.in_key = false,
            b',' if matches!(self.open.last(), Some(Bracket::Table(_))) => (self.parts, self.in_key) = (0, true),
            c if self.in_key && is_bare(c) => {
                self.skip_while(is_bare);
                return self.part(start);
            }
            _ => {}
        }
        None
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Bracket::Header) => (self.header, self.parts) = (self.header.max(self.parts), 0),
            Some(Bracket::Table(parts)) => (self.parts, self.in_key) = (parts, false),
            Some(Bracket::List) | None => {}
        }
    }

    /// Counts a part of a key.
    fn part(&mut self, start: usize) -> Option<Range<usize>> {
        if !self.in_key {
            return None;
        }
        self.parts += 1;
        self.deep(start)
    }

    /// The place, when it is too deep: levels of the header, parts of keys, brackets of lists.
    fn deep(&self, start: usize) -> Option<Range<usize>> {
        let levels = |bracket: &Bracket| match bracket {
            Bracket::List => 1,
            Bracket::Table(parts) => *parts,
            Bracket::Header => 0,
        };
        let depth = self.header + self.parts + self.open.iter().map(levels).sum::<usize>();
        (depth > DEEPEST).then_some(start..self.at)
    }

    fn skip_while(&mut self, passes: impl Fn(u8) -> bool) {
        while self.text.get(self.at).is_some_and(|&c| passes(c)) {
            self.at += 1;
        }
    }

    /// Skips a text in quotes, of one line or several.
    fn skip_text(&mut self, quote: u8) {
        let rest = &self.text[self.at..];
        if rest.first() == Some(&quote) && rest.get(1) == Some(&quote) {
            self.at += 2;
            while self.at < self.text.len() && !self.text[self.at..].starts_with(&[quote; 3]) {
                self.at += 1 + usize::from(quote == b'"' && self.text[self.at] == b'\\');
            }
            self.at = (self.at + 3).min(self.text.len());
            return;
        }
        while let Some(&c) = self.text.get(self.at) {
            if c == b'\n' {
                return;
            }
            self.at += 1 + usize::from(quote == b'"' && c == b'\\');
            if c == quote {
                break;
            }
        }
        self.at = self.at.min(self.text.len());
    }
}

const fn is_bare(c: u8) -> bool {
    c.is_ascii_alphanumeric() || c == b'-' || c == b'_' || c >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_the_first_thing_that_stands_too_deep() {
        let lists = format!("a = {}", "[".repeat(100));
        assert_eq!(too_deep(&lists, true), Some(35..36));
        let dots = format!("x = 1\n{} = 1", vec!["a"; 40].join("."));
        assert_eq!(too_deep(&dots, true), Some(6 + 64..6 + 65));
        let header = format!("[{}]\nb = {{ c = [1] }}\n", vec!["a"; 31].join("."));
        assert_eq!(too_deep(&header, true), Some(header.find("c =").map(|at| at..at + 1).expect("it is there")));
    }

    #[test]
    fn brackets_in_quotes_and_comments_are_no_depth() {
        let deep = "[".repeat(50);
        for text in [
            format!("a = \"{deep}\" # {deep}\nb = '{deep}'\n"),
            format!("a = \"\"\"\n{deep}\\\"\"\" {deep}\"\"\"\n"),
            format!("a = '''{deep}\n'''\n[[b]]\nc = 1.5\n"),
            "[a]\nb.c = [[1, 2.5], [{ d.e = 1 }]]\n".repeat(40),
        ] {
            assert_eq!(too_deep(&text, true), None, "{text}");
        }
    }
}
