//! What `--fresh` removes, what it leaves, and what it refuses; and what is said of a folder that is no longer there.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use sanshe::experiment::conduct::{AsAsked, Conditions, ConductError, Unwatched, conduct};
use sanshe::experiment::runner::{BlockError, BlockRequest, One, Simulate};
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;
use sanshe::measure::tables::RUNS;
use sanshe::report::KEPT;
use sanshe::store::StoreError;
use sanshe::store::journal::{Line, encode};
use sanshe::store::read;

use super::support::{Fake, Try, bytes, folder, plan, put, raw, undisturbed, undisturbed_raw};

/// A finished folder with two charts.
fn finished(dir: &Path) {
    let mut outcome = Try::new(dir).go().expect("it runs");
    outcome.folder.write_report(&[("lost.svg", Some("<svg a")), ("bound.svg", Some("<svg b"))]).expect("written");
}

fn fresh(dir: &Path) -> Try<'_> {
    let mut run = Try::new(dir);
    run.plan = plan(4);
    run.plan.root_seed = 2;
    run.fresh = true;
    run
}

#[cfg(unix)]
#[test]
fn nothing_is_touched_in_a_folder_that_a_link_leads_to() {
    use std::os::unix::fs::symlink;
    let (dir, elsewhere) = (folder(), folder());
    finished(dir.path());
    for name in KEPT[0].files {
        fs::write(elsewhere.path().join(name), "mine").expect("written");
    }
    fs::remove_dir_all(dir.path().join("charts")).expect("removed");
    symlink(elsewhere.path(), dir.path().join("charts")).expect("linked");
    let before = (raw(dir.path()), raw(elsewhere.path()));
    let error = fresh(dir.path()).go().expect_err("a link stands there");
    assert!(error.is_refusal() && error.to_string().contains("charts: a link stands there"), "{error}");
    assert_eq!((raw(dir.path()), raw(elsewhere.path())), before);
}

#[test]
fn a_file_saved_in_the_folder_while_the_report_is_written_is_never_ours() {
    let dir = folder();
    let mut outcome = Try::new(dir.path()).go().expect("it runs");
    fs::create_dir(dir.path().join("charts")).expect("made");
    for name in ["notes.txt", "charts/mine.svg", "charts/lost.svg.bak"] {
        fs::write(dir.path().join(name), "mine").expect("written");
    }
    outcome.folder.write_report(&[("lost.svg", Some("<svg a"))]).expect("written");
    drop(outcome);
    fresh(dir.path()).go().expect("it replaces");
    assert!(!dir.path().join("charts/lost.svg").exists());
    for name in ["notes.txt", "charts/mine.svg", "charts/lost.svg.bak"] {
        assert_eq!(fs::read_to_string(dir.path().join(name)).expect("kept"), "mine");
    }
}

#[test]
fn a_file_of_ours_that_was_changed_is_not_removed_and_is_named() {
    for name in ["charts/lost.svg", "runs.csv", "manifest.json", "timing.json"] {
        let dir = folder();
        finished(dir.path());
        fs::write(dir.path().join(name), "touched up by hand, longer than the table was, so that its length says nothing")
            .expect("written");
        let before = raw(dir.path());
        let error = fresh(dir.path()).go().expect_err("it was changed");
        assert!(error.is_refusal() && error.to_string().contains(&format!("`{name}`, which was changed")), "{error}");
        assert_eq!(raw(dir.path()), before);
    }
    // One that is not in the way stays, and is named too.
    let dir = folder();
    finished(dir.path());
    fs::write(dir.path().join("daily.csv"), "my own").expect("written");
    let mut run = fresh(dir.path());
    run.plan.collect = Collect::NONE;
    run.go().expect("it replaces");
    assert!(run.said().contains("`daily.csv` is not as this program left it"), "{}", run.said());
    assert_eq!(fs::read_to_string(dir.path().join("daily.csv")).expect("kept"), "my own");
    assert!(!dir.path().join("ledger.csv").exists());
}

