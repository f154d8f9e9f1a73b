//! The data dictionary, printed from the descriptions the tables are written with, so that the two cannot part.

use std::fmt::Write;

use super::field::Field;
use super::{manifest, timing};
use crate::measure::column::Range;
use crate::measure::tables::ALL;

/// The text of `docs/data-dictionary.md`.
#[must_use]
pub fn dictionary() -> String {
    let mut text = String::from(INTRODUCTION);
    for table in ALL {
        let _ = write!(
            text,
            "\n## `{}`\n\nA row is {}. 一行为{}。\n\n| column | unit | range | meaning | 含义 |\n|---|---|---|---|---|\n",
            table.file, table.row, table.row_zh
        );
        for c in table.columns {
            // Why a number may have either sign stands with what it means.
            let (why, why_zh) = match c.range {
                Range::Signed(why, zh) => (format!("; {why}"), format!("；{zh}")),
                _ => Default::default(),
            };
            let (meaning, zh) = (cell(c.english) + &why, cell(c.chinese) + &why_zh);
            let _ = writeln!(text, "| `{}` | {} | {} | {meaning} | {zh} |", c.name, cell(c.unit), c.range);
        }
    }
    fields(&mut text, manifest::MANIFEST, MANIFEST, &manifest::FIELDS);
    fields(&mut text, timing::TIMING, TIMING, &timing::FIELDS);
    text.push_str(POINTS);
    text.push_str(JOURNAL);
    text
}

fn fields<T>(text: &mut String, file: &str, introduction: &str, fields: &[Field<T>]) {
    let _ = write!(text, "\n## `{file}`\n\n{introduction}\n\n| field | meaning | 含义 |\n|---|---|---|\n");
    for field in fields {
        let _ = writeln!(text, "| `{}` | {} | {} |", field.name, cell(field.english), cell(field.chinese));
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

const INTRODUCTION: &str = "\
# Data dictionary 数据字典

Printed by `sanshe dictionary` from the declarations that the files are written from; do not edit by hand.

Tables are UTF-8 CSV with one header line and LF line ends. Whole numbers are written as such, real numbers with the fewest digits
that read back to the same value; an empty field means that there is no value (a share of zero items, a metric of a failed run). Days
are working days, money is in yuan unless the column says fen. Rows are in the order of the plan: wave, replicate, point, then policy as listed
in `manifest.json`, whatever the number of threads.

Every column has a range, which every run checks as it writes: a value outside fails the run, with the column, the value and the range as
the reason. `0, 1, 2, …` are integers, `a … b` numbers from a to b, `≥ a` numbers of at least a, `±` numbers of either sign, `-` text. 各列均有取值范围，每次运行写出时逐值核对，超出即记为失败并注明列、值与范围。

Names and codes of places are written as the scenario gives them. One that begins with `=`, `+`, `-` or `@` is prefixed with an apostrophe,
because spreadsheets would treat it as a formula. 以 = + - @ 开头的地名前加撇号，以免电子表格当作公式。

`runs.csv` counts the cohort: needs that arose in the window. `daily.csv` has flows, all events of a day regardless of onset, and
also the cohort's part of them (`…_cohort`), whose sums over days equal the figures in `runs.csv` and `communities.csv`.
runs.csv 统计窗口期内产生的需求；daily.csv 记当日流量，另列其中属于窗口期需求的部分（…_cohort），各日之和与 runs.csv、communities.csv 一致。

`runs.csv`, `policies.csv` and `waves.csv` are always written, `summary.csv` by sweeps, `places.csv`, `assumptions.csv` and `comparison.csv` by runs; the others as requested with `--collect`; `contacts.csv`
only where it is named there, for which every visit is looked at. contacts.csv 仅在 --collect 中写明时写出。
";

const MANIFEST: &str = "\
The definition of the experiment. Its contents are the same on every machine. 实验的全部设定，与机器无关。";

const TIMING: &str = "\
A list `sessions`: where and how fast, one entry per start of the program. 各次运行的机器与用时。";

const POINTS: &str = "
## `points.csv`

Of a sweep: a row for every point and arm; of worlds (`run --worlds`): a row for every point, 0 being the scenario as it is. 扫描的每个点与每一支各一行；
多世界（`run --worlds`）每个点一行，第 0 点为情景本身。

| column | meaning | 含义 |
|---|---|---|
| `point` | number of the point, as in `runs.csv` | 点的编号，同 `runs.csv` |
| `policy` | name of the arm, as in `runs.csv`: that of the policy, followed by `@` and a number where the sweep gives other values to its keys; empty for worlds: all policies | 支的名称，同 `runs.csv`：政策名；若扫描改变其键值，则后接 `@` 与编号；多世界为空：所有政策 |
| one column per factor | the value of the factor; empty where it does not concern the arm; of a table that is scaled as a whole, the factor | 因子的取值；与该支无关时为空；整表缩放者为其倍数 |
";

const JOURNAL: &str = "
## `journal.jsonl`

For the program's own use, one JSON object per line: what is safely on the disk. An interrupted run resumes from there; a table, a manifest
or a line of the journal that differs from the record is refused, with the file, the block and the remedy. Digests are the first
128 bits of BLAKE3. 程序自用，每行一个 JSON 对象：已确实写入磁盘的内容，用于中断后续跑；各表、清单或日志行若与记录不符则拒绝续跑，并指明文件与区块。

| line | meaning | 含义 |
|---|---|---|
| `head` | first line: format, identity (what decides the results, by group), build, points, waves, shard, length and digest of every table's header, digests of the small files | 首行：格式、实验身份（决定结果的各组取值）、构建、点数、波次、分片、各表表头的长度与摘要、小文件的摘要 |
| `commit` | blocks `first` to `last` are on the disk; failed runs so far; length and running digest of every table, in the order of the head | 区块 first 至 last 已写入；累计失败次数；各表长度与累计摘要 |
| `cut` | a disk lost confirmed data: the tables end here again | 磁盘丢失已确认内容：各表退回至此 |
| `waves` | the experiment has these waves, policies and points from here on; digests of the small files that say so | 此后的波次、政策与点数；相应小文件的摘要 |
| `build` | another build reproduced the first block's bytes and continues | 另一构建重跑首个区块得到相同字节后续跑 |
| `files` | small files and charts about to be written or removed: digest before and after | 将写入或删除的小文件与图：前后摘要 |
| `clear` | the results are being removed to be replaced | 结果正在清除，以便替换 |
| `chain` | at the end of each line: digest of the line and of the previous `chain` | 每行末尾：本行与前一 chain 的摘要 |

Folders of earlier formats can be read and replaced, but not added to. 较早格式的文件夹可以读取和替换，但不能续写。
";
