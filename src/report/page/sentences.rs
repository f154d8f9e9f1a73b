//! The sentences of page one: each form by what the figures say, and by nothing else.

use super::assumed::Over;
use super::figures::replicates_needed;
use super::markup::{number, signed};
use crate::base::words::{Both, both};
use crate::measure::statistics::Estimate;
use crate::report::says::Says;

/// The one conclusion: what `size` of a hundred needs `p` leaves unmet beside `b`, of which needs and with whose money.
#[must_use]
pub fn concluded(says: Says, size: &str, b: &Both, p: &Both, when: &Both) -> Both {
    match says {
        Says::Better => both!(
            "In the model, \"{p}\" leaves {size} fewer of every 100 needs unmet than \"{b}\" ({when}).",
            "在本模型中，与“{b}”相比，“{p}”每 100 件需求中未满足的少 {size} 件（{when}）。";
            p = p, b = b, when = when
        ),
        Says::BetterUnsure => both!(
            "In the model, \"{p}\" leaves fewer needs unmet than \"{b}\", about {size} of every 100; whether by as much as counts is open ({when}).",
            "在本模型中，与“{b}”相比，“{p}”的未满足需求较少，每 100 件约少 {size} 件，是否达到有实际意义的程度尚不能定（{when}）。";
            p = p, b = b, when = when
        ),
        Says::Same => both!(
            "In the model, \"{p}\" and \"{b}\" leave as many needs unmet: no difference that counts ({when}).",
            "在本模型中，“{p}”与“{b}”的未满足需求无实质差别（{when}）。";
            p = p, b = b, when = when
        ),
        Says::WorseUnsure => both!(
            "In the model, \"{p}\" leaves more needs unmet than \"{b}\", about {size} of every 100; whether by as much as counts is open ({when}).",
            "在本模型中，与“{b}”相比，“{p}”的未满足需求较多，每 100 件约多 {size} 件，是否达到有实际意义的程度尚不能定（{when}）。";
            p = p, b = b, when = when
        ),
        Says::Worse => both!(
            "In the model, \"{p}\" leaves {size} more of every 100 needs unmet than \"{b}\" ({when}).",
            "在本模型中，与“{b}”相比，“{p}”每 100 件需求中未满足的多 {size} 件（{when}）。";
            p = p, b = b, when = when
        ),
        Says::Undecided => both!(
            "In the model it is open whether \"{p}\" leaves more or fewer needs unmet than \"{b}\" ({when}).",
            "在本模型中，“{p}”与“{b}”相比未满足需求是多是少尚不能定（{when}）。";
            p = p, b = b, when = when
        ),
    }
}

/// The differences in other frames of money, and whether the sign is that of the headline in all of them.
#[must_use]
pub fn in_frames(all: &[(Both, Option<f64>)], sign: f64, years: u32, n: usize) -> Both {
    if all.is_empty() {
        return both!("Other frames of money were not run.", "未运行其他经费口径。");
    }
    let of = |(title, difference): &(Both, Option<f64>)| {
        let size = difference.map_or_else(|| "–".to_owned(), |mean| signed(100.0 * mean, 1));
        both!("{title} {size}", "{title} {size}"; title = title)
    };
    let each: Vec<Both> = all.iter().map(of).collect();
    let join = |get: fn(&Both) -> &str, between: &str| each.iter().map(get).collect::<Vec<_>>().join(between);
    let (en, zh) = (join(|b| &b.en, "; "), join(|b| &b.zh, "；"));
    let found: Vec<f64> = all.iter().filter_map(|(_, difference)| *difference).collect();
    let others = found.iter().filter(|mean| **mean * sign < 0.0).count();
    let changes = match others {
        0 => both!("The sign is the same in all of them.", "各口径方向一致。"),
        _ => both!(
            "The sign changes with the frame: it is the other one in {others} of them.",
            "方向随口径而变：其中 {others} 个口径方向相反。"
        ),
    };
    both!(
        "In other frames, points of the unmet share in the last two of {years} years (replicates: {n}; sign and size alone): {en}. {changes}",
        "其他口径下 {years} 年中末两年未满足率之差（百分点；重复 {n} 次，只看方向与大小）：{zh}。{changes}";
        changes = changes
    )
}

/// How sure the sign is, by chance alone: in how many of the paired replicates fewer needs are unmet; and how many more would decide.
#[must_use]
pub fn by_chance((fewer, pairs): (usize, usize), main: Option<Estimate>, delta: f64) -> Both {
    let chance = both!(
        "Chance: in {fewer} of {pairs} paired replicates fewer needs are unmet.",
        "偶然性：{pairs} 次配对模拟中，{fewer} 次未满足件数更少。"
    );
    let more = main
        .filter(|_| !matches!(Says::of(main, delta), Says::Better | Says::Same | Says::Worse))
        .map(|estimate| match replicates_needed(estimate, delta) {
            Some(needed) => both!(
                " About {needed} replicates would tell whether the difference counts.",
                "约需 {needed} 次重复方可判定差异是否有实际意义。"
            ),
            None if pairs < 2 => {
                both!(" One replicate has no interval: run more (--seeds).", "单次重复没有区间，请增加重复（--seeds）。")
            }
            None => both!(" More replicates would hardly decide it.", "增加重复也难以判定。"),
        })
        .unwrap_or_default();
    both!("{chance}{more}", "{chance}{more}"; chance = chance, more = more)
}

