//! Which source names something of which other: every path in code, not only those of `use`. Comments, documentation, strings and tests
//! are left out as in the digest of a build.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenTree};

use crate::token_digest::decisive;

/// A path in code: its names, and how the last is called here.
type Named = (Vec<String>, String);

/// The sources, and which of them names something of which other.
pub struct Uses {
    files: BTreeSet<String>,
    pairs: BTreeSet<(String, String)>,
}

/// What one source says.
#[derive(Default)]
struct Source {
    /// Paths in code and those of `use`, absolute from the crate's root where they begin with `crate`, `super` or `self`.
    paths: Vec<Vec<String>>,
    /// What `use` brings in, by the name it has here.
    names: BTreeMap<String, Vec<String>>,
}

impl Uses {
    /// Of all sources below `src`.
    pub fn of_sources(root: &Path) -> Self {
        let mut found = BTreeMap::new();
        read(root, "src", &mut found);
        Self::of(found)
    }

    /// Of these sources, by path.
    pub fn of(texts: BTreeMap<String, String>) -> Self {
        let mut tests = BTreeSet::new();
        let mut trees = BTreeMap::new();
        for (path, text) in &texts {
            let (tokens, elsewhere) = decisive(text).unwrap_or_else(|e| panic!("{path}: {e}"));
            let folder = path.strip_suffix("/mod.rs").or_else(|| path.strip_suffix(".rs")).unwrap_or(path);
            tests.extend(elsewhere.iter().map(|name| format!("{folder}/{name}")));
            trees.insert(path.as_str(), tokens);
        }
        let is_test =
            |path: &str| tests.iter().any(|t| path.strip_prefix(t.as_str()).is_some_and(|r| r == ".rs" || r.starts_with('/')));
        trees.retain(|path, _| !is_test(path));
        let modules: BTreeMap<Vec<String>, &str> = trees.keys().map(|path| (module(path), *path)).collect();
        let said: BTreeMap<&str, Source> = trees
            .iter()
            .map(|(path, tokens)| {
                let mut source = Source::default();
                source.walk(tokens, &module(path));
                (*path, source)
            })
            .collect();
        let graph = Graph { modules, said };
        let mut pairs = BTreeSet::new();
        for (path, source) in &graph.said {
            for named in &source.paths {
                if let Some(to) = graph.file(path, named)
                    && to != *path
                {
                    pairs.insert(((*path).to_owned(), to.to_owned()));
                }
                if let Some(root) = graph.root(path, named) {
                    pairs.insert(((*path).to_owned(), root.to_owned()));
                }
            }
        }
        Self { files: trees.keys().map(|p| (*p).to_owned()).collect(), pairs }
    }

    /// The sources.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// Who names something of whom.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(a, b)| (a.as_str(), b.as_str()))
    }

    /// Groups of sources each of which reaches all others of its group.
    pub fn circles(&self) -> Vec<Vec<&str>> {
        let reached: BTreeMap<&str, BTreeSet<&str>> = self.files().map(|f| (f, self.reached(f))).collect();
        let mut circles = BTreeSet::new();
        for (file, from_it) in &reached {
            let circle: Vec<&str> = from_it.iter().copied().filter(|other| reached[other].contains(file)).collect();
            if !circle.is_empty() {
                circles.insert(circle);
            }
        }
        circles.into_iter().collect()
    }

    fn reached<'a>(&'a self, from: &'a str) -> BTreeSet<&'a str> {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(file) = open.pop() {
            for (_, to) in self.all().filter(|(a, _)| *a == file) {
                if seen.insert(to) {
                    open.push(to);
                }
            }
        }
        seen
    }
}

/// Modules by name with their sources, and what each source says.
struct Graph<'a> {
    modules: BTreeMap<Vec<String>, &'a str>,
    said: BTreeMap<&'a str, Source>,
}

impl<'a> Graph<'a> {
    /// The source of what a path names in another source; nothing for what is not ours.
    fn file(&self, from: &str, path: &[String]) -> Option<&'a str> {
        let (first, rest) = path.split_first()?;
        // A name that `use` brought in, or a module of this one.
        match self.said[from].names.get(first).filter(|whole| whole.first() != Some(first)) {
            Some(whole) => self.absolute(&[self.rooted(from, whole)?, rest.to_vec()].concat(), 0),
            None => self.absolute(&self.rooted(from, path)?, 0),
        }
    }

    /// The root of the crate, where a path goes through it: it names no module below the root, so the root hands on what it names, be it
    /// a type re-exported there or a macro with `#[macro_export]`.
    fn root(&self, from: &str, path: &[String]) -> Option<&'a str> {
        let named = path.len() > 1 && path[0] == "crate";
        let through = named && self.module_of(&path[1..]) == Some(0);
        self.modules.get(&Vec::new()).copied().filter(|root| through && *root != from)
    }

    /// A path without `crate`: as it says so itself, or since it begins with a module of the one in which it stands.
    fn rooted(&self, from: &str, path: &[String]) -> Option<Vec<String>> {
        if let Some(rest) = path.strip_prefix(&["crate".to_owned()]) {
            return Some(rest.to_vec());
        }
        let here = module(from);
        let child = [here.clone(), path.to_vec()].concat();
        self.module_of(&child).filter(|known| *known > here.len()).map(|_| child)
    }

    /// How many names at the start of a path name a module that has a source.
    fn module_of(&self, path: &[String]) -> Option<usize> {
        (0..=path.len()).rev().find(|n| self.modules.contains_key(&path[..*n]))
    }

    /// As [`file`](Self::file), of a path from the root. What a module hands on (`pub use`) is in the source that has it.
    fn absolute(&self, path: &[String], depth: usize) -> Option<&'a str> {
        let known = self.module_of(path)?;
        let file = self.modules[&path[..known]];
        let Some(name) = path.get(known).filter(|_| depth < 8) else { return Some(file) };
        if let Some(whole) = self.said[file].names.get(name).and_then(|w| self.rooted(file, w)) {
            return self.absolute(&[whole, path[known + 1..].to_vec()].concat(), depth + 1);
        }
        Some(file)
    }
}

