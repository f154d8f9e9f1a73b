//! Lines of totals and means, known by their numbers: no community, or its residents would be there twice.
//!
//! A row is a total when it is the sum or the mean of at least two rows in every column of numbers that it fills, whatever it is called:
//! of all communities above it, of those since the last total, or of those above it in the same subdistrict. It may also be above
//! what it adds up, when it is called so, is the first row, or is named like a subdistrict. Two columns at least must agree, since in one a
//! community may do so by chance; for a row named like a subdistrict one is enough to raise the question. Shares are not compared.
//!
//! - A row that is **called** a total (合计, 小计, 平均, total) and is none by its numbers is an error.
//! - A row that is **a community by its words** (a code, a name that ends in 社区, or a name and a subdistrict of its own) and a sum by its
//!   numbers is an error that names both readings. A mean alone is not a sign of a total there: averages are never written as a community.
//! - A row whose numbers agree with a sum in most columns but not in all is an error too, unless it is a community by its words.
//!
//! Every comparison is a difference of running sums, so a sheet of any length takes time in proportion to its length.

/// A cell of numbers: its value and how many decimals are shown.
pub(super) type Shown = Option<(f64, u32)>;

/// A row as it is compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    /// Its numbers, in the columns that are compared.
    pub values: Vec<Shown>,
    /// Whether it is called a total.
    pub called: bool,
    /// Whether its words are those of a community.
    pub community: bool,
    /// Whether it is named like a subdistrict, so that it may head a group.
    pub heads: bool,
    /// Whether it is named like a subdistrict, whatever else it says.
    pub street: bool,
    /// Its subdistrict, as a number.
    pub group: usize,
}

/// How a total follows from its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Sum,
    Mean,
}

/// The kind of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict {
    Community,
    /// A total of this number of rows.
    Total {
        way: Way,
        of: usize,
    },
    /// Called a total, without numbers.
    Empty,
    /// A community by its words, a sum by its numbers.
    Ambiguous {
        of: usize,
    },
    /// A sum in most columns, but not in this one: the value there, the sum, the mean, and the number of rows.
    Nearly {
        column: usize,
        stands: f64,
        sum: f64,
        of: usize,
    },
    /// Called a total, which it is not: as above.
    NotTheSum {
        column: usize,
        stands: f64,
        sum: f64,
        mean: f64,
        of: usize,
    },
    /// Called a total, with no row to add up.
    OfNothing,
}

/// Sums of columns up to a row.
#[derive(Clone, Copy, Debug, Default)]
struct Running {
    sum: f64,
    known: u32,
    not_zero: u32,
    changes: u32,
    last: Option<f64>,
}

/// Running sums over rows.
#[derive(Debug)]
struct Sums {
    columns: usize,
    rows: Vec<Running>,
}

impl Sums {
    fn new(columns: usize) -> Self {
        Self { columns, rows: vec![Running::default(); columns] }
    }

    fn len(&self) -> usize {
        self.rows.len().checked_div(self.columns).map_or(0, |rows| rows - 1)
    }

    fn push(&mut self, values: &[Shown]) {
        let start = self.rows.len() - self.columns;
        for column in 0..self.columns {
            let mut next = self.rows[start + column];
            if let Some((value, _)) = values.get(column).copied().flatten() {
                next.sum += value;
                next.known += 1;
                next.not_zero += u32::from(value != 0.0);
                next.changes += u32::from(next.last.is_some_and(|last| last != value));
                next.last = Some(value);
            }
            self.rows.push(next);
        }
    }

    /// A column over the rows of a range.
    fn over(&self, range: &std::ops::Range<usize>, column: usize) -> Running {
        let (from, to) = (self.rows[range.start * self.columns + column], self.rows[range.end * self.columns + column]);
        Running {
            sum: to.sum - from.sum,
            known: to.known - from.known,
            not_zero: to.not_zero - from.not_zero,
            changes: to.changes - from.changes,
            last: None,
        }
    }
}

/// How well a row agrees with a range of rows.
#[derive(Clone, Copy, Debug)]
struct Fit {
    way: Way,
    of: usize,
    /// Columns that agree so that it means something.
    agree: usize,
    /// Columns that are compared.
    compared: usize,
    /// The first mismatch: the value there, sum and mean.
    off: Option<(usize, f64, f64, f64)>,
}

/// A column that is compared.
#[derive(Clone, Copy, Debug)]
struct Compared {
    /// Most decimals that are shown in it.
    decimals: u32,
    is_read: bool,
}

