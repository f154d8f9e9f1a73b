//! The mutants that cargo-mutants lists, in the order of the draw.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Outcome;

/// A place in a file as cargo-mutants says it: lines and columns from 1.
pub type Place = (usize, usize);

/// What is done to the text at the place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Genre {
    Body,
    Binary,
    Unary,
    Arm,
    Guard,
    Field,
}

/// One mutant of the list.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Its place in the order of the draw, from 1, whatever of those before it compiles.
    pub number: usize,
    pub file: String,
    pub start: Place,
    pub replacement: String,
    pub genre: Genre,
    /// What cargo-mutants says of it, without its place: `replace + with - in Desk::minutes`.
    pub says: String,
    /// How many before it in its file say the same.
    pub earlier: usize,
}

impl Mutant {
    /// What it is known by, from one version of the tree to the next: lines move.
    pub fn key(&self) -> String {
        format!("{}: {} #{}", self.file, self.says, self.earlier + 1)
    }
}

/// Reads the list and puts it in the order of the BLAKE3 digests of `SEED|KEY`: which mutants are drawn hangs on the list and the seed alone,
/// and one that the code gains or loses moves no other.
pub fn in_order(json: &str, seed: u64) -> Outcome<Vec<Mutant>> {
    let list: Value = serde_json::from_str(json).map_err(|e| format!("the list of cargo-mutants: {e}"))?;
    let list = list.as_array().ok_or("the list of cargo-mutants is no list")?;
    let mut same: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut mutants = Vec::new();
    for entry in list {
        let mutant = of(entry, &mut same).ok_or_else(|| format!("not understood in the list of cargo-mutants: {entry}"))?;
        mutants.push(mutant);
    }
    mutants.sort_by_cached_key(|m| *blake3::hash(format!("{seed}|{}", m.key()).as_bytes()).as_bytes());
    for (at, mutant) in mutants.iter_mut().enumerate() {
        mutant.number = at + 1;
    }
    Ok(mutants)
}

fn of(entry: &Value, same: &mut BTreeMap<(String, String), usize>) -> Option<Mutant> {
    let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    let start = || {
        let place = entry.get("span")?.get("start")?;
        let of = |key: &str| place.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        Some((of("line")?, of("column")?))
    };
    let file = text("file")?;
    // `FILE:LINE:COLUMN: what`
    let says = text("name")?.splitn(2, ": ").nth(1)?.split_whitespace().collect::<Vec<_>>().join(" ");
    let genre = match text("genre")?.as_str() {
        "FnValue" => Genre::Body,
        "BinaryOperator" => Genre::Binary,
        "UnaryOperator" => Genre::Unary,
        "MatchArm" => Genre::Arm,
        "MatchArmGuard" => Genre::Guard,
        "StructField" => Genre::Field,
        _ => return None,
    };
    let count = same.entry((file.clone(), says.clone())).or_default();
    let earlier = *count;
    *count += 1;
    Some(Mutant { number: 0, file, start: start()?, replacement: text("replacement")?, genre, says, earlier })
}
