//! Warnings: valid input that is probably unintended: told beside the results, never instead of them.

use std::fmt;

use crate::base::words::{Both, both, shown};
use crate::scenario::error::Place;
use crate::scenario::place::cut;
use crate::scenario::reading::node::shorten;
use crate::scenario::sheet::SHEET;

/// A remark on a scenario that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Something stands in columns of a sheet that are not read.
    Unread {
        /// The sheet.
        sheet: String,
        /// The columns: number from 1, and header, which may be empty.
        columns: Vec<(usize, String)>,
    },
    /// Something of a sheet was read under an assumption, or is not read although its header is known.
    Assumed {
        /// The sheet.
        sheet: String,
        /// What.
        what: Both,
    },
    /// A sheet with communities lies beside a scenario that generates its own.
    Beside {
        /// The sheet.
        sheet: String,
        /// Its rows.
        rows: usize,
        /// Where `[district.generate]` stands.
        generated_at: Place,
        /// Whether that is the scenario itself, not a file that it extends.
        own: bool,
    },
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.both().en)
    }
}

impl Remark {
    /// The remark in both languages.
    #[must_use]
    pub fn both(&self) -> Both {
        match self {
            Self::Unread { sheet, columns } => {
                let (sheet, columns) = (shown(sheet), named(columns));
                both!(
                    "{sheet}: not read, since the model has no use for them: {columns}",
                    "{sheet}：以下各列模型不用，未读取：{columns}"; columns = columns
                )
            }
            Self::Assumed { sheet, what } => {
                let sheet = shown(sheet);
                both!("{sheet}: {what}", "{sheet}：{what}"; what = what)
            }
            Self::Beside { sheet, rows, generated_at, own } => {
                let (sheet, kept) = (shown(sheet), if *rows == 1 { "row" } else { "rows" });
                let drop = if *own {
                    both!("delete `[district.generate]`", "删去 `[district.generate]`")
                } else {
                    both!("write `without = [\"district.generate\"]` on top", "在文件开头写 `without = [\"district.generate\"]`")
                };
                both!(
                    "{sheet} has {rows} {kept} and is not read: the communities are generated ({generated_at}); to use the sheet, {drop} \
                     and write `table = \"{SHEET}\"` below `[district]`",
                    "{sheet} 有 {rows} 行，但未读取：社区是自动生成的（{generated_at}）。要使用该表，请{drop}，并在 `[district]` 下写 \
                     `table = \"{SHEET}\"`"; drop = drop
                )
            }
        }
    }
}

/// Columns by number and header.
fn named(columns: &[(usize, String)]) -> Both {
    let mut text = Both::default();
    for (index, (number, header)) in columns.iter().take(20).enumerate() {
        let name = if header.is_empty() {
            both!("column {number} (no header)", "列 {number} (无表头)")
        } else {
            let header = cut(&shorten(header));
            both!("column {number} ({header})", "列 {number} ({header})")
        };
        text.en += if index == 0 { "" } else { ", " };
        text.zh += if index == 0 { "" } else { ", " };
        text.en += &name.en;
        text.zh += &name.zh;
    }
    if columns.len() > 20 {
        text.en.push('…');
        text.zh.push('…');
    }
    text
}
