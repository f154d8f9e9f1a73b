//! `sanshe new`: a folder to start from.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::scenario::starter::{self, HeaderLanguage};

/// Language of the sheet's headers.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableLanguage {
    /// English.
    En,
    /// Chinese.
    Zh,
}

/// Writes a folder with a commented scenario, the base values and the policies.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Folder to write into; nothing in it is overwritten.
    pub dir: PathBuf,
    /// Also write an empty sheet for communities, communities.csv.
    #[arg(long)]
    pub table: bool,
    /// Language of the sheet's headers; English when not given.
    #[arg(long = "table-lang", value_enum)]
    pub table_lang: Option<TableLanguage>,
}

/// Runs the command: 2 when a file exists already, 1 when one cannot be written.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let language = match args.table_lang {
        Some(TableLanguage::Zh) => HeaderLanguage::Chinese,
        Some(TableLanguage::En) | None => HeaderLanguage::English,
    };
    match starter::write(&args.dir, args.table.then_some(language)) {
        Ok(files) => {
            for file in files {
                println!("{}", file.display());
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}: {error}", args.dir.display());
            ExitCode::from(if error.kind() == ErrorKind::AlreadyExists {
                2
            } else {
                1
            })
        }
    }
}
