//! Rewrites a source so that each of its mutants can be switched on.
//!
//! An operator is exchanged between its own operands: where the new one binds more or less tightly, a replacement in the text alone would
//! regroup its neighbours too. What is not mutated stays as it was written.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::draw::{Genre, Mutant};
use crate::places::Found;

/// What is done to a range of the source.
enum What {
    /// Other operators between two operands.
    Operator { left: Range<usize>, right: Range<usize>, instead: Vec<(usize, String)> },
    /// The operand without its operator.
    Operand { operand: Range<usize>, number: usize },
    /// Values that a function gives at once.
    Return(Vec<(usize, String)>),
    /// A guard: those that make it true, those that make it false.
    Guard { always: Vec<usize>, never: Vec<usize> },
    /// A guard for an arm that has none.
    NewGuard(usize),
    /// A field as it is in the base.
    Base { base: Range<usize>, name: String, short: bool, number: usize },
    /// A function that is no constant one any more: which mutant is on is known at run time alone.
    NotConstant(Vec<usize>),
}

/// By where they begin, the longer before those in them.
type Edits = BTreeMap<(usize, std::cmp::Reverse<usize>), What>;

fn at(range: &Range<usize>) -> (usize, std::cmp::Reverse<usize>) {
    (range.start, std::cmp::Reverse(range.end))
}

/// A range of what was written for mutants: errors in it are theirs.
pub struct Mark {
    pub at: Range<usize>,
    pub numbers: Vec<usize>,
}

/// A source with mutants in it.
pub struct Rewritten {
    pub text: String,
    pub marks: Vec<Mark>,
    /// Mutants whose place was not found.
    pub lost: Vec<usize>,
}

/// Puts mutants into a source. Some functions, by their number, are made no constant ones: they call others that are none any more.
pub fn rewrite(source: &str, found: &Found, mutants: &[&Mutant], callers: &[usize]) -> Rewritten {
    let (mut edits, mut lost) = (Edits::new(), Vec::new());
    for mutant in mutants {
        match put(&mut edits, found, mutant) {
            Some(inside) => not_constant(&mut edits, found, inside, mutant.number),
            None => lost.push(mutant.number),
        }
    }
    for word in callers.iter().filter_map(|&n| found.functions[n].constant.as_ref()) {
        edits.entry(at(word)).or_insert(What::NotConstant(Vec::new()));
    }
    let edits: Vec<(Range<usize>, What)> = edits.into_iter().map(|((start, end), what)| (start..end.0, what)).collect();
    let mut writer = Writer { source, text: String::new(), marks: Vec::new() };
    writer.range(0..source.len(), &edits);
    Rewritten { text: writer.text, marks: writer.marks, lost }
}

/// Adds the edit of a mutant. Gives where it is, or nothing where nothing to mutate stands at its place.
fn put(edits: &mut Edits, found: &Found, mutant: &Mutant) -> Option<usize> {
    let number = mutant.number;
    let range = match mutant.genre {
        Genre::Binary => {
            let binary = found.binary.get(&mutant.start)?;
            let range = binary.left.start..binary.right.end;
            let new = What::Operator { left: binary.left.clone(), right: binary.right.clone(), instead: Vec::new() };
            if let What::Operator { instead, .. } = edits.entry(at(&range)).or_insert(new) {
                instead.push((number, mutant.replacement.clone()));
            }
            range
        }
        Genre::Unary => {
            let (range, operand) = found.unary.get(&mutant.start)?.clone();
            edits.insert(at(&range), What::Operand { operand, number });
            range
        }
        Genre::Body => {
            let inside = found.functions[*found.bodies.get(&mutant.start)?].body.start + 1;
            if let What::Return(values) = edits.entry(at(&(inside..inside))).or_insert(What::Return(Vec::new())) {
                values.push((number, mutant.replacement.clone()));
            }
            inside..inside
        }
        Genre::Arm => {
            let arm = found.arms.get(&mutant.start)?;
            if let Some(guard) = &arm.guard {
                guarded(edits, guard, number, false);
            } else {
                edits.insert(at(&(arm.pattern.end..arm.pattern.end)), What::NewGuard(number));
            }
            arm.pattern.end..arm.pattern.end
        }
        Genre::Guard => {
            let guard = found.guards.get(&mutant.start)?;
            guarded(edits, guard, number, mutant.replacement == "true");
            guard.clone()
        }
        Genre::Field => {
            let field = found.fields.get(&mutant.start)?;
            let new = What::Base { base: field.base.clone(), name: field.name.clone(), short: field.short, number };
            edits.insert(at(&field.value), new);
            field.value.clone()
        }
    };
    Some(range.start)
}

