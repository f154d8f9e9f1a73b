//! What is recommended, and the rule that chose it.

use crate::base::words::{Both, both};
use crate::report::says::Says;

/// What is recommended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// 可推广
    Extend,
    /// 先试点
    Pilot,
    /// 暂不宜
    NotNow,
    /// 证据不足
    TooLittle,
}

/// What advice is chosen by.
#[derive(Clone, Copy, Debug)]
pub struct Grounds {
    /// What the headline says.
    pub says: Says,
    /// Signs of other frames that are the same, and how many there are.
    pub frames: (usize, usize),
    /// Share of the sampled worlds in which it is better; nothing where assumptions were not varied.
    pub worlds: Option<f64>,
}

/// Share of sampled worlds in which it must be better to be extended without a pilot.
const ROBUST: f64 = 0.9;

impl Advice {
    /// The advice that follows.
    #[must_use]
    pub fn of(grounds: Grounds) -> Self {
        let everywhere = grounds.frames.1 > 0 && grounds.frames.0 == grounds.frames.1;
        match grounds.says {
            Says::Better if everywhere && grounds.worlds.is_some_and(|share| share >= ROBUST) => Self::Extend,
            Says::Better | Says::BetterUnsure => Self::Pilot,
            Says::Same | Says::WorseUnsure | Says::Worse => Self::NotNow,
            Says::Undecided => Self::TooLittle,
        }
    }

    /// Its words.
    #[must_use]
    pub fn words(self) -> Both {
        match self {
            Self::Extend => both!("may be extended", "可推广"),
            Self::Pilot => both!("pilot first", "先试点"),
            Self::NotNow => both!("not now", "暂不宜"),
            Self::TooLittle => both!("too little evidence", "证据不足"),
        }
    }

    /// The rule that chose it.
    #[must_use]
    pub fn rule(self, grounds: Grounds) -> Both {
        let (same, all) = grounds.frames;
        match self {
            Self::Extend => both!(
                "Rule: better by more than counts, in this frame and in the others, and in nine of ten sampled worlds.",
                "规则：本口径及其他口径均改善且超过有意义的差异，并在九成以上抽样世界中成立。"
            ),
            Self::Pilot => {
                let others = match all {
                    0 => both!("other frames were not run", "未运行其他口径"),
                    _ => both!("{same} of {all} other frames have the same sign", "{all} 个其他口径中 {same} 个同向"),
                };
                let worlds = match grounds.worlds {
                    None => both!("assumptions were not varied (--worlds)", "尚未检验假设（--worlds）"),
                    Some(_) => both!("it is not better in nine of ten sampled worlds", "未在九成抽样世界中成立"),
                };
                both!(
                    "Rule: better with a sure sign; {others}; {worlds}.",
                    "规则：改善方向明确；{others}；{worlds}。";
                    others = others, worlds = worlds
                )
            }
            Self::NotNow if grounds.says == Says::Same => {
                both!("Rule: the difference is too small to count.", "规则：差异过小，无实际意义。")
            }
            Self::NotNow => both!("Rule: more needs are left unmet, with a sure sign.", "规则：未满足需求增多，方向明确。"),
            Self::TooLittle => {
                both!("Rule: chance alone may have made the sign of the difference.", "规则：差异的方向可能仅由偶然造成。")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_needs_a_sure_sign_and_tested_assumptions_before_anything_is_extended() {
        let of = |says, frames, worlds| Advice::of(Grounds { says, frames, worlds });
        assert_eq!(of(Says::Better, (6, 6), Some(0.95)), Advice::Extend);
        assert_eq!(of(Says::Better, (5, 6), Some(0.95)), Advice::Pilot);
        assert_eq!(of(Says::Better, (6, 6), Some(0.6)), Advice::Pilot);
        assert_eq!(of(Says::Better, (6, 6), None), Advice::Pilot, "assumptions were not varied");
        assert_eq!(of(Says::BetterUnsure, (6, 6), Some(1.0)), Advice::Pilot);
        assert_eq!(of(Says::Same, (6, 6), Some(1.0)), Advice::NotNow);
        assert_eq!(of(Says::WorseUnsure, (0, 6), None), Advice::NotNow);
        assert_eq!(of(Says::Worse, (0, 6), None), Advice::NotNow);
        assert_eq!(of(Says::Undecided, (6, 6), Some(1.0)), Advice::TooLittle);
    }
}
