//! Whose money is divided, in words: one sentence for the page and for the charts.

use crate::base::words::{Both, both};

/// The frame of money: its name, yuan of the project line, yuan of the increment.
#[must_use]
pub fn purse(frame: &str, line: &str, increment: &str) -> Both {
    match frame {
        "project_line" => both!(
            "project line of {line} yuan a resident and year, community workers' pay untouched",
            "专项经费每位居民每年 {line} 元，社区工作者经费不动"
        ),
        "added" => {
            both!("{increment} yuan a resident and year on top of what there is", "在现有经费之上每位居民每年增加 {increment} 元")
        }
        _ => both!("one budget, community workers' pay included (a stress test)", "含社区工作者经费的全部预算（压力测试）"),
    }
}
