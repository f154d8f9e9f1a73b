//! The comparison in other frames: sign and size of every policy where other money is divided, where reports are made in the other way, where burnout
//! takes time.
//!
//! What is compared is the settled state: the unmet share of needs with onset in the last two years, against the baseline in the same frame and
//! replicate. Where money comes on top of what the status quo has, the baseline is the better of its two uses, by the mean of that share.

use super::block::Block;
use super::lang::Lang;
use super::numbers::{half, signed};
use super::texts::fill;
use crate::base::words::Pair;
use crate::experiment::sweep::frames::{OTHER, OtherFrame};
use crate::measure::statistics::{Estimate, mean, paired_difference};
use crate::measure::tables::frames::{InFrame, MEASURES};
use crate::store::StoreError;
use crate::store::by_point::{ByPoint, PointRuns};

/// The place of the measure that is compared: the unmet share of the last two years.
const SETTLED: usize = 2;

/// The comparison in one frame.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The frame.
    pub frame: OtherFrame,
    /// The policy that the others are compared with.
    pub baseline: String,
    /// Differences from it, by policy; nothing of the baseline itself, and where there are no pairs.
    pub differences: Vec<(String, Option<Estimate>)>,
    /// The most replicates of a policy.
    pub replicates: usize,
    /// Runs that failed.
    pub failed: usize,
}

/// Reads the runs of all frames: what they compare to, and their rows.
///
/// # Errors
/// As [`ByPoint::next_point`].
pub fn gather(runs: &mut ByPoint, frames: &[OtherFrame], baseline: &str) -> Result<(Vec<Compared>, Vec<InFrame>), StoreError> {
    let (mut all, mut rows) = (Vec::new(), Vec::new());
    while let Some(point) = runs.next_point()? {
        let Some(frame) = usize::try_from(point.point).ok().and_then(|at| frames.get(at)) else { continue };
        for arm in &point.arms {
            for (at, replicate) in arm.replicates.iter().enumerate() {
                let values = (0..MEASURES.len()).map(|measure| arm.values[measure][at]).collect();
                rows.push(InFrame { frame: frame.name.clone(), policy: arm.name.clone(), replicate: *replicate, values });
            }
        }
        all.push(compared(&point, frame, baseline));
    }
    Ok((all, rows))
}

fn compared(point: &PointRuns, frame: &OtherFrame, baseline: &str) -> Compared {
    let level = |name: &str| point.arm(name).and_then(|arm| mean(&arm.numbers(SETTLED)));
    let other = format!("{baseline}{OTHER}");
    // Of two uses of the same money the status quo has the better one.
    let better = frame.added && level(&other).zip(level(baseline)).is_some_and(|(other, own)| other < own);
    let baseline = if better { other } else { baseline.to_owned() };
    let base = point.arm(&baseline);
    let difference = |name: &str| {
        let (arm, base) = (point.arm(name)?, base?);
        (name != baseline).then(|| paired_difference(&base.pairs(arm, SETTLED))).flatten()
    };
    Compared {
        frame: frame.clone(),
        differences: point.arms.iter().map(|arm| (arm.name.clone(), difference(&arm.name))).collect(),
        replicates: point.arms.iter().map(|arm| arm.replicates.len()).max().unwrap_or(0),
        failed: point.arms.iter().map(|arm| arm.failed).sum(),
        baseline,
    }
}

const HEADING: Pair = Pair {
    en: "In other frames: difference of the unmet share, last two years",
    zh: "其他口径：末两年未满足率与基准之差",
};
const POLICY: Pair = Pair { en: "policy", zh: "政策" };
const POINTS: Pair = Pair { en: "points", zh: "百分点" };
const NOTE: Pair = Pair {
    en: "Other frames ({n} replicates of each and {years} years, no more than above): a project line of so many yuan a resident and year; the line as it is and an \
         increment on top, against the better of two uses that the status quo has for it; one budget that pays community workers too, with shares of \
         its own (a stress test); reports made in the other way; burnout that takes time. All else is as above. The runs are in frames.csv.",
    zh: "其他口径（各重复 {n} 次，{years} 年，不多于上表）：每位居民每年若干元的项目经费；项目经费不变、另加增量，与现状对增量的两种用法中较好者相比；\
         含社区工作者工资的全部预算，份额另定（压力测试）；另一种报表方式；倦怠耗时。其余同上。各次运行见 frames.csv。",
};
const FAILED: Pair =
    Pair { en: "{n} runs in other frames failed and are left out.", zh: "其他口径下有 {n} 次运行失败，未计入。" };

