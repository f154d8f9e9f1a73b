// Digests of the code that decides results, and of that which sums them up. Read by `build.rs`, which hands them to the library, and by
// `tests/identity.rs`.
//
// What is digested are tokens, not bytes: a comment, a doc attribute, a test or the way lines end decides no number, and a folder of
// results must not be refused for one. Tokens are read by proc-macro2, so that nothing is guessed about where a comment ends.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Files and folders below `src` that decide what stands in a table, from the base layers to the engine.
pub const DECIDING: [&str; 7] = ["base", "bound", "engine", "measure", "model", "scenario", "world"];

/// Files and folders that besides decide what stands in the summary of a sweep.
pub const SUMMING: [&str; 2] = ["report/summary", "store/by_point.rs"];

/// Crates whose values decide results: their versions are part of the digest, and must be pinned.
pub const PINNED: [&str; 3] = ["libm", "rand", "rand_chacha"];

/// The sources that decide results: path below the root of the crate with `/` between folders, and text. Sorted by path.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn sources(root: &Path) -> Result<BTreeMap<String, String>, String> {
    sources_of(root, &DECIDING)
}

fn sources_of(root: &Path, names: &[&str]) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for name in names {
        read(root, &format!("src/{name}"), &mut found)?;
    }
    Ok(found)
}

fn read(root: &Path, path: &str, found: &mut BTreeMap<String, String>) -> Result<(), String> {
    let full = root.join(path);
    if full.is_dir() {
        for entry in fs::read_dir(&full).map_err(|e| format!("{path}: {e}"))? {
            let name = entry.map_err(|e| format!("{path}: {e}"))?.file_name();
            let name = name.to_str().ok_or_else(|| format!("{path}: {} is not Unicode", name.display()))?;
            read(root, &format!("{path}/{name}"), found)?;
        }
    } else if path.ends_with(".rs") {
        found.insert(path.to_owned(), fs::read_to_string(&full).map_err(|e| format!("{path}: {e}"))?);
    }
    Ok(())
}

/// The digest of a crate at `root`, hex.
///
/// # Errors
/// When a file cannot be read, is no Rust, or a version is not pinned.
pub fn of_crate(root: &Path) -> Result<String, String> {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).map_err(|e| format!("Cargo.toml: {e}"))?;
    of_sources(&sources(root)?, &manifest)
}

/// The digest of what decides results and the summary of a sweep, hex.
///
/// # Errors
/// As [`of_crate`].
pub fn of_summary(root: &Path) -> Result<String, String> {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).map_err(|e| format!("Cargo.toml: {e}"))?;
    let mut all = sources(root)?;
    all.extend(sources_of(root, &SUMMING)?);
    of_sources(&all, &manifest)
}

/// The digest of these sources with the pins of this manifest, hex.
///
/// # Errors
/// When a text is no Rust, or a version is not pinned.
pub fn of_sources(sources: &BTreeMap<String, String>, manifest: &str) -> Result<String, String> {
    let mut hasher = blake3::Hasher::new();
    for name in PINNED {
        text(&mut hasher, b'v', &pin(manifest, name)?);
    }
    let mut kept = BTreeMap::new();
    let mut tests = Vec::new();
    for (path, source) in sources {
        let (tokens, names) = decisive(source).map_err(|e| format!("{path}: {e}"))?;
        kept.insert(path, tokens);
        tests.extend(names.iter().map(|name| format!("{}/{name}", modules_of(path))));
    }
    for (path, tokens) in kept {
        // `#[cfg(test)] mod tests;`: the file, or all of the folder, is a test.
        if tests.iter().any(|t| path.strip_prefix(t.as_str()).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))) {
            continue;
        }
        text(&mut hasher, b'f', path);
        stream(&mut hasher, &tokens);
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// The folder in which the modules that a file declares stand.
fn modules_of(path: &str) -> &str {
    path.strip_suffix("/mod.rs").or_else(|| path.strip_suffix(".rs")).unwrap_or(path)
}

/// The version a manifest pins a dependency to; as written by hand, or as cargo writes it into a package.
fn pin(manifest: &str, name: &str) -> Result<String, String> {
    let (mut in_table, mut in_list) = (false, false);
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            in_table = line == format!("[dependencies.{name}]");
            in_list = line == "[dependencies]";
            continue;
        }
        let Some((key, value)) = line.split_once('=').map(|(k, v)| (k.trim(), v.trim())) else { continue };
        if (in_table && key == "version") || (in_list && key == name) {
            // `"=1.2"` or `{ version = "=1.2", .. }`
            return match value.split('"').nth(1) {
                Some(version) if version.starts_with('=') => Ok(format!("{name} {version}")),
                found => Err(format!("Cargo.toml: {name} decides results and must be pinned with `=`, found {found:?}")),
            };
        }
    }
    Err(format!("Cargo.toml: {name} decides results and is not among the dependencies"))
}

/// The tokens of a source without comments, documentation and tests; and the names of test modules that stand in files of their own.
///
/// # Errors
/// When the text is no Rust.
pub fn decisive(source: &str) -> Result<(Vec<TokenTree>, Vec<String>), String> {
    // As the compiler reads a file: without a mark at its start, with plain line ends also inside literals.
    let source = source.strip_prefix('\u{feff}').unwrap_or(source).replace("\r\n", "\n");
    let tokens: TokenStream = source.parse().map_err(|e| format!("{e}"))?;
    let mut tests = Vec::new();
    Ok((without_tests(tokens, &mut tests), tests))
}

