//! System calls of a run that write into its folder, as strace shows them.

use std::collections::BTreeMap;
use std::path::Path;

/// Calls that make, change, name or delete a file.
pub const WRITING: &str = "write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,sync_file_range,rename,renameat,renameat2,ftruncate,truncate,\
                           fallocate,unlink,unlinkat,rmdir,mkdir,mkdirat,openat,openat2,open,creat,link,linkat,symlink,symlinkat,\
                           copy_file_range,sendfile";

/// A call that writes into the folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// Its name.
    pub name: String,
    /// Which of its name in its thread, from 1: what `when=` of an injection counts.
    pub when: u64,
    /// The file it is about, as far as it shows.
    pub file: String,
}

/// Calls of a traced run that write into `folder`, by name.
pub fn writing(trace: &str, folder: &Path) -> BTreeMap<String, Vec<Call>> {
    let folder = folder.to_string_lossy();
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut found: BTreeMap<String, Vec<Call>> = BTreeMap::new();
    for line in trace.lines() {
        let Some((thread, name, rest)) = call(line) else { continue };
        let when = counts.entry((thread.to_owned(), name.to_owned())).or_default();
        *when += 1;
        let opens = ["open", "openat", "openat2", "creat"].contains(&name);
        let writes = !opens || ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"].iter().any(|flag| rest.contains(flag));
        if let Some(file) = file(rest, &folder).filter(|_| writes) {
            found.entry(name.to_owned()).or_default().push(Call { name: name.to_owned(), when: *when, file });
        }
    }
    found
}

/// The call at which a traced run was killed, and its file: the last that was begun.
pub fn last(trace: &str, folder: &Path) -> Option<String> {
    let folder = folder.to_string_lossy();
    trace.lines().rev().filter_map(call).find_map(|(_, _, rest)| file(rest, &folder))
}

/// Thread, name and arguments of a line that begins a call.
fn call(line: &str) -> Option<(&str, &str, &str)> {
    let (thread, rest) = line.split_once(char::is_whitespace)?;
    let (name, rest) = rest.trim_start().split_once('(')?;
    let rest = rest.trim_end_matches(" <unfinished ...>");
    (!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')).then_some((thread, name, rest))
}

/// The file inside the folder that some arguments name: by its path, or by a name beside the descriptor of the folder.
fn file(arguments: &str, folder: &str) -> Option<String> {
    let inside =
        |path: &str| path.strip_prefix(folder).filter(|rest| rest.is_empty() || rest.starts_with('/')).map(str::to_owned);
    // `7</a/b/o>, "runs.csv"` or `7</a/b/o/runs.csv>`.
    let mut base = None;
    for (i, part) in arguments.split(['<', '>', '"']).enumerate() {
        if i % 2 == 0 {
            continue;
        }
        match (inside(part), &base) {
            (Some(rest), None) => base = Some(rest),
            (None, Some(rest)) if !part.is_empty() && !part.starts_with('/') => {
                return Some(format!("{rest}/{part}").trim_start_matches('/').to_owned());
            }
            (None, None) if part == "o" || part.starts_with("o/") => {
                return Some(part.trim_start_matches("o").trim_start_matches('/').to_owned());
            }
            _ => {}
        }
    }
    base.map(|rest| rest.trim_start_matches('/').to_owned())
}