/// What is printed below the comparison in the frame of the scenario; `order` are the policies as they stand above.
#[must_use]
pub fn render(all: &[Compared], order: &[String], years: u32, lang: Lang) -> String {
    let mut block = Block::new(HEADING.get(lang));
    block.left(POLICY.get(lang), "");
    for one in all {
        block.right(one.frame.title.get(lang).to_owned(), POINTS.get(lang));
    }
    // The second use of an increment is a row where some frame has one to give.
    let other = |policy: &str| policy.ends_with(OTHER) && !order.iter().any(|own| own == policy);
    let others =
        all.first().into_iter().flat_map(|one| &one.differences).map(|(policy, _)| policy).filter(|policy| other(policy));
    for policy in order.iter().chain(others) {
        let cells = all.iter().map(|one| cell(one, policy, lang));
        block.rows.push(std::iter::once(policy.clone()).chain(cells).collect());
    }
    let most = all.iter().map(|one| one.replicates).max().unwrap_or(0).to_string();
    let mut text = block.render() + "\n" + &fill(NOTE.get(lang), &[("n", &most), ("years", &years.to_string())]) + "\n";
    let failed: usize = all.iter().map(|one| one.failed).sum();
    if failed > 0 {
        text += &fill(FAILED.get(lang), &[("n", &failed.to_string())]);
        text.push('\n');
    }
    text
}

/// A cell: the mean with half the width of its interval.
fn cell(compared: &Compared, policy: &str, lang: Lang) -> String {
    if policy == compared.baseline {
        return lang.pick("baseline", "基准").to_owned();
    }
    let found = compared.differences.iter().find(|(name, _)| name == policy).and_then(|(_, difference)| *difference);
    found.map_or_else(
        || "-".to_owned(),
        |difference| {
            let difference = difference.scaled(100.0);
            signed(difference.mean, 1) + &half(difference, 1)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::by_point::ArmRuns;

    fn arm(name: &str, shares: &[f64]) -> ArmRuns {
        let mut values = vec![vec![0.0; shares.len()]; MEASURES.len()];
        values[SETTLED] = shares.to_vec();
        ArmRuns { name: name.to_owned(), replicates: (0..shares.len() as u32).collect(), values, failed: 0 }
    }

    fn point(other: &[f64]) -> PointRuns {
        PointRuns { point: 0, arms: vec![arm("quo", &[0.5, 0.6]), arm("new", &[0.4, 0.5]), arm("quo-other", other)] }
    }

    fn frame(added: bool) -> OtherFrame {
        let scenario = crate::world::reference::world(&[]).keys;
        let all = crate::experiment::sweep::frames::others(&scenario);
        all.into_iter().find(|one| one.added == added).expect("one of each")
    }

    #[test]
    fn an_increment_is_compared_with_the_better_use_that_the_status_quo_has_for_it() {
        let against = |added, other: &[f64]| compared(&point(other), &frame(added), "quo");
        let better = against(true, &[0.3, 0.4]);
        assert_eq!((better.baseline.as_str(), cell(&better, "quo-other", Lang::En).as_str()), ("quo-other", "baseline"));
        assert_eq!(cell(&better, "new", Lang::En), "+10.0 ±0.0");
        let worse = against(true, &[0.7, 0.8]);
        assert_eq!((worse.baseline.as_str(), cell(&worse, "new", Lang::En).as_str()), ("quo", "-10.0 ±0.0"));
        assert_eq!(against(false, &[0.3, 0.4]).baseline, "quo", "a line that was there anyway has the use that it had");
    }

    #[test]
    fn every_frame_is_a_column_and_a_policy_without_pairs_is_told_as_such() {
        let all = [compared(&point(&[]), &frame(false), "quo")];
        let text = render(&all, &["quo".to_owned(), "new".to_owned()], 4, Lang::En);
        assert!(text.contains("quo-other") && text.contains("-10.0"), "{text}");
        assert_eq!(cell(&all[0], "quo-other", Lang::En), "-");
        assert!(render(&all, &["quo".to_owned()], 4, Lang::Zh).contains("基准"));
    }
}
