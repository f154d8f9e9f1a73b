//! Runs that are cut off, resumed, refused and replaced.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Said, World};

const LONG: &str = "run tiny.toml --seeds 60 --years 2 --out o --threads 2";

/// Starts the program and waits until some replicates, but not all, are on the disk.
fn started(world: &World, line: &str, replicates: usize) -> Child {
    let mut command = world.command(line.split_whitespace());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the program starts");
    let start = Instant::now();
    while replicates_in(world) < replicates {
        assert!(start.elapsed() < Duration::from_secs(30), "nothing happens");
        std::thread::sleep(Duration::from_millis(2));
    }
    child
}

fn replicates_in(world: &World) -> usize {
    let journal = fs::read_to_string(world.path("o/journal.jsonl")).unwrap_or_default();
    let last = journal.lines().filter_map(|line| line.strip_prefix("{\"commit\":")?.split("\"last\":").nth(1)).next_back();
    last.and_then(|text| text.split(',').next()?.parse::<usize>().ok()).map_or(0, |last| last + 1)
}

#[test]
fn a_killed_run_is_completed_to_the_bytes_of_one_that_was_not() {
    let world = World::new();
    let whole = world.sanshe(&LONG.replace("--out o", "--out whole")).ok();
    for replicates in [1, 12, 30] {
        let mut child = started(&world, LONG, replicates);
        child.kill().expect("killed");
        child.wait().expect("ended");
    }
    let kept = replicates_in(&world);
    assert!((30..60).contains(&kept), "{kept}");
    let said = world.sanshe(LONG).ok().tells(&[&format!("{} %  {kept}/60 replicates are there already", 100 * kept / 60)]);
    assert_eq!(said.out.replace("Files in o", "Files in whole"), whole.out);
    world.same("o", "whole");
}

#[test]
fn a_table_that_something_else_changes_while_the_run_is_on_is_no_result() {
    use std::io::{Seek, SeekFrom, Write};
    let world = World::new();
    let child = started(&world, LONG, 3);
    let at = world.read("o/runs.csv").find(",ok,").expect("a row") as u64;
    let mut file = fs::OpenOptions::new().write(true).open(world.path("o/runs.csv")).expect("it opens");
    file.seek(SeekFrom::Start(at - 1)).and_then(|_| file.write_all(b"x")).expect("written");
    let said = Said::of(child.wait_with_output().expect("ended")).ends(1).tells(&["o/runs.csv", "not as this program left it"]);
    assert_eq!(said.out, "", "nothing is compared");
}

#[cfg(unix)]
#[test]
fn a_signal_ends_a_run_soon_and_tells_what_is_complete() {
    let world = World::new();
    // One long replicate: its end is not waited for.
    let long = "run tiny.toml --seeds 2 --years 100 --out o --threads 1 --collect none \
                --set district.generate.residents=100000";
    for signal in ["INT", "TERM"] {
        let line = if signal == "INT" { LONG } else { long };
        let _ = fs::remove_dir_all(world.path("o"));
        let child = started(&world, line, usize::from(signal == "INT"));
        while !world.has("o/policies.csv") {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(50));
        let start = Instant::now();
        let sent = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().expect("kill is there");
        assert!(sent.success());
        let said = Said::of(child.wait_with_output().expect("ended")).ends(130);
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        let kept = replicates_in(&world);
        let said = said.tells(&["Interrupted:", "replicates are complete and kept in o", "same command"]);
        assert!(said.err.contains(&format!("Interrupted: {kept} of ")), "{}", said.err);
        assert_eq!(said.out, "");
    }
}