#[test]
fn a_chart_that_was_changed_is_not_written_over() {
    let dir = folder();
    finished(dir.path());
    fs::write(dir.path().join("charts/lost.svg"), "touched up by hand").expect("written");
    let mut outcome = Try::new(dir.path()).go().expect("it is complete");
    let error = outcome.folder.write_report(&[("lost.svg", Some("<svg a"))]).expect_err("changed").to_string();
    assert!(error.contains("charts/lost.svg"), "{error}");
    assert_eq!(fs::read_to_string(dir.path().join("charts/lost.svg")).expect("kept"), "touched up by hand");
}

#[test]
fn the_same_report_again_leaves_the_journal_as_it_is() {
    let dir = folder();
    finished(dir.path());
    let journal = fs::read(dir.path().join("journal.jsonl")).expect("it reads");
    finished(dir.path());
    assert_eq!(fs::read(dir.path().join("journal.jsonl")).expect("it reads"), journal);
    fs::remove_file(dir.path().join("charts/lost.svg")).expect("removed");
    finished(dir.path());
    assert_eq!(fs::read(dir.path().join("journal.jsonl")).expect("it reads"), journal);
    assert_eq!(fs::read_to_string(dir.path().join("charts/lost.svg")).expect("there"), "<svg a");
}

/// Every state that a cut can leave between the first and the last act of replacing: the next start, with or without `--fresh`, ends in
/// the new results, and no chart of the old ones is left.
#[test]
fn replacing_that_was_cut_off_at_any_moment_is_finished_by_the_next_start() {
    let whole = folder();
    finished(whole.path());
    let mut expected = undisturbed(&fresh(whole.path()).plan);
    expected.remove("journal.jsonl");
    let order = [
        "charts/bound.svg",
        "charts/lost.svg",
        "manifest.json",
        "policies.csv",
        "timing.json",
        "runs.csv",
        "daily.csv",
        "ledger.csv",
    ];
    for removed in 0..=order.len() {
        for again in [false, true] {
            let dir = folder();
            put(dir.path(), &raw(whole.path()));
            fs::create_dir(dir.path().join("charts")).expect("made");
            put(&dir.path().join("charts"), &raw(&whole.path().join("charts")));
            fs::write(dir.path().join("notes.txt"), "mine").expect("written");
            // The journal says that all goes, and some has gone.
            let mut journal = fs::read_to_string(dir.path().join("journal.jsonl")).expect("it reads");
            let chain = journal.lines().last().and_then(|line| line.rsplit('"').nth(1)).expect("a digest").to_owned();
            let (line, _) = encode(&Line::Clear {}, &chain).expect("it encodes");
            journal.push_str(&String::from_utf8(line).expect("text"));
            fs::write(dir.path().join("journal.jsonl"), &journal).expect("written");
            for name in &order[..removed] {
                fs::remove_file(dir.path().join(name)).expect("removed");
            }
            if removed == order.len() {
                // Even the new journal was begun.
                fs::write(dir.path().join("journal.jsonl.part"), "{\"head").expect("written");
            }
            let mut run = fresh(dir.path());
            run.fresh = again;
            run.go().expect("it is finished");
            assert_eq!(fs::read_dir(dir.path().join("charts")).expect("there").count(), 0, "no old chart beside new tables");
            assert_eq!(fs::read_to_string(dir.path().join("notes.txt")).expect("kept"), "mine");
            fs::remove_file(dir.path().join("notes.txt")).expect("removed");
            let mut found = bytes(dir.path());
            found.remove("journal.jsonl");
            assert_eq!(found, expected, "{removed} removed");
        }
    }
}

