//! `sanshe pages`: documents written from folders of results, those of the repository among them.

use std::collections::BTreeMap;
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

/// The sweeps that the repository's pages are about, with the same factors and fewer of everything else.
fn small_sweeps(world: &World) {
    let three = r#"["administrative", "linkage", "reformed-administration"]"#;
    let sweep = |name: &str, set: &str, design: &str| {
        let head = format!(
            "name = \"{name}\"\nscenario = \"tiny.toml\"\npolicies = {three}\nreplicates = 2\nset = [\"run.burn_in_years=0\"{set}]\n"
        );
        world.write(&format!("{name}.toml"), head + design);
        world.sanshe(&format!("sweep {name}.toml -q --out small/{name}")).ok();
    };
    let size =
        "district.generate.subdistricts,district.generate.communities,district.generate.residents\n2,24,72000\n2,24,36000\n";
    world.write("size.csv", size);
    let factor = |key: &str, values: &str| format!("[[factor]]\nkey = \"{key}\"\n{values}\n");
    let of_world = |key: &str, high: u32| factor(&format!("district.generate.{key}"), &format!("low = 1\nhigh = {high}"));
    let design = "[design.table]\nfile = \"size.csv\"\n".to_owned() + &of_world("subdistricts", 2) + &of_world("communities", 24);
    sweep("size", ", \"demand.needs_per_resident=0.01\"", &(design + &of_world("residents", 72_000)));
    sweep("window", "", &("[design.grid]\n".to_owned() + &factor("run.years", "values = [1, 2]")));
    let whole = "[[factor]]\npolicy = \"linkage\"\nkeys = [\"funding.inhouse\", \"funding.purchase\"]\nwhole = 0.7\nlevels = 2\n";
    sweep(
        "contracts",
        "",
        &("[design.grid]\n".to_owned() + &factor("demand.needs_per_resident", "values = [0.3, 0.44, 0.9]") + whole),
    );
    let age =
        |policy: &str| format!("[[factor]]\npolicy = \"{policy}\"\nkey = \"information.report_period_days\"\nvalues = [1, 20]\n");
    let systems = factor("reports.system", "values = [\"paper\", \"platform\"]");
    let sizes = of_world("subdistricts", 2) + &of_world("communities", 24) + &of_world("residents", 72_000);
    let rows = "reports.system,district.generate.subdistricts,district.generate.communities,district.generate.residents\n";
    world.write("reports.csv", rows.to_owned() + "paper,2,24,72000\nplatform,2,24,72000\n");
    let design = "[design.table]\nfile = \"reports.csv\"\n".to_owned() + &systems + &sizes;
    sweep("reports", ", \"demand.needs_per_resident=0.01\"", &design);
    let orders = factor("administration.order", "values = [\"tasks_first\", \"service_first\"]");
    let floors = factor("administration.service_floor", "values = [0.0, 0.2]");
    sweep("order", "", &("[design.grid]\n".to_owned() + &orders + &floors));
    let of_linkage = |key: &str| format!("[[factor]]\npolicy = \"linkage\"\nkey = \"tasks.{key}\"\nvalues = [0.0, 0.2]\n");
    let insisted = factor("administration.insisted", "values = [0.0, 1.0]");
    sweep("tasks", "", &("[design.grid]\n".to_owned() + &insisted + &of_linkage("refused") + &of_linkage("bought")));
    sweep("transfer", "", &("[design.grid]\n".to_owned() + &factor("posts.transfer", "values = [0.0, 1.0]")));
    sweep("news", "", &("[design.grid]\n".to_owned() + &age("linkage") + &age("reformed-administration")));
}

