//! Faults of sweeps: a full disk, a permission taken back, two processes on one folder, a sweep file edited between shards, a wave merged twice, a point that
//! is no world (a block that fails as it runs: `failing.rs`). Each is told by one error, nothing that was complete is lost, and once the fault is gone the same command ends
//! in the bytes of an undisturbed one.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::support::{SMALL, Said, World, with};

/// So many replicates that it is not done before something has happened to it.
const LONG: &str = "sweep small.toml -q --threads 1 --seeds 9000 --out";

/// One error and no more.
pub trait Once {
    fn once(self, words: &[&str]) -> Self;
}

impl Once for Said {
    #[track_caller]
    fn once(self, words: &[&str]) -> Self {
        let errors = self.err.matches("error: ").count() + self.err.matches("错误：").count();
        assert_eq!(errors, 1, "{}", self.err);
        self.tells(words)
    }
}

/// Blocks of a folder that are on the disk.
fn kept(world: &World, folder: &str) -> u32 {
    let journal = fs::read_to_string(world.path(folder).join("journal.jsonl")).unwrap_or_default();
    let last = journal.lines().filter_map(|line| line.strip_prefix("{\"commit\":")?.split("\"last\":").nth(1)).next_back();
    last.and_then(|text| text.split(',').next()?.parse::<u32>().ok()).map_or(0, |last| last + 1)
}

/// Starts a command and waits until some of its blocks are on the disk of a folder.
fn started(mut command: Command, world: &World, folder: &str) -> Child {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let start = Instant::now();
    while kept(world, folder) == 0 {
        assert!(start.elapsed() < Duration::from_secs(60), "nothing happens");
        assert!(child.try_wait().expect("its status").is_none(), "it has ended");
        std::thread::sleep(Duration::from_millis(2));
    }
    child
}

/// What a sweep that was cut off holds ends, with as many replicates as it has begun and one more, in the bytes of one that was not disturbed.
fn ends_undisturbed(world: &World, folder: &str) {
    let seeds = kept(world, folder) / 3 + 2;
    world.sanshe(&format!("sweep small.toml -q --seeds {seeds} --out {folder}")).ok();
    world.sanshe(&format!("sweep small.toml -q --seeds {seeds} --out undisturbed --fresh")).ok();
    world.same("undisturbed", folder);
}

/// The program on a disk that is full, as far as a process can have one of its own: its files may not grow beyond so many times 512 bytes.
#[cfg(unix)]
fn full(world: &World, blocks: u64, line: &str) -> Said {
    let program = world.command([""; 0]).get_program().to_owned();
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("ulimit -f {blocks}; exec \"$0\" {line}")]).arg(program).current_dir(&world.dir);
    Said::of(shell.env("LC_ALL", "C").output().expect("sh starts"))
}

#[cfg(unix)]
fn size(world: &World, file: &str) -> u64 {
    fs::metadata(world.path(file)).expect("it is there").len()
}

#[cfg(unix)]
#[test]
fn a_full_disk_ends_a_sweep_and_it_goes_on_later() {
    let world = with(SMALL);
    world.sanshe("sweep small.toml -q --out whole").ok();
    let all = size(&world, "whole/runs.csv") / 512;
    for (blocks, told) in [(1, ""), (all / 3, ""), (all * 2 / 3, "of 9 blocks are complete and kept")] {
        let _ = fs::remove_dir_all(world.path("o"));
        full(&world, blocks, "sweep small.toml -q --out o --threads 1").ends(1).once(&["error: o/", "cannot write: ", told]);
        assert!(kept(&world, "o") > 0 || told.is_empty(), "what was complete is there");
        full(&world, blocks, "sweep small.toml -q --out o --threads 1 --lang zh").ends(1).once(&["错误：o/", "无法写入"]);
        world.sanshe("sweep small.toml -q --out o").ok();
        world.same("whole", "o");
    }
    // So does a shard.
    let shard = "sweep small.toml -q --threads 1 --out s --shard";
    full(&world, all / 3, &format!("{shard} 0/2")).ends(1).once(&["error: s/shard-0-of-2/", "of 5 blocks are complete and kept"]);
    world.sanshe(&format!("{shard} 0/2")).ok();
    world.sanshe(&format!("{shard} 1/2")).ok();
    world.sanshe("merge s -q").ok();
    world.same("whole", "s");
}

