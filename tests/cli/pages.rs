//! `sanshe pages`: documents written from folders of results, those of the repository among them.

use std::fs;
use std::path::Path;

use crate::support::{Said, World};

/// A sweep of three points, of which one policy has two arms.
const SWEEP: &str = r#"name = "needs"
scenario = "tiny.toml"
policies = ["administrative", "linkage"]
replicates = 2
set = ["run.burn_in_years=0"]
[design.grid]
[[factor]]
key = "demand.needs_per_resident"
values = [0.3, 0.6, 0.9]
[[factor]]
policy = "linkage"
key = "information.report_period_days"
values = [5, 20]
"#;

const PAGES: &str = r#"[[folder]]
name = "tiny"
path = "out/tiny"
command = "sanshe run tiny.toml"
[[folder]]
name = "needs"
path = "out/needs"
command = "sanshe sweep needs.toml"
[[world]]
folder = "needs"
name = "many"
values = ["demand.needs_per_resident=0.90"]
[[page]]
template = "template.md"
page = "docs/page.md"
"#;

/// A world with a template and one of its pages.
fn with(template: &str) -> World {
    let world = World::new();
    world.write("needs.toml", SWEEP).write("pages.toml", PAGES).write("template.md", template);
    world
}

/// The repository's own file of pages.
fn own() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("pages.toml").to_string_lossy().into_owned()
}

#[test]
fn the_pages_of_the_repository_are_written_from_small_folders_and_twice_the_same() {
    let world = World::new();
    let policies = "endogenous,purchase,venture,facility,linkage,linkage-broker,linkage-substitute,five-society,posts,\
                    reformed-administration,random";
    for (name, seed) in [("shahekou", 1), ("reference", 2)] {
        world.sanshe(&format!("run tiny.toml -q --policy {policies} --set run.root_seed={seed} --out small/{name}")).ok();
    }
    let (own, line) = (own(), ["--folders", "small", "--to", "pages"]);
    let pages = |more: &[&str]| world.words(&[&["pages", own.as_str()], &line[..], more].concat());
    let listed = pages(&[]).ok().out;
    assert!(listed.contains("README.md") && listed.contains("docs/img/shahekou-lost.svg"), "{listed}");
    for page in ["pages/README.md", "pages/docs/results.md"] {
        let text = world.read(page);
        assert!(!text.contains("{{") && text.starts_with("<!-- `sanshe pages` "), "{page}");
        assert!(text.lines().any(|line| line.starts_with("| `linkage` | ")), "{page}");
    }
    assert_eq!(world.read("pages/docs/img/shahekou-lost.svg"), world.read("small/shahekou/charts/lost.svg"));
    pages(&[]).ok().tells(&["Nothing has changed"]);
    pages(&["--check"]).ok();
    // A digit that was changed by hand is found.
    let good = world.read("pages/README.md");
    let row = good.lines().position(|line| line.starts_with("| `posts` | ")).expect("the row of a policy");
    let digit = |line: &str| line.replacen('.', "7.", 1);
    let bad: Vec<String> = good.lines().enumerate().map(|(i, l)| if i == row { digit(l) } else { l.to_owned() }).collect();
    world.write("pages/README.md", bad.join("\n") + "\n");
    pages(&["--check"]).ends(1).tells(&[&format!("README.md, line {}:", row + 1), "should be | `posts` | "]);
    pages(&["--check", "--only", "docs/results.md"]).ok();
    pages(&["--only", "README.md"]).ok();
    assert_eq!(world.read("pages/README.md"), good);
}

