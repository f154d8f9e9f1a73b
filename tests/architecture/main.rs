//! The layout of the source, held to the drawing in `ARCHITECTURE.md`: no folder knows one above it, no two files know each other, and
//! what the documents say of files is true.

#[path = "../../build/token_digest.rs"]
#[allow(dead_code, reason = "of the digest only the reading of sources is used here")]
mod token_digest;

mod documents;
mod drawing;
mod gate;
mod paths;
mod rooms;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use drawing::Drawing;
use paths::Uses;

/// The folder of the crate.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder whose sources are read: this one, or another checkout that `SANSHE_TREE` names.
fn tree() -> PathBuf {
    std::env::var_os("SANSHE_TREE").map_or_else(root, PathBuf::from)
}

/// A text of the crate.
fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The folder or file directly below a folder of `src` in which a source stands.
fn part<'a>(below: &str, source: &'a str) -> Option<&'a str> {
    let rest = source.strip_prefix(below)?.strip_prefix('/')?;
    Some(rest.split('/').next().unwrap_or(rest).trim_end_matches(".rs"))
}

/// How many files of one part name something of another, for every two parts of a folder.
fn matrix(uses: &Uses, below: &str) -> BTreeMap<(String, String), BTreeSet<(String, String)>> {
    let mut cells = BTreeMap::new();
    for (from, to) in uses.all() {
        if let (Some(a), Some(b)) = (part(below, from), part(below, to))
            && a != b
        {
            let cell: &mut BTreeSet<_> = cells.entry((a.to_owned(), b.to_owned())).or_default();
            cell.insert((from.to_owned(), to.to_owned()));
        }
    }
    cells
}

/// The matrix as a table: how often a row knows a column.
fn printed(drawing: &Drawing, cells: &BTreeMap<(String, String), BTreeSet<(String, String)>>) -> String {
    let names: Vec<&str> = drawing.names().collect();
    let width = names.iter().map(|n| n.len()).max().unwrap_or(0);
    let mut text = format!("{:width$}", "");
    for name in &names {
        text += &format!(" {:>5.5}", name);
    }
    for a in &names {
        text += &format!("\n{a:width$}");
        for b in &names {
            let count = cells.get(&((*a).to_owned(), (*b).to_owned())).map_or(String::new(), |c| c.len().to_string());
            text += &format!(" {count:>5}");
        }
    }
    text
}

/// Fails with the matrix and every path that goes up or aside.
fn hold(below: &str) {
    let text = read("ARCHITECTURE.md");
    let drawing = Drawing::read(&text, below).unwrap_or_else(|e| panic!("ARCHITECTURE.md: {e}"));
    let uses = Uses::of_sources(&tree());
    let parts: BTreeSet<&str> = uses.files().filter_map(|f| part(below, f)).filter(|p| *p != "mod").collect();
    let drawn: BTreeSet<&str> = drawing.names().collect();
    assert_eq!(parts, drawn, "ARCHITECTURE.md draws {below} as it is");
    let cells = matrix(&uses, below);
    let wrong: Vec<String> = cells
        .iter()
        .filter(|((a, b), _)| a != "mod" && b != "mod" && !drawing.may_know(a, b))
        .flat_map(|((a, b), files)| files.iter().map(move |(from, to)| format!("{a} must not know {b}: {from} names {to}")))
        .collect();
    assert!(wrong.is_empty(), "{}\n\n{}", wrong.join("\n"), printed(&drawing, &cells));
}

#[test]
fn each_folder_knows_only_those_below_it() {
    hold("src");
}

#[test]
fn mechanisms_know_the_state_and_the_district_knows_the_mechanisms() {
    hold("src/model");
}

#[test]
fn a_scenario_is_read_and_checked_in_one_direction() {
    hold("src/scenario");
}

#[test]
fn no_two_files_know_each_other() {
    let uses = Uses::of_sources(&tree());
    let circles = uses.circles();
    let ties = |circle: &Vec<&str>| -> Vec<String> {
        let inside = uses.all().filter(|(a, b)| circle.contains(a) && circle.contains(b));
        inside.map(|(a, b)| format!("  {a} names {b}")).collect()
    };
    let told: Vec<String> = circles.iter().map(|c| format!("{}\n{}", c.join(" · "), ties(c).join("\n"))).collect();
    assert!(circles.is_empty(), "circles among files:\n{}", told.join("\n"));
}

/// The graph is read from code: the tests above would also pass on a reader that sees nothing.
#[test]
fn uses_are_found_wherever_a_path_may_stand() {
    let sources = [
        ("src/lib.rs", "pub mod a; pub mod b; pub mod c; pub mod d; pub use a::X;"),
        ("src/a/mod.rs", "pub mod x; pub mod y; pub use x::X;"),
        ("src/a/x.rs", "pub struct X; macro_rules! shout { () => {} } pub(crate) use shout;"),
        ("src/a/y.rs", "fn f() { super::x::g(); }"),
        ("src/b.rs", "use crate::{a::{self, y as z}, c::C}; fn f(d: crate::d::D) { a::x::shout!(); z::f() }"),
        (
            "src/c.rs",
            "/// [`crate::d`]\nfn f() { shout!(\"crate::d::D\"); } // crate::d\n#[cfg(test)] mod tests { use crate::d::D; }",
        ),
        (
            "src/d.rs",
            "fn f() -> Vec<crate::a::X> { crate::shout!(); self::inner::g(); Vec::<super::c::C>::new() } mod inner { use super::super::b; }",
        ),
        ("src/e.rs", "fn f(x: crate::X) {}"),
    ];
    let uses = Uses::of(sources.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect());
    let found: BTreeSet<(&str, &str)> = uses.all().collect();
    let expected = [
        ("src/a/mod.rs", "src/a/x.rs"),
        ("src/a/y.rs", "src/a/x.rs"),
        ("src/b.rs", "src/a/mod.rs"),
        ("src/b.rs", "src/a/x.rs"),
        ("src/b.rs", "src/a/y.rs"),
        ("src/b.rs", "src/c.rs"),
        ("src/b.rs", "src/d.rs"),
        ("src/d.rs", "src/a/x.rs"),
        ("src/d.rs", "src/b.rs"),
        ("src/d.rs", "src/c.rs"),
        // A macro or a type by its name at the root of the crate.
        ("src/d.rs", "src/lib.rs"),
        ("src/e.rs", "src/a/x.rs"),
        ("src/e.rs", "src/lib.rs"),
        ("src/lib.rs", "src/a/x.rs"),
    ];
    assert_eq!(found, BTreeSet::from(expected));
    assert_eq!(uses.circles(), [["src/b.rs", "src/d.rs"]]);
}