#[cfg(unix)]
#[test]
fn a_full_disk_ends_a_merge_and_what_was_merged_before_stays() {
    let world = with(SMALL);
    let wave = |seeds: u32| {
        world.sanshe(&format!("sweep small.toml -q --seeds {seeds} --out whole")).ok();
        for index in 0..2 {
            world.sanshe(&format!("sweep small.toml -q --seeds {seeds} --out m --shard {index}/2")).ok();
        }
    };
    wave(2);
    let all = size(&world, "whole/runs.csv") / 512;
    full(&world, all - 2, "merge m").ends(1).once(&["error: m/runs.csv: cannot write: ", "the same command merges them again"]);
    assert!(world.results("m").is_empty(), "no half of anything is left");
    // Until it is merged, nothing follows from it and no other sweep takes its place.
    world.sanshe("next small.toml --out m").ends(2).once(&["no results are here", "sanshe merge m"]);
    world.sanshe("sweep small.toml -q --out m").ends(2).once(&["shards (`shard-0-of-2`) that are not merged", "sanshe merge m"]);
    world.sanshe("merge m -q").ok();
    world.same("whole", "m");
    let (before, journal) = (world.results("m"), world.read("m/journal.jsonl"));
    wave(3);
    for blocks in [1, all, size(&world, "whole/runs.csv") / 512 - 2] {
        full(&world, blocks, "merge m --lang zh").ends(1).once(&["错误：m/runs.csv：无法写入", "各分片未作改动"]);
        assert!(world.results("m") == before && world.read("m/journal.jsonl") == journal);
    }
    world.sanshe("merge m -q").ok();
    world.same("whole", "m");
}

#[cfg(unix)]
#[test]
fn a_full_disk_at_the_summary_loses_no_row() {
    let world = with(SMALL);
    world.sanshe("sweep small.toml -q --out whole").ok();
    world.sanshe("sweep small.toml -q --out o").ok();
    let journal = world.read("o/journal.jsonl");
    fs::remove_file(world.path("o/summary.csv")).expect("removed");
    let told = full(&world, 2, "sweep small.toml -q --out o").ends(1);
    told.once(&["the results are complete, the summary is not: o/summary.csv: cannot write: ", "The same command makes it."]);
    assert!(!world.has("o/summary.csv") && !world.has("o/summary.csv.part") && world.read("o/journal.jsonl") == journal);
    world.sanshe("sweep small.toml -q --out o").ok();
    world.same("whole", "o");
}

/// Somebody for whom permissions hold: the superuser, as whom tests may run in a container, is bound by none.
#[cfg(unix)]
mod ordinary {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    use super::World;

    /// `nobody`.
    const NOBODY: u32 = 65_534;

    /// Gives a folder and all in it to somebody ordinary, where its owner is not.
    pub fn owns(world: &World) {
        let parent = world.dir.parent().expect("a folder around it");
        fs::set_permissions(parent, Permissions::from_mode(0o755)).expect("changed");
        if is_super(world) {
            // What the program is built in may be closed to others.
            fs::copy(world.command([""; 0]).get_program(), world.path("program")).expect("copied");
            give(&world.dir);
        }
    }

    fn is_super(world: &World) -> bool {
        fs::metadata(world.dir.parent().expect("a folder around it")).expect("it is there").uid() == 0
    }

    fn give(path: &Path) {
        chown(path, Some(NOBODY), Some(NOBODY)).expect("the superuser may");
        for entry in fs::read_dir(path).into_iter().flatten() {
            give(&entry.expect("an entry").path());
        }
    }

