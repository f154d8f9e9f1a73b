//! Everything the program prints goes through here: results to standard output, the rest to standard error.
//!
//! What comes from files and from the command line is escaped where it enters a text ([`words::shown`](crate::base::words::shown)), so that
//! columns are as wide as they look; here whatever was forgotten is escaped as well. A result that cannot be written is an error; a
//! reader who has left (`| head`) is none.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::base::words::{Both, of_system, shown_json, shown_lines};
use crate::both;
use crate::cli::exit::FAILED;
use crate::report::Lang;

/// Prints a result to standard output: 0, or 1 when it cannot be written.
pub fn say(text: &str, lang: Lang) -> ExitCode {
    written(lang, print(&shown_lines(text)))
}

/// Prints JSON to standard output, which stays the same JSON: 0, or 1 when it cannot be written.
pub fn say_json(text: &str, lang: Lang) -> ExitCode {
    written(lang, print(&shown_json(text)))
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// What became of a result: 0 when it was written or its reader has left, 1 when it could not be written, which is told.
pub fn written(lang: Lang, result: io::Result<()>) -> ExitCode {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let why = of_system(&error);
            complain(lang, &both!("cannot write to standard output: {why}", "无法写入标准输出：{why}"; why = why));
            ExitCode::from(FAILED)
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Prints a line to standard error. Nobody can be told when that fails.
pub fn tell(lang: Lang, text: &Both) {
    line(text.get(lang));
}

/// Prints an error to standard error.
pub fn complain(lang: Lang, text: &Both) {
    tell(lang, &both!("error: {text}", "错误：{text}"; text = text));
}

/// Prints what is no mistake, but should be known.
pub fn note(lang: Lang, text: &Both) {
    tell(lang, &both!("note: {text}", "注意：{text}"; text = text));
}

fn line(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", shown_lines(text));
}
