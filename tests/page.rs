//! `report.html`: what it says is what the files of the folder say, nothing in it leaves it, and no name is markup.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use assert_cmd::Command;
use base64::Engine;
use sanshe::report::page::{SCRIPT, SCRIPT_HASH};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A folder in which a scenario can be run.
fn room() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let to = dir.path();
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    fs::create_dir(to.join("policies")).expect("made");
    for file in ["base.toml", "policies/administrative.toml", "policies/linkage.toml", "policies/reformed-administration.toml"] {
        fs::copy(scenarios.join(file), to.join(file)).expect("copied");
    }
    dir
}

/// A folder in which a small world was run, with names that would be markup.
fn folder() -> tempfile::TempDir {
    let dir = room();
    let to = dir.path();
    let own = format!("extends = \"linkage.toml\"\nlabel = '{NASTY}'\nlabel_zh = '{NASTY}三社'\n[routing]\ntheta = 0.3\n");
    fs::write(to.join("policies/own.toml"), own).expect("written");
    let text = format!(
        "extends = \"base.toml\"\nname = \"small\"\ntitle = '{NASTY}'\ntitle_zh = '{NASTY}小世界'\nbaseline = \"administrative\"\n\
         policies = [\"administrative\", \"linkage\", \"reformed-administration\", \"own\"]\n[run]\nseeds = 3\nyears = 3\nframe_seeds = 1\n\
         [district.generate]\nsubdistricts = 2\ncommunities = 6\nresidents = 9000\nresidents_cv = 0.3\n"
    );
    fs::write(to.join("small.toml"), text).expect("written");
    sanshe(to, &["run", "small.toml", "--quiet", "--out", "o"]).success();
    dir
}

const NASTY: &str = "<script>alert(1)</script>\"&";

fn sanshe(dir: &Path, line: &[&str]) -> assert_cmd::assert::Assert {
    Command::new(env!("CARGO_BIN_EXE_sanshe")).current_dir(dir).env("LC_ALL", "C").args(line).assert()
}

fn page(dir: &Path) -> String {
    fs::read_to_string(dir.join("o/report.html")).expect("the page is there")
}

/// What the script gets: unpacked.
fn payload(page: &str) -> Value {
    let (_, rest) = page.split_once("id=\"data\"").expect("a block of data");
    let (_, rest) = rest.split_once('>').expect("its start");
    let packed = base64::engine::general_purpose::STANDARD.decode(rest.split_once('<').expect("its end").0).expect("base64");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).expect("gzip");
    serde_json::from_str(&text).expect("JSON")
}

fn rows(dir: &Path, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(dir.join("o").join(file)).expect("it opens");
    reader.deserialize().collect::<Result<_, _>>().expect("it reads")
}

#[test]
fn the_policy_for_content_names_the_script_that_is_there() {
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
    assert_eq!(SCRIPT_HASH, hash, "write it into src/report/page/mod.rs");
    assert!(!SCRIPT.contains("</script"), "the block would end there");
    for gone in ["fetch(", "XMLHttpRequest", "eval(", "import(", "http://", "https://"] {
        let found = SCRIPT.matches(gone).count() - SCRIPT.matches("http://www.w3.org").count() * usize::from(gone == "http://");
        assert_eq!(found, 0, "{gone}");
    }
}

