//! `sanshe new`: a folder to start from.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::base::words::{both, of_system, shown, shown_path};
use crate::cli::console::{complain, note, say, tell};
use crate::cli::exit::{BAD_INPUT, FAILED};
use crate::report::Lang;
use crate::scenario::new_folder::{self, Exists, FolderName};
use crate::scenario::sheet::SHEET;
use crate::scenario::starter::HeaderLanguage;

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
    // Giving the language of a sheet implies the sheet.
    let table = args.table || args.table_lang.is_some();
    match new_folder::write_in(&args.dir, lang, table.then_some(language)) {
        Ok(files) => {
            let line = |file: &PathBuf| format!("{}\n", shown_path(file));
            let status = say(&files.iter().map(line).collect::<String>(), lang);
            let FolderName { name, instead_of } = new_folder::name_of(&args.dir);
            if let Some(folder) = instead_of {
                let folder = shown(&folder);
                let text = both!(
                    "a scenario cannot be called \"{folder}\"; it is called `{name}`, and its results go to out/{name}",
                    "情景不能叫“{folder}”，因此取名 `{name}`，结果写入 out/{name}"
                );
                note(lang, &text);
            }
            let scenario = args.dir.join("scenario.toml").display().to_string();
            let sheet = args.dir.join(SHEET).display().to_string();
            let next = if table {
                both!(
                    "Next: fill in {sheet:?}, a row for each community, then sanshe run {scenario:?}",
                    "下一步：填写 {sheet:?}（每个社区一行），然后 sanshe run {scenario:?}"
                )
            } else {
                both!("Next: sanshe run {scenario:?}", "下一步：sanshe run {scenario:?}")
            };
            tell(lang, &next);
            status
        }
        Err(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<Exists>()) {
            Some(exists) => {
                complain(lang, &exists.both());
                ExitCode::from(BAD_INPUT)
            }
            None => {
                let (dir, why) = (shown_path(&args.dir), of_system(&error));
                complain(lang, &both!("{dir}: {why}", "{dir}：{why}"; why = why));
                ExitCode::from(FAILED)
            }
        },
    }
}