fn without_tests(tokens: TokenStream, tests: &mut Vec<String>) -> Vec<TokenTree> {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut kept = Vec::with_capacity(trees.len());
    let mut at = 0;
    while at < trees.len() {
        let first = at;
        let (mut plain, mut is_test) = (Vec::new(), false);
        while let Some((content, next)) = attribute(&trees, at) {
            is_test |= is_cfg_test(&content);
            if !content.first().is_some_and(|t| is_word(t, "doc")) {
                plain.extend_from_slice(&trees[at..next]);
            }
            at = next;
        }
        if let Some(end) = item_end(&trees, at).filter(|_| is_test) {
            tests.extend(module_elsewhere(&trees[at..end]));
            at = end;
            continue;
        }
        kept.append(&mut plain);
        if at == first {
            kept.push(match &trees[at] {
                TokenTree::Group(group) => {
                    let inner: TokenStream = without_tests(group.stream(), tests).into_iter().collect();
                    TokenTree::Group(proc_macro2::Group::new(group.delimiter(), inner))
                }
                tree => tree.clone(),
            });
            at += 1;
        }
    }
    kept
}

/// What stands in the brackets of an attribute that begins at a place, and where it ends.
fn attribute(trees: &[TokenTree], at: usize) -> Option<(Vec<TokenTree>, usize)> {
    if !is_sign(trees.get(at)?, '#') {
        return None;
    }
    let bracket = if is_sign(trees.get(at + 1)?, '!') { at + 2 } else { at + 1 };
    match trees.get(bracket)? {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
            Some((group.stream().into_iter().collect(), bracket + 1))
        }
        _ => None,
    }
}

/// `cfg(test)` and nothing else: what is only partly for tests counts.
fn is_cfg_test(content: &[TokenTree]) -> bool {
    match content {
        [cfg, TokenTree::Group(group)] => is_word(cfg, "cfg") && group.stream().to_string() == "test",
        _ => false,
    }
}

/// Where an item that begins at a place ends; nothing when it is no item (a field, an arm), which then counts.
fn item_end(trees: &[TokenTree], at: usize) -> Option<usize> {
    let word = |i: usize| match trees.get(i) {
        Some(TokenTree::Ident(ident)) => ident.to_string(),
        _ => String::new(),
    };
    let mut start = at;
    if word(start) == "pub" {
        start += if matches!(trees.get(start + 1), Some(TokenTree::Group(_))) { 2 } else { 1 };
    }
    let is_constant = word(start) == "const" && !["fn", "unsafe", "async", "extern"].contains(&word(start + 1).as_str());
    let to_semicolon = is_constant || ["use", "static", "type", "let"].contains(&word(start).as_str());
    let to_brace = ["const", "fn", "mod", "struct", "enum", "impl", "trait", "union", "unsafe", "async", "extern", "macro_rules"];
    if !to_semicolon && !to_brace.contains(&word(start).as_str()) {
        return None;
    }
    let is_end = |tree: &TokenTree| match tree {
        TokenTree::Group(group) => !to_semicolon && group.delimiter() == Delimiter::Brace,
        tree => is_sign(tree, ';'),
    };
    trees[start..].iter().position(is_end).map(|i| start + i + 1)
}

/// The name of a module of which only the name stands here.
fn module_elsewhere(item: &[TokenTree]) -> Option<String> {
    match item {
        [.., keyword, name, end] if is_word(keyword, "mod") && is_sign(end, ';') => Some(name.to_string()),
        _ => None,
    }
}

fn is_word(tree: &TokenTree, word: &str) -> bool {
    matches!(tree, TokenTree::Ident(ident) if ident == word)
}

fn is_sign(tree: &TokenTree, sign: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// Every token with its kind and length, so that no two streams look alike.
fn stream(hasher: &mut blake3::Hasher, trees: &[TokenTree]) {
    for (i, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Group(group) => {
                let open = match group.delimiter() {
                    Delimiter::Parenthesis => b'(',
                    Delimiter::Brace => b'{',
                    Delimiter::Bracket => b'[',
                    Delimiter::None => b'<',
                };
                hasher.update(&[open]);
                stream(hasher, &group.stream().into_iter().collect::<Vec<_>>());
                hasher.update(b")");
            }
            TokenTree::Ident(ident) => text(hasher, b'i', &ident.to_string()),
            TokenTree::Literal(literal) => text(hasher, b'l', &literal.to_string()),
            TokenTree::Punct(punct) => {
                // `&&` is not `& &`; before anything but a sign it makes no difference.
                let joins = punct.spacing() == Spacing::Joint && matches!(trees.get(i + 1), Some(TokenTree::Punct(_)));
                text(hasher, if joins { b'j' } else { b'p' }, punct.as_char().encode_utf8(&mut [0; 4]));
            }
        }
    }
}

fn text(hasher: &mut blake3::Hasher, kind: u8, text: &str) {
    hasher.update(&[kind]);
    hasher.update(&(text.len() as u64).to_le_bytes());
    hasher.update(text.as_bytes());
}