fn guarded(edits: &mut Edits, guard: &Range<usize>, number: usize, to: bool) {
    let new = What::Guard { always: Vec::new(), never: Vec::new() };
    if let What::Guard { always, never } = edits.entry(at(guard)).or_insert(new) {
        if to { always } else { never }.push(number);
    }
}

/// Takes the word `const` from the functions around a mutant.
fn not_constant(edits: &mut Edits, found: &Found, inside: usize, number: usize) {
    for function in found.functions.iter().filter(|f| f.body.contains(&inside)) {
        if let Some(word) = &function.constant
            && let What::NotConstant(numbers) = edits.entry(at(word)).or_insert(What::NotConstant(Vec::new()))
        {
            numbers.push(number);
        }
    }
}

struct Writer<'a> {
    source: &'a str,
    text: String,
    marks: Vec<Mark>,
}

impl Writer<'_> {
    /// Writes a range of the source with the edits in it.
    fn range(&mut self, range: Range<usize>, edits: &[(Range<usize>, What)]) {
        let mut written = range.start;
        for (n, (at, what)) in edits.iter().enumerate() {
            if at.start < written || at.end > range.end {
                continue;
            }
            self.text += &self.source[written..at.start];
            let inside = &edits[n + 1..];
            let begin = self.text.len();
            let numbers = self.edit(at, what, inside);
            self.marks.push(Mark { at: begin..self.text.len(), numbers });
            written = at.end;
        }
        self.text += &self.source[written..range.end];
    }

    /// Writes what stands in the place of a range. Gives whose it is.
    fn edit(&mut self, at: &Range<usize>, what: &What, inside: &[(Range<usize>, What)]) -> Vec<usize> {
        match what {
            What::Operator { left, right, instead } => {
                self.text += "(";
                for (number, operator) in instead {
                    self.text += &format!("if crate::mutant({number}) {{ ");
                    let begin = self.text.len();
                    self.text += "((";
                    self.range(left.clone(), inside);
                    self.text += &format!(") {operator} (");
                    self.range(right.clone(), inside);
                    self.text += "))";
                    self.marks.push(Mark { at: begin..self.text.len(), numbers: vec![*number] });
                    self.text += " } else ";
                }
                self.text += "{ (";
                self.range(at.clone(), inside);
                self.text += ") })";
                instead.iter().map(|(number, _)| *number).collect()
            }
            What::Operand { operand, number } => {
                self.text += &format!("(if crate::mutant({number}) {{ (");
                self.range(operand.clone(), inside);
                self.text += ") } else { (";
                self.range(at.clone(), inside);
                self.text += ") })";
                vec![*number]
            }
            What::Return(values) => {
                for (number, value) in values {
                    let begin = self.text.len();
                    self.text += &format!(" if crate::mutant({number}) {{ return {value}; }}");
                    self.marks.push(Mark { at: begin..self.text.len(), numbers: vec![*number] });
                }
                values.iter().map(|(number, _)| *number).collect()
            }
            What::Guard { always, never } => {
                self.text += "(";
                for number in always {
                    self.text += &format!("crate::mutant({number}) || ");
                }
                for number in never {
                    self.text += &format!("!crate::mutant({number}) && ");
                }
                self.text += "(";
                self.range(at.clone(), inside);
                self.text += "))";
                always.iter().chain(never).copied().collect()
            }
            What::NewGuard(number) => {
                self.text += &format!(" if !crate::mutant({number})");
                vec![*number]
            }
            What::Base { base, name, short, number } => {
                let before = if *short { format!("{name}: ") } else { String::new() };
                self.text += &format!("{before}if crate::mutant({number}) {{ (");
                self.range(base.clone(), &[]);
                self.text += &format!(").{name} }} else {{ (");
                self.range(at.clone(), inside);
                self.text += ") }";
                vec![*number]
            }
            What::NotConstant(numbers) => numbers.clone(),
        }
    }
}