    /// The program as it starts.
    pub fn command(world: &World, line: &str) -> Command {
        let mut command = world.command(line.split_whitespace());
        if is_super(world) {
            let mut other = Command::new(world.path("program"));
            other.args(command.get_args()).current_dir(&world.dir).env("LC_ALL", "C").uid(NOBODY).gid(NOBODY);
            command = other;
        }
        command
    }

    /// Sets the permissions of a file or folder.
    pub fn set(world: &World, name: &str, mode: u32) {
        fs::set_permissions(world.path(name), Permissions::from_mode(mode)).expect("changed");
    }
}

#[cfg(unix)]
fn ordinarily(world: &World, line: &str) -> Said {
    Said::of(ordinary::command(world, line).output().expect("the program starts"))
}

#[cfg(unix)]
#[test]
fn a_permission_taken_back_in_mid_run_is_not_a_folder_that_was_moved() {
    let world = with(SMALL);
    ordinary::owns(&world);
    let child = started(ordinary::command(&world, &format!("{LONG} out/o")), &world, "out/o");
    ordinary::set(&world, "out", 0o000);
    let said = Said::of(child.wait_with_output().expect("ended")).ends(1);
    ordinary::set(&world, "out", 0o755);
    said.once(&["error: out/o: cannot open: ", "of 27000 blocks are complete and kept; the same command goes on from there"]);
    ends_undisturbed(&world, "out/o");
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_or_written_is_named_and_nothing_changes() {
    let world = with(SMALL);
    fs::create_dir(world.path("closed")).expect("made");
    ordinary::owns(&world);
    let denied = |name: &str, mode: u32, line: &str, words: &str| {
        let before = world.results("m");
        ordinary::set(&world, name, mode);
        let said = ordinarily(&world, line);
        let chinese = ordinarily(&world, &format!("{line} --lang zh"));
        ordinary::set(&world, name, 0o755);
        said.ends(1).once(&[words]);
        chinese.ends(1).once(&["没有权限"]);
        assert!(world.results("m") == before, "{line}");
    };
    denied("closed", 0o555, "sweep small.toml -q --out closed", "error: closed/journal.jsonl: cannot open: ");
    denied("closed", 0o555, "sweep small.toml -q --out closed/o", "error: closed/o: cannot create the folder: ");
    for index in 0..2 {
        ordinarily(&world, &format!("sweep small.toml -q --out m --shard {index}/2")).ok();
    }
    denied("m", 0o555, "merge m", "error: m/journal.jsonl: cannot open: ");
    for file in ["", "/journal.jsonl", "/runs.csv", "/manifest.json"] {
        denied(&format!("m/shard-1-of-2{file}"), 0o000, "merge m", "error: m/shard-1-of-2/");
    }
    ordinarily(&world, "merge m -q").ok();
    denied("m", 0o555, "merge m", "error: m/runs.csv: cannot write: ");
    for line in ["sweep small.toml -q --out m --shard 0/2", "sweep small.toml -q --out m", "next small.toml --out m"] {
        denied("m/journal.jsonl", 0o000, line, "error: m/journal.jsonl: cannot open: ");
    }
    ordinarily(&world, "merge m -q").ok();
    world.sanshe("sweep small.toml -q --out whole").ok();
    world.same("whole", "m");
}

#[test]
fn two_processes_on_one_folder_are_told_and_the_first_goes_on() {
    let world = with(SMALL);
    let mut first = started(world.command(format!("{LONG} o").split(' ')), &world, "o");
    let mut shard = started(world.command(format!("{LONG} s --shard 0/2").split(' ')), &world, "s/shard-0-of-2");
    for line in [
        "sweep small.toml --out o -q",
        "sweep small.toml --out o -q --fresh",
        "next small.toml --out o",
        "run tiny.toml --out o -q",
    ] {
        world.sanshe(line).ends(2).once(&["error: o: another run is writing this folder"]);
    }
    world
        .sanshe("sweep small.toml --out s --shard 0/2 -q")
        .ends(2)
        .once(&["error: s/shard-0-of-2: another run is writing this folder"]);
    let merged = world.sanshe("merge s").ends(2);
    merged.once(&["in use by another process", "shard-0-of-2. Merge when it has ended", "shard-1-of-2 is missing", "--array=1,"]);
    world.sanshe("merge s --lang zh").ends(2).once(&["正被其他进程使用", "shard-0-of-2"]);
    for child in [&mut first, &mut shard] {
        assert!(child.try_wait().expect("its status").is_none(), "it goes on");
        child.kill().expect("killed");
        child.wait().expect("ended");
    }
    ends_undisturbed(&world, "o");
}

#[test]
fn a_sweep_file_edited_between_shards_is_told_before_the_next_one_runs() {
    let world = with(SMALL);
    world.sanshe("sweep small.toml -q --out whole").ok();
    world.sanshe("sweep small.toml -q --out o --shard 1/3").ok();
    let files = world.results("o/shard-1-of-3");
    let edits = [
        (SMALL.replace("high = 0.9", "high = 0.8"), "the design of the sweep"),
        (SMALL.replace("burn_in_years=0", "burn_in_years=1"), "the burn-in years (0 there, 1 here)"),
        (SMALL.replace("set = [", "set = [\"demand.volatility=0.1\", "), "keys of the world in [demand]"),
        (SMALL.replace("values = [5, 20]", "values = [5, 21]"), "the design of the sweep"),
    ];
    for (edited, words) in edits {
        world.write("small.toml", &edited);
        let line = "sweep small.toml -q --out o --shard 2/3";
        world.sanshe(line).ends(2).once(&["error: o/shard-1-of-3: this shard, which began before", words, "--fresh"]);
        world.sanshe(&format!("{line} --lang zh")).ends(2).once(&["错误：o/shard-1-of-3：此前开始的这一分片属于另一个实验"]);
        assert!(!world.has("o/shard-2-of-3") && world.results("o/shard-1-of-3") == files);
    }
    // A remark is no edit of the experiment, though the manifest says from which bytes a shard was read.
    world.write("small.toml", format!("# as it was\n{SMALL}"));
    for index in [0, 2] {
        world.sanshe(&format!("sweep small.toml -q --out o --shard {index}/3")).ok();
    }
    world.sanshe("merge o -q").ok();
    for table in ["runs.csv", "summary.csv", "points.csv", "waves.csv", "policies.csv"] {
        assert_eq!(world.read(&format!("whole/{table}")), world.read(&format!("o/{table}")), "{table}");
    }
    assert_eq!(world.read("o/manifest.json"), world.read("o/shard-0-of-3/manifest.json"));
    let manifest = world.read("o/shard-1-of-3/manifest.json");
    assert!(manifest == world.read("whole/manifest.json") && manifest != world.read("o/manifest.json"));
    // Who wants the edited one starts every shard with it.
    world.write("small.toml", SMALL.replace("high = 0.9", "high = 0.8"));
    world.sanshe("sweep small.toml -q --out e").ok();
    for index in 0..3 {
        world.sanshe(&format!("sweep small.toml -q --out o2 --shard {index}/3 --fresh")).ok();
    }
    world.sanshe("merge o2 -q").ok();
    world.same("e", "o2");
}

#[test]
fn shards_of_other_waves_are_told_before_they_run() {
    let world = with(SMALL);
    for seeds in [2, 3] {
        world.sanshe(&format!("sweep small.toml -q --out whole --seeds {seeds}")).ok();
        world.sanshe(&format!("sweep small.toml -q --out o --shard 0/2 --seeds {seeds}")).ok();
    }
    let other = world.sanshe("sweep small.toml -q --out o --shard 1/2 --seeds 3").ends(2);
    other.once(&["error: o/shard-0-of-2: ", "the waves (replicates: 2 + 1 there, 3 here; every shard takes the same --seeds"]);
    for seeds in [2, 3] {
        world.sanshe(&format!("sweep small.toml -q --out o --shard 1/2 --seeds {seeds}")).ok();
    }
    world.sanshe("merge o -q").ok();
    world.same("whole", "o");
}

#[test]
fn a_wave_merged_twice_is_there_once_and_what_others_wrote_there_stays() {
    let world = with(SMALL);
    world.sanshe("sweep small.toml -q --out whole").ok();
    for index in 0..2 {
        world.sanshe(&format!("sweep small.toml -q --out m --shard {index}/2")).ok();
    }
    world.write("m/runs.csv", "mine\n");
    world.sanshe("merge m").ends(2).once(&["the folder holds `runs.csv`, which is not from this program"]);
    fs::remove_file(world.path("m/runs.csv")).expect("removed");
    let first = world.sanshe("merge m").ok();
    let journal = world.read("m/journal.jsonl");
    assert_eq!(world.sanshe("merge m").ok().out, first.out);
    world.same("whole", "m");
    assert_eq!(world.read("m/journal.jsonl"), journal);
    for file in ["summary.csv", "points.csv"] {
        let text = world.read(&format!("m/{file}"));
        world.write(&format!("m/{file}"), format!("my remark\n{text}"));
        world.sanshe("merge m").ends(2).once(&[&format!("`{file}`, which was changed since this program wrote it")]);
        assert!(world.read(&format!("m/{file}")).starts_with("my remark\n"));
        world.write(&format!("m/{file}"), text);
    }
    // A shard that was copied would bring its rows twice.
    fs::rename(world.path("m/shard-1-of-2"), world.path("kept")).expect("moved");
    fs::create_dir(world.path("m/shard-1-of-2")).expect("made");
    for entry in fs::read_dir(world.path("m/shard-0-of-2")).expect("it lists") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, world.path("m/shard-1-of-2").join(path.file_name().expect("a name"))).expect("copied");
    }
    world.sanshe("merge m").ends(2).once(&["shard-1-of-2 holds another part than its name says"]);
    world.same("whole", "m");
}

