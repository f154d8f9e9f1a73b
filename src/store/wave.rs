//! Waves: what an experiment is a list of.
//!
//! A wave is fixed before it starts: which points of the design, which replicates of each, and which arms. Its blocks are in the order replicate 0 of
//! all its points, then replicate 1, and so on, so that a wave that is cut short leaves an even sample. Blocks are numbered through all waves. The
//! next wave may follow from the rows of all before it, taken without regard to which wave brought them; more replicates, more points and another
//! policy are nothing else than one more wave.

use serde::{Deserialize, Serialize};

use crate::base::words::{Both, both};
use crate::store::digest::digest_of;

/// Cells of a wave: points × replicates, under the same arms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The first point, and the one after the last.
    pub points: (u32, u32),
    /// The first replicate, and the one after the last.
    pub replicates: (u32, u32),
    /// The arms whose rows it brings; all of the point where none are named. The baseline is always simulated, for what the others are compared with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arms: Vec<String>,
}

impl Part {
    /// All arms of these points and replicates.
    #[must_use]
    pub const fn whole(points: (u32, u32), replicates: (u32, u32)) -> Self {
        Self { points, replicates, arms: Vec::new() }
    }

    /// How many points.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.points.1.saturating_sub(self.points.0)
    }

    /// How many replicates.
    #[must_use]
    pub const fn depth(&self) -> u32 {
        self.replicates.1.saturating_sub(self.replicates.0)
    }

    /// Whether it holds a point and a replicate.
    #[must_use]
    pub const fn holds(&self, point: u32, replicate: u32) -> bool {
        self.points.0 <= point && point < self.points.1 && self.replicates.0 <= replicate && replicate < self.replicates.1
    }

    fn meets(&self, other: &Self) -> bool {
        let apart = |a: (u32, u32), b: (u32, u32)| a.1 <= b.0 || b.1 <= a.0;
        !apart(self.points, other.points) && !apart(self.replicates, other.replicates)
    }

    /// Whether it brings rows of a policy that is at that place in an experiment, where the wave knew so many policies.
    fn brings(&self, known: u32, place: usize, name: &str) -> bool {
        if self.arms.is_empty() { place < known as usize } else { self.arms.iter().any(|arm| arm == name) }
    }
}

/// A wave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wave {
    /// Why it is run, in a word: `start`, `replicates`, `points`, `policies`, `precision`.
    pub why: String,
    /// How many of the experiment's policies, in order, were known when it was fixed: those that a part without names of arms brings.
    pub policies: u32,
    /// Its cells, by points and replicates.
    pub parts: Vec<Part>,
}

/// A block of a wave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    /// Number in the experiment, from 0.
    pub number: u64,
    /// The wave that brings it.
    pub wave: u32,
    /// The part of the wave.
    pub part: u32,
    /// World point, from 0.
    pub point: u32,
    /// Replicate, from 0.
    pub replicate: u32,
}

impl Wave {
    /// A wave of one part.
    #[must_use]
    pub fn of(why: &str, policies: u32, part: Part) -> Self {
        Self { why: why.to_owned(), policies, parts: vec![part] }
    }

    /// How many blocks it has.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.parts.iter().map(|part| u64::from(part.width()) * u64::from(part.depth())).sum()
    }

    /// Its blocks in order; the first has the number `first`.
    pub fn list(&self, wave: u32, first: u64) -> impl Iterator<Item = Block> + '_ {
        let least = self.parts.iter().map(|part| part.replicates.0).min().unwrap_or(0);
        let most = self.parts.iter().map(|part| part.replicates.1).max().unwrap_or(0);
        let cells = (least..most).flat_map(move |replicate| {
            let parts = self.parts.iter().zip(0u32..).filter(move |(part, _)| part.holds(part.points.0, replicate));
            parts.flat_map(move |(part, place)| (part.points.0..part.points.1).map(move |point| (place, point, replicate)))
        });
        cells.zip(first..).map(move |((part, point, replicate), number)| Block { number, wave, part, point, replicate })
    }

    /// Digest of the wave and of all before it: two folders whose last waves have the same digest ran the same list.
    #[must_use]
    pub fn digest(&self, before: &str) -> String {
        let mut text = format!("sanshe-wave-1\n{before}\n{}:{}\n{}\n", self.why.len(), self.why, self.policies);
        for part in &self.parts {
            let ((a, b), (c, d)) = (part.points, part.replicates);
            text += &format!("{a} {b} {c} {d} {}\n", part.arms.len());
            part.arms.iter().for_each(|arm| text += &format!("{}:{arm}\n", arm.len()));
        }
        digest_of(text.as_bytes())
    }
}