#[test]
fn the_pages_of_the_repository_are_written_from_small_folders_and_twice_the_same() {
    let world = World::new();
    let policies = "endogenous,purchase,venture,facility,linkage,linkage-broker,linkage-substitute,five-society,posts,\
                    reformed-administration,random";
    for (name, seed) in [("shahekou", 1), ("reference", 2)] {
        let line =
            format!("run tiny.toml -q --policy {policies} --frames 2 --years 3 --set run.root_seed={seed} --out small/{name}");
        world.sanshe(&line).ok();
        std::fs::rename(world.path(&format!("small/{name}/frames")), world.path(&format!("small/{name}-frames")))
            .expect("it moves");
    }
    let five = format!("run tiny.toml -q --policy {policies} --frames 2 --years 3 --set run.root_seed=3 --out small/five");
    world.sanshe(&five).ok();
    std::fs::rename(world.path("small/five/frames"), world.path("small/shahekou-five")).expect("it moves");
    for (name, frame) in [("line", "project_line"), ("added", "added"), ("whole", "whole_budget")] {
        let frame = format!("run.frame=\"{frame}\"");
        let control = "baseline=\"reformed-administration\"";
        let run = ["run", "tiny.toml", "-q", "--worlds", "4", "--set", &frame, "--out"];
        let out = format!("small/worlds-{name}");
        world.words(&[&run[..], &[&out, "--policy", "linkage,reformed-administration"]].concat()).ok();
        world.words(&[&run[..], &[&format!("{out}-reform"), "--policy", "linkage", "--set", control]].concat()).ok();
    }
    small_sweeps(&world);
    let (own, line) = (own(), ["--folders", "small", "--to", "pages"]);
    let pages = |more: &[&str]| world.words(&[&["pages", own.as_str()], &line[..], more].concat());
    let listed = pages(&[]).ok().out;
    assert!(["README.md", "docs/sweeps.md", "docs/img/shahekou-lost.svg"].iter().all(|name| listed.contains(name)), "{listed}");
    let sweeps = world.read("pages/docs/sweeps.md");
    assert!(!sweeps.contains("{{") && sweeps.lines().any(|line| line.starts_with("| 2 | 24 | 36,000 | ")), "{sweeps}");
    let others = world.read("pages/docs/worlds.md");
    assert!(!others.contains("{{") && others.lines().any(|line| line.starts_with("| whole budget | linkage | ")), "{others}");
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

/// The fields of a table of a folder, by the names of its columns.
fn table(world: &World, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(world.path(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    let names: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let row = |row: csv::StringRecord| names.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

/// The cells of a line of Markdown.
fn cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split('|').map(str::trim).collect()
}

#[test]
fn one_line_is_a_table_with_a_row_per_point_and_arm() {
    let template = "| {{ needs:*.point }} | {{ needs:*.points/demand.needs_per_resident | 2 }} | {{ needs:*.linkage@1.unmet_share.difference | percent \
                    interval 3 }} | {{ needs:*.linkage@1.unmet_share | sign }} |\n\n\
                    {{ needs:*.point }} {{ needs:*.*.policy }} {{ needs:*.*.points/linkage:information.report_period_days }} \
                    {{ needs:*.*.unmet_share.p_holm | 5 }} {{ needs:*.*.unmet_share.difference | 2 }}\n\n\
                    {{ needs:many.linkage@*.points/linkage:information.report_period_days }} {{ needs:2.linkage@*.unmet_share.n }} {{ needs:2.linkage@*.policy }}\n";
    let world = with(template);
    world.sanshe("sweep needs.toml -q").ok();
    world.sanshe("pages pages.toml").ok();
    let page = world.read("docs/page.md");
    let summary = table(&world, "out/needs/summary.csv");
    let of = |point: usize, policy: &str| {
        let fits = |row: &&BTreeMap<String, String>| {
            row["point"] == point.to_string() && row["policy"] == policy && row["measure"] == "unmet_share"
        };
        summary.iter().find(fits).expect("a row of the summary")
    };
    let parts: Vec<Vec<&str>> = page.split("\n\n").map(|part| part.lines().collect()).collect();
    let rows: Vec<Vec<&str>> = parts[0].iter().filter(|line| line.starts_with('|')).map(|line| cells(line)).collect();
    assert_eq!(rows.iter().map(|row| (row[0], row[1])).collect::<Vec<_>>(), [("0", "0.30"), ("1", "0.60"), ("2", "0.90")]);
    for (point, row) in rows.iter().enumerate() {
        let number = |column: &str| 100.0 * of(point, "linkage@1")[column].parse::<f64>().expect("a number");
        let wanted =
            format!("{:+.3} [{:+.3}, {:+.3}]", number("difference"), number("difference_low"), number("difference_high"));
        assert_eq!(row[2], wanted);
        assert!(["-", "0", "+", "?"].contains(&row[3]), "{row:?}");
    }
    // Two numbers per point: every arm of it, the baseline first.
    let words: Vec<Vec<&str>> = parts[1].iter().map(|line| line.split(' ').collect()).collect();
    let names: Vec<(&str, &str, &str)> = words.iter().map(|line| (line[0], line[1], line[2])).collect();
    let of_point = |point| [(point, "administrative", "-"), (point, "linkage@0", "5"), (point, "linkage@1", "20")];
    assert_eq!(names, ["0", "1", "2"].into_iter().flat_map(of_point).collect::<Vec<_>>());
    assert!(words.iter().all(|line| (line[1] == "administrative") == (line[4] == "baseline")), "{words:?}");
    let p = of(1, "linkage@0")["p_holm"].parse::<f64>().expect("a p-value");
    assert_eq!(words[4][3], format!("{p:.5}"));
    assert_eq!(parts[2], ["5 2 linkage@0", "20 2 linkage@1"]);
}

#[test]
fn what_worlds_show_is_a_line_per_policy() {
    let template = "| {{ worlds.*.policy }} | {{ worlds.*.unmet_share.plus | percent 0 interval }} | {{ worlds.*.unmet_share.minus | percent 0 }} | \
                    {{ worlds.*.unmet_share.regret_mean | percent 2 }} | {{ worlds.*.social_cost_per_resolved_cny.enough | 2 }} | {{ worlds.*.unmet_share.follows }} | \
                    {{ worlds.*.unmet_share.as_it_is | sign }} |\n\n{{ worlds:0.linkage.unmet_share | difference 3 mean }} \
                    {{ worlds:*.points/handoff.loss }} {{ worlds:*.linkage.unmet_share.difference | 3 }}\n";
    let world = with(template);
    world.write(
        "pages.toml",
        PAGES
            .replace("needs", "worlds")
            .replace("worlds_per", "needs_per")
            .replace("[[world]]\nfolder = \"worlds\"\nname = \"many\"\nvalues = [\"demand.needs_per_resident=0.90\"]\n", ""),
    );
    let small = "--set run.burn_in_years=0 --set district.generate.communities=2 --set district.generate.residents=2000";
    world.sanshe(&format!("run tiny.toml {small} --worlds 8 --out out/worlds -q")).ok();
    world.sanshe("pages pages.toml").ok();
    let page = world.read("docs/page.md");
    let rows: Vec<Vec<&str>> = page.lines().filter(|line| line.starts_with('|')).map(cells).collect();
    assert_eq!(rows.iter().map(|row| row[0]).collect::<Vec<_>>(), ["administrative", "linkage", "endogenous"]);
    let said = table(&world, "out/worlds/worlds.csv");
    for row in &rows {
        let of = |measure: &str, column: &str| {
            let fits = |said: &&BTreeMap<String, String>| said["policy"] == row[0] && said["measure"] == measure;
            said.iter().find(fits).expect("a row of worlds.csv")[column].clone()
        };
        let number = |measure: &str, column: &str, times: f64, decimals: usize| match of(measure, column).parse::<f64>() {
            Ok(value) => format!("{:.decimals$}", value * times),
            Err(_) => "-".to_owned(),
        };
        let unmet = |column: &str, decimals| number("unmet_share", column, 100.0, decimals);
        let plus = match unmet("plus", 0).as_str() {
            "-" => "-".to_owned(),
            plus => format!("{plus} [{}, {}]", unmet("plus_low", 0), unmet("plus_high", 0)),
        };
        assert_eq!((row[1], row[2], row[3]), (plus.as_str(), unmet("minus", 0).as_str(), unmet("regret_mean", 2).as_str()));
        assert_eq!(row[4], number("social_cost_per_resolved_cny", "enough", 1.0, 2));
        let follows = of("unmet_share", "follows");
        assert_eq!(row[5], if follows.is_empty() { "-" } else { &follows });
    }
    assert_eq!(rows[0][6], "baseline");
    let worlds: Vec<&str> = page.lines().skip_while(|line| !line.is_empty()).skip(1).collect();
    assert_eq!(worlds.len(), 9, "the scenario as it is, and eight worlds");
    let words: Vec<&str> = worlds[0].split(' ').collect();
    assert_eq!(words[0], words[2], "the difference in the scenario as it is");
}

#[test]
fn what_is_wrong_with_points_and_tables_is_told_with_its_place() {
    let template = "{{ needs:*.linkage.unmet_share }} {{ needs:*.points/demand.need_per_resident }}\n\
                    {{ tiny:*.point }} {{ tiny.linkage.unmet_share.plus }} {{ needs:2.linkage@0.unmet_share.minus }}\n\
                    {{ needs:0.purchase@*.policy }} {{ needs:1.points/linkage:information.report_period_days }} {{ needs.linkage@0.unmet_share.zero }}\n";
    let world = with(template);
    world.sanshe("run tiny.toml -q").ok();
    world.sanshe("sweep needs.toml -q").ok();
    // What a template shows by itself comes first.
    world
        .sanshe("pages pages.toml")
        .ends(2)
        .tells(&["template.md:2:56: `needs:2.linkage@0.unmet_share.minus`: no column of summary.csv `minus`"]);
    world.write("template.md", template.replace(".minus", ".n"));
    let said = world.sanshe("pages pages.toml").ends(2).tells(&[
        "template.md:1:1: `needs:*.linkage.unmet_share`: no policy `linkage`; there are `administrative`, `linkage@0`",
        "template.md:1:35: `needs:*.points/demand.need_per_resident`: no column `demand.need_per_resident`",
        "did you mean `demand.needs_per_resident`?",
        "template.md:2:1: `tiny:*.point`: the folder is no sweep",
        "template.md:2:20: `tiny.linkage.unmet_share.plus`: there is no worlds.csv",
        "template.md:3:1: `needs:0.purchase@*.policy`: no policy with arms `purchase`",
        "template.md:3:33: `needs:1.points/linkage:information.report_period_days`: the arms of the point differ",
        "template.md:3:93: `needs.linkage@0.unmet_share.zero`: it is a sweep",
    ]);
    assert_eq!(said.err.matches("template.md:1:1:").count(), 1, "a line that is repeated is told of once");
    world.sanshe("pages pages.toml --lang zh").ends(2).tells(&["没有 worlds.csv", "该点各支的"]);
    assert!(!world.has("docs"), "nothing is written");
    // A table that was changed is refused.
    world.write("template.md", "{{ needs:1.linkage@0.unmet_share.n }}\n");
    let summary = world.read("out/needs/summary.csv");
    world.write("out/needs/summary.csv", summary.replacen("0.3", "0.4", 1));
    world.sanshe("pages pages.toml").ends(2).tells(&["summary.csv"]);
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
        ("name = \"many\"", "name = \"*\"", "pages.toml:9:1"),
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