/// The README that ships is its template but for figures: the same words, line by line.
#[test]
fn the_readme_is_its_template_with_figures() {
    let read = |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("it reads");
    let (template, page) = (read("docs/templates/README.md"), read("README.md"));
    let mut lines = page.lines();
    assert!(
        lines.next().is_some_and(|line| line.starts_with("<!-- `sanshe pages` wrote this file from docs/templates/README.md"))
    );
    let mut lines = lines.peekable();
    for line in template.lines() {
        let words: Vec<&str> = line.split("{{").flat_map(|part| part.rsplit("}}").next()).collect();
        let fits = |text: &str| {
            let mut rest = text;
            words.iter().all(|word| rest.find(word).map(|at| rest = &rest[at + word.len()..]).is_some())
        };
        let found = lines.next().expect("as many lines");
        assert!(fits(found), "{found:?} is not of {line:?}");
        if line.contains(".*.") {
            while lines.next_if(|next| fits(next)).is_some() {}
        }
    }
    assert_eq!(lines.next(), None);
}

#[test]
fn a_page_has_the_figures_that_a_run_prints() {
    let template = "# 页 {{ tiny.replicates }}\r\n| {{ tiny.*.policy }} | {{ tiny.*.unmet_share | percent }} | \
                    {{ tiny.*.unmet_share | difference percent 2 mean }} | {{ tiny.*.mean_wait_days }} |\n{{ tiny.command }} {{ \"{{\" }}";
    let world = with(template);
    let table = world.sanshe("run tiny.toml -q").ok().out;
    world.sanshe("pages pages.toml").ok().says(&["docs/page.md"]);
    let page = world.read("docs/page.md");
    assert!(page.contains("\n# 页 2\r\n") && page.ends_with("\nsanshe run tiny.toml {{"), "{page}");
    let rows: Vec<Vec<&str>> = page.lines().filter(|l| l.starts_with("| ")).map(|l| l.split(" | ").collect()).collect();
    let names: Vec<&str> = rows.iter().map(|row| row[0].trim_start_matches("| ")).collect();
    assert_eq!(names, ["administrative", "linkage", "endogenous"], "the baseline first");
    for row in &rows {
        let name = row[0].trim_start_matches("| ");
        let printed = table.lines().find(|line| line.starts_with(name)).expect("a row");
        let cells: Vec<&str> = printed.split_whitespace().collect();
        for cell in [row[1], row[2], row[3].trim_end_matches(" |")] {
            assert!(cells.contains(&cell), "{cell} is not in {printed}");
        }
    }
}

#[test]
fn a_point_of_a_sweep_is_named_by_its_number_or_its_values() {
    let template = "{{ needs:2.linkage@1.needs_created }} {{ needs:many.linkage@1.needs_created }} {{ needs:0.linkage@1.needs_created }}\n\
                    {{ needs:1.*.policy }}\n";
    let world = with(template);
    world.sanshe("sweep needs.toml -q").ok();
    world.sanshe("pages pages.toml").ok();
    let page = world.read("docs/page.md");
    let lines: Vec<&str> = page.lines().skip(1).collect();
    let numbers: Vec<f64> = lines[0].split(' ').map(|word| word.replace(',', "").parse().expect("a number")).collect();
    assert!(numbers[0] == numbers[1] && numbers[2] < 0.5 * numbers[0], "{numbers:?}");
    let mut reader = csv::Reader::from_path(world.path("out/needs/runs.csv")).expect("runs.csv");
    let place = reader.headers().expect("a header").iter().position(|h| h == "needs_created").expect("the column");
    let rows = reader.records().map(|row| row.expect("a row")).filter(|row| &row[0] == "linkage@1" && &row[2] == "2");
    let needs: Vec<f64> = rows.map(|row| row[place].parse().expect("a number")).collect();
    assert_eq!(numbers[0], needs.iter().sum::<f64>() / needs.len() as f64);
    assert_eq!(lines[1..], ["administrative", "linkage@0", "linkage@1"]);
}