/// How many blocks a list of waves has.
#[must_use]
pub fn blocks(waves: &[Wave]) -> u64 {
    waves.iter().map(Wave::blocks).sum()
}

/// All blocks of a list of waves, in order.
pub fn list(waves: &[Wave]) -> impl Iterator<Item = Block> + '_ {
    let mut first = 0;
    waves.iter().zip(0u32..).flat_map(move |(wave, number)| {
        let from = first;
        first += wave.blocks();
        wave.list(number, from)
    })
}

/// Says that waves differ, with the replicates that each of them makes.
#[must_use]
pub fn differ(there: &[Wave], here: &[Wave]) -> Both {
    let each = |waves: &[Wave]| {
        let deepest = |wave: &Wave| wave.parts.iter().map(Part::depth).max().unwrap_or(0).to_string();
        waves.iter().map(deepest).collect::<Vec<_>>().join(" + ")
    };
    let (there, here) = (each(there), each(here));
    both!(
        "the waves (replicates: {there} there, {here} here; every shard takes the same --seeds and --rows, one after the other)",
        "波次（重复次数：该处 {there}，本次 {here}；各分片须依次使用相同的 --seeds 与 --rows）"
    )
}

/// What is wrong with a list of waves for so many points under these policies: cells that two parts bring, or points that do not exist.
///
/// # Errors
/// The first fault.
pub fn sound<S: AsRef<str>>(waves: &[Wave], points: u32, policies: &[S]) -> Result<(), Both> {
    let mut parts: Vec<(u32, &Part)> =
        waves.iter().flat_map(|wave| wave.parts.iter().map(|part| (wave.policies, part))).collect();
    // Parts whose points meet lie side by side then: there can be as many parts as points.
    parts.sort_by_key(|(_, part)| part.points.0);
    for (place, &(known, part)) in parts.iter().enumerate() {
        let ((a, b), (c, d)) = (part.points, part.replicates);
        if a >= b || b > points || c >= d {
            return Err(both!(
                "a wave of points {a} to {b} and replicates {c} to {d} in an experiment of {points} points",
                "实验共 {points} 个点，而某一波含点 {a} 至 {b}、重复 {c} 至 {d}"
            ));
        }
        let same_rows = |&(after, other): &(u32, &Part)| {
            let mut named = policies.iter().map(AsRef::as_ref).enumerate();
            other.meets(part) && named.any(|(at, name)| part.brings(known, at, name) && other.brings(after, at, name))
        };
        if parts[place + 1..].iter().take_while(|(_, other)| other.points.0 < b).any(same_rows) {
            return Err(both!(
                "two waves that bring the same rows (points {a} to {b}, replicates {c} to {d})",
                "有两波给出同样的行（点 {a} 至 {b}、重复 {c} 至 {d}）"
            ));
        }
    }
    Ok(())
}

/// What an experiment is to have at least.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Points.
    pub points: u32,
    /// Replicates of each.
    pub replicates: u32,
    /// Policies, the first of them those that it had.
    pub policies: &'a [String],
}

