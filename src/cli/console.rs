//! Everything the program prints goes through here: results to standard output, the rest to standard error.
//!
//! Text from files and from the command line is escaped where it enters a message ([`words::shown`](crate::base::words::shown)), so that
//! columns are as wide as they look; anything missed is escaped here. A result that cannot be written is an error; a closed pipe (`|
//! head`) is not.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::base::words::{Both, both, of_system, shown_json, shown_lines};
use crate::cli::exit::FAILED;
use crate::report::Lang;

/// Prints a result to standard output: 0, or 1 when it cannot be written.
pub fn say(text: &str, lang: Lang) -> ExitCode {
    written(lang, print(&shown_lines(text)))
}

/// Prints JSON to standard output, escaped as valid JSON: 0, or 1 when it cannot be written.
pub fn say_json(text: &str, lang: Lang) -> ExitCode {
    written(lang, print(&shown_json(text)))
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Exit status of a result: 0 if it was written or the pipe is closed, 1 if it could not be written, which is reported.
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

/// Prints a line to standard error; a failure cannot be reported.
pub fn tell(lang: Lang, text: &Both) {
    line(text.get(lang));
}

/// Prints an error to standard error.
pub fn complain(lang: Lang, text: &Both) {
    tell(lang, &both!("error: {text}", "错误：{text}"; text = text));
}

/// Prints a note: not an error, but worth knowing.
pub fn note(lang: Lang, text: &Both) {
    tell(lang, &both!("note: {text}", "注意：{text}"; text = text));
}

fn line(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", shown_lines(text));
}
