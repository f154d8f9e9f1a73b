//! The baseline of `.ci/gate`: that it can be read, names every case, and that the changelog says why it is where it is.

use crate::read;

/// What stands behind a name in the baseline.
fn field<'a>(baseline: &'a str, name: &str) -> &'a str {
    let line = baseline.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'));
    line.unwrap_or_else(|| panic!(".ci/gate.tsv has no line {name}"))
}

#[test]
fn the_baseline_of_the_gate_holds_every_case_and_no_other() {
    let bench = read("benches/gate.rs");
    let named = bench.split("Case { name: \"").skip(1).filter_map(|rest| rest.split('"').next());
    let cases: Vec<&str> = named.collect();
    assert_eq!(cases, ["reference", "shahekou", "twenty", "kernel"], "the cases are found in the source");
    let baseline = read(".ci/gate.tsv");
    let mut rows = baseline.lines().skip_while(|line| !line.starts_with("case\t"));
    assert_eq!(rows.next(), Some("case\tinstructions\theap bytes\twork"));
    let mut held = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let [case, instructions, bytes, work] = cells[..] else { panic!("four cells: {row}") };
        let number = |cell: &str| cell.parse::<u64>().unwrap_or_else(|e| panic!("{cell}: {e}: {row}"));
        assert!((100_000_000..=5_000_000_000).contains(&number(instructions)), "a case is short: {row}");
        assert!(number(bytes) > 1_000_000 && !work.is_empty(), "{row}");
        held.push(case);
    }
    assert_eq!(held, cases);
}

#[test]
fn the_baseline_of_the_gate_names_its_tools_and_the_changelog_its_number() {
    let baseline = read(".ci/gate.tsv");
    for (tool, begins) in [("rustc", "rustc 1."), ("valgrind", "valgrind-"), ("libc", ""), ("machine", "")] {
        let version = field(&baseline, tool);
        assert!(!version.is_empty() && version.starts_with(begins), "{tool} is {version:?}");
    }
    let number = field(&baseline, "gate");
    assert!(number.parse::<u32>().is_ok(), "{number:?} is a number");
    let line = format!("- Gate {number}: ");
    assert!(read("CHANGELOG.md").lines().any(|l| l.starts_with(&line)), "no line of CHANGELOG.md begins with {line:?}");
}
