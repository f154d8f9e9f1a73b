//! Handling of internal errors.
//!
//! A panic inside a block is a failed run, not the end of the experiment: it is caught, and its message and place become the reason in
//! `runs.csv`. A panic anywhere else prints one message that explains it and asks for a report, never a backtrace.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::io::Write;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};

use crate::base::words;
use crate::base::words::{Both, Lang, both};

/// Name of the threads that run blocks: a panic there is reported in the row of the run.
pub const WORKER: &str = "sanshe-worker";

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`; a panic becomes its message, with the place in the source when the hook is installed.
///
/// # Errors
/// When `work` panics.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let outer = GUARDED.replace(true);
    PLACE.set(None);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.map_err(|payload| {
        let text = message(payload.as_ref());
        match PLACE.take() {
            Some(place) => format!("internal error at {place}: {text}"),
            None => format!("internal error: {text}"),
        }
    })
}

/// Replaces the backtrace of a panic by one message in that language; panics that [`guarded`] reports are not printed.
pub fn install_hook(lang: Lang) {
    std::panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
        let place = info.location().map(|l| format!("{}:{}", shown(l.file()), l.line()));
        if GUARDED.get() {
            PLACE.set(place);
            return;
        }
        if std::thread::current().name().is_some_and(|n| n.starts_with(WORKER)) {
            return;
        }
        let place = place.map_or_else(|| both!("an unknown place", "未知位置"), Both::same);
        let (what, version) = (words::shown(&message(info.payload())), env!("CARGO_PKG_VERSION"));
        let text = both!(
            "error: internal error at {place}: {what}\n  This is a mistake in sanshe {version}, not in your files. Finished blocks are \
             kept; please report this line with the command.",
            "错误：程序内部错误（{place}）：{what}\n  这是 sanshe {version} 的错误，与您的文件无关。已完成的区块均已保存；请将以上一行和所用\
             命令一并报告。";
            place = place
        );
        // If standard error is closed nobody reads the message, and a panic here would abort the program.
        let _ = writeln!(std::io::stderr().lock(), "{}", text.get(lang));
    }));
}

/// The path of a source file for use in a result: the same on every machine, so without the folders of the machine that built the program.
fn shown(file: &str) -> String {
    let file = file.replace('\\', "/");
    match file.rsplit_once('/') {
        Some((_, name)) if !file.starts_with("src/") => name.to_owned(),
        _ => file,
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|s| (*s).to_owned()).or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_no_folder_of_the_machine() {
        assert_eq!(shown("src/model/community/trust.rs"), "src/model/community/trust.rs");
        assert_eq!(shown("/home/someone/.cargo/registry/x/src/lib.rs"), "lib.rs");
    }

    #[test]
    fn a_panic_becomes_its_message() {
        let error = guarded(|| -> u32 { panic!("minutes {} do not close", 7) }).expect_err("it panicked");
        assert!(error.contains("minutes 7 do not close"), "{error}");
        assert_eq!(guarded(|| 3), Ok(3));
    }
}
