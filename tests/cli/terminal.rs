//! What reaches a terminal: nothing that moves its cursor, whatever files and the command line say; and what becomes of a result that
//! cannot be written.

use std::fs;
use std::path::Path;

use crate::support::{Said, TINY, World};

/// Clears the screen, colours, turns the direction of writing, goes back to the start of the line.
const HOSTILE: &str = "\u{1b}[2J\u{1b}[31mPWNED\u{202e}\u{2066}\r\u{7}\u{9b}1m";

/// The same as TOML has it.
const IN_TOML: &str = "\\u001b[2J\\u001b[31mPWNED\\u202e\\u2066\\r\\u0007\\u009b1m";

/// A world in which everything that has a name is called like that.
fn hostile() -> World {
    let world = World::new();
    let head = TINY.split("[district.generate]").next().expect("a head");
    let text = head
        .replace("reference.toml", "base.toml")
        .replace("Tiny world", IN_TOML)
        .replace("小世界", IN_TOML)
        .replace("\"endogenous\"]", "\"hostile\"]");
    let label = format!("label = \"{IN_TOML}\"\nlabel_zh = \"{IN_TOML}\"\n");
    let district =
        format!("[district]\ntable = \"sheet.csv\"\nname = \"{IN_TOML}\"\n[category.culture]\n{label}[segment.adults]\n{label}");
    world.write("tiny.toml", format!("{text}{district}"));
    world.write("policies/hostile.toml", format!("extends = \"linkage.toml\"\n{label}"));
    world.write("other.toml", format!("extends = \"tiny.toml\"\n[community.A1]\nname_zh = \"{IN_TOML}x\"\n"));
    let name = HOSTILE.replace('\r', "");
    world.write("sheet.csv", format!("编号,名称,街道,常住人口\nA1,{name},东街,4000\nA2,\"{HOSTILE}\",东街,4000\n"));
    world.write("title-escape.toml", include_str!("../cases/title-escape.toml"));
    // A case of verification whose title is like that.
    let case = world.read("verification/trust.toml");
    let line = case.lines().find(|line| line.starts_with("title = ")).expect("a title").to_owned();
    world.write("verification/trust.toml", case.replace(&line, &format!("title = \"{IN_TOML}\"")));
    world
}

/// Nothing in a text moves a cursor but the line feed, and nothing turns the writing.
#[track_caller]
fn is_plain(text: &str, what: &str) {
    let wrong = |c: &char| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found: Vec<char> = text.chars().filter(wrong).collect();
    assert!(found.is_empty(), "{what}: {found:?} in\n{}", text.escape_debug());
}