impl Compared {
    fn new(lines: &[Line], column: usize, is_read: bool) -> Self {
        let decimals = lines.iter().filter_map(|line| Some(line.values.get(column).copied().flatten()?.1)).max();
        Self { decimals: decimals.unwrap_or(0), is_read }
    }
}

fn half_unit(decimals: u32) -> f64 {
    0.5 * libm::pow(10.0, -f64::from(decimals))
}

fn fit(line: &Line, sums: &Sums, range: &std::ops::Range<usize>, columns: &[Compared], way: Way) -> Fit {
    let mut fit = Fit { way, of: range.len(), agree: 0, compared: 0, off: None };
    for (column, Compared { decimals, is_read }) in columns.iter().copied().enumerate() {
        let Some((value, shown)) = line.values.get(column).copied().flatten() else { continue };
        let over = sums.over(range, column);
        fit.compared += 1;
        let mean = if over.known == 0 { 0.0 } else { over.sum / f64::from(over.known) };
        let dust = 1e-9 * over.sum.abs().max(value.abs());
        // Rounding of the numbers that are added, and of the total itself.
        let rounded = if decimals == 0 { 0.0 } else { half_unit(decimals) };
        let own = if shown < decimals { half_unit(shown) } else { rounded };
        let (expected, slack) = match way {
            Way::Sum => (over.sum, rounded * (range.len() as f64) + own + dust),
            Way::Mean => (mean, half_unit(shown) + rounded + dust),
        };
        if (value - expected).abs() <= slack {
            fit.agree += usize::from(match way {
                Way::Sum => over.not_zero >= 2 || (range.len() == 1 && over.not_zero == 1),
                Way::Mean => over.changes > 0,
            });
        } else if fit.off.is_none() {
            // A total may include values that some communities left empty.
            let may_be_more = line.called && way == Way::Sum && (over.known as usize) < range.len() && value > expected;
            if !may_be_more && (is_read || !line.called) {
                fit.off = Some((column, value, over.sum, mean));
            }
        }
    }
    fit
}

/// The kind of every row; `read` says for each compared column whether the model reads it.
pub(super) fn verdicts(lines: &[Line], read: &[bool]) -> Vec<Verdict> {
    let columns: Vec<Compared> = read.iter().enumerate().map(|(at, is_read)| Compared::new(lines, at, *is_read)).collect();
    let mut verdicts: Vec<Verdict> = vec![Verdict::Community; lines.len()];
    if columns.is_empty() {
        for (verdict, line) in verdicts.iter_mut().zip(lines).filter(|(_, line)| line.called) {
            *verdict = if line.values.is_empty() { Verdict::Empty } else { Verdict::OfNothing };
        }
        return verdicts;
    }
    heads(lines, &columns, &mut verdicts);
    above(lines, &columns, &mut verdicts);
    called(lines, &columns, &mut verdicts);
    verdicts
}

/// Running sums over the rows that are communities so far, and for every row how many of them are above it.
fn members(lines: &[Line], columns: usize, verdicts: &[Verdict]) -> (Sums, Vec<usize>) {
    let mut sums = Sums::new(columns);
    let mut before = Vec::with_capacity(lines.len() + 1);
    for (line, verdict) in lines.iter().zip(verdicts) {
        before.push(sums.len());
        if *verdict == Verdict::Community && !line.called {
            sums.push(&line.values);
        }
    }
    before.push(sums.len());
    (sums, before)
}

/// Totals on top of what they add up that are not called so: of a subdistrict, then of the whole sheet in its first row.
fn heads(lines: &[Line], columns: &[Compared], verdicts: &mut [Verdict]) {
    let (sums, before) = members(lines, columns.len(), verdicts);
    let mut end = lines.len();
    for at in (0..lines.len()).rev() {
        let line = &lines[at];
        if line.called {
            end = at;
        } else if line.heads {
            let fit = fit(line, &sums, &(before[at + 1]..before[end]), columns, Way::Sum);
            end = at;
            if let Some(verdict) = uncalled(line, &fit, 1) {
                verdicts[at] = verdict;
            }
        }
    }
    let Some(first) = lines.first().filter(|first| !first.called && verdicts[0] == Verdict::Community) else { return };
    let (sums, before) = members(lines, columns.len(), verdicts);
    let fit = fit(first, &sums, &(before[1]..sums.len()), columns, Way::Sum);
    if let Some(verdict) = uncalled(first, &fit, 2) {
        verdicts[0] = verdict;
    }
}