/// The waves of an experiment that has those of `before`, of which `kept` blocks are there, and is to have what is wanted. What is missing comes in at
/// most two waves: the rows of policies that are new, then those of points and replicates that are. Waves that have not begun, and the end of
/// one that has, are given up where fewer replicates are wanted.
#[must_use]
pub fn grown(before: &[Wave], kept: u64, wanted: Wanted<'_>) -> Vec<Wave> {
    let mut waves = shortened(before, kept, wanted.replicates);
    let policies = u32::try_from(wanted.policies.len()).unwrap_or(u32::MAX);
    if let Some(had) = waves.last().map(|wave| wave.policies).filter(|had| *had < policies) {
        let arms = wanted.policies.iter().skip(had as usize).cloned().collect::<Vec<_>>();
        let whole = waves.iter().flat_map(|wave| &wave.parts).filter(|part| part.arms.is_empty());
        let parts = whole.map(|part| Part { arms: arms.clone(), ..part.clone() }).collect();
        waves.push(Wave { why: "policies".to_owned(), policies, parts });
    }
    let fresh = lacking(&depths(&waves, wanted.points), &|_| wanted.replicates);
    let why = match fresh.first() {
        None => return waves,
        Some(_) if waves.is_empty() => "start",
        Some(_) if fresh.iter().any(|part| part.replicates.0 == 0) => "points",
        Some(_) => "replicates",
    };
    waves.push(Wave { why: why.to_owned(), policies, parts: fresh });
    waves
}

/// Replicates that every point has so far.
#[must_use]
pub fn depths(waves: &[Wave], points: u32) -> Vec<u32> {
    let mut depths = vec![0; points as usize];
    for part in waves.iter().flat_map(|wave| &wave.parts).filter(|part| part.arms.is_empty()) {
        let (from, to) = (part.points.0.min(points) as usize, part.points.1.min(points) as usize);
        for depth in depths.get_mut(from..to).unwrap_or_default() {
            *depth = part.replicates.1.max(*depth);
        }
    }
    depths
}

/// Cells that no wave brings, for so many replicates of each point; points side by side that lack the same replicates are one part.
#[must_use]
pub fn lacking(depths: &[u32], wanted: &dyn Fn(u32) -> u32) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (&from, point) in depths.iter().zip(0u32..) {
        let replicates = (from, wanted(point));
        match parts.last_mut() {
            _ if replicates.0 >= replicates.1 => {}
            Some(last) if last.points.1 == point && last.replicates == replicates => last.points.1 += 1,
            _ => parts.push(Part::whole((point, point + 1), replicates)),
        }
    }
    parts
}