#[test]
fn nothing_from_files_or_the_command_line_moves_the_cursor() {
    let world = hostile();
    let set = format!("district.name={HOSTILE}");
    let out = format!("out-{HOSTILE}");
    let nowhere = format!("x{HOSTILE}");
    let lines: Vec<(Vec<&str>, i32)> = vec![
        (vec!["check", "tiny.toml", "--set", &set, "--set", &set], 0),
        (vec!["run", "tiny.toml", "--out", &out, "--set", &set], 0),
        (vec!["run", "tiny.toml", "--out", &out, "--set", &set], 0),
        (vec!["run", "tiny.toml", "--out", &out, "--years", "3"], 2),
        (vec!["diff", "tiny.toml", "reference.toml"], 0),
        (vec!["diff", "policies/linkage.toml", "policies/hostile.toml"], 0),
        (vec!["trace", "tiny.toml", "--policy", "hostile", "--years", "1", "--needs", "6"], 0),
        (vec!["trace", "tiny.toml", "--site", "A1", "--days", "2", "--years", "1"], 0),
        (vec!["trace", "tiny.toml", "--worker", "A1:0", "--days", "2", "--years", "1"], 0),
        (vec!["trace", "tiny.toml", "--site", &nowhere], 2),
        (vec!["trace", "tiny.toml", "--worker", &nowhere], 2),
        (vec!["verify", "--cases", "verification", "--case", "trust"], 0),
        (vec!["verify", "--cases", "verification", "--case", "trust", "--json"], 0),
        (vec!["verify", "--cases", "verification", "--case", HOSTILE], 2),
        (vec!["verify", "--cases", HOSTILE], 2),
        (vec!["check", "title-escape.toml"], 0),
        (vec!["diff", "title-escape.toml", "tiny.toml"], 0),
        (vec!["schema", "scenario"], 0),
        (vec!["phases", "title-escape.toml"], 0),
        (vec!["phases", HOSTILE], 2),
        (vec!["schema", HOSTILE], 2),
        (vec!["new", HOSTILE, "--table"], 0),
        (vec!["new", HOSTILE, "--table"], 2),
        (vec!["dictionary"], 0),
        (vec![HOSTILE], 2),
        (vec!["run", HOSTILE], 2),
        (vec!["check", "tiny.toml", "--set", HOSTILE], 2),
        (vec!["check", "tiny.toml", "--policy", HOSTILE], 2),
        (vec!["run", "tiny.toml", "--collect", HOSTILE], 2),
        (vec!["run", "tiny.toml", "--threads", HOSTILE], 2),
        (vec!["run", "tiny.toml", "--lang", HOSTILE], 2),
    ];
    for lang in ["en", "zh"] {
        for (words, status) in &lines {
            // What one language has written is there for the other.
            let again = lang == "zh" && words.contains(&"new");
            let mut line = vec!["--lang", lang];
            line.extend(words);
            let said = world.words(&line).ends(if again { 2 } else { *status });
            is_plain(&said.out, &format!("output of {line:?}"));
            is_plain(&said.err, &format!("messages of {line:?}"));
            if words.contains(&"--json") {
                let verdict: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
                assert_eq!(verdict["cases"][0]["title"], HOSTILE, "the JSON says what the file says");
            }
        }
        for entry in fs::read_dir(world.path(&out).join("charts")).expect("it lists") {
            let path = entry.expect("an entry").path();
            let text = fs::read_to_string(&path).expect("UTF-8");
            is_plain(&text, &path.to_string_lossy());
            assert!(!text.contains("PWNED") || text.contains("\\u{1b}"), "what stands there is shown, not dropped");
        }
    }
}

#[test]
fn columns_stay_in_line_beside_what_was_escaped() {
    let world = hostile();
    let said = world.sanshe("run tiny.toml -q --seeds 1").ok();
    let block: Vec<&str> = said.out.lines().skip_while(|line| *line != "Outcomes").skip(1).take(5).collect();
    let ends: Vec<usize> = block.iter().map(|line| unicode_width::UnicodeWidthStr::width(*line)).collect();
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]), "{block:#?}");
}

/// A device that takes nothing.
#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_a_failure_and_is_told() {
    let world = World::new();
    for (lang, words) in
        [("en", ["error: cannot write to standard output", "No space left"]), ("zh", ["错误：无法写入标准输出", "磁盘已满"])]
    {
        for line in [
            "schema policy",
            "phases",
            "check tiny.toml",
            "diff tiny.toml reference.toml",
            "trace tiny.toml --needs 2 --years 1",
            "run tiny.toml -q --seeds 1",
            "verify --cases verification --case trust --json",
            "verify --cases verification --case trust",
            "dictionary",
            "--help",
            "run --help",
            "help check",
            "--version",
            &format!("new new-{lang}"),
        ] {
            let mut command = world.command(line.split_whitespace().chain(["--lang", lang]).filter(|_| line != "help check"));
            if line == "help check" {
                command = world.command(["--lang", lang, "help", "check"]);
            }
            let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("there is one");
            let said = Said::of(command.stdout(full).output().expect("the program starts"));
            assert_eq!(said.status, Some(1), "{line}: {}", said.err);
            for word in words {
                assert!(said.err.contains(word), "{line}: {}", said.err);
            }
        }
    }
    assert!(Path::new(&world.path("out/tiny/runs.csv")).exists(), "what a run found is kept");
}
