//! The data dictionary, printed from the descriptions the tables are written with, so that the two cannot part.

use std::fmt::Write;

use super::{manifest, timing};
use crate::measure::tables::ALL;

/// The text of `docs/data-dictionary.md`.
#[must_use]
pub fn dictionary() -> String {
    let mut text = String::from(INTRODUCTION);
    for table in ALL {
        let _ = write!(
            text,
            "\n## `{}`\n\nA row is {}. 一行为{}。\n\n| column | unit | meaning | 含义 |\n|---|---|---|---|\n",
            table.file, table.row, table.row_zh
        );
        for c in table.columns {
            let _ = writeln!(text, "| `{}` | {} | {} | {} |", c.name, cell(c.unit), cell(c.meaning), cell(c.meaning_zh));
        }
    }
    fields(&mut text, manifest::MANIFEST, MANIFEST, &manifest::FIELDS);
    fields(&mut text, timing::TIMING, TIMING, &timing::FIELDS);
    text.push_str(JOURNAL);
    text
}

fn fields(text: &mut String, file: &str, introduction: &str, fields: &[(&str, &str, &str)]) {
    let _ = write!(text, "\n## `{file}`\n\n{introduction}\n\n| field | meaning | 含义 |\n|---|---|---|\n");
    for (name, meaning, zh) in fields {
        let _ = writeln!(text, "| `{name}` | {} | {} |", cell(meaning), cell(zh));
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

const INTRODUCTION: &str = "\
# Data dictionary 数据字典

Printed by `sanshe dictionary` from the descriptions the program writes its files with; do not edit by hand.

Tables are UTF-8 CSV with one header line and LF line ends. Whole numbers are written as such, real numbers with the fewest digits
that read back to the same value; an empty field is a value that does not exist (a share of nothing, a metric of a failed run). Days
are working days, money is in yuan unless the column says fen. Rows stand in the order of the plan: replicate, then policy as listed
in `manifest.json`, whatever the number of threads.

`runs.csv` and `policies.csv` are always written; the others as asked for with `--collect`.
";

const MANIFEST: &str = "\
What the experiment is. Nothing in it differs between two machines. 实验的全部设定，与机器无关。";

const TIMING: &str = "\
A list `sessions`: where and how fast, one entry per start of the program. 各次运行的机器与用时。";

const JOURNAL: &str = "
## `journal.jsonl`

The program's own: which blocks are complete, and how long every table was then. A run that was cut off goes on from there.
程序自用：已完成的区块及当时各表的长度，用于中断后续跑。
";