/// By hand with 65,536 rows and the bad one in line 60,002: the same error, after all points before it were checked.
#[test]
fn one_point_that_is_no_world_among_many_is_told_at_its_factor_before_anything_is_written() {
    let bad = 180;
    let rows = |bad_needs: &str| {
        let row =
            |at: u32| format!("{},0.{:03}\n", if at == bad { bad_needs.to_owned() } else { format!("0.{}", 300 + at) }, 100 + at);
        "demand.needs_per_resident,demand.volatility\n".to_owned() + &(0..200).map(row).collect::<String>()
    };
    let varied =
        "[[factor]]\nkey = \"demand.needs_per_resident\"\nlow = 0.1\nhigh = 2e9\n\n[[factor]]\nkey = \"demand.volatility\"\n";
    let head = SMALL.split("[design.grid]").next().expect("a head");
    let world = with(&format!("{head}[design.table]\nfile = \"rows.csv\"\n\n{varied}"));
    world.write("rows.csv", rows("1e9"));
    let words = ["small.toml:10", "point 180 of the sweep: demand.needs_per_resident = 1000000000, demand.volatility = 0.28"];
    for line in ["sweep small.toml --out o", "sweep small.toml --out o --shard 3/4", "check small.toml"] {
        world.sanshe(line).ends(2).once(&words);
        world.sanshe(&format!("{line} --lang zh")).ends(2).once(&["扫描的第 180 个点"]);
        assert!(!world.has("o"), "{line}");
    }
    world.write("rows.csv", rows("0.5"));
    world.sanshe("check small.toml").ok();
}