/// Waves without what has not begun and is not asked for.
fn shortened(before: &[Wave], kept: u64, replicates: u32) -> Vec<Wave> {
    let mut waves = Vec::new();
    let mut first = 0;
    for wave in before {
        if first >= kept && !waves.is_empty() {
            break;
        }
        let mut wave = wave.clone();
        let done = kept.saturating_sub(first);
        first += wave.blocks();
        if done < wave.blocks()
            && let [part] = &mut wave.parts[..]
            && part.arms.is_empty()
        {
            let layers = u32::try_from(done.div_ceil(u64::from(part.width().max(1)))).unwrap_or(u32::MAX);
            let begun = part.replicates.0.saturating_add(layers);
            part.replicates.1 = part.replicates.1.min(replicates.max(begun));
            if part.depth() == 0 {
                break;
            }
        }
        waves.push(wave);
    }
    waves
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Vec<Wave> {
        let start = Wave::of("start", 3, Part::whole((0, 3), (0, 2)));
        let more =
            Wave { why: "precision".into(), policies: 3, parts: vec![Part::whole((0, 1), (2, 4)), Part::whole((2, 3), (2, 3))] };
        vec![start, more]
    }

    #[test]
    fn replicate_0_of_all_points_comes_first_in_every_wave() {
        let order: Vec<(u64, u32, u32, u32)> = list(&two()).map(|b| (b.number, b.wave, b.replicate, b.point)).collect();
        let first = [(0, 0, 0, 0), (1, 0, 0, 1), (2, 0, 0, 2), (3, 0, 1, 0), (4, 0, 1, 1), (5, 0, 1, 2)];
        assert_eq!(order[..6], first);
        assert_eq!(order[6..], [(6, 1, 2, 0), (7, 1, 2, 2), (8, 1, 3, 0)]);
        assert_eq!(blocks(&two()), 9);
    }

    #[test]
    fn a_wave_is_known_by_what_it_holds_and_by_what_was_before_it() {
        let waves = two();
        let digest = waves[1].digest("before");
        assert_ne!(digest, waves[1].digest("another"));
        let changes: [fn(&mut Wave); 5] = [
            |w| w.policies = 2,
            |w| w.why.push('x'),
            |w| w.parts[0].points.0 += 1,
            |w| w.parts[1].replicates.1 += 1,
            |w| w.parts[0].arms.push("linkage".into()),
        ];
        for change in changes {
            let mut other = waves[1].clone();
            change(&mut other);
            assert_ne!(other.digest("before"), digest);
        }
    }

    #[test]
    fn a_row_is_brought_once() {
        assert!(sound(&two(), 3, &names(3)).is_ok());
        assert!(sound(&two(), 2, &names(3)).is_err(), "a point that does not exist");
        let mut twice = two();
        twice[1].parts[0].replicates = (1, 4);
        assert!(sound(&twice, 3, &names(3)).is_err());
        // Other arms of the same cells are other rows.
        twice[0].parts[0].arms = vec!["p0".into()];
        twice[1].parts.iter_mut().for_each(|part| part.arms = vec!["p1".into()]);
        assert!(sound(&twice, 3, &names(3)).is_ok());
    }

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|i| format!("p{i}")).collect()
    }

    fn wanted(points: u32, replicates: u32, policies: &[String]) -> Wanted<'_> {
        Wanted { points, replicates, policies }
    }

    #[test]
    fn an_experiment_that_grows_gets_the_rows_it_lacks_and_no_other() {
        let (three, four) = (names(3), names(4));
        let mut waves: Vec<Wave> = Vec::new();
        for (points, replicates, policies) in
            [(2, 3, &three), (2, 5, &three), (4, 5, &three), (4, 5, &four), (4, 6, &four), (6, 7, &four)]
        {
            let kept = blocks(&waves);
            waves = grown(&waves, kept, wanted(points, replicates, policies));
            sound(&waves, points, policies).expect("every row once");
            let parts = || waves.iter().flat_map(|wave| wave.parts.iter().map(move |part| (wave, part)));
            for (point, replicate) in (0..points).flat_map(|p| (0..replicates).map(move |r| (p, r))) {
                let brought = parts().filter(|(_, part)| part.holds(point, replicate));
                let rows: usize = brought.map(|(w, p)| if p.arms.is_empty() { w.policies as usize } else { p.arms.len() }).sum();
                assert_eq!(rows, policies.len(), "{point} {replicate}: {waves:?}");
            }
            assert_eq!(grown(&waves, blocks(&waves), wanted(points, replicates, policies)), waves, "nothing is missing");
            assert_eq!(grown(&waves, blocks(&waves), wanted(points, 1, policies)), waves, "all that is kept is used");
        }
        let reasons: Vec<&str> = waves.iter().map(|wave| &wave.why[..]).collect();
        assert_eq!(reasons, ["start", "replicates", "points", "policies", "replicates", "points"]);
    }

    #[test]
    fn what_was_asked_for_and_not_begun_can_be_taken_back() {
        let policies = names(1);
        let ten = grown(&[], 0, wanted(1, 10, &policies));
        assert_eq!(blocks(&grown(&ten, 3, wanted(1, 4, &policies))), 4);
        assert_eq!(blocks(&grown(&ten, 3, wanted(1, 2, &policies))), 3);
        let more = grown(&ten, 10, wanted(1, 20, &policies));
        assert_eq!(blocks(&grown(&more, 10, wanted(1, 10, &policies))), 10);
        assert_eq!(blocks(&grown(&more, 12, wanted(1, 11, &policies))), 12);
        assert_eq!(blocks(&grown(&more, 12, wanted(1, 30, &policies))), 30);
    }
}
