//! Cut off and taken up again: the bytes are those of a run that nothing disturbed.

use std::fs;

use sanshe::store::journal::{Line, encode};

use super::support::{Try, bytes, folder, plan, put, raw, undisturbed, undisturbed_raw};

/// A few numbers for choosing places: no quality needed, only variety that repeats.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound.max(1)
    }
}

#[test]
fn the_bytes_of_every_file_are_equal_for_any_number_of_threads() {
    for replicates in [1, 3, 10, 25] {
        let plan = plan(replicates);
        let expected = undisturbed(&plan);
        assert_eq!(expected.len(), 16, "twelve tables, policies, waves, manifest, journal");
        for threads in [2, 4, 7] {
            let dir = folder();
            let mut run = Try::new(dir.path());
            run.plan = plan.clone();
            run.threads = threads;
            run.go().expect("it runs");
            assert_eq!(bytes(dir.path()), expected, "{replicates} replicates, {threads} threads");
        }
    }
}

#[test]
fn a_folder_cut_off_at_any_moment_is_completed_to_the_same_bytes() {
    let plan = plan(10);
    let (expected, files) = (undisturbed(&plan), undisturbed_raw(&plan));
    let journal = String::from_utf8(files["journal.jsonl"].clone()).expect("text");
    let tables: Vec<&str> = plan.collect.tables().iter().map(|t| t.file).collect();
    let mut dice = Dice(1);
    for trial in 0..40 {
        let dir = folder();
        // The state a kill leaves: `whole` journalled blocks, perhaps a torn journal line, and every table anywhere between its
        // journalled length and what the next block would have added.
        let lines: Vec<&str> = journal.split_inclusive('\n').take(11).collect();
        let whole = dice.below(lines.len());
        let mut cut: String = lines[..=whole].concat();
        let next = lines.get(whole + 1).copied().unwrap_or("");
        let torn = &next[..dice.below(next.len())];
        cut.push_str(torn);
        let length = |line: &str, file: &str| -> Option<usize> {
            let value: serde_json::Value = serde_json::from_str(line).ok()?;
            let place = tables.iter().position(|table| *table == file)?;
            usize::try_from(value["commit"]["tables"][place][0].as_u64()?).ok()
        };
        for (name, full) in &files {
            let content = match name.as_str() {
                "journal.jsonl" => cut.as_bytes(),
                "manifest.json" | "policies.csv" | "waves.csv" => full,
                table => {
                    let least = length(lines[whole], table).unwrap_or(0);
                    let most = length(next, table).unwrap_or(full.len());
                    // A torn journal line means that the rows it tells of were whole.
                    let end = if torn.is_empty() { least + dice.below(most - least + 1) } else { most };
                    &full[..end]
                }
            };
            fs::write(dir.path().join(name), content).expect("written");
        }
        let run = Try::new(dir.path());
        run.go().expect("it resumes");
        assert_eq!(run.blocks_run(), 10 - whole as u64, "finished blocks are not run again");
        assert_eq!(bytes(dir.path()), expected, "trial {trial}, {whole} blocks whole");
    }
}

#[test]
fn a_kill_before_the_first_block_leaves_a_folder_that_can_be_used() {
    let plan = plan(10);
    let (expected, files) = (undisturbed(&plan), undisturbed_raw(&plan));
    let journal = &files["journal.jsonl"];
    let first = journal.iter().position(|&b| b == b'\n').expect("a line") + 1;
    for end in [0, 1, 5, 20, first - 1, first] {
        let dir = folder();
        fs::write(dir.path().join("journal.jsonl"), &journal[..end]).expect("written");
        Try::new(dir.path()).go().expect("it runs");
        assert_eq!(bytes(dir.path()), expected, "{end} bytes of journal");
    }
}

#[test]
fn rows_a_disk_lost_after_confirming_them_are_run_again() {
    let (expected, files) = (undisturbed(&plan(10)), undisturbed_raw(&plan(10)));
    let mut dice = Dice(2);
    for trial in 0..10 {
        let dir = folder();
        put(dir.path(), &files);
        let table = ["waits.csv", "runs.csv"][trial % 2];
        let end = dice.below(files[table].len());
        fs::write(dir.path().join(table), &files[table][..end]).expect("written");
        let run = Try::new(dir.path());
        run.go().expect("it resumes");
        assert!(run.blocks_run() > 0 && run.said().contains("are run again"), "{}", run.said());
        let (mut found, mut wanted) = (bytes(dir.path()), expected.clone());
        // The journal tells the story; what it says in the end is the same, so a second start finds nothing to do.
        for files in [&mut found, &mut wanted] {
            files.remove("journal.jsonl");
        }
        assert_eq!(found, wanted);
        let again = Try::new(dir.path());
        again.go().expect("it is complete");
        assert_eq!((again.blocks_run(), again.said()), (0, String::new()));
    }
}