/// The kind of a row that is not called a total, by its agreement with a sum of at least this number of rows.
fn uncalled(line: &Line, fit: &Fit, least: usize) -> Option<Verdict> {
    // In a single column a sum may be a coincidence; for a row named like a subdistrict it is an error that asks.
    if fit.agree == 1 && fit.of > 1 && line.street && fit.way == Way::Sum && fit.off.is_none() {
        return Some(Verdict::Ambiguous { of: fit.of });
    }
    if fit.of < least || fit.agree < 2 {
        return None;
    }
    match fit.off {
        None if line.community => (fit.of > 1).then_some(Verdict::Ambiguous { of: fit.of }),
        None => Some(Verdict::Total { way: fit.way, of: fit.of }),
        Some((column, stands, sum, _))
            if !line.community && fit.way == Way::Sum && 2 * fit.agree > fit.compared && fit.of > 1 =>
        {
            Some(Verdict::Nearly { column, stands, sum, of: fit.of })
        }
        Some(_) => None,
    }
}

/// Totals below what they add up.
fn above(lines: &[Line], columns: &[Compared], verdicts: &mut [Verdict]) {
    let mut sums = Sums::new(columns.len());
    // Where the communities since the last total, and those of this subdistrict, begin.
    let (mut block, mut group, mut group_of) = (0, 0, usize::MAX);
    for (at, line) in lines.iter().enumerate() {
        if verdicts[at] != Verdict::Community {
            block = sums.len();
            continue;
        }
        let ranges = [block..sums.len(), group..sums.len(), 0..sums.len()];
        let fits = || ranges.iter().flat_map(|range| [Way::Sum, Way::Mean].map(|way| fit(line, &sums, range, columns, way)));
        if line.called {
            let found = fits().find(|fit| fit.of > 0 && fit.off.is_none() && fit.agree > 0);
            if let Some(fit) = found {
                verdicts[at] = Verdict::Total { way: fit.way, of: fit.of };
            }
            block = sums.len();
            continue;
        }
        let found = fits().filter(|fit| fit.way == Way::Sum || !line.community).find_map(|fit| uncalled(line, &fit, 2));
        match found {
            Some(verdict) => {
                verdicts[at] = verdict;
                block = sums.len();
            }
            None => {
                if line.group != group_of {
                    (group, group_of) = (sums.len(), line.group);
                }
                sums.push(&line.values);
            }
        }
    }
}

