//! Layers: a file, the file it extends, that one's, and the `--set` of the command line, merged into one tree.
//!
//! Paths in a file are relative to it and stay inside the folder of the file given on the command line, so that a folder can be
//! handed on, hashed and run elsewhere. Two keys belong to the loader and are never seen by the types:
//! `extends = "base.toml"` names the layer below, and `without = ["district.generate"]` drops keys of it.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::base::encoding;
use crate::base::source::{Source as Files, Unread, published};
use crate::base::words::{both, of_system, shown_path};
use crate::scenario::error::{Kind, Origin, ScenarioError, Source};
use crate::scenario::reading::mistakes::Mistakes;
use crate::scenario::reading::node;
use crate::scenario::reading::node::{Node, Table, Value};
use crate::scenario::reading::syntax;

/// Largest TOML file that is read, bytes.
const LARGEST_TOML: u64 = 16 << 20;
/// Largest table of communities that is read, bytes.
const LARGEST_TABLE: u64 = 256 << 20;
/// Largest TOML file for which several syntax errors are reported, bytes.
const LARGEST_TOLD: usize = 1 << 18;
/// Longest chain of `extends`.
const LONGEST_CHAIN: usize = 32;

/// The folder that nothing leaves, and what was read in it.
#[derive(Debug)]
pub struct Folder {
    /// Where its files come from.
    files: Arc<dyn Files>,
    /// Files read so far: path relative to the folder, hash.
    read: Vec<(String, String)>,
}

/// A merged tree with the files that made it, lowest first.
#[derive(Debug)]
pub struct Layered {
    /// The tree.
    pub table: Table,
    /// The text of the top file.
    pub top: Origin,
    /// Folders of the files, relative to the root, top file first, each once.
    pub folders: Vec<PathBuf>,
    /// The files by layer, lowest first, relative to the root.
    pub files: Vec<PathBuf>,
}

impl Layered {
    /// The file that wrote something; `top` when it was the command line.
    #[must_use]
    pub fn file_of(&self, origin: &Origin, top: &Path) -> PathBuf {
        self.files.get(origin.layer).map_or_else(|| top.to_path_buf(), Clone::clone)
    }

