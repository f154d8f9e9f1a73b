//! The kernel's scenario at any size as a folder of its own, so that the program can check, run and profile it like every other.

use std::fs;
use std::path::Path;

use crate::engine::size;

/// Files of the folder, and where they come from under `scenarios`.
const FILES: [(&str, &str); 5] = [
    ("base.toml", "base.toml"),
    ("plainest.toml", "verification/base.toml"),
    ("policies/administrative.toml", "policies/administrative.toml"),
    ("policies/office.toml", "verification/policies/office.toml"),
    ("policies/three-looked-at.toml", "verification/policies/three-looked-at.toml"),
];

/// Writes the folder. The scenario is the case of verification without its table `[case]`.
///
/// # Errors
/// When a file cannot be read or written, or a key to be changed is not in it.
pub fn write(folder: &Path, districts: usize) -> Result<(), String> {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let read = |name: &str| fs::read_to_string(scenarios.join(name)).map_err(|e| format!("{name}: {e}"));
    let put = |name: &str, text: &str| {
        let path = folder.join(name);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::write(&path, text)).map_err(|e| format!("{}: {e}", path.display()))
    };
    for (to, from) in FILES {
        let text = read(from)?
            .replace("extends = \"../base.toml\"", "extends = \"base.toml\"")
            .replace("extends = \"../../policies/administrative.toml\"", "extends = \"administrative.toml\"");
        put(to, &text)?;
    }
    let mut text = read("verification/referral-queue.toml")?.replace("extends = \"base.toml\"", "extends = \"plainest.toml\"");
    let begin = text.find("[case]\n").ok_or("no table [case]")?;
    let end = text[begin..].find("\n[").ok_or("nothing behind [case]")? + begin + 1;
    text.replace_range(begin..end, "");
    for assignment in size(districts) {
        let (key, value) = assignment.split_once('=').ok_or("a key without a value")?;
        let name = key.rsplit('.').next().unwrap_or(key);
        let from = text.find(&format!("\n{name} = ")).ok_or_else(|| format!("no {name}"))? + 1;
        let to = text[from..].find('\n').map_or(text.len(), |length| from + length);
        text.replace_range(from..to, &format!("{name} = {value}"));
    }
    put("referral-queue.toml", &text)
}
