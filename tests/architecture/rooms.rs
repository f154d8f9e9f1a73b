//! Walks through the house: which rooms something crosses on its way, and how often one of them reaches up to another.
//!
//! A walk is a list of files in the order of the way. A room is a folder of `src`. It climbs where one of its files names something of
//! another that is in a higher room. `SANSHE_TREE` names another checkout, `SANSHE_WALKS` the list for it.

use std::collections::BTreeSet;
use std::env;

use crate::drawing::Drawing;
use crate::paths::Uses;
use crate::{part, read, tree};

/// One walk: what walks, and the files it passes.
struct Walk {
    what: String,
    files: Vec<String>,
}

/// What is counted of a walk.
#[derive(PartialEq, Eq, Debug)]
struct Count {
    files: usize,
    rooms: usize,
    climbs: Vec<(String, String)>,
}

/// Walks of a list: paragraphs, the first line of each says what walks.
fn walks(list: &str) -> Vec<Walk> {
    let text = read(&format!("tests/architecture/walks/{list}.txt"));
    let lines: Vec<&str> = text.lines().filter(|l| !l.starts_with('#')).collect();
    let paragraphs = lines.split(|l| l.is_empty()).filter(|p| !p.is_empty());
    paragraphs.map(|p| Walk { what: p[0].to_owned(), files: p[1..].iter().map(|l| (*l).to_owned()).collect() }).collect()
}

/// The room of a source; what stood beside the folders in earlier versions is on the lowest floor.
fn room(file: &str) -> &str {
    match part("src", file) {
        Some(room) if file.matches('/').count() > 1 => room,
        _ => "base",
    }
}

fn count(walk: &Walk, uses: &Uses, drawing: &Drawing) -> Count {
    let here: BTreeSet<&str> = walk.files.iter().map(String::as_str).collect();
    let rooms: BTreeSet<&str> = here.iter().map(|f| room(f)).collect();
    let floor = |file: &str| drawing.floor(room(file)).unwrap_or_else(|| panic!("{file} is in no room of the drawing"));
    let up = uses.all().filter(|(a, b)| here.contains(a) && here.contains(b) && floor(b) < floor(a));
    let climbs = up.map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    Count { files: here.len(), rooms: rooms.len(), climbs }
}

#[test]
fn what_walks_through_the_house_never_climbs() {
    let list = env::var("SANSHE_WALKS").unwrap_or_else(|_| "now".to_owned());
    let text = read("ARCHITECTURE.md");
    let drawing = Drawing::read(&text, "src").unwrap_or_else(|e| panic!("ARCHITECTURE.md: {e}"));
    let uses = Uses::of_sources(&tree());
    let known: BTreeSet<&str> = uses.files().collect();
    let walks = walks(&list);
    assert_eq!(walks.len(), 4, "four walks");
    for walk in &walks {
        for file in &walk.files {
            assert!(known.contains(file.as_str()), "{}: there is no {file}", walk.what);
        }
        let count = count(walk, &uses, &drawing);
        println!("{}: {} files, {} rooms, {} climbs", walk.what, count.files, count.rooms, count.climbs.len());
        for (from, to) in &count.climbs {
            println!("    {from} names {to}");
        }
        if list == "now" {
            assert!(count.climbs.is_empty(), "{} climbs: {:?}", walk.what, count.climbs);
            let figures = format!("| {} | {} | 0 |", count.files, count.rooms);
            let row = text.lines().find(|l| l.starts_with(&format!("| {} |", walk.what)));
            assert!(row.is_some_and(|r| r.ends_with(&figures)), "ARCHITECTURE.md: {} has {figures}", walk.what);
        }
    }
}