    /// The texts of a list, each with its place.
    #[must_use]
    pub fn list_with_places(&self, key: &str) -> Vec<(String, Option<Origin>)> {
        match self.table.get(key).map(|(_, node)| &node.value) {
            Some(Value::List(items)) => items
                .iter()
                .filter_map(|item| match &item.value {
                    Value::Text(text) => Some((text.clone(), Some(item.origin.clone()))),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl Folder {
    /// The folder of a source.
    #[must_use]
    pub fn new(files: Arc<dyn Files>) -> Self {
        Self { files, read: Vec::new() }
    }

    /// Where its files come from.
    #[must_use]
    pub fn files(&self) -> Arc<dyn Files> {
        Arc::clone(&self.files)
    }

    /// Every file read so far, by path, with its hash.
    #[must_use]
    pub fn inputs(&self) -> Vec<(String, String)> {
        let mut inputs = self.read.clone();
        inputs.sort();
        inputs.dedup();
        inputs
    }

    /// The path as people know it.
    #[must_use]
    pub fn shown(&self, relative: &Path) -> PathBuf {
        let folder = self.files.shown();
        if folder == Path::new(".") { relative.to_path_buf() } else { folder.join(relative) }
    }

    /// Whether there is such a file. It may still turn out to be outside the folder when read.
    #[must_use]
    pub fn has(&self, relative: &Path) -> bool {
        self.files.has(relative)
    }

    /// Names, without `.toml`, of the TOML files in a folder, sorted.
    #[must_use]
    pub fn names(&self, relative: &Path) -> Vec<String> {
        let files = self.files.names(relative);
        let stems = files.iter().filter_map(|name| name.strip_suffix(".toml")).filter(|stem| !stem.is_empty());
        let mut names: Vec<String> = stems.map(str::to_owned).collect();
        names.sort();
        names
    }

    /// Where a path written in a file leads, relative to the root.
    ///
    /// # Errors
    /// When it is absolute or leaves the folder.
    pub fn resolve(&self, from: &Path, written: &str) -> Result<PathBuf, ScenarioError> {
        let outside = || self.outside(written);
        let mut path = from.parent().map(Path::to_path_buf).unwrap_or_default();
        // A backslash separates on one system and not on others; a file that runs everywhere has none.
        if written.contains(['\\', '\0']) || written.is_empty() {
            return Err(outside());
        }
        for component in Path::new(written).components() {
            match component {
                Component::CurDir => {}
                Component::Normal(part) => path.push(part),
                Component::ParentDir => {
                    if !path.pop() {
                        return Err(outside());
                    }
                }
                Component::RootDir | Component::Prefix(_) => return Err(outside()),
            }
        }
        self.inside(&path)?;
        Ok(path)
    }

    /// Checks that no link in a path, relative to the root, leads out of the folder.
    ///
    /// # Errors
    /// When one does.
    pub fn inside(&self, relative: &Path) -> Result<(), ScenarioError> {
        // Missing files are reported by their reader.
        if self.files.is_inside(relative) {
            return Ok(());
        }
        let hint = both!("a link in the path leads out of the folder", "路径中的链接指向了文件夹之外");
        Err(self.outside(&relative.display().to_string()).hint(hint))
    }

    fn outside(&self, path: &str) -> ScenarioError {
        let folder = self.files.shown();
        let folder = if folder == Path::new("") { Path::new(".") } else { folder }.display();
        ScenarioError::new(Kind::OutsideFolder)
            .found(format!("{path:?}"))
            .expected(both!("a relative path, with `/`, inside {folder}", "以 `/` 分隔、位于 {folder} 之内的相对路径"))
            .hint(both!("copy the file into the folder of the scenario", "请把该文件复制到情景所在的文件夹"))
    }

    /// Reads a file's bytes and notes its hash.
    ///
    /// # Errors
    /// When it cannot be read or is too large.
    pub fn bytes(&mut self, relative: &Path, table: bool) -> Result<Vec<u8>, ScenarioError> {
        let largest = if table { LARGEST_TABLE } else { LARGEST_TOML };
        let bytes = self.files.read(relative, largest).map_err(|why| self.unread(relative, why, largest))?;
        let name = published(relative);
        self.read.push((name, blake3::hash(&bytes).to_hex().to_string()));
        Ok(bytes)
    }

    /// What is wrong with a file that gives no bytes.
    fn unread(&self, relative: &Path, why: Unread, largest: u64) -> ScenarioError {
        let shown = self.shown(relative);
        let (found, expected) = match why {
            Unread::System(error) => return unreadable(&shown, &error),
            Unread::Folder => (both!("a folder", "一个文件夹"), both!("a file", "一个文件")),
            Unread::NotPlain => (both!("not a plain file", "不是普通文件"), both!("a file", "一个文件")),
            Unread::TooLarge(size) => {
                (both!("{size} bytes", "{size} 字节"), both!("a file of at most {largest} bytes", "不超过 {largest} 字节的文件"))
            }
        };
        ScenarioError::new(Kind::Unreadable).in_file(shown.display().to_string()).found(found).expected(expected)
    }

    /// The bytes of a small file, for a remark about it: no part of the scenario, so its hash is not noted. Nothing when it is not there, is
    /// large or lies elsewhere.
    #[must_use]
    pub fn peek(&self, relative: &Path) -> Option<Vec<u8>> {
        self.inside(relative).ok()?;
        self.files.read(relative, LARGEST_TOML).ok()
    }

    /// Reads a file and all it extends.
    ///
    /// # Errors
    /// When one of them cannot be read, is not TOML, leads out of the folder or extends itself.
    pub fn layered(&mut self, top: &Path) -> Result<Layered, ScenarioError> {
        let mut chain: Vec<(PathBuf, Origin, Table, Vec<Node>)> = Vec::new();
        let mut next = Some((top.to_path_buf(), None::<Origin>));
        while let Some((path, named_at)) = next.take() {
            let at_name = |e: ScenarioError| match &named_at {
                Some(origin) => e.at(origin),
                None => e,
            };
            if let Some(start) = chain.iter().position(|(seen, ..)| *seen == path) {
                let circle: Vec<String> =
                    chain[start..].iter().map(|(p, ..)| p).chain([&path]).map(|p| self.shown(p).display().to_string()).collect();
                return Err(at_name(ScenarioError::new(Kind::Circle).key("extends").found(circle.join(" → ")).hint(both!(
                    "a file may not extend itself, directly or through others",
                    "文件不能直接或经由其他文件扩展自身"
                ))));
            }
            if chain.len() == LONGEST_CHAIN {
                return Err(at_name(
                    ScenarioError::new(Kind::Circle)
                        .key("extends")
                        .found(both!("more than {LONGEST_CHAIN} files in a row", "连续扩展超过 {LONGEST_CHAIN} 个文件")),
                ));
            }
            let bytes = self.bytes(&path, false).map_err(|e| {
                // The place worth showing is the line that names the missing file.
                match &named_at {
                    Some(origin) => ScenarioError::new(Kind::Unreadable)
                        .at(origin)
                        .key("extends")
                        .found(e.report().found.clone().unwrap_or_default())
                        .expected({
                            let file = shown_path(&self.shown(&path));
                            both!("the file {file}", "文件 {file}")
                        }),
                    None => e,
                }
            })?;
            let (whole, mut table) = parse(&self.shown(&path).display().to_string(), bytes)?;
            let dropped = dropped(&mut table)?;
            if let Some((_, node)) = table.take("extends") {
                let Value::Text(written) = &node.value else {
                    return Err(ScenarioError::new(Kind::WrongType)
                        .at(&node.origin)
                        .key("extends")
                        .found(node.value.describe())
                        .expected(both!("a path in quotes", "加引号的路径")));
                };
                let below = self.resolve(&path, written).map_err(|e| e.at(&node.origin).key("extends"))?;
                next = Some((below, Some(node.origin)));
            }
            chain.push((path, whole, table, dropped));
        }
        let mut folders: Vec<PathBuf> = Vec::new();
        for (path, ..) in &chain {
            let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        let files = chain.iter().rev().map(|(path, ..)| path.clone()).collect();
        let mut merged = Table::default();
        let mut top_origin = None;
        let mut mistakes = Mistakes::default();
        for (layer, (_, whole, mut table, dropped)) in chain.into_iter().rev().enumerate() {
            for node in dropped {
                let Value::Text(key) = &node.value else {
                    continue;
                };
                if !merged.remove_path(key) {
                    mistakes.add(
                        ScenarioError::new(Kind::UnknownKey)
                            .at(&node.origin)
                            .key("without")
                            .found(format!("{key:?}"))
                            .expected(both!("a key that the extended file has", "被扩展文件中有的键")),
                    );
                }
            }
            relayer(&mut table, layer);
            merged.lay_over(table);
            top_origin = Some(whole);
        }
        let top = top_origin.unwrap_or_else(|| Origin {
            source: Arc::new(Source { name: top.display().to_string(), text: String::new(), has_lines: true }),
            span: 0..0,
            layer: 0,
        });
        mistakes.or(Layered { table: merged, top, folders, files })
    }
}

/// The list `without`, taken out of a file's table.
fn dropped(table: &mut Table) -> Result<Vec<Node>, ScenarioError> {
    let Some((_, node)) = table.take("without") else {
        return Ok(Vec::new());
    };
    let wrong = |node: &Node| {
        ScenarioError::new(Kind::WrongType).at(&node.origin).key("without").found(node.value.describe()).expected(both!(
            "a list of keys in quotes, such as [\"district.generate\"]",
            "加引号的键的列表，例如 [\"district.generate\"]"
        ))
    };
    match node.value {
        Value::List(list) => match list.iter().find(|n| !matches!(n.value, Value::Text(_))) {
            Some(bad) => Err(wrong(bad)),
            None => Ok(list),
        },
        _ => Err(wrong(&node)),
    }
}

/// Writes the layer's number into all origins of a table.
fn relayer(table: &mut Table, layer: usize) {
    table.each_origin(&mut |origin| origin.layer = layer);
}

/// The error of a file, or of the folder it is in, that the system refuses.
#[must_use]
pub fn unreadable(path: &Path, error: &std::io::Error) -> ScenarioError {
    ScenarioError::new(Kind::Unreadable).in_file(path.display().to_string()).found(of_system(error))
}

/// Reads the bytes of a TOML file.
///
/// # Errors
/// When they are not UTF-8 or not TOML.
pub fn parse(name: &str, bytes: Vec<u8>) -> Result<(Origin, Table), ScenarioError> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let chinese = encoding::gb18030(&bytes).is_some();
            // Displayable text, with a mark where it cannot be decoded.
            let origin = Origin {
                source: Arc::new(Source {
                    name: name.to_string(),
                    text: String::from_utf8_lossy(&bytes).into_owned(),
                    has_lines: true,
                }),
                span: good..good + '\u{fffd}'.len_utf8(),
                layer: 0,
            };
            return Err(ScenarioError::new(Kind::Encoding)
                .at(&origin)
                .found({
                    let byte = bytes[good];
                    both!("the byte {byte:02x}", "字节 {byte:02x}")
                })
                .expected("UTF-8")
                .hint(if chinese {
                    both!("the file looks like GB18030 or GBK: save it as UTF-8", "文件像是 GB18030 或 GBK 编码：请另存为 UTF-8")
                } else {
                    both!("save the file as UTF-8 text", "请将文件另存为 UTF-8 文本")
                }));
        }
    };
    // Editors on Windows put a mark before the text.
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_string(),
        None => text,
    };
    let source = Arc::new(Source { name: name.to_string(), text, has_lines: true });
    let whole = Origin { span: 0..0, layer: 0, source: Arc::clone(&source) };
    let parsed = match DeTable::parse(&source.text) {
        Ok(parsed) => parsed,
        Err(first) => {
            // In a large text without sense every character is a mistake: of that one, only the first.
            let more = source.text.len() <= LARGEST_TOLD;
            let errors = if more { DeTable::parse_recoverable(&source.text).1 } else { vec![first] };
            return Err(syntax::all(&errors, &source.text, &whole));
        }
    };
    let table = node::table(parsed.get_ref(), &whole, 0, 0)?;
    Ok((whole, table))
}

/// Reads `KEY=VALUE` of the command line as a layer of its own.
///
/// # Errors
/// When there is no `=` or the key is not a dotted key.
pub fn setting(text: &str, layer: usize) -> Result<Table, ScenarioError> {
    let source = Arc::new(Source { name: format!("--set {text}"), text: text.to_string(), has_lines: false });
    let whole = Origin { span: 0..text.len(), layer, source };
    let wrong = || {
        ScenarioError::new(Kind::Syntax).at(&whole).expected(both!(
            "KEY=VALUE with a dotted key, such as demand.needs_per_resident=0.4",
            "KEY=VALUE，KEY 为点号分隔的键，例如 demand.needs_per_resident=0.4"
        ))
    };
    let (key, value) = text.split_once('=').ok_or_else(wrong)?;
    if key.contains(['\n', '#', '[', '{']) {
        return Err(wrong());
    }
    let head = format!("{key}=0");
    // A key of too many parts is a key: what is wrong with it is its depth.
    let parsed = DeTable::parse(&head).map_err(|e| syntax::depth(&[e], &head, &whole, 0, true).unwrap_or_else(wrong))?;
    let mut table = node::table(parsed.get_ref(), &whole, 0, 0)?;
    let shift = key.len() + 1;
    let value = match DeValue::parse(value) {
        Ok(parsed) => node::node(&parsed, &whole, shift, 0)?,
        Err(error) => {
            syntax::depth(&[error], value, &whole, shift, false).map_or(Ok(()), Err)?;
            // Words need no quotes on a command line.
            Node { origin: Origin { span: shift..text.len(), ..whole.clone() }, value: Value::Text(value.trim().to_string()) }
        }
    };
    table.put_leaf(value);
    Ok(table)
}