impl Source {
    fn walk(&mut self, trees: &[TokenTree], here: &[String]) {
        let mut at = 0;
        while at < trees.len() {
            match &trees[at] {
                TokenTree::Ident(word) if word == "use" => {
                    let end = (at..trees.len()).find(|i| sign(trees.get(*i), ';')).unwrap_or(trees.len());
                    for (path, name) in tree(&trees[at + 1..end]) {
                        if let Some(path) = self.begin(&path, here) {
                            self.paths.push(path.clone());
                            self.names.insert(name, path);
                        }
                    }
                    at = end;
                }
                // `pub(in crate::a)` says who may see, not what is seen.
                TokenTree::Ident(word) if word == "pub" && matches!(trees.get(at + 1), Some(TokenTree::Group(_))) => at += 1,
                TokenTree::Ident(word) if word == "mod" => {
                    if let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(group))) = (trees.get(at + 1), trees.get(at + 2))
                    {
                        let inside = [here, &[name.to_string()]].concat();
                        self.walk(&group.stream().into_iter().collect::<Vec<_>>(), &inside);
                        at += 2;
                    }
                }
                TokenTree::Ident(_) => {
                    let (path, end) = plain(trees, at);
                    if path.len() > 1
                        && let Some(path) = self.begin(&path, here)
                    {
                        self.paths.push(path);
                    }
                    at = end - 1;
                }
                TokenTree::Group(group) => self.walk(&group.stream().into_iter().collect::<Vec<_>>(), here),
                _ => {}
            }
            at += 1;
        }
    }

    /// A path from the root, where it says that it is one of ours; as it stands otherwise.
    fn begin(&self, path: &[String], here: &[String]) -> Option<Vec<String>> {
        let ups = path.iter().take_while(|p| *p == "super").count();
        let whole = match path.first()?.as_str() {
            "crate" => return Some(path.to_vec()),
            // The program names its own library.
            "sanshe" => path[1..].to_vec(),
            "self" => [here, &path[1..]].concat(),
            "super" => [&here[..here.len().checked_sub(ups)?], &path[ups..]].concat(),
            _ => return Some(path.to_vec()),
        };
        Some([vec!["crate".to_owned()], whole].concat())
    }
}

/// The names of a path that begins at a place, and where it ends.
fn plain(trees: &[TokenTree], at: usize) -> (Vec<String>, usize) {
    let mut path = Vec::new();
    let mut at = at;
    while let Some(TokenTree::Ident(name)) = trees.get(at) {
        path.push(name.to_string());
        at += 1;
        if !(sign(trees.get(at), ':') && sign(trees.get(at + 1), ':') && matches!(trees.get(at + 2), Some(TokenTree::Ident(_)))) {
            break;
        }
        at += 2;
    }
    (path, at)
}

/// What a tree of `use` brings in.
fn tree(trees: &[TokenTree]) -> Vec<Named> {
    let mut found = Vec::new();
    for part in trees.split(|t| sign(Some(t), ',')) {
        let part = if sign(part.first(), ':') { &part[2..] } else { part };
        let (mut path, at) = plain(part, 0);
        let rest = &part[at..];
        let group = rest.iter().find_map(|t| match t {
            TokenTree::Group(g) if g.delimiter() == Delimiter::Brace => Some(g.stream().into_iter().collect::<Vec<_>>()),
            _ => None,
        });
        if let Some(inner) = group {
            found.extend(tree(&inner).into_iter().map(|(tail, name)| {
                let whole = match tail.as_slice() {
                    [only] if only == "self" => path.clone(),
                    _ => [path.clone(), tail].concat(),
                };
                let name = if name == "self" { path.last().cloned().unwrap_or_default() } else { name };
                (whole, name)
            }));
        } else if let Some(last) = path.last().cloned() {
            // `a::b as c`: the words of a path do not stop at `as`.
            let alias = match rest {
                [TokenTree::Ident(word), TokenTree::Ident(name)] if word == "as" => name.to_string(),
                [.., star] if sign(Some(star), '*') => {
                    path.push("*".to_owned());
                    "*".to_owned()
                }
                _ => last,
            };
            found.push((path, alias));
        }
    }
    found
}

fn sign(tree: Option<&TokenTree>, sign: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(p)) if p.as_char() == sign)
}

/// The module that a source is.
fn module(path: &str) -> Vec<String> {
    let inner = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    let mut names: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if matches!(names.last().map(String::as_str), Some("mod" | "lib")) {
        names.pop();
    }
    names
}

fn read(root: &Path, path: &str, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(root.join(path)).expect("it is a folder") {
        let entry = entry.expect("it reads");
        let path = format!("{path}/{}", entry.file_name().to_str().expect("it is Unicode"));
        if entry.path().is_dir() {
            read(root, &path, found);
        } else if path.ends_with(".rs") {
            found.insert(path.clone(), fs::read_to_string(entry.path()).expect("it reads"));
        }
    }
}
