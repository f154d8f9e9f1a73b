//! The Chinese descriptions of the keys of a sweep file; the English ones are the documentation of their types.

use serde_json::Value;

use crate::base::words::Lang;
use crate::experiment::sweep::keys::SweepFile;
use crate::scenario::schema::{Described, described_in};

/// The JSON Schema of a sweep file, with descriptions in a language.
#[must_use]
pub fn schema(lang: Lang) -> Value {
    let mut schema = schemars::schema_for!(SweepFile).to_value();
    if lang == Lang::Zh {
        for found in described_in(&schema.clone()) {
            if let (Some(text), Some(Value::String(place))) =
                (chinese(&found), schema.pointer_mut(&format!("{}/description", found.pointer)))
            {
                text.clone_into(place);
            }
        }
    }
    schema
}

/// What a description says, in Chinese: by its English, since tables of the same kind say the same.
fn chinese(found: &Described) -> Option<&'static str> {
    TEXTS.iter().find(|(english, _)| *english == found.text).map(|(_, chinese)| *chinese)
}

const TEXTS: &[(&str, &str)] = &[
    ("A sweep: a scenario, what is varied in it, and by which design.", "一次扫描：一个情景、其中变动什么、按哪种设计变动。"),
    ("Name: of the folder of its results", "名称，即结果文件夹的名称"),
    ("What it asks, in English", "所问的问题，英文"),
    ("What it asks, in Chinese", "所问的问题，中文"),
    ("The scenario that is varied, relative to this file", "要变动的情景，相对于本文件的路径"),
    (
        "Keys of the scenario that have other values in all of the sweep, `KEY=VALUE` each",
        "在整个扫描中取其他值的情景键，每项写作 `键=值`",
    ),
    ("Policies to compare instead of the scenario's", "要比较的政策，代替情景所列"),
    ("Replicates of each point instead of the scenario's", "每个点的重复次数，代替情景中的"),
    (
        "How narrow the intervals of the differences from the baseline are to be; without it every point has the same replicates",
        "与基准之差的区间应有多窄；不写则各点重复次数相同",
    ),
    (
        "A precision: the replicates of the sweep are a first stage, which says how many each point needs.",
        "精度：扫描的重复次数是首阶段，由它得出每个点需要多少次。",
    ),
    ("The column of runs.csv whose differences count", "以 runs.csv 中哪一列之差为准"),
    ("Half-width that each interval may have, in the unit of the column", "每个区间容许的半宽，单位与该列相同"),
    ("Replicates that a point may have at most", "一个点至多重复多少次"),
    (
        "Whether the intervals of all arms of a point cover together, rather than each by itself",
        "一个点各支的区间是否同时覆盖，而非各自覆盖",
    ),
    ("Which combinations are run: exactly one kind", "运行哪些组合：恰为一种"),
    ("What is varied", "变动什么"),
    ("The kinds of designs; one of them.", "设计的种类，取其一。"),
    ("Every combination of the factors' levels", "各因子水平的全部组合"),
    ("The scenario as it is, and one factor changed at a time", "情景原样，以及每次只变动一个因子"),
    ("Latin hypercube: every factor evenly over its range", "拉丁超立方：每个因子均匀分布于其范围"),
    ("Scrambled Sobol sequence, which can be continued", "扰动的 Sobol 序列，可以续接"),
    ("Rows of a CSV file", "CSV 文件中的各行"),
    ("Morris' trajectories: which factors matter at all", "Morris 轨迹：哪些因子有影响"),
    ("Saltelli's rows for Sobol indices", "Saltelli 行，用于 Sobol 指数"),
    ("Fractional factorial of two levels", "两水平部分析因"),
    ("Levels of factors that list none.", "未列出水平的因子的水平数。"),
    ("How many levels a factor has that lists none", "未列出水平的因子有几个水平"),
    ("A Latin hypercube.", "拉丁超立方。"),
    ("Rows", "行数"),
    (
        "Rows of the first of nested hypercubes: these, twice as many and so on are hypercubes too, so that the sweep can be continued by \
         doubling",
        "嵌套超立方中首个的行数：这些行、其两倍等都是超立方，扫描可成倍续接",
    ),
    ("A number of rows.", "行数。"),
    ("A table of rows.", "各行的表。"),
    ("The CSV file, relative to this one: a column per factor", "CSV 文件，相对于本文件的路径：每个因子一列"),
    ("Trajectories.", "轨迹。"),
    ("Trajectories", "轨迹数"),
    ("Levels of each factor, an even number", "每个因子的水平数，偶数"),
    ("Rows for Sobol indices.", "用于 Sobol 指数的行。"),
    (
        "Base samples, best a power of 2; rows are these times factors + 2",
        "基本样本数，最好是 2 的幂；行数为其乘以（因子数 + 2）",
    ),
    ("Whether indices of pairs of factors are wanted too, at nearly twice the rows", "是否还要因子两两的指数，行数近乎加倍"),
    ("A fractional factorial.", "部分析因。"),
    (
        "Resolution, 3 to 5: with 4 no main effect is mixed with a pair, with 5 no pair with a pair",
        "分辨度，3 至 5：为 4 时主效应不与两因子交互混杂，为 5 时两因子交互互不混杂",
    ),
    (
        "A factor. Without a range or values it is varied over the range that is known for its key.",
        "因子。未给范围或取值时，在其键已知的范围内变动。",
    ),
    ("Name of its column; the key unless said otherwise", "列名；不写则为键"),
    (
        "Dotted key that is varied: of the world, or with `policy` of that policy",
        "要变动的键（以点分隔）：情景的键；给出 `policy` 时为该政策的键",
    ),
    ("Keys of shares that are varied together, as parts of a whole", "一并变动的份额键，合为一个整体"),
    ("What the shares add up to", "各份额之和"),
    ("The policy whose key is varied", "变动哪项政策的键"),
    ("Policies of which a row runs one, beside the baseline", "每行在基准之外运行其中一项的政策"),
    ("Lowest value", "最小值"),
    ("Highest value", "最大值"),
    ("How values between are spaced", "其间各值如何分布"),
    ("Values, in the order of their levels; lists of values for shares", "取值，按水平的顺序；份额则为取值的列表"),
    ("How many levels, where the design has levels and no values are listed", "水平数，用于有水平的设计而未列出取值时"),
    ("How values of a range are spaced.", "范围内的值如何分布。"),
    ("Equal differences", "等差"),
    ("Equal ratios", "等比"),
    ("A value in a file.", "文件中的一个值。"),
    ("Yes or no", "是或否"),
    ("Whole number", "整数"),
    ("Number", "数"),
    ("Word", "词"),
    ("Values of shares", "各份额的值"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_description_of_a_sweep_file_has_its_chinese_and_every_chinese_text_describes_something() {
        let found = described_in(&schema(Lang::En));
        let missing: Vec<&str> = found.iter().filter(|one| chinese(one).is_none()).map(|one| one.text.as_str()).collect();
        assert_eq!(missing, Vec::<&str>::new());
        let idle = TEXTS.iter().filter(|(english, _)| found.iter().all(|one| one.text != *english));
        assert_eq!(idle.collect::<Vec<_>>(), Vec::<&(&str, &str)>::new());
        let ascii = |text: &str| !text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let left: Vec<String> =
            described_in(&schema(Lang::Zh)).into_iter().map(|one| one.text).filter(|text| ascii(text)).collect();
        assert_eq!(left, Vec::<String>::new());
    }
}
