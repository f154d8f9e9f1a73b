//! `sanshe new`: a folder to start from.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

use super::{BAD_INPUT, FAILED, complain_in, say, tell};
use crate::report::Lang;
use crate::scenario::starter::{self, HeaderLanguage};

/// Options of `new`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Folder to write into; nothing in it is overwritten
    pub dir: PathBuf,

    /// Also write an empty sheet for communities, communities.csv
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
            tell(match lang {
                Lang::En => format!("Next: sanshe run {:?}", scenario.display().to_string()),
                Lang::Zh => format!("下一步：sanshe run {:?}", scenario.display().to_string()),
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