#[test]
fn a_journal_with_a_fault_can_be_replaced() {
    let dir = folder();
    let mut files = undisturbed_raw(&plan(10));
    let text = String::from_utf8_lossy(&files["journal.jsonl"]).into_owned();
    files.insert("journal.jsonl".into(), text.replacen("\"first\":3", "\"first\":4", 1).into_bytes());
    put(dir.path(), &files);
    Try::new(dir.path()).go().expect_err("a fault");
    let run = fresh(dir.path());
    run.go().expect("it replaces");
    assert_eq!(bytes(dir.path()), undisturbed(&run.plan));
}

/// A folder as 0.1.0 left it.
fn old_format(dir: &Path) {
    let mut files = undisturbed_raw(&plan(2));
    let manifest = String::from_utf8_lossy(&files["manifest.json"]).into_owned();
    files.insert("manifest.json".into(), manifest.into_bytes());
    let lengths: serde_json::Map<String, serde_json::Value> =
        plan(2).collect.tables().iter().map(|t| (t.file.to_owned(), serde_json::json!(files[t.file].len()))).collect();
    let names: Vec<&String> = files.keys().collect();
    let lines = [
        serde_json::json!({"plan": {"digest": "00", "scenario": "small", "blocks": 2, "files": names}}),
        serde_json::json!({"block": {"number": 1, "failed": 0, "lengths": lengths}}),
        serde_json::json!({"report": ["charts/lost.svg", "charts/stranger.svg"]}),
    ];
    let journal: String = lines.iter().map(|line| format!("{line}\n")).collect();
    files.insert("journal.jsonl".into(), journal.into_bytes());
    put(dir, &files);
    fs::create_dir(dir.join("charts")).expect("made");
    fs::write(dir.join("charts/lost.svg"), "<svg old").expect("written");
    fs::write(dir.join("charts/stranger.svg"), "mine").expect("written");
}

/// A folder with a journal of the second format.
fn second_format(dir: &Path) {
    let mut files = undisturbed_raw(&plan(2));
    files.remove("waves.csv");
    let tables: Vec<&str> = plan(2).collect.tables().iter().map(|t| t.file).collect();
    let identity: Vec<(&str, &str)> = tables.iter().map(|file| (*file, "00")).collect();
    let extents: Vec<(usize, &str)> = tables.iter().map(|file| (files[*file].len(), "00")).collect();
    let small = serde_json::json!({"manifest.json": {"from": null, "to": "00"}, "policies.csv": {"from": null, "to": "00"}});
    let head = serde_json::json!({"format": 2, "identity": {"points": 1, "tables": identity}, "replicates": 2, "files": small});
    let chart = serde_json::json!({"charts/lost.svg": {"from": null, "to": "00"}});
    let commit = serde_json::json!({"first": 0, "last": 1, "failed": 0, "tables": extents});
    let lines = [("head", head), ("commit", commit), ("files", chart)];
    let journal: String = lines.iter().map(|(kind, line)| format!("{{\"{kind}\":{line},\"chain\":\"00\"}}\n")).collect();
    files.insert("journal.jsonl".into(), journal.into_bytes());
    put(dir, &files);
    fs::create_dir(dir.join("charts")).expect("made");
    fs::write(dir.join("charts/lost.svg"), "<svg old").expect("written");
    fs::write(dir.join("charts/stranger.svg"), "mine").expect("written");
}

#[test]
fn a_folder_of_the_second_format_is_replaced_when_asked_and_not_otherwise() {
    let dir = folder();
    second_format(dir.path());
    let before = raw(dir.path());
    let error = Try::new(dir.path()).go().expect_err("an earlier format");
    assert!(matches!(error, ConductError::Folder(StoreError::OldFormat { .. })) && error.is_refusal(), "{error}");
    assert_eq!(raw(dir.path()), before);
    let run = fresh(dir.path());
    run.go().expect("it replaces");
    assert_eq!(bytes(dir.path()), undisturbed(&run.plan));
    assert!(!dir.path().join("charts/lost.svg").exists());
    assert_eq!(fs::read_to_string(dir.path().join("charts/stranger.svg")).expect("kept"), "mine");
}

