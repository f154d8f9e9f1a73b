//! Map periods, as people call them.

use super::facts::Facts;
use crate::base::words::{Both, both};

/// What people call a map period.
#[must_use]
pub fn named(facts: &Facts, period: i32) -> Both {
    let quarters = facts.years > 2;
    if quarters {
        let (year, quarter) = (period.div_euclid(4), period.rem_euclid(4) + 1);
        let burn_in = i32::try_from(facts.burn_in).unwrap_or_default();
        let number = year + 1 + if year < 0 { burn_in } else { 0 };
        return match year < 0 {
            true => both!("burn-in, year {number}, quarter {quarter}", "预热期第 {number} 年第 {quarter} 季度"),
            false => both!("year {number}, quarter {quarter}", "第 {number} 年第 {quarter} 季度"),
        };
    }
    // 20 days each, the last of the window shorter.
    let last = (i64::from(period) + 1) * 20;
    match period < 0 {
        true => {
            let before = -last;
            both!("burn-in, {before} days before the window", "预热期，距窗口期 {before} 个工作日")
        }
        false => {
            let day = last.min(i64::from(facts.years) * 250);
            both!("to working day {day}", "至第 {day} 个工作日")
        }
    }
}
