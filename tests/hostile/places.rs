//! Places that are not what they seem: links, pipes, devices, files that change while they are used, and a tree that must stay as it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const TINY: &str = "extends = \"base.toml\"\nname = \"tiny\"\ntitle = \"Tiny\"\ntitle_zh = \"小\"\npolicies = [\"linkage\"]\n\
                    [run]\nseeds = 1\nyears = 1\nburn_in_years = 0\n\
                    [district.generate]\nsubdistricts = 1\ncommunities = 2\nresidents = 1000\nresidents_cv = 0.0\n";

/// A folder `world` with the base and the policies, in a folder of its own whose every other file is watched.
struct Tree {
    temp: tempfile::TempDir,
}

impl Tree {
    fn new() -> Self {
        let tree = Self { temp: tempfile::tempdir().expect("a temporary folder") };
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        fs::create_dir_all(tree.at("world/policies")).expect("made");
        fs::create_dir(tree.at("elsewhere")).expect("made");
        fs::copy(shipped.join("base.toml"), tree.at("world/base.toml")).expect("copied");
        for name in ["administrative", "linkage"] {
            let name = format!("policies/{name}.toml");
            fs::copy(shipped.join(&name), tree.at("world").join(&name)).expect("copied");
        }
        fs::write(tree.at("world/tiny.toml"), TINY).expect("written");
        fs::write(tree.at("elsewhere/notes.txt"), "mine").expect("written");
        tree
    }

    fn at(&self, path: &str) -> PathBuf {
        self.temp.path().join(path)
    }

    fn sanshe(&self, line: &str) -> Output {
        Command::new(assert_cmd::cargo::cargo_bin!("sanshe"))
            .args(line.split_whitespace())
            .current_dir(self.at("world"))
            .env("LC_ALL", "C")
            .output()
            .expect("the program starts")
    }

    /// Every file but those of a folder, by its bytes.
    fn all_but(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let (mut files, mut open) = (BTreeMap::new(), vec![self.temp.path().to_path_buf()]);
        while let Some(dir) = open.pop() {
            for entry in fs::read_dir(dir).expect("it lists") {
                let path = entry.expect("an entry").path();
                if path == self.at(folder) {
                    continue;
                }
                let is_dir = fs::symlink_metadata(&path).expect("there").is_dir();
                files.insert(
                    path.clone(),
                    if is_dir || !path.is_file() { Vec::new() } else { fs::read(&path).expect("it reads") },
                );
                if is_dir {
                    open.push(path);
                }
            }
        }
        files
    }
}

fn ends(output: &Output, status: i32, words: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{text}");
    assert!(text.contains(words), "{text}");
    assert!(!text.contains("internal error"), "{text}");
}

#[test]
fn a_run_writes_into_its_output_folder_alone() {
    let tree = Tree::new();
    let before = tree.all_but("world/out");
    for line in
        ["run tiny.toml", "run tiny.toml --fresh", "check tiny.toml", "diff tiny.toml base.toml", "run tiny.toml --policy nope"]
    {
        let _ = tree.sanshe(line);
        assert_eq!(tree.all_but("world/out"), before, "{line}");
    }
    assert!(tree.at("world/out/tiny/runs.csv").is_file());
}

