//! `sanshe new`: a folder to start from.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

use super::{BAD_INPUT, FAILED, complain_in, say, tell};
use crate::report::Lang;
use crate::scenario::sheet::SHEET;
use crate::scenario::starter::{self, HeaderLanguage};

/// Options of `new`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Folder to write into, and the scenario's name; nothing in it is overwritten
    pub dir: PathBuf,

    /// Also write an empty sheet, communities.csv, and a scenario that reads its communities from there
    #[arg(long)]
    pub table: bool,

    /// Language of the sheet's headers [default: that of the messages]
    #[arg(long = "table-lang", value_enum, value_name = "LANG")]
    pub table_lang: Option<Lang>,
}

/// Runs the command: 2 when a file exists already, 1 when one cannot be written.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let language = match args.table_lang.unwrap_or(lang) {
        Lang::Zh => HeaderLanguage::Chinese,
        Lang::En => HeaderLanguage::English,
    };
    // Asking for the language of a sheet asks for the sheet.
    let table = args.table || args.table_lang.is_some();
    match starter::write(&args.dir, table.then_some(language)) {
        Ok(files) => {
            let line = |file: &PathBuf| format!("{}\n", file.display());
            say(files.iter().map(line).collect::<String>());
            let scenario = args.dir.join("scenario.toml");
            let scenario = scenario.display().to_string();
            let sheet = args.dir.join(SHEET).display().to_string();
            tell(match (lang, table) {
                (Lang::En, false) => format!("Next: sanshe run {scenario:?}"),
                (Lang::En, true) => format!("Next: fill in {sheet:?}, a row for each community, then sanshe run {scenario:?}"),
                (Lang::Zh, false) => format!("下一步：sanshe run {scenario:?}"),
                (Lang::Zh, true) => format!("下一步：填写 {sheet:?}（每个社区一行），然后 sanshe run {scenario:?}"),
            });
            ExitCode::SUCCESS
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            complain_in(lang, error);
            ExitCode::from(BAD_INPUT)
        }
        Err(error) => {
            complain_in(lang, format_args!("{}: {error}", args.dir.display()));
            ExitCode::from(FAILED)
        }
    }
}