/// Rows called totals that are not totals of the rows above: totals of the rows below, of all, or an error.
fn called(lines: &[Line], columns: &[Compared], verdicts: &mut [Verdict]) {
    let (sums, before) = members(lines, columns.len(), verdicts);
    let mut end = lines.len();
    let mut block_ends = vec![0; lines.len()];
    for at in (0..lines.len()).rev() {
        block_ends[at] = before[end];
        if lines[at].called || verdicts[at] != Verdict::Community {
            end = at;
        }
    }
    let mut start = 0;
    for at in 0..lines.len() {
        let line = &lines[at];
        let is_open = line.called && verdicts[at] == Verdict::Community;
        let block = start..before[at];
        if line.called || verdicts[at] != Verdict::Community {
            start = before[at];
        }
        if !is_open {
            continue;
        }
        if line.values.iter().all(Option::is_none) {
            verdicts[at] = Verdict::Empty;
            continue;
        }
        let ranges = [before[at + 1]..block_ends[at], 0..sums.len(), 0..before[at], block];
        let fits: Vec<Fit> = ranges
            .iter()
            .filter(|range| !range.is_empty())
            .flat_map(|range| [Way::Sum, Way::Mean].map(|way| fit(line, &sums, range, columns, way)))
            .collect();
        verdicts[at] = match fits.iter().find(|fit| fit.off.is_none() && fit.agree > 0) {
            Some(fit) => Verdict::Total { way: fit.way, of: fit.of },
            // The closest match is most likely intended; among equals the last, the rows since the previous total.
            None => match fits.iter().filter(|fit| fit.off.is_some()).max_by_key(|fit| (fit.agree, fit.way == Way::Sum)) {
                Some(Fit { off: Some((column, stands, sum, mean)), of, .. }) => {
                    Verdict::NotTheSum { column: *column, stands: *stands, sum: *sum, mean: *mean, of: *of }
                }
                _ => Verdict::OfNothing,
            },
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(values: &[f64]) -> Line {
        Line { values: values.iter().map(|v| Some((*v, 0))).collect(), community: true, ..Line::default() }
    }

    fn judged(lines: &[Line], columns: usize) -> Vec<Verdict> {
        verdicts(lines, &vec![true; columns])
    }

    fn called(values: &[f64]) -> Line {
        Line { called: true, community: false, ..line(values) }
    }

    fn unnamed(values: &[f64]) -> Line {
        Line { community: false, ..line(values) }
    }

    const SUM2: Verdict = Verdict::Total { way: Way::Sum, of: 2 };

    #[test]
    fn totals_are_known_by_their_numbers_wherever_they_stand() {
        let (a, b, c) = (line(&[4000.0, 60.0]), line(&[5000.0, 75.0]), line(&[3000.0, 30.0]));
        let below = judged(&[a.clone(), b.clone(), unnamed(&[9000.0, 135.0]), c.clone(), called(&[12000.0, 165.0])], 2);
        assert_eq!(below[2..], [SUM2, Verdict::Community, Verdict::Total { way: Way::Sum, of: 3 }]);
        let mean = judged(&[a.clone(), b.clone(), unnamed(&[4500.0, 68.0])], 2);
        assert_eq!(mean[2], Verdict::Total { way: Way::Mean, of: 2 });
        let top = judged(&[called(&[9000.0, 135.0]), a.clone(), b.clone()], 2);
        assert_eq!(top[0], SUM2);
        let unnamed_top = judged(&[unnamed(&[9000.0, 135.0]), a.clone(), b.clone()], 2);
        assert_eq!(unnamed_top, [SUM2, Verdict::Community, Verdict::Community]);
        let head = |values: &[f64]| Line { heads: true, ..unnamed(values) };
        let two = [head(&[9000.0, 135.0]), a.clone(), b.clone(), head(&[7000.0, 90.0]), c.clone(), line(&[4000.0, 60.0])];
        let two = judged(&two, 2);
        assert_eq!((&two[0], &two[3]), (&SUM2, &SUM2));
        assert_eq!(two.iter().filter(|v| **v == Verdict::Community).count(), 4);
    }

    #[test]
    fn what_is_called_a_total_and_is_none_is_told_with_both_numbers() {
        let (a, b) = (line(&[4000.0, 60.0]), line(&[5000.0, 75.0]));
        let wrong = judged(&[a.clone(), b, called(&[9000.0, 134.0])], 2);
        assert_eq!(wrong[2], Verdict::NotTheSum { column: 1, stands: 134.0, sum: 135.0, mean: 67.5, of: 2 });
        assert_eq!(judged(&[called(&[9000.0, 1.0])], 2), [Verdict::OfNothing]);
        let unknown = Line { values: vec![Some((5000.0, 0)), None], ..a.clone() };
        let more = judged(&[a, unknown, called(&[9000.0, 130.0])], 2);
        assert_eq!(more[2], SUM2, "the total knows what a community did not tell");
    }

    #[test]
    fn a_community_that_doubles_two_equal_ones_has_two_readings_and_equal_communities_have_one() {
        let a = line(&[4000.0, 60.0]);
        let doubled = judged(&[a.clone(), a.clone(), line(&[8000.0, 120.0])], 2);
        assert_eq!(doubled[2], Verdict::Ambiguous { of: 2 });
        let equal = judged(&[a.clone(), a.clone(), a.clone(), unnamed(&[4000.0, 60.0])], 2);
        assert!(equal.iter().all(|v| *v == Verdict::Community));
        let one_column = judged(&[line(&[4000.0]), line(&[5000.0]), line(&[9000.0])], 1);
        assert!(one_column.iter().all(|v| *v == Verdict::Community));
        let nearly = judged(&[line(&[1.0, 2.0, 3.0]), line(&[4.0, 5.0, 6.0]), unnamed(&[5.0, 7.0, 8.0])], 3);
        assert_eq!(nearly[2], Verdict::Nearly { column: 2, stands: 8.0, sum: 9.0, of: 2 });
    }

    #[test]
    fn decimals_are_compared_as_far_as_they_are_shown() {
        let tens = |v: &[f64]| Line { values: v.iter().map(|v| Some((*v, 1))).collect(), community: true, ..Line::default() };
        let total = Line { called: true, community: false, ..tens(&[1.7, 0.3]) };
        assert_eq!(judged(&[tens(&[0.8, 0.1]), tens(&[0.8, 0.1]), total], 2)[2], SUM2);
    }
}
