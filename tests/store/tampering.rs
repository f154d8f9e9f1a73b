//! What stands in a folder and is not as it was left: found, named, and left alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use sanshe::experiment::conduct::ConductError;
use sanshe::store::StoreError;
use sanshe::store::journal::{Line, encode};

use super::support::{Try, bytes, folder, plan, put, raw, undisturbed, undisturbed_raw, without_chain};

static EXPECTED: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| undisturbed(&plan(10)));

/// A folder of which six blocks are on the disk, with rows of the seventh behind them.
static CUT: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let mut files = undisturbed_raw(&plan(10));
    let journal = String::from_utf8_lossy(&files["journal.jsonl"]).into_owned();
    let lines: Vec<&str> = journal.split_inclusive('\n').collect();
    let length = |line: &str, place: usize| {
        let value: serde_json::Value = serde_json::from_str(line).expect("a line");
        usize::try_from(value["commit"]["tables"][place][0].as_u64().expect("a length")).expect("small")
    };
    for (place, table) in plan(10).collect.tables().iter().enumerate() {
        let (end, next) = (length(lines[6], place), length(lines[7], place));
        files.get_mut(table.file).expect("collected").truncate(end + (next - end) / 2);
    }
    files.insert("journal.jsonl".into(), lines[..=6].concat().into_bytes());
    files
});

