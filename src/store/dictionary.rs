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

The program's own, a JSON object a line: what is certainly on the disk. A run that was cut off goes on from there; a table, a manifest
or a line of the journal that is not as the journal tells is refused, with the file, the block and what to do. Digests are the first
128 bits of BLAKE3. 程序自用，每行一个 JSON 对象：已确实写入磁盘的内容，用于中断后续跑；各表、清单或日志行若与记录不符则拒绝续跑，并指明文件与区块。

| line | meaning | 含义 |
|---|---|---|
| `head` | first line: format, identity (what decides the results, by group), build, replicates, length and digest of every table's header, digests of manifest and policies | 首行：格式、实验身份（决定结果的各组取值）、构建、重复次数、各表表头的长度与摘要、清单与政策表的摘要 |
| `commit` | blocks `first` to `last` are on the disk; failed runs so far; length and running digest of every table, in the order of the head | 区块 first 至 last 已写入；累计失败次数；各表长度与累计摘要 |
| `cut` | a disk lost what it had confirmed: the tables end here again | 磁盘丢失已确认内容：各表退回至此 |
| `grow` | the experiment has this many replicates from here on; digest of its manifest | 此后的重复次数；清单的摘要 |
| `build` | another build made the same bytes of the first block and goes on | 另一构建重跑首个区块得到相同字节后续跑 |
| `files` | small files and charts about to be written or removed: digest before and after | 将写入或删除的小文件与图：前后摘要 |
| `clear` | the results are being removed for others | 结果正在清除，以便替换 |
| `chain` | at the end of each line: digest of the line and of the `chain` before it | 每行末尾：本行与前一 chain 的摘要 |

Folders of the first format (lines `plan`, `block`, `report`) can be read, but not added to. 第一版格式的文件夹可以读取，但不能续写。
";
