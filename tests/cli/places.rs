//! Paths of every kind, places that cannot be written, readers who leave.

use std::fs;
use std::io::Read;
use std::process::Stdio;

use crate::support::{CHARTS, Said, World};

#[test]
fn names_may_have_blanks_quotes_and_chinese_characters() {
    let world = World::named("我的 城区's 文件夹");
    fs::copy(world.path("tiny.toml"), world.path("沙河口 区.toml")).expect("copied");
    let out = "结果 一/它's";
    let said = world.words(&["run", "沙河口 区.toml", "--out", out]).ok();
    let said = said.says(&["Files in 结果 一/它's:"]);
    for file in CHARTS {
        assert!(world.has(&format!("{out}/{file}")), "{}", said.out);
    }
    world.words(&["run", "沙河口 区.toml", "--out", out]).ok().tells(&["complete already"]);
    let manifest = world.read(&format!("{out}/manifest.json"));
    assert!(manifest.contains("\"sanshe run '沙河口 区.toml'\""), "{manifest}");
    world.sanshe("run tiny.toml -q --out plain").ok();
    for table in ["runs.csv", "daily.csv", "ledger.csv"] {
        assert_eq!(world.read(&format!("{out}/{table}")), world.read(&format!("plain/{table}")));
    }
    let whole = world.path("沙河口 区.toml");
    world.words(&["check", whole.to_str().expect("UTF-8")]).ok();
    world.words(&["new", "新 区"]).ok();
    world.words(&["check", "新 区/scenario.toml"]).ok();
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let world = World::new();
    world.sanshe("run tiny.toml --out tiny.toml/o").ends(1).tells(&["error: tiny.toml/o: cannot create the folder"]);
    world.sanshe("run tiny.toml --out tiny.toml").ends(1).tells(&["error: tiny.toml: "]);
    world.sanshe("new tiny.toml/x").ends(1).tells(&["error: tiny.toml/x"]);
    fs::create_dir(world.path("notes")).expect("made");
    world.write("notes/mine.txt", "mine");
    for fresh in ["", "--fresh"] {
        world
            .sanshe(&format!("run tiny.toml --out notes {fresh}"))
            .ends(2)
            .tells(&["error: notes: the folder holds `mine.txt`", "--out"]);
    }
    assert_eq!(fs::read_dir(world.path("notes")).expect("it lists").count(), 1);
}

#[test]
fn charts_that_cannot_be_written_do_not_spoil_the_results() {
    let world = World::new();
    world.sanshe("run tiny.toml -q --out whole").ok();
    world.sanshe("run tiny.toml -q --out o").ok();
    fs::remove_dir_all(world.path("o/charts")).expect("removed");
    world.write("o/charts", "in the way");
    world.sanshe("run tiny.toml -q --out o").ends(1).tells(&["the results are complete, the report is not", "o/charts"]);
    fs::remove_file(world.path("o/charts")).expect("removed");
    world.sanshe("run tiny.toml -q --out o").ok();
    world.same("o", "whole");
}

#[cfg(unix)]
#[test]
fn what_stands_in_the_way_of_the_report_is_told_before_a_longer_run() {
    let world = World::new();
    world.sanshe("run tiny.toml -q --seeds 1 --out o").ok();
    let before = world.read("o/runs.csv");
    let chart = world.path("o/charts/lost.svg");
    fs::rename(&chart, world.path("o/charts/mine.svg")).expect("moved");
    std::os::unix::fs::symlink("mine.svg", &chart).expect("linked");
    world.sanshe("run tiny.toml -q --seeds 2 --out o").ends(2).tells(&["o/charts/lost.svg", "link"]);
    assert_eq!(world.read("o/runs.csv"), before);
    fs::remove_file(&chart).expect("removed");
    world.sanshe("run tiny.toml -q --seeds 2 --out o").ok();
}

/// A full disk, as far as a process can have one of its own: files may not grow beyond a size. Its signal does not end the program.
#[cfg(unix)]
#[test]
fn a_full_disk_keeps_what_is_complete_and_the_run_goes_on_later() {
    let world = World::new();
    let line = "run tiny.toml --seeds 20 --threads 1 --set district.generate.residents=40000 --out o";
    let program = world.command([""; 0]).get_program().to_owned();
    let script = format!("ulimit -f 600; exec \"$0\" {line}");
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .arg(program)
        .current_dir(&world.dir)
        .env("LC_ALL", "C")
        .output()
        .expect("sh starts");
    let said = Said::of(output).ends(1).tells(&["error: o/", "cannot write", "of 20 blocks are complete and kept"]);
    assert!(!said.err.contains(" 0 of 20 blocks"), "{}", said.err);
    world.sanshe(line).ok();
    world.sanshe(&line.replace("--out o", "--out whole")).ok();
    world.same("o", "whole");
}

#[test]
fn a_reader_who_leaves_is_no_error() {
    let world = World::new();
    for line in [
        "run tiny.toml --seeds 1",
        "check tiny.toml",
        "diff tiny.toml reference.toml",
        "schema scenario",
        "phases",
        "new other --table",
        "--help",
        "run --help --lang zh",
        "dictionary",
        "trace tiny.toml --needs 2 --years 1",
        "verify --cases verification --case trust --json",
    ] {
        let mut child = world
            .command(line.split_whitespace())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut err).expect("UTF-8");
        let status = child.wait().expect("ended").code();
        assert_eq!(status, Some(0), "{line}\n{err}");
        assert!(!err.contains("internal error"), "{line}\n{err}");
    }
    // Nor is one who never listened to the messages.
    let mut child = world
        .command("run tiny.toml --seeds 3 --out p".split_whitespace())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("ended").code(), Some(0));
}