/// Either the bytes of a run that nothing disturbed, or a refusal that changes nothing.
fn same_or_refused(dir: &Path) -> Result<bool, TestCaseError> {
    let before = raw(dir);
    match Try::new(dir).go() {
        Ok(outcome) => {
            drop(outcome);
            let mut found = bytes(dir);
            found.insert("journal.jsonl".into(), EXPECTED["journal.jsonl"].clone());
            prop_assert!(found == *EXPECTED);
            Ok(true)
        }
        Err(error) => {
            prop_assert!(error.is_refusal(), "{}", error);
            prop_assert!(raw(dir) == before, "{}", error);
            Ok(false)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_flipped_byte_in_any_file_is_refused_or_does_no_harm(file in 0usize..10, place in 0.0..1.0f64, flip in 1u8..) {
        let dir = folder();
        let mut files = CUT.clone();
        let name = files.keys().nth(file).expect("ten files").clone();
        let content = files.get_mut(&name).expect("there");
        let place = (place * content.len() as f64) as usize;
        content[place] ^= flip;
        put(dir.path(), &files);
        same_or_refused(dir.path())?;
    }

    #[test]
    fn lines_of_the_journal_that_are_doubled_swapped_or_dropped_are_refused(a in 0usize..7, b in 0usize..7, how in 0u8..3) {
        let dir = folder();
        let mut files = CUT.clone();
        let text = String::from_utf8_lossy(&files["journal.jsonl"]).into_owned();
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let same = match how {
            0 => { lines.insert(b, lines[a]); false }
            1 => { lines.swap(a, b); a == b }
            // The last line dropped is a block that is run again.
            _ => { lines.remove(a); a == 6 }
        };
        files.insert("journal.jsonl".into(), lines.concat().into_bytes());
        put(dir.path(), &files);
        prop_assert_eq!(same_or_refused(dir.path())?, same);
    }
}

#[test]
fn a_flipped_byte_in_a_table_names_the_file_and_the_block() {
    for (table, block) in [("daily.csv", 2), ("ledger.csv", 0), ("runs.csv", 5)] {
        let dir = folder();
        put(dir.path(), &CUT);
        let mut content = CUT[table].clone();
        // A digit of a row of that block.
        let text = String::from_utf8_lossy(&content).into_owned();
        let row = text.lines().find(|line| line.split(',').nth(1) == Some(&block.to_string())).expect("a row");
        let place = text.find(row).expect("there") + row.len() - 1;
        content[place] = if content[place] == b'1' { b'2' } else { b'1' };
        fs::write(dir.path().join(table), &content).expect("written");
        let error = Try::new(dir.path()).go().expect_err("changed");
        assert!(matches!(error, ConductError::Folder(StoreError::Changed { .. })), "{error}");
        let text = error.to_string();
        assert!(text.contains(table) && text.contains(&format!("the rows of block {block})")), "{text}");
        assert!(error.said().zh.contains(&format!("第 {block} 个区块")), "{}", error.said().zh);
    }
}

#[test]
fn a_changed_line_of_the_journal_is_named_with_its_block_in_a_finished_folder_too() {
    for finished in [false, true] {
        let dir = folder();
        let mut files = if finished { undisturbed_raw(&plan(10)) } else { CUT.clone() };
        let text = String::from_utf8_lossy(&files["journal.jsonl"]).into_owned();
        files.insert("journal.jsonl".into(), text.replacen("\"first\":3,\"last\":3", "\"first\":3,\"last\":4", 1).into_bytes());
        put(dir.path(), &files);
        let error = Try::new(dir.path()).go().expect_err("changed").to_string();
        assert!(error.contains("journal.jsonl: line 5, after 3 complete blocks"), "{error}");
        assert!(error.contains("--out"), "{error}");
    }
}

/// Whoever can write the digests can still not tell of a block twice, or of none.
#[test]
fn blocks_are_told_of_once_and_in_order_even_when_every_digest_is_right() {
    let text = String::from_utf8_lossy(&CUT["journal.jsonl"]).into_owned();
    let lines: Vec<Line> =
        text.lines().map(|line| serde_json::from_str(&format!("{}}}", without_chain(line))).expect("a line")).collect();
    let orders: [&[usize]; 3] = [&[0, 1, 2, 2], &[0, 2, 1], &[0, 1, 3]];
    for order in orders {
        let (mut journal, mut chain) = (Vec::new(), String::new());
        for &place in order {
            let (line, next) = encode(&lines[place], &chain).expect("it encodes");
            journal.extend(line);
            chain = next;
        }
        let dir = folder();
        put(dir.path(), &CUT);
        fs::write(dir.path().join("journal.jsonl"), journal).expect("written");
        let error = Try::new(dir.path()).go().expect_err("not in order");
        assert!(matches!(error, ConductError::Folder(StoreError::Journal { .. })), "{error}");
    }
}

#[test]
fn a_changed_manifest_or_table_of_policies_is_refused_and_named() {
    for name in ["manifest.json", "policies.csv"] {
        let dir = folder();
        put(dir.path(), &CUT);
        fs::write(dir.path().join(name), "mine").expect("written");
        let before = raw(dir.path());
        let error = Try::new(dir.path()).go().expect_err("changed");
        assert!(matches!(error, ConductError::Folder(StoreError::Changed { .. })) && error.to_string().contains(name), "{error}");
        assert_eq!(raw(dir.path()), before);
    }
}

#[test]
fn a_timing_file_that_is_not_ours_is_not_written_over() {
    let dir = folder();
    put(dir.path(), &CUT);
    fs::write(dir.path().join("timing.json"), "mine").expect("written");
    let error = Try::new(dir.path()).go().expect_err("not ours");
    assert!(error.to_string().contains("timing.json"), "{error}");
    assert_eq!(fs::read_to_string(dir.path().join("timing.json")).expect("kept"), "mine");
}

/// Names at which this program writes.
const NAMES: [&str; 12] = [
    "journal.jsonl",
    "journal.jsonl.part",
    "runs.csv",
    "daily.csv",
    "ledger.csv",
    "manifest.json",
    "policies.csv",
    "map.csv",
    "timing.json",
    "manifest.json.part",
    "timing.json.part",
    "policies.csv.part",
];

/// Runs in a thread of its own: what waits for a pipe would wait for ever.
#[cfg(unix)]
fn refused_soon(dir: &Path, fresh: bool, name: &str) {
    let (send, receive) = std::sync::mpsc::channel();
    let own = dir.to_owned();
    std::thread::spawn(move || {
        let mut run = Try::new(&own);
        run.fresh = fresh;
        let _ = send.send(run.go().map(drop).map_err(|e| (e.is_refusal(), e.to_string())));
    });
    let ended = receive.recv_timeout(std::time::Duration::from_secs(60)).unwrap_or_else(|_| panic!("{name} hangs"));
    let (refusal, text) = ended.expect_err("no plain file");
    assert!(refusal && text.contains(name), "{name}: {text}");
}

#[cfg(unix)]
#[test]
fn a_pipe_a_socket_or_a_folder_at_the_place_of_any_file_is_an_error_at_once() {
    use std::os::unix::fs::FileTypeExt;
    use std::os::unix::net::UnixListener;
    let whole = undisturbed_raw(&plan(10));
    for name in NAMES {
        for kind in 0..3 {
            for fresh in [false, true] {
                let dir = folder();
                put(dir.path(), &whole);
                let path = dir.path().join(name);
                let _ = fs::remove_file(&path);
                let _socket = match kind {
                    0 => {
                        assert!(std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
                        None
                    }
                    1 => Some(UnixListener::bind(&path).expect("a socket")),
                    _ => {
                        fs::create_dir(&path).expect("made");
                        None
                    }
                };
                let before = raw(dir.path());
                refused_soon(dir.path(), fresh, name);
                assert_eq!(raw(dir.path()), before, "{name}, fresh {fresh}: nothing was removed");
                let meta = fs::symlink_metadata(&path).expect("still there").file_type();
                assert!(meta.is_fifo() || meta.is_socket() || meta.is_dir());
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_second_name_of_a_file_is_never_written_through() {
    let whole = undisturbed_raw(&plan(10));
    let elsewhere = folder();
    for name in NAMES {
        for fresh in [false, true] {
            let dir = folder();
            put(dir.path(), &whole);
            let (path, other) = (dir.path().join(name), elsewhere.path().join("other"));
            let text = whole.get(name).cloned().unwrap_or_else(|| b"mine".to_vec());
            let _ = (fs::remove_file(&path), fs::remove_file(&other));
            fs::write(&other, &text).expect("written");
            fs::hard_link(&other, &path).expect("linked");
            let before = raw(dir.path());
            refused_soon(dir.path(), fresh, name);
            assert_eq!(fs::read(&other).expect("it reads"), text, "{name}, fresh {fresh}");
            assert_eq!(raw(dir.path()), before, "{name}, fresh {fresh}");
        }
    }
}

#[test]
fn what_a_cut_left_half_written_is_written_again() {
    let dir = folder();
    put(dir.path(), &CUT);
    for name in ["manifest.json.part", "timing.json.part", "policies.csv.part", "journal.jsonl.part"] {
        fs::write(dir.path().join(name), "hal").expect("written");
    }
    fs::remove_file(dir.path().join("manifest.json")).expect("removed");
    Try::new(dir.path()).go().expect("it goes on");
    let mut found = bytes(dir.path());
    found.insert("journal.jsonl".into(), EXPECTED["journal.jsonl"].clone());
    assert_eq!(found, *EXPECTED);
}
