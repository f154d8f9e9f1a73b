//! Signals: the first asks to stop, the second ends the program.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::words::{both, shown};
use crate::cli::console::{note, tell};
use crate::cli::exit::INTERRUPTED;
use crate::report::Lang;

/// The first signal asks the blocks to stop; the second ends the program, which the journal allows at any moment.
pub fn listen(stop: &Arc<AtomicBool>, lang: Lang) {
    let flag = Arc::clone(stop);
    let heard = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED.into());
        }
        tell(lang, &both!("Stopping; once more to stop at once.", "正在停止；再按一次立即退出。"));
    });
    if let Err(error) = heard {
        // Without a handler a signal kills the program; the folder can still be resumed.
        let why = shown(&error.to_string());
        note(lang, &both!("cannot listen for signals ({why})", "无法接收中断信号（{why}）"));
    }
}
