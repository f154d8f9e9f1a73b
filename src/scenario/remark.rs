//! What is no mistake, but may not be what was meant: told beside the results, never instead of them.

use std::fmt;

use super::error::{Place, cut};
use super::node::shorten;
use super::sheet::SHEET;
use crate::words::{Both, shown};

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
        match self {
            Self::Unread { sheet, columns } => {
                write!(f, "{sheet}: not read, since the model has no use for them: {}", named(columns, "column", "no header"))
            }
            Self::Assumed { sheet, what } => write!(f, "{}: {}", shown(sheet), what.en),
            Self::Beside { sheet, rows, generated_at, own } => {
                let drop = if *own { "delete `[district.generate]`" } else { "write `without = [\"district.generate\"]` on top" };
                write!(
                    f,
                    "{sheet} has {rows} {} and is not read: the communities are generated ({generated_at}); to use the sheet, {drop} and \
                     write `table = \"{SHEET}\"` below `[district]`",
                    if *rows == 1 { "row" } else { "rows" }
                )
            }
        }
    }
}

impl Remark {
    /// The remark in Chinese.
    #[must_use]
    pub fn in_chinese(&self) -> String {
        match self {
            Self::Unread { sheet, columns } => format!("{sheet}：以下各列模型不用，未读取：{}", named(columns, "列", "无表头")),
            Self::Assumed { sheet, what } => format!("{}：{}", shown(sheet), what.zh),
            Self::Beside { sheet, rows, generated_at, own } => {
                let drop =
                    if *own { "删去 `[district.generate]`" } else { "在文件开头写 `without = [\"district.generate\"]`" };
                format!(
                    "{sheet} 有 {rows} 行，但未读取：社区是自动生成的（{generated_at}）。要使用该表，请{drop}，并在 `[district]` 下写 \
                     `table = \"{SHEET}\"`"
                )
            }
        }
    }
}

/// Columns by number and header.
fn named(columns: &[(usize, String)], column: &str, none: &str) -> String {
    let name = |(number, header): &(usize, String)| {
        let header = if header.is_empty() { none.to_string() } else { cut(&shorten(header)) };
        format!("{column} {number} ({header})")
    };
    let mut text = columns.iter().take(20).map(name).collect::<Vec<_>>().join(", ");
    if columns.len() > 20 {
        text.push('…');
    }
    text
}