/// How much hangs on what was assumed; `given` says whether sampled worlds were given at all.
#[must_use]
pub fn by_assumption(over: Option<&Over>, assumed: usize, given: bool) -> Both {
    let Some(over) = over else {
        return match given {
            true => both!(
                " Assumptions: sampled worlds were compared with the first policy of the experiment alone.",
                "假设：抽样世界仅与本实验的基准比较过。"
            ),
            false => both!(
                " Assumptions: {assumed} values are assumed (grade C) and were not varied here (run --worlds).",
                "假设：{assumed} 个取值属假设（C 级），本次未加变动（可用 --worlds）。"
            ),
        };
    };
    let worlds = over.worlds;
    let of = |share: f64| number(share * f64::from(worlds), 0);
    let [better, same, worse, open] = over.shares.map(of);
    both!(
        " Assumptions: of {worlds} sampled worlds in which all {assumed} assumed values differ, it leaves fewer needs unmet in {better}, makes no difference \
         that counts in {same}, leaves more in {worse}; {open} are undecided (whole window).",
        "假设：在 {assumed} 个假设取值全部变动的 {worlds} 个抽样世界中，{better} 个未满足较少，{same} 个无实质差别，{worse} 个较多，{open} 个未能判定（全窗口期）。"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::statistics::Interval;

    fn estimate(n: usize, low: f64, high: f64) -> Estimate {
        Estimate { n, mean: (low + high) / 2.0, interval: Some(Interval { low, high }) }
    }

    fn said(says: Says) -> Both {
        let [b, p] = ["B", "P"].map(Both::same);
        concluded(says, "4.1", &b, &p, &both!("last two years", "末两年"))
    }

    #[test]
    fn there_is_one_conclusion_for_each_thing_that_an_interval_says() {
        let forms = [
            (Says::Better, "\"P\" leaves 4.1 fewer of every 100 needs unmet than \"B\"", "“P”每 100 件需求中未满足的少 4.1 件"),
            (
                Says::BetterUnsure,
                "leaves fewer needs unmet than \"B\", about 4.1 of every 100; whether by as much as counts is open",
                "约少 4.1 件",
            ),
            (Says::Same, "no difference that counts", "无实质差别"),
            (Says::WorseUnsure, "leaves more needs unmet than \"B\", about 4.1 of every 100; whether", "约多 4.1 件"),
            (Says::Worse, "\"P\" leaves 4.1 more of every 100 needs unmet than \"B\"", "每 100 件需求中未满足的多 4.1 件"),
            (Says::Undecided, "it is open whether \"P\" leaves more or fewer needs unmet", "是多是少尚不能定"),
        ];
        for (says, en, zh) in forms {
            let both = said(says);
            assert!(
                both.en.contains(en) && both.en.contains("In the model") | both.en.contains("In the model it"),
                "{}",
                both.en
            );
            assert!(both.zh.contains(zh) && both.zh.contains("本模型"), "{}", both.zh);
            assert!(both.en.contains("last two years") && both.zh.contains("末两年"), "which needs, with whose money");
            for harsh in ["失败", "受损", "纸面办结", "today"] {
                assert!(!both.zh.contains(harsh) && !both.en.contains(harsh));
            }
        }
    }

    #[test]
    fn a_sign_that_changes_with_the_frame_is_told() {
        let frames =
            |added: f64| [(both!("line of 5 yuan", "专项每人 5 元"), Some(-0.03)), (both!("on top", "增量"), Some(added))];
        let same = in_frames(&frames(-0.01), -0.04, 4, 1);
        assert!(same.en.contains("line of 5 yuan −3.0; on top −1.0") && same.en.contains("the same in all"), "{}", same.en);
        let changes = in_frames(&frames(0.02), -0.04, 4, 1);
        assert!(
            changes.en.contains("it is the other one in 1 of them") && changes.zh.contains("1 个口径方向相反"),
            "{}",
            changes.zh
        );
        assert!(in_frames(&[], -0.04, 4, 0).zh.contains("未运行其他经费口径"));
    }

    #[test]
    fn chance_is_told_in_natural_frequencies_and_what_is_undecided_says_how_many_replicates_it_wants() {
        let better = by_chance((9, 10), Some(estimate(10, -0.06, -0.03)), 0.02);
        assert_eq!(
            (better.en.as_str(), better.zh.as_str()),
            ("Chance: in 9 of 10 paired replicates fewer needs are unmet.", "偶然性：10 次配对模拟中，9 次未满足件数更少。",)
        );
        let open = by_chance((6, 10), Some(estimate(10, -0.03, 0.01)), 0.02);
        assert!(open.en.contains("About 33 replicates") && open.zh.contains("约需 33 次重复"), "{}", open.en);
        let one = by_chance((1, 1), Some(Estimate { n: 1, mean: -0.1, interval: None }), 0.02);
        assert!(one.en.contains("One replicate has no interval") && one.zh.contains("单次重复没有区间"), "{}", one.en);
        let never = by_chance((6, 10), Some(estimate(10, 0.0, 0.04)), 0.02);
        assert!(never.en.contains("More replicates would hardly decide it"), "{}", never.en);
    }

    #[test]
    fn assumptions_are_told_apart_from_chance_whether_they_were_varied_or_not() {
        let not = by_assumption(None, 120, false);
        assert!(
            not.en.contains("120 values are assumed (grade C) and were not varied") && not.zh.contains("未加变动"),
            "{}",
            not.en
        );
        let elsewhere = by_assumption(None, 120, true);
        assert!(elsewhere.en.contains("compared with the first policy") && elsewhere.zh.contains("基准"), "{}", elsewhere.en);
        let over = Over { worlds: 64, shares: [0.75, 0.125, 0.0625, 0.0625], follows: "demand.x".into() };
        let varied = by_assumption(Some(&over), 120, true);
        assert!(varied.en.contains("of 64 sampled worlds") && varied.en.contains("fewer needs unmet in 48"), "{}", varied.en);
        assert!(varied.zh.contains("64 个抽样世界中，48 个未满足较少，8 个无实质差别，4 个较多，4 个未能判定"), "{}", varied.zh);
    }
}