#[test]
fn a_table_that_is_gone_is_made_again() {
    let (expected, files) = (undisturbed(&plan(10)), undisturbed_raw(&plan(10)));
    for name in ["runs.csv", "ledger.csv", "map.csv", "manifest.json", "policies.csv"] {
        let dir = folder();
        put(dir.path(), &files);
        fs::remove_file(dir.path().join(name)).expect("removed");
        Try::new(dir.path()).go().expect("it goes on");
        let mut found = bytes(dir.path());
        found.insert("journal.jsonl".into(), expected["journal.jsonl"].clone());
        assert_eq!(found, expected, "{name}");
    }
}

/// One line of the journal may tell of several blocks, as a sweep commits them.
#[test]
fn blocks_that_were_committed_together_are_cut_back_together() {
    let (plan, files) = (plan(10), undisturbed_raw(&plan(10)));
    let text = String::from_utf8(files["journal.jsonl"].clone()).expect("text");
    let mut journal = Vec::new();
    let mut chain = String::new();
    for (number, line) in text.lines().take(11).enumerate() {
        let body = format!("{}}}", super::support::without_chain(line));
        let mut line: Line = serde_json::from_str(&body).expect("a line");
        if let Line::Commit(commit) = &mut line {
            // Blocks 0–4 and 5–9 in a line each.
            if number % 5 != 0 {
                continue;
            }
            commit.first = commit.last - 4;
        }
        let (bytes, next) = encode(&line, &chain).expect("it encodes");
        journal.extend(bytes);
        chain = next;
    }
    let dir = folder();
    put(dir.path(), &files);
    fs::write(dir.path().join("journal.jsonl"), &journal).expect("written");
    let whole = Try::new(dir.path());
    whole.go().expect("it is complete");
    assert_eq!(whole.blocks_run(), 0);
    let waits = &files["waits.csv"];
    fs::write(dir.path().join("waits.csv"), &waits[..waits.len() - 1]).expect("written");
    let cut = Try::new(dir.path());
    cut.go().expect("it goes on");
    assert_eq!(cut.blocks_run(), 5);
    let mut changed = files["runs.csv"].clone();
    let place = changed.len() - 3;
    changed[place] ^= 1;
    fs::write(dir.path().join("runs.csv"), changed).expect("written");
    // The last five were committed one by one the second time.
    let error = Try::new(dir.path()).go().expect_err("changed").to_string();
    assert!(error.contains("runs.csv") && error.contains("block 9"), "{error}");
    assert_eq!(undisturbed(&plan)["runs.csv"], files["runs.csv"]);
}

#[test]
fn a_complete_folder_is_only_read() {
    let dir = folder();
    Try::new(dir.path()).go().expect("it runs");
    let before = raw(dir.path());
    let again = Try::new(dir.path());
    let outcome = again.go().expect("nothing to do");
    assert_eq!((again.blocks_run(), outcome.resumed), (0, 10));
    assert_eq!(raw(dir.path()), before);
}

#[test]
fn a_stopped_run_keeps_what_is_complete_and_goes_on_later() {
    let expected = undisturbed(&plan(10));
    for threads in [1, 2, 4] {
        let dir = folder();
        let mut run = Try::new(dir.path());
        run.threads = threads;
        run.fake.stops = Some(6);
        let outcome = run.go().expect("stopping is no error");
        let done = outcome.folder.done();
        assert!(done <= 6, "the stopped block is not there");
        assert!(!outcome.folder.is_complete());
        drop(outcome);
        let again = Try::new(dir.path());
        again.go().expect("it goes on");
        assert_eq!(again.blocks_run(), 10 - done);
        assert_eq!(bytes(dir.path()), expected, "{threads} threads");
    }
}

#[test]
fn blocks_share_the_threads_while_there_are_enough_and_the_rest_get_all_of_them() {
    for (replicates, threads, inner) in [(4, 2, vec![1; 4]), (3, 2, vec![1, 1, 2]), (2, 4, vec![4; 2])] {
        let dir = folder();
        let mut run = Try::new(dir.path());
        run.plan = plan(replicates);
        run.threads = threads;
        run.go().expect("it runs");
        let mut given = run.fake.inner.lock().expect("no block panicked").clone();
        given.sort_unstable();
        let given: Vec<usize> = given.into_iter().map(|(_, threads)| threads).collect();
        assert_eq!(given, inner, "{replicates} blocks, {threads} threads");
    }
}
