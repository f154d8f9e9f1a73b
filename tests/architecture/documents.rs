//! What the documents say of files: that they are there, and that every mechanism stands in a section of its part.

use std::collections::BTreeSet;

use crate::paths::Uses;
use crate::{read, root};

/// Documents whose words about files are held to the tree.
const DOCUMENTS: [&str; 3] = ["ARCHITECTURE.md", "CONTRIBUTING.md", "docs/odd.md"];

/// Where the paths of a document begin.
const TOPS: [&str; 9] = ["src/", "tests/", "docs/", "scenarios/", "examples/", "benches/", "build/", ".ci/", "target/"];

/// Words between single backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).filter(|w| !w.is_empty()).collect()
}

/// Targets of links to files.
fn linked(text: &str) -> Vec<&str> {
    let ends = text.split("](").skip(1).filter_map(|t| t.split([')', '#']).next());
    ends.filter(|t| !t.is_empty() && !t.contains("://")).collect()
}

/// A path or the bare name of a source; not a command, a key or a pattern.
fn is_path(word: &str) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    plain && (TOPS.iter().any(|top| word.starts_with(top)) || (word.ends_with(".rs") && word.len() > 3))
}

#[test]
fn every_file_that_the_documents_name_exists() {
    let uses = Uses::of_sources(&root());
    let names: BTreeSet<&str> = uses.files().filter_map(|f| f.rsplit('/').next()).collect();
    for document in DOCUMENTS {
        let text = read(document);
        let mut seen = 0;
        for word in quoted(&text).into_iter().filter(|w| is_path(w) && !w.starts_with("target/")) {
            seen += 1;
            if word.contains('/') {
                assert!(root().join(word).exists(), "{document} names {word}, which is not there");
            } else {
                assert!(names.contains(word), "{document} names {word}, and no source is called so");
            }
        }
        for target in linked(&text) {
            let folder = root().join(document);
            assert!(folder.with_file_name(target).exists(), "{document} links to {target}, which is not there");
        }
        assert!(seen > 10, "{document}: paths are found");
    }
}

/// A section of the description: its number, and the paths in its heading. A bare name is in the folder of the path before it.
fn sections(text: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for heading in text.lines().filter_map(|l| l.strip_prefix("### ")) {
        let mut folder = String::new();
        let mut paths = Vec::new();
        for word in quoted(heading).into_iter().filter(|w| is_path(w)) {
            let path = if word.contains('/') { word.to_owned() } else { format!("{folder}/{word}") };
            folder = path.rsplit_once('/').map(|(f, _)| f.to_owned()).unwrap_or_default();
            paths.push(path);
        }
        found.push((heading.split(' ').next().unwrap_or("").to_owned(), paths));
    }
    found
}

/// The parts of the description: folders or files, and the numbers of their sections.
fn parts(text: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let rows = text.lines().skip_while(|l| !l.starts_with("| part | folder | sections |")).skip(2);
    rows.take_while(|l| l.starts_with('|'))
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            let numbers = cells[2].split(", ").map(str::to_owned).collect();
            (quoted(cells[1]).into_iter().map(str::to_owned).collect(), numbers)
        })
        .collect()
}

#[test]
fn every_mechanism_stands_in_a_section_of_its_part() {
    let text = read("docs/odd.md");
    let (sections, parts) = (sections(&text), parts(&text));
    assert!(parts.len() > 8, "the table of parts is read");
    let uses = Uses::of_sources(&root());
    for (number, paths) in sections.iter().filter(|(n, _)| n.starts_with("7.")) {
        let of_part = parts.iter().filter(|(_, numbers)| numbers.contains(number));
        let folders: Vec<&String> = of_part.flat_map(|(folders, _)| folders).collect();
        assert!(!folders.is_empty(), "§{number} is in no part");
        for path in paths {
            assert!(root().join(path).exists(), "the heading of §{number} names {path}, which is not there");
        }
    }
    for (folders, numbers) in &parts {
        let named = |number: &String| sections.iter().find(|(n, _)| n == number).map(|(_, paths)| paths);
        for number in numbers {
            let paths = named(number).unwrap_or_else(|| panic!("there is no section {number}"));
            let touches = |path: &String| folders.iter().any(|f| path.starts_with(f.as_str()));
            assert!(paths.iter().any(touches), "the heading of §{number} names nothing of {folders:?}");
        }
        for folder in folders.iter().filter(|f| f.starts_with("src/model/") && !f.ends_with("/state")) {
            let files = uses.files().filter(|f| f.starts_with(folder.as_str()) && !f.ends_with("/mod.rs"));
            for file in files {
                let there = numbers.iter().filter_map(named).any(|paths| paths.iter().any(|p| p == file));
                assert!(there, "{file} stands in no heading of the sections {numbers:?}");
            }
        }
    }
    for folder in uses.files().filter_map(|f| f.strip_prefix("src/model/")?.split_once('/').map(|(folder, _)| folder)) {
        let folder = format!("src/model/{folder}");
        assert!(parts.iter().any(|(folders, _)| folders.contains(&folder)), "{folder} is no part of the description");
    }
}