#[cfg(unix)]
#[test]
fn a_signal_during_the_search_for_budgets_ends_it_soon_and_leaves_nothing_behind() {
    let world = World::new();
    let line = "run tiny.toml --seeds 2 --years 40 --out o --threads 1 --set run.parity=equal_paid_hours \
                --set district.generate.residents=100000";
    let mut command = world.command(line.split_whitespace());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    // It says what it is doing before it begins.
    let mut first = [0; 9];
    std::io::Read::read_exact(child.stderr.as_mut().expect("piped"), &mut first).expect("a word");
    assert_eq!(&first, b"Searching");
    let start = Instant::now();
    let sent = Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().expect("kill is there");
    assert!(sent.success());
    let said = Said::of(child.wait_with_output().expect("ended")).ends(130);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    said.tells(&["Interrupted while searching", "nothing was written"]);
    assert!(!world.has("o"));
}

#[cfg(unix)]
#[test]
fn a_second_signal_ends_a_run_at_once_and_loses_nothing() {
    let world = World::new();
    let child = started(&world, LONG, 3);
    let id = child.id().to_string();
    for _ in 0..2 {
        // The second may find nobody: then the first was quick enough.
        let _ = Command::new("kill").args(["-s", "INT", &id]).stderr(Stdio::null()).status();
    }
    Said::of(child.wait_with_output().expect("ended")).ends(130);
    world.sanshe(LONG).ok();
    world.sanshe(&LONG.replace("--out o", "--out whole")).ok();
    world.same("o", "whole");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_goes_on_where_it_stopped() {
    let world = World::new();
    let child = started(&world, LONG, 5);
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-s", "INT", &id]).status().expect("kill").success());
    Said::of(child.wait_with_output().expect("ended")).ends(130);
    let kept = replicates_in(&world);
    world.sanshe(LONG).ok().tells(&[&format!("{kept}/60 replicates"), "100 %"]);
    world.sanshe(&LONG.replace("--out o", "--out whole")).ok();
    world.same("o", "whole");
    let timing = world.read("o/timing.json");
    assert_eq!(timing.matches("\"started\"").count(), 2, "{timing}");
}

#[test]
fn a_finished_folder_is_only_reported_again() {
    let world = World::new();
    let first = world.sanshe("run tiny.toml --out o").ok();
    let (before, timing, journal) = (world.results("o"), world.read("o/timing.json"), world.read("o/journal.jsonl"));
    assert!(journal.contains("charts/lost.svg"), "{journal}");
    fs::remove_file(world.path("o/charts/lost.svg")).expect("removed");
    let again = world.sanshe("run tiny.toml --out o").ok().tells(&["o is complete already", "--fresh"]);
    assert!(!again.err.contains("replicates"), "{}", again.err);
    assert_eq!(again.out, first.out);
    assert!(world.results("o") == before);
    assert_eq!(world.read("o/timing.json"), timing);
    assert_eq!(world.read("o/journal.jsonl"), journal);
}

#[test]
fn a_folder_of_another_plan_is_refused_unless_it_is_to_be_replaced() {
    let world = World::new();
    world.sanshe("run tiny.toml --out o -q").ok();
    let before = world.results("o");
    world.write("o/notes.txt", "mine");
    for other in [
        "run tiny.toml --out o --years 2",
        "run tiny.toml --out o --policy linkage",
        "run tiny.toml --out o --collect none",
        "run tiny.toml --out o --set demand.bundle_share=0.3",
        "run reference.toml --out o --seeds 1 --years 1",
    ] {
        world.sanshe(other).ends(2).tells(&["error: o: ", "another experiment", "`tiny`", "--out", "--fresh"]);
    }
    fs::remove_file(world.path("o/notes.txt")).expect("removed");
    assert!(world.results("o") == before);
    world.write("o/notes.txt", "mine");
    world.sanshe("run tiny.toml --out o --seeds 3 --collect daily -q --fresh").ok();
    assert_eq!(world.read("o/notes.txt"), "mine");
    assert!(!world.has("o/ledger.csv"));
    world.sanshe("run tiny.toml --out p --seeds 3 --collect daily -q").ok();
    fs::remove_file(world.path("o/notes.txt")).expect("removed");
    world.same("o", "p");
}

#[test]
fn an_edited_value_makes_another_experiment_and_an_edited_remark_does_not() {
    let world = World::new();
    world.sanshe("run tiny.toml --out o -q").ok();
    let manifest = world.read("o/manifest.json");
    let base = world.read("base.toml");
    world.write("base.toml", format!("# a remark\n{base}"));
    world.sanshe("run tiny.toml --out o").ok().tells(&["o is complete already"]);
    assert_eq!(world.read("o/manifest.json"), manifest);
    let edited = base.replacen("bundle_share = ", "bundle_share = 0.2 # ", 1);
    assert_ne!(base, edited);
    world.write("base.toml", edited);
    world.sanshe("run tiny.toml --out o -q").ends(2).tells(&["another experiment", "[demand]"]);
}

#[test]
fn two_replicates_and_then_four_in_one_folder_are_four_at_once() {
    let world = World::new();
    world.sanshe("run tiny.toml --seeds 2 --out o -q").ok();
    world.sanshe("run tiny.toml --seeds 4 --out o").ok().tells(&["grows from 2 to 4 replicates", "2/4 replicates"]);
    let whole = world.sanshe("run tiny.toml --seeds 4 --out whole -q").ok();
    // Which wave brought a row is of the folder; the rows are not.
    world.same_rows("o", "whole");
    // With fewer than are kept, all are used, and it says so.
    let fewer =
        world.sanshe("run tiny.toml --seeds 3 --out o -q").ok().tells(&["note: o holds 4 replicates, more than the 3 asked for"]);
    assert_eq!(fewer.out, whole.out);
    world.same_rows("o", "whole");
    world.sanshe("run tiny.toml --seeds 3 --out o -q --lang zh").ok().tells(&["注意：o 已有 4 次重复，多于所要求的 3 次"]);
}

#[test]
fn budgets_that_were_searched_for_hold_for_more_replicates_too() {
    let world = World::new();
    let line = "run tiny.toml --set run.parity=equal_paid_hours -q --seeds";
    world.sanshe(&format!("{line} 1 --out o")).ok();
    world.sanshe(&format!("{line} 2 --out o")).ok();
    world.sanshe(&format!("{line} 2 --out whole")).ok();
    world.same_rows("o", "whole");
}

#[cfg(unix)]
#[test]
fn a_folder_moved_away_during_a_run_ends_it_and_no_other_table_is_printed() {
    let world = World::new();
    let child = started(&world, LONG, 2);
    fs::rename(world.path("o"), world.path("moved")).expect("moved");
    world.sanshe("run tiny.toml --seeds 1 --out o -q").ok();
    let said = Said::of(child.wait_with_output().expect("ended")).ends(1);
    assert_eq!(said.out, "");
    said.tells(&["error: o: the folder was moved away while the run was in it", "move it back"]);
    fs::remove_dir_all(world.path("o")).expect("removed");
    fs::rename(world.path("moved"), world.path("o")).expect("moved back");
    world.sanshe(LONG).ok();
    world.sanshe(&LONG.replace("--out o", "--out whole")).ok();
    world.same("o", "whole");
}

#[cfg(unix)]
#[test]
fn a_folder_removed_during_a_run_ends_it_and_nothing_is_said_to_be_kept() {
    let world = World::new();
    let child = started(&world, LONG, 2);
    fs::remove_dir_all(world.path("o")).expect("removed");
    let said = Said::of(child.wait_with_output().expect("ended")).ends(1);
    assert!(!said.err.contains("kept") && said.out.is_empty(), "{}", said.err);
    said.tells(&["removed while the run was in it"]);
    assert!(!world.has("o"));
}

#[test]
fn two_runs_do_not_write_one_folder() {
    let world = World::new();
    let mut child = started(&world, LONG, 1);
    let said = world.sanshe(LONG);
    child.kill().expect("killed");
    child.wait().expect("ended");
    said.ends(2).tells(&["another run is writing this folder"]);
}