#[test]
fn a_page_has_the_numbers_of_its_folder_and_no_name_is_markup() {
    let dir = folder();
    let (to, text) = (dir.path(), page(dir.path()));
    // Two scripts are data, one runs; a name is none.
    assert_eq!(text.matches("<script").count(), 3);
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;"));
    let told = payload(&text);
    let whole = told.to_string();
    assert!(!whole.contains("<script>alert(1)</script>\\\"&</") && text.contains("三社"));
    for place in ["src=\"http", "href=\"http", "@import"] {
        assert!(!text.contains(place), "{place} leaves the page");
    }
    assert_eq!(text.matches("url(").count(), text.matches("url(#").count(), "a part of the page itself");
    let names: Vec<&str> =
        told["policies"].as_array().expect("a list").iter().map(|p| p["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["administrative", "linkage", "reformed-administration", "own"]);
    // The table of all against the baseline of the experiment is comparison.csv.
    let table = told["all"][0].as_str().expect("markup");
    for row in rows(to, "comparison.csv") {
        let number: f64 = match row["measure"].as_str() {
            "unmet_share_last2" => row["mean"].parse().expect("a number"),
            _ => continue,
        };
        assert!(table.contains(&format!("<td>{:.1}</td>", 100.0 * number)), "{row:?}");
        if let Ok(apart) = row["difference"].parse::<f64>() {
            let ends = ["difference_low", "difference_high"].map(|end| 100.0 * row[end].parse::<f64>().expect("an end"));
            let of = |x: f64| format!("{:.1}", x.abs());
            let (shown, low, high) = (of(100.0 * apart), of(ends[0]), of(ends[1]));
            let found = table.split("<td>").any(|cell| cell.contains(&shown) && cell.contains(&low) && cell.contains(&high));
            assert!(found, "{row:?} in {table}");
        }
    }
    // The map at a period is map.csv: lost over lost and resolved, summed over replicates.
    let map = &told["map"];
    let codes: Vec<&str> =
        map["communities"].as_array().expect("a list").iter().map(|c| c[0].as_str().expect("a code")).collect();
    let first = map["first"].as_i64().expect("a place");
    let mut sums: BTreeMap<(usize, i64, usize), (f64, f64)> = BTreeMap::new();
    for row in rows(to, "map.csv") {
        let policy = names.iter().position(|name| *name == row["policy"]).expect("a policy");
        let community = codes.iter().position(|code| *code == row["community"]).expect("a community");
        let number = |name: &str| row[name].parse::<f64>().expect("a number");
        let sum = sums.entry((policy, number("period") as i64 + first, community)).or_default();
        *sum = (sum.0 + number("lost"), sum.1 + number("lost") + number("resolved"));
    }
    assert!(sums.len() > 4 * 6 * 12);
    for ((policy, period, community), (lost, ended)) in sums {
        let shown = map["share"][policy][period as usize][community].as_i64().expect("a share");
        let expected = if ended > 0.0 { (1000.0 * lost / ended).round() as i64 } else { -1 };
        assert_eq!(shown, expected, "{policy} {period} {community}");
    }
    // Every choice has its briefing, in both languages.
    for baseline in 0..4 {
        for policy in (0..4).filter(|policy| *policy != baseline) {
            let briefing = told["briefing"][baseline][policy].as_str().expect("markup");
            assert!(briefing.contains("lang=\"en\"") && briefing.contains("本模型"), "{briefing}");
        }
    }
    // Made again from the folder alone it has the same bytes; in Chinese it begins in Chinese.
    sanshe(to, &["report", "o", "--quiet"]).success();
    assert_eq!(page(to), text);
    sanshe(to, &["report", "o", "--quiet", "--lang", "zh"]).success();
    assert!(page(to).contains("<html lang=\"zh-CN\""));
}

#[test]
fn a_folder_that_is_unfinished_changed_or_foreign_gets_no_page_and_is_told_why() {
    let dir = folder();
    let to = dir.path();
    let refused = |what: &str| {
        let _ = fs::remove_file(to.join("o/report.html"));
        let said = sanshe(to, &["report", "o"]).failure().code(2).get_output().stderr.clone();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(said.contains(what) && !to.join("o/report.html").exists(), "{what}: {said}");
    };
    let whole = fs::read(to.join("o/manifest.json")).expect("it reads");
    let other = String::from_utf8_lossy(&whole).replace("three", "3").replace("\"small\"", "\"other\"");
    fs::write(to.join("o/manifest.json"), other).expect("written");
    refused("manifest.json");
    fs::write(to.join("o/manifest.json"), whole).expect("written");
    let map = fs::read(to.join("o/map.csv")).expect("it reads");
    fs::write(to.join("o/map.csv"), &map[..map.len() / 2]).expect("written");
    refused("o");
    fs::remove_dir_all(to.join("o")).expect("removed");
    fs::create_dir(to.join("o")).expect("made");
    refused("journal.jsonl");
}

#[test]
fn what_is_told_of_communities_hours_and_the_bound_is_in_the_tables() {
    let dir = folder();
    let (to, told) = (dir.path(), payload(&page(dir.path())));
    let names = ["administrative", "linkage", "reformed-administration", "own"];
    // Hours of everybody by account: the minutes of ledger.csv.
    let mut minutes: BTreeMap<String, [f64; 2]> = BTreeMap::new();
    for row in rows(to, "ledger.csv").into_iter().filter(|row| row["unit"] == "minutes") {
        if let Some(at) = names[..2].iter().position(|name| *name == row["policy"]) {
            minutes.entry(row["category"].clone()).or_default()[at] += row["amount"].parse::<f64>().expect("a number");
        }
    }
    let table = told["hours"][0][1].as_str().expect("markup");
    let shown = |hours: f64| format!("<td>{}</td>", grouped(hours.round() as i64));
    for (account, [base, own]) in minutes {
        // Three replicates, three years.
        let [base, own] = [base, own].map(|sum| sum / 60.0 / 9.0);
        assert!(table.contains(&(shown(base) + &shown(own))), "{account}: {base} {own} in {table}");
    }
    // Counts of communities are those of paired differences of communities.csv.
    let mut needs: BTreeMap<(String, String, String), f64> = BTreeMap::new();
    for row in rows(to, "communities.csv") {
        let number = |name: &str| row[name].parse::<f64>().expect("a number");
        let key = (row["policy"].clone(), row["community"].clone(), row["replicate"].clone());
        needs.insert(key, 1.0 - number("resolved") / number("created"));
    }
    let codes: std::collections::BTreeSet<&String> = needs.keys().map(|(_, community, _)| community).collect();
    let (mut less, mut more) = (0, 0);
    for code in &codes {
        let share = |policy: &str, replicate: u32| needs[&(policy.to_owned(), (*code).clone(), replicate.to_string())];
        let d: Vec<f64> = (0..3).map(|n| share("linkage", n) - share("administrative", n)).collect();
        let mean = d.iter().sum::<f64>() / 3.0;
        let half = 4.302_653 * (d.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 2.0 / 3.0).sqrt();
        // Surely on one side of nothing, and not within what counts.
        let within = mean - half > -0.02 && mean + half < 0.02;
        less += u32::from(mean + half < 0.0 && !within);
        more += u32::from(mean - half > 0.0 && !within);
    }
    let line = told["everywhere"][0][1].as_str().expect("markup");
    let (all, begins) = (codes.len(), format!("in {less} surely fewer needs are unmet (▼), in {more} surely more (▲)"));
    assert!(line.contains(&format!("Of {all} communities")) && line.contains(&begins), "{begins}: {line}");
    // Both divisions of the unmet share end at what is resolved, and their parts are columns of runs.csv.
    let runs = rows(to, "runs.csv");
    let mean = |column: &str| {
        let of: Vec<f64> =
            runs.iter().filter(|row| row["policy"] == "linkage").map(|row| row[column].parse().expect("a number")).collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    let splits = told["splits"].as_array().expect("a list");
    let ids: Vec<&str> = splits.iter().map(|split| split["id"].as_str().expect("a name")).collect();
    assert_eq!(ids, ["waterfall", "bound"]);
    for (split, first) in splits.iter().zip(["unmet_latent", "shortage"]) {
        let shares: Vec<f64> =
            split["shares"][1].as_array().expect("a list").iter().map(|share| share.as_f64().expect("a number")).collect();
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-4, "{shares:?}");
        assert!((shares[0] - mean(first)).abs() < 1e-5, "{first}: {shares:?}");
    }
}

/// Thousands apart, as the page writes them.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[test]
fn a_community_that_is_looked_at_has_a_section_and_one_that_is_not_there_is_refused() {
    let dir = folder();
    let (to, before) = (dir.path(), page(dir.path()));
    let code = rows(to, "communities.csv")[0]["community"].clone();
    sanshe(to, &["report", "o", "--quiet", "--focus", &code]).success();
    let told = payload(&page(to));
    let section = told["focus"][0][1].as_str().expect("markup");
    assert!(section.contains("最近的邻居") && section.contains("Whose needs"), "{section}");
    // Needs of its segments: a mean over replicates, a year.
    let mut created: BTreeMap<String, f64> = BTreeMap::new();
    for row in rows(to, "segments.csv").into_iter().filter(|row| row["community"] == code && row["policy"] == "linkage") {
        *created.entry(row["segment"].clone()).or_default() += row["created"].parse::<f64>().expect("a number") / 9.0;
    }
    assert!(created.len() > 2);
    for (segment, needs) in created {
        let shown = format!("<td>{}</td>", grouped(needs.round() as i64));
        assert!(section.contains(&shown), "{segment}: {shown} in {section}");
    }
    // Another command makes the page without it again, to the same bytes.
    sanshe(to, &["report", "o", "--quiet"]).success();
    assert_eq!(page(to), before);
    let said = sanshe(to, &["report", "o", "--focus", &format!("{code}x")]).failure().code(2).get_output().stderr.clone();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(said.contains(&format!("did you mean `{code}`?")) && page(to) == before, "{said}");
}

#[test]
fn sampled_worlds_of_the_same_policies_stand_beside_chance_and_those_of_others_are_refused() {
    let dir = folder();
    let to = dir.path();
    let worlds = ["run", "small.toml", "--quiet", "--worlds", "4", "--seeds", "2", "--years", "1", "--out"];
    sanshe(to, &[&worlds[..], &["w"]].concat()).success();
    sanshe(to, &["report", "o", "--quiet", "--worlds", "w"]).success();
    let told = payload(&page(to));
    let mut reader = csv::Reader::from_path(to.join("w/worlds.csv")).expect("it opens");
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().collect::<Result<_, _>>().expect("it reads");
    let row = rows.iter().find(|row| row["policy"] == "linkage" && row["measure"] == "unmet_share").expect("a row");
    let of = |name: &str| format!("{:.0}", 4.0 * row[name].parse::<f64>().expect("a share"));
    let (better, same, worse) = (of("minus"), of("zero"), of("plus"));
    let briefing = told["briefing"][0][1].as_str().expect("markup");
    let sentence = format!("fewer needs unmet in {better}, makes no difference that counts in {same}, leaves more in {worse}");
    assert!(briefing.contains("of 4 sampled worlds") && briefing.contains(&sentence), "{sentence}: {briefing}");
    assert!(!told["briefing"][1][2].as_str().expect("markup").contains("of 4 sampled worlds"), "they are of the baseline");
    let before = page(to);
    let mut other = worlds.to_vec();
    other.extend(["o2", "--set", "run.frame=whole_budget"]);
    sanshe(to, &other).success();
    let said = sanshe(to, &["report", "o", "--worlds", "o2"]).failure().code(2).get_output().stderr.clone();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(said.contains("another frame of money") && page(to) == before, "{said}");
    sanshe(to, &["report", "o", "--worlds", "policies"]).failure().code(2);
}

/// A city of more communities than a map shows at once, of which four lie where none is beside them.
fn city() -> tempfile::TempDir {
    let dir = room();
    let to = dir.path();
    let text = "extends = \"base.toml\"\nname = \"small\"\npolicies = [\"administrative\", \"linkage\"]\n[run]\nseeds = 2\nyears = 1\nframe_seeds = 0\n\
                [district]\ntable = \"communities.csv\"\nillustrative = false\n";
    let mut sheet = String::from("code,subdistrict,x,y,residents\n");
    for c in 0..404 {
        // Places that no grid has, and two communities at one of them.
        let (x, y) = (f64::from(c % 20) + 0.13 * f64::from(c % 7), f64::from(c / 20) + 0.11 * f64::from(c % 5));
        let (x, y) = if c < 2 { (3.3, 3.3) } else { (x, y) };
        sheet += &format!("c{c},s{},{x:.3},{y:.3},{}\n", (c / 20) % 9, 60 + c % 11);
    }
    fs::write(to.join("communities.csv"), sheet).expect("written");
    fs::write(to.join("small.toml"), text).expect("written");
    sanshe(to, &["run", "small.toml", "--quiet", "--out", "o"]).success();
    dir
}

#[test]
fn above_four_hundred_communities_a_subdistrict_says_the_sums_of_its_communities() {
    let dir = city();
    let to = dir.path();
    let told = payload(&page(to));
    let map = &told["map"];
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let count = |value: &Value| value.as_i64().expect("a whole number");
    let communities: Vec<String> = list(&map["communities"]).iter().map(|c| c[0].as_str().expect("a code").to_owned()).collect();
    let subdistricts = list(&map["subdistricts"]);
    assert!(map["opens"] == true && communities.len() == 404 && subdistricts.len() == 9);
    let policies: Vec<String> = list(&told["policies"]).iter().map(|p| p["name"].as_str().expect("a name").to_owned()).collect();
    let first = count(&map["first"]);
    // Each community is in one subdistrict; each has an outline; nothing is without a place.
    let mut owner = vec![usize::MAX; 404];
    for (s, sub) in subdistricts.iter().enumerate() {
        list(&sub[2]).iter().for_each(|c| owner[count(c) as usize] = s);
    }
    assert!(owner.iter().all(|s| *s < 9) && list(&map["outlines"]).len() == 404);
    assert_eq!(list(&map["at"]).iter().filter(|at| at.as_f64().is_some()).count(), 2 * 413);
    assert_eq!(list(&map["sure"][0][1]).iter().map(|word| word.as_str().map_or(0, str::len)).max(), Some(413_usize.div_ceil(4)));
    // Shares and needs that are open: sums of map.csv.
    let place = |names: &[String], name: &str| names.iter().position(|other| other == name).expect("known");
    let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<f64>().expect("a number");
    let mut sums: BTreeMap<(usize, i64, usize), [f64; 3]> = BTreeMap::new();
    for row in rows(to, "map.csv") {
        let at = (
            place(&policies, &row["policy"]),
            number(&row, "period") as i64 + first,
            owner[place(&communities, &row["community"])],
        );
        let sum = sums.entry(at).or_default();
        sum[0] += number(&row, "lost");
        sum[1] += number(&row, "resolved");
        sum[2] += number(&row, "waiting") + number(&row, "serving");
    }
    assert!(sums.len() > 2 * 9 * 12);
    for ((policy, period, s), [lost, resolved, open]) in sums {
        let of = |what: &str| count(&map[what][policy][period as usize][404 + s]);
        let share = if lost + resolved > 0.0 { (1000.0 * lost / (lost + resolved)).round() as i64 } else { -1 };
        assert_eq!((of("share"), of("open")), (share, (open / 2.0).round() as i64), "{policy} {period} {s}");
    }
    // Staff of stations and organisations: sums of sites.csv; who waits in another subdistrict: sums of referrals.csv.
    let (mut kinds, mut seats) = (BTreeMap::new(), BTreeMap::new());
    let names: Vec<String> = subdistricts.iter().map(|sub| sub[0].as_str().expect("a name").to_owned()).collect();
    for row in rows(to, "places.csv").into_iter().filter(|row| row["kind"] != "subdistrict" && row["kind"] != "community") {
        seats.insert(row["id"].clone(), place(&names, &row["subdistrict"]));
        kinds.insert(row["id"].clone(), row["kind"].clone());
    }
    let mut staff = BTreeMap::new();
    for row in rows(to, "sites.csv").iter().filter(|row| row["open"] == "1" && row["policy"] == policies[1]) {
        let at = match kinds[&row["site"]].as_str() {
            "station" => 0,
            "organisation" | "founder" => 2,
            _ => continue,
        };
        *staff.entry((number(row, "period") as i64 + first, 3 * seats[&row["site"]] + at)).or_insert(0) +=
            number(row, "staff") as i64;
    }
    assert!(staff.values().sum::<i64>() > 0);
    for ((period, at), sum) in staff {
        assert_eq!(count(&map["staffed"][1][period as usize][at]), sum, "{period} {at}");
    }
    let mut flows: BTreeMap<(i64, usize, usize), i64> = BTreeMap::new();
    for row in rows(to, "referrals.csv").iter().filter(|row| row["policy"] == policies[1]) {
        let ends = (owner[place(&communities, &row["community"])], seats[&row["site"]]);
        if ends.0 != ends.1 && number(row, "waiting") > 0.0 {
            *flows.entry((number(row, "period") as i64 + first, ends.0, ends.1)).or_default() += number(row, "waiting") as i64;
        }
    }
    let told: Vec<Vec<Value>> = list(&map["flows"][1]).iter().map(list).collect();
    let found: BTreeMap<_, _> = told
        .iter()
        .enumerate()
        .filter(|(period, _)| *period as i64 >= first)
        .flat_map(|(period, flat)| flat.chunks(3).map(move |c| ((period as i64, c[0].as_i64(), c[1].as_i64()), c[2].as_i64())))
        .collect();
    let expected: BTreeMap<_, _> =
        flows.iter().map(|((t, a, b), n)| ((*t, Some(*a as i64), Some(*b as i64)), Some(*n))).collect();
    assert_eq!(found, expected);
}