#[test]
fn everything_wrong_is_told_at_once_with_its_place_and_nothing_is_written() {
    let template = "{{ tiny.linkge.unmet_share }}\n  {{ tiny:3.linkage.unmet_share }} {{ tinny.linkage.unmet_share }}\n\
                    {{ needs.linkage@1.unmet_share }} {{ needs:few.linkage@1.unmet_share }} {{ tiny.year }}\n";
    let world = with(template);
    let refused = |line: &str| -> Said {
        let said = world.sanshe(line).ends(2);
        assert!(!world.has("docs"), "nothing is written");
        said
    };
    // Folders that are not there: with the command that makes them, and what can be told without them.
    refused("pages pages.toml").tells(&[
        "out/tiny: there are no results; made by: sanshe run tiny.toml",
        "out/needs: there are no results; made by: sanshe sweep needs.toml",
        "template.md:2:36: `tinny.linkage.unmet_share`: no folder `tinny`",
        "did you mean `tiny`?",
    ]);
    assert!(!world.has("out"), "looking makes no folder");
    world.sanshe("run tiny.toml -q").ok();
    world.sanshe("sweep needs.toml -q").ok();
    refused("pages pages.toml").tells(&[
        "template.md:1:1: `tiny.linkge.unmet_share`: no policy `linkge`",
        "did you mean `linkage`?",
        "template.md:2:3: `tiny:3.linkage.unmet_share`: the folder is no sweep",
        "template.md:2:36: ",
        "template.md:3:1: `needs.linkage@1.unmet_share`: it is a sweep",
        "template.md:3:35: `needs:few.linkage@1.unmet_share`: no point or world `few`",
        "template.md:3:73: `tiny.year`: no field `year`",
        "did you mean `years`?",
    ]);
    refused("pages pages.toml --lang zh").tells(&["错误：", "没有名为 `linkge` 的政策", "是否指 `linkage`？"]);
    refused("pages pages.toml --only docs/pge.md").tells(&["docs/page.md"]);
    refused("pages nowhere.toml").tells(&["nowhere.toml"]);
    for (from, to, words) in [
        ("page = \"docs/page.md\"", "page = \"../page.md\"", "pages.toml:13:1"),
        ("page = \"docs/page.md\"", "pge = \"docs/page.md\"", "unknown key"),
        ("needs_per_resident=0.90", "needs_per_residents=0.9", "no column `demand.needs_per_residents`"),
        ("needs_per_resident=0.90", "needs_per_resident=0.8", "0 points have"),
        ("folder = \"needs\"", "folder = \"need\"", "did you mean `needs`?"),
        ("name = \"needs\"", "name = \"tiny\"", "a second time"),
    ] {
        world.write("pages.toml", PAGES.replacen(from, to, 1));
        refused("pages pages.toml").tells(&[words]);
    }
}

#[test]
fn results_that_were_changed_and_pages_of_others_are_refused() {
    let world = with("{{ tiny.linkage.unmet_share }} {{ tiny.charts/lost.svg }}\n");
    world.sanshe("run tiny.toml -q").ok();
    world.sanshe("pages pages.toml").ok();
    assert!(world.read("docs/page.md").ends_with(" ../img/tiny-lost.svg\n"));
    let written = world.read("docs/page.md");
    // A page that this command did not write.
    world.write("docs/page.md", "mine\n");
    world.sanshe("pages pages.toml").ends(2).tells(&["docs/page.md: it was not written by this command"]);
    assert_eq!(world.read("docs/page.md"), "mine\n");
    world.write("docs/page.md", &written);
    // A chart, then a table, then a run that is not finished.
    let chart = world.read("out/tiny/charts/lost.svg");
    world.write("out/tiny/charts/lost.svg", chart.replace("<svg ", "<svg  "));
    world.sanshe("pages pages.toml").ends(2).tells(&["charts/lost.svg"]);
    world.write("out/tiny/charts/lost.svg", chart);
    let runs = world.read("out/tiny/runs.csv");
    world.write("out/tiny/runs.csv", runs.replacen("ok", "OK", 1));
    world.sanshe("pages pages.toml --check").ends(2).tells(&["runs.csv"]);
    world.write("out/tiny/runs.csv", runs);
    world.sanshe("pages pages.toml --check").ok();
    world.sanshe("run tiny.toml -q --collect none --fresh --seeds 3").ok();
    world.sanshe("pages pages.toml").ends(2).tells(&["no such chart", "without --collect none"]);
}