#[test]
fn the_name_of_a_scenario_leads_nowhere() {
    for name in ["../../elsewhere", "/tmp/x", "..", "a/b", "a\\b", "", "-rf", "x\\u0000y", "城/x", "../城"] {
        let tree = Tree::new();
        let before = tree.all_but("world/none");
        fs::write(tree.at("world/tiny.toml"), TINY.replace("name = \"tiny\"", &format!("name = {name:?}"))).expect("written");
        ends(&tree.sanshe("run tiny.toml"), 2, "name");
        fs::write(tree.at("world/tiny.toml"), TINY).expect("written");
        assert_eq!(tree.all_but("world/none"), before, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_an_output_folder_is_not_written_through() {
    use std::os::unix::fs::symlink;
    for file in ["runs.csv", "manifest.json", "timing.json", "journal.jsonl", "daily.csv", "charts"] {
        let tree = Tree::new();
        fs::create_dir(tree.at("world/o")).expect("made");
        let target = if file == "charts" { "../../elsewhere" } else { "../../elsewhere/notes.txt" };
        symlink(target, tree.at("world/o").join(file)).expect("linked");
        let before = tree.all_but("world/o");
        for line in ["run tiny.toml --out o", "run tiny.toml --out o --fresh"] {
            let output = tree.sanshe(line);
            assert_ne!(output.status.code(), Some(0), "{file}");
            assert_eq!(tree.all_but("world/o"), before, "{file}: {line}");
        }
    }
}

/// The results are there, then somebody puts links in their place: the next run must not follow them.
#[cfg(unix)]
#[test]
fn a_link_put_in_place_of_results_is_not_written_through() {
    use std::os::unix::fs::symlink;
    for (file, target) in [
        ("runs.csv", "notes.txt"),
        ("manifest.json", "notes.txt"),
        ("timing.json", "notes.txt"),
        ("charts/lost.svg", "notes.txt"),
        ("charts", "."),
    ] {
        let tree = Tree::new();
        assert_eq!(tree.sanshe("run tiny.toml --out o").status.code(), Some(0));
        let path = tree.at("world/o").join(file);
        if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }.expect("removed");
        symlink(tree.at("elsewhere").join(target), &path).expect("linked");
        let before = tree.all_but("world/o");
        for line in
            ["run tiny.toml --out o", "run tiny.toml --out o --fresh", "run tiny.toml --out o --fresh --set run.root_seed=9"]
        {
            let output = tree.sanshe(line);
            assert!(!String::from_utf8_lossy(&output.stderr).contains("internal error"), "{file}: {line}");
            assert_eq!(tree.all_but("world/o"), before, "{file}: {line}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_no_scenario() {
    let tree = Tree::new();
    let made = Command::new("mkfifo").arg(tree.at("world/pipe.toml")).status().expect("mkfifo is there");
    assert!(made.success());
    ends(&tree.sanshe("check pipe.toml"), 2, "not a plain file");
    ends(&tree.sanshe("check /dev/zero"), 2, "not a plain file");
    fs::write(tree.at("world/up.toml"), "extends = \"pipe.toml\"\n").expect("written");
    ends(&tree.sanshe("check up.toml"), 2, "extends");
}

/// The program, ended when it waits for what never comes.
#[cfg(unix)]
fn soon(tree: &Tree, line: &str) -> Output {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("sanshe"))
        .args(line.split_whitespace())
        .current_dir(tree.at("world"))
        .env("LC_ALL", "C")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let start = std::time::Instant::now();
    while child.try_wait().expect("it can be asked").is_none() {
        if start.elapsed().as_secs() > 60 {
            child.kill().expect("killed");
            panic!("{line} hangs");
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.wait_with_output().expect("ended")
}

#[cfg(unix)]
#[test]
fn a_pipe_at_the_place_of_any_file_of_an_output_folder_is_an_error_at_once() {
    for file in ["journal.jsonl", "runs.csv", "manifest.json", "timing.json", "timing.json.part", "charts/lost.svg", "charts"] {
        let tree = Tree::new();
        assert_eq!(tree.sanshe("run tiny.toml --out o").status.code(), Some(0));
        let path = tree.at("world/o").join(file);
        let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo is there").success());
        let before = tree.all_but("world/none");
        for (line, status, words) in [
            // The results are complete without charts: only the report fails.
            ("run tiny.toml --out o", if file.starts_with("charts") { 1 } else { 2 }, "pipe"),
            ("run tiny.toml --out o --fresh", 2, "pipe"),
            // The budgets that a manifest tells of are looked for before the folder is opened.
            ("run tiny.toml --out o --set run.parity=equal_paid_hours", 2, "error: o"),
        ] {
            ends(&soon(&tree, line), status, words);
            assert_eq!(tree.all_but("world/none"), before, "{file}: {line}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_a_socket_or_a_device_is_no_input_of_any_kind() {
    let make: [fn(&Path); 2] = [
        |path| assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo is there").success()),
        |path| drop(std::os::unix::net::UnixListener::bind(path).expect("a socket")),
    ];
    for make in make {
        for file in ["tiny.toml", "base.toml", "policies/linkage.toml", "sheet.csv", "communities.csv"] {
            let tree = Tree::new();
            if file == "sheet.csv" {
                let text =
                    TINY.split("[district.generate]").next().expect("a part").to_owned() + "[district]\ntable = \"sheet.csv\"\n";
                fs::write(
                    tree.at("world/tiny.toml"),
                    text.replace("policies =", "without = [\"district.generate\"]\npolicies ="),
                )
                .expect("written");
            }
            let path = tree.at("world").join(file);
            let _ = fs::remove_file(&path);
            make(&path);
            // A sheet that is only beside the scenario is looked at for a remark, and is none.
            let status = if file == "communities.csv" { 0 } else { 2 };
            ends(&soon(&tree, "check tiny.toml"), status, "");
            ends(&soon(&tree, "run tiny.toml --out o"), status, "");
            assert_eq!(tree.at("world/o").exists(), status == 0);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_new_folder_is_not_written_through_a_link() {
    use std::os::unix::fs::symlink;
    let tree = Tree::new();
    fs::create_dir(tree.at("world/mine")).expect("made");
    symlink(tree.at("elsewhere"), tree.at("world/mine/policies")).expect("linked");
    let before = tree.all_but("world/none");
    ends(&tree.sanshe("new mine"), 2, "policies exists already; nothing was written");
    assert_eq!(tree.all_but("world/none"), before);
}

#[test]
fn remarks_in_files_change_no_experiment_and_values_do() {
    for file in ["tiny.toml", "base.toml", "policies/linkage.toml"] {
        let tree = Tree::new();
        assert_eq!(tree.sanshe("run tiny.toml --out o").status.code(), Some(0));
        let path = tree.at("world").join(file);
        let text = fs::read_to_string(&path).expect("it reads");
        fs::write(&path, format!("{text}\n# a remark\n")).expect("written");
        let before = tree.all_but("world/none");
        ends(&tree.sanshe("run tiny.toml --out o"), 0, "complete already");
        assert_eq!(tree.all_but("world/none"), before, "{file}");
        let changed = text
            .replacen("burn_in_years = 0", "burn_in_years = 1", 1)
            .replacen("bundle_share = 0.", "bundle_share = 0.1", 1)
            .replacen("theta = 0.6", "theta = 0.5", 1);
        assert_ne!(changed, text, "{file}");
        fs::write(&path, changed).expect("written");
        let before = tree.all_but("world/none");
        ends(&tree.sanshe("run tiny.toml --out o"), 2, "--fresh");
        assert_eq!(tree.all_but("world/none"), before, "{file}");
    }
}

#[test]
fn a_table_of_a_million_keys_is_refused_in_good_time() {
    let tree = Tree::new();
    let many: String = (0..400_000).map(|i| format!("k{i}=1\n")).collect();
    fs::write(tree.at("world/many.toml"), format!("extends = \"base.toml\"\n{many}")).expect("written");
    ends(&tree.sanshe("check many.toml"), 2, "k0");
    let communities: String = (0..70_000).map(|i| format!("C{i},S{i},100\n")).collect();
    fs::write(tree.at("world/many.csv"), format!("code,subdistrict,residents\n{communities}")).expect("written");
    fs::write(
        tree.at("world/sheet.toml"),
        "extends = \"base.toml\"\nname = \"s\"\npolicies = [\"linkage\"]\n[district]\ntable = \"many.csv\"\n",
    )
    .expect("written");
    ends(&tree.sanshe("check sheet.toml"), 2, "60000");
    let crowd: String = (0..5000).map(|i| format!("C{i},S,100,0,0\n")).collect();
    fs::write(tree.at("world/many.csv"), format!("code,subdistrict,residents,x_km,y_km\n{crowd}")).expect("written");
    ends(&tree.sanshe("check sheet.toml"), 0, "");
}