#[test]
fn a_folder_of_the_old_format_is_read_refused_for_going_on_and_replaced_when_asked() {
    let dir = folder();
    old_format(dir.path());
    assert_eq!(read::table(dir.path(), &RUNS).expect("they read").len(), 6);
    let before = raw(dir.path());
    let error = Try::new(dir.path()).go().expect_err("the old format");
    assert!(matches!(error, ConductError::Folder(StoreError::OldFormat { .. })) && error.is_refusal(), "{error}");
    assert_eq!(raw(dir.path()), before);
    let run = fresh(dir.path());
    run.go().expect("it replaces");
    assert_eq!(bytes(dir.path()), undisturbed(&run.plan));
    assert!(!dir.path().join("charts/lost.svg").exists());
    assert_eq!(fs::read_to_string(dir.path().join("charts/stranger.svg")).expect("kept"), "mine");
}

/// Does something to the folder in the middle of a run.
struct Meddler<F: Fn() + Sync> {
    fake: Fake,
    at: u32,
    act: F,
}

impl<F: Fn() + Sync> Simulate for Meddler<F> {
    fn block(&self, request: &BlockRequest<'_>) -> Result<Vec<RunRecord>, BlockError> {
        if request.replicate == self.at {
            (self.act)();
        }
        self.fake.block(request)
    }

    fn policies(&self) -> Vec<String> {
        self.fake.policies()
    }

    fn work_units(&self) -> u64 {
        30
    }
}

fn meddled(dir: &Path, act: impl Fn() + Sync) -> ConductError {
    let meddler = Meddler { fake: Fake::default(), at: 5, act };
    let stop = AtomicBool::new(false);
    let conditions = Conditions {
        memory: u64::MAX,
        dir,
        fresh: false,
        threads: 1,
        audit: false,
        wait: std::time::Duration::ZERO,
        report: &KEPT,
        command: &|replicates| format!("sanshe run small.toml --set run.seeds={replicates}"),
        typed: "",
        stop: &stop,
    };
    conduct(&plan(10), &One(&meddler), conditions, &AsAsked, &Unwatched).expect_err("the folder is gone")
}

#[cfg(unix)]
#[test]
fn a_folder_that_was_moved_away_is_noticed_and_what_stands_in_its_place_is_left_alone() {
    let base = folder();
    let (out, moved) = (base.path().join("o"), base.path().join("moved"));
    let error = meddled(&out, || {
        fs::rename(&out, &moved).expect("moved");
        fs::create_dir(&out).expect("another");
        let mut other = Try::new(&out);
        other.plan = plan(2);
        other.plan.root_seed = 7;
        other.go().expect("it runs");
    });
    assert!(!error.is_refusal());
    let text = error.to_string();
    assert!(text.contains("was moved away") && text.contains("of 10 blocks are complete in the folder that was moved"), "{text}");
    assert!(error.said().zh.contains("被移走"), "{}", error.said().zh);
    let mut other = plan(2);
    other.root_seed = 7;
    assert_eq!(bytes(&out), undisturbed(&other));
    // Moved back, it goes on.
    fs::remove_dir_all(&out).expect("removed");
    fs::rename(&moved, &out).expect("moved back");
    Try::new(&out).go().expect("it goes on");
    assert!(bytes(&out) == undisturbed(&plan(10)));
}

#[cfg(unix)]
#[test]
fn a_folder_that_was_removed_is_never_said_to_keep_anything() {
    for whole in [true, false] {
        let base = folder();
        let out = base.path().join("o");
        let error = meddled(&out, || {
            if whole {
                fs::remove_dir_all(&out).expect("removed");
            } else {
                fs::remove_file(out.join("runs.csv")).expect("removed");
            }
        });
        let text = error.to_string();
        assert!(text.contains("were removed while the run was in it") && !text.contains("kept"), "{text}");
        assert!(!error.said().zh.contains("已完成"), "{}", error.said().zh);
    }
}
