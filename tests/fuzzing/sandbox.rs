//! A folder to be hostile in: what a scenario may read, what it must never read, and a place for results.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::input::{Input, Place, Seeds};
use super::{Fault, Kind};

/// Stands in files that no scenario may read: seen in a message or a result, something was read that must not be.
pub const SECRET: &str = "secret7391";

/// A small world, to be extended, varied or read with a sheet.
const SMALL: &str = r#"name = "small"
title = "Small"
title_zh = "小"
[run]
seeds = 1
years = 1
burn_in_years = 1
"#;
const GENERATE: &str = "[district.generate]\nsubdistricts = 2\ncommunities = 4\nresidents = 6000\nresidents_cv = 0.3\n";
/// The world of the folders of results that are tampered with.
const KEPT: &str = r#"name = "kept"
title = "Kept"
title_zh = "存"
policies = ["linkage"]
[run]
seeds = 3
years = 1
burn_in_years = 0
[district.generate]
subdistricts = 1
communities = 2
residents = 400
residents_cv = 0.0
"#;

/// The folder.
pub struct Sandbox {
    root: PathBuf,
    seeds: Seeds,
    before: BTreeMap<PathBuf, Vec<u8>>,
}

impl Sandbox {
    /// Lays the folder out below `root`, which must exist and be empty.
    pub fn new(root: &Path) -> Self {
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let (inside, outside) = (root.join("inside"), root.join("outside"));
        for dir in [&inside.join("policies"), &outside, &root.join("out")] {
            fs::create_dir_all(dir).expect("a folder can be made");
        }
        let mut seeds = Seeds::default();
        for (from, to) in [(shipped.clone(), inside.clone()), (shipped.join("policies"), inside.join("policies"))] {
            let mut files: Vec<PathBuf> = fs::read_dir(&from).expect("it lists").map(|e| e.expect("an entry").path()).collect();
            files.sort();
            for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "toml")) {
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                let text = fs::read_to_string(path).expect("it reads");
                fs::write(to.join(&name), &text).expect("written");
                if to.ends_with("policies") { &mut seeds.policies } else { &mut seeds.scenarios }.push((name, text));
            }
        }
        let write = |name: &str, text: &str| fs::write(inside.join(name), text).expect("written");
        let small = format!("extends = \"base.toml\"\n{SMALL}{GENERATE}");
        write("small.toml", &small);
        write("over.toml", &format!("extends = \"input-base.toml\"\n{SMALL}{GENERATE}"));
        write("sheet.toml", &format!("extends = \"base.toml\"\n{SMALL}[district]\ntable = \"input.csv\"\n"));
        write("book.toml", &format!("extends = \"base.toml\"\n{SMALL}[district]\ntable = \"input.xlsx\"\n"));
        write("old-book.toml", &format!("extends = \"base.toml\"\n{SMALL}[district]\ntable = \"input.xls\"\n"));
        write("kept.toml", &format!("extends = \"base.toml\"\n{KEPT}"));
        write("circle-a.toml", "extends = \"circle-b.toml\"\n");
        write("circle-b.toml", "extends = \"circle-a.toml\"\n");
        write("沙河口.toml", &small);
        seeds.scenarios.push(("small.toml".into(), small));
        let listed: String =
            (1..5).map(|i| format!("[community.c{i}]\nsubdistrict = \"s{}\"\nresidents = {}\n", i % 2, 900 * i)).collect();
        seeds.scenarios.push(("listed.toml".into(), format!("extends = \"base.toml\"\n{SMALL}{listed}")));
        for name in ["secret.toml", "secret.csv"] {
            fs::write(outside.join(name), format!("{SECRET} = 1\nname = \"{SECRET}\"\n")).expect("written");
        }
        links(&inside);
        let head = "code,subdistrict,residents,60+,80+,low income,disabled,bereaved,staff,organisations,associations,volunteers,property share,x_km,y_km,name";
        let rows = "\nA1,East,1800,500,60,20,30,4,5,1,3,20,0.6,0,0,一\nA2,East,2400,640,80,,,,4,0,2,30,45%,0.5,0,二\nB1,West,1200,,,,,,,,,,,0,1.5,三\n";
        seeds.sheets.push(("english.csv".into(), format!("{head}{rows}")));
        let zh = "编号,街道,常住人口,60岁以上,80岁以上,低保,残疾,失独,社区工作者,社会组织,社区社会组织,志愿者,物业覆盖率,x_km,y_km,名称";
        seeds.sheets.push(("chinese.csv".into(), format!("{zh}{rows}")));
        seeds.sheets.push(("least.csv".into(), "code,subdistrict,residents\nA,S,900\nB,T,1100\n".into()));
        let mut sandbox = Self { root: root.to_path_buf(), seeds, before: BTreeMap::new() };
        sandbox.before = sandbox.all();
        sandbox
    }

    /// What inputs are made from.
    pub fn seeds(&self) -> &Seeds {
        &self.seeds
    }

    /// A path of the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Puts an input where it belongs; says which scenario to load, with which policies and settings.
    pub fn place(&self, input: &Input) -> (PathBuf, Option<Vec<String>>, Vec<String>) {
        let inside = self.root.join("inside");
        let few = || Some(vec!["administrative".to_owned()]);
        let (file, scenario, policies) = match input.place {
            // One in eight brings all policies that the scenario names.
            Place::Scenario => ("input.toml", "input.toml", if input.number.is_multiple_of(8) { None } else { few() }),
            Place::Base => ("input-base.toml", "over.toml", few()),
            Place::Policy => ("policies/input.toml", "small.toml", Some(vec!["input".to_owned()])),
            Place::Sheet => ("input.csv", "sheet.toml", few()),
            Place::Workbook if input.number.is_multiple_of(4) => ("input.xls", "old-book.toml", few()),
            Place::Workbook => ("input.xlsx", "book.toml", few()),
            Place::Folder => return (inside.join("kept.toml"), None, Vec::new()),
            Place::Settings | Place::Wages => {
                let text = String::from_utf8_lossy(&input.bytes);
                return (inside.join("small.toml"), Some(vec!["linkage".into()]), text.lines().map(str::to_owned).collect());
            }
        };
        fs::write(inside.join(file), &input.bytes).expect("an input can be written");
        (inside.join(scenario), policies, Vec::new())
    }

    /// Whether everything but inputs and results is as it was.
    pub fn is_untouched(&self) -> Result<(), Fault> {
        let now = self.all();
        if now == self.before {
            return Ok(());
        }
        let gone: Vec<String> =
            self.before.keys().filter(|path| !now.contains_key(*path)).map(|path| path.display().to_string()).collect();
        if !gone.is_empty() {
            return Err(Fault::of(Kind::Deleted, format!("files outside the output folder are gone: {}", gone.join(", "))));
        }
        let differs: Vec<String> = now
            .iter()
            .filter(|(path, bytes)| self.before.get(*path) != Some(*bytes))
            .map(|(path, _)| path.display().to_string())
            .collect();
        Err(Fault::of(Kind::Outside, format!("files outside the output folder changed: {}", differs.join(", "))))
    }

    /// Every file but inputs and results; links by where they lead.
    fn all(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut open = vec![self.root.clone()];
        while let Some(dir) = open.pop() {
            for entry in fs::read_dir(&dir).expect("it lists") {
                let path = entry.expect("an entry").path();
                let relative = path.strip_prefix(&self.root).expect("below the root").to_path_buf();
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                let meta = fs::symlink_metadata(&path).expect("it is there");
                if meta.file_type().is_symlink() {
                    files.insert(relative, fs::read_link(&path).expect("a link").as_os_str().as_encoded_bytes().to_vec());
                } else if meta.is_dir() {
                    if relative != Path::new("out") && relative != Path::new("mine") {
                        files.insert(relative, b"folder".to_vec());
                        open.push(path);
                    }
                } else if !name.starts_with("input") && name != "running" {
                    files.insert(relative, fs::read(&path).expect("it reads"));
                }
            }
        }
        files
    }
}

#[cfg(unix)]
fn links(inside: &Path) {
    use std::os::unix::fs::symlink;
    for (to, from) in [
        ("../outside/secret.toml", "link-out.toml"),
        ("../outside", "link-folder"),
        ("loop.toml", "loop.toml"),
        ("nowhere.toml", "dangling.toml"),
        ("../../outside/secret.toml", "policies/link.toml"),
    ] {
        symlink(to, inside.join(from)).expect("a link can be made");
    }
}

#[cfg(not(unix))]
fn links(_: &Path) {}
