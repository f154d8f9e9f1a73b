//! Figures in a document, written by the command that measured them: a block between two marks.

use std::fs;
use std::path::Path;

/// Replaces what stands in a document between `<!-- begin NAME -->` and `<!-- end NAME -->`.
///
/// # Errors
/// When the document cannot be read or written, or has not both marks.
pub fn write_block(document: &Path, name: &str, block: &str) -> Result<(), String> {
    let error = |what: &dyn std::fmt::Display| format!("{}: {what}", document.display());
    let text = fs::read_to_string(document).map_err(|e| error(&e))?;
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->"));
    let from = text.find(&begin).map(|at| at + begin.len()).ok_or_else(|| error(&format!("no {begin:?}")))?;
    let to = text[from..].find(&end).map(|at| at + from).ok_or_else(|| error(&format!("no {end:?}")))?;
    fs::write(document, format!("{}{}\n{}", &text[..from], block.trim_end(), &text[to..])).map_err(|e| error(&e))
}
