//! The lines of a journal's file: complete ones, each with a digest of itself and of the one before.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;

use super::record::Line;
use crate::base::words::{Both, both};
use crate::store::digest::digest_of;
use crate::store::{Action, StoreError};

/// Text between a line and its digest, and after it.
const CHAIN: (&str, &str) = (",\"chain\":\"", "\"}");
/// Hex digits of a digest.
const DIGEST: usize = 32;
/// Longest line that is read, bytes: enough for a head with some thousand policies.
const LONGEST_LINE: u64 = 16 << 20;

/// A line with its digest and line feed, and the digest.
///
/// # Errors
/// Never with the present types: all of them can be serialised.
pub fn encode(line: &Line, before: &str) -> std::io::Result<(Vec<u8>, String)> {
    let mut text = serde_json::to_string(line)?;
    let chain = digest_of(format!("{before}{text}").as_bytes());
    text.pop();
    Ok((format!("{text}{}{chain}{}\n", CHAIN.0, CHAIN.1).into_bytes(), chain))
}

/// The line in a text without its line feed, and its digest, which must follow from the previous digest.
///
/// # Errors
/// What is wrong, where it does not.
pub fn decode(text: &[u8], before: &str) -> Result<(Line, String), Both> {
    let changed = || both!("it is not as it was written", "与写入时不同");
    let text = std::str::from_utf8(text).map_err(|_| changed())?;
    let digits = text.len().checked_sub(DIGEST + CHAIN.1.len()).ok_or_else(changed)?;
    let (body, chain) = text.split_at_checked(digits).ok_or_else(changed)?;
    let body = body.strip_suffix(CHAIN.0).ok_or_else(changed)?;
    let chain = chain.strip_suffix(CHAIN.1).ok_or_else(changed)?;
    let line = format!("{body}}}");
    if digest_of(format!("{before}{line}").as_bytes()) != chain {
        return Err(both!("it is not as it was written, or not in its place", "与写入时不同，或不在原位"));
    }
    let line = serde_json::from_str(&line).map_err(|_| both!("it says nothing that is known here", "内容无法识别"))?;
    Ok((line, chain.to_owned()))
}

/// The complete lines of a file.
pub(super) struct Lines<'a> {
    reader: BufReader<&'a File>,
    path: &'a PathBuf,
    /// Where the last line read ends.
    pub(super) end: u64,
    /// Its number, from 1.
    pub(super) number: u64,
    /// The text after the last line feed, once that is reached.
    pub(super) torn: Vec<u8>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(mut file: &'a File, path: &'a PathBuf) -> Result<Self, StoreError> {
        file.seek(SeekFrom::Start(0)).map_err(StoreError::io(Action::Read, path))?;
        Ok(Self { reader: BufReader::new(file), path, end: 0, number: 0, torn: Vec::new() })
    }

    /// The next line, without its line feed.
    pub(super) fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        let mut line = Vec::new();
        let read = self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
        let read = read.map_err(StoreError::io(Action::Read, self.path))? as u64;
        if line.pop_if(|last| *last == b'\n').is_none() && read < LONGEST_LINE {
            self.torn = line;
            return Ok(None);
        }
        self.end += read;
        self.number += 1;
        Ok(Some(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_back_and_only_where_it_was_written() {
        let line = Line::Build { build: "0a1b".into() };
        let (text, chain) = encode(&line, "before").expect("it encodes");
        let text = text.strip_suffix(b"\n").expect("a line");
        assert_eq!(decode(text, "before"), Ok((line, chain)));
        assert!(decode(text, "elsewhere").is_err());
        for place in 0..text.len() {
            let mut changed = text.to_vec();
            changed[place] ^= 1;
            assert!(decode(&changed, "before").is_err(), "byte {place}");
        }
        for end in 0..text.len() {
            assert!(decode(&text[..end], "before").is_err(), "{end} bytes");
        }
    }
}
