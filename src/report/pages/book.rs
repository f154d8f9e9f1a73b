//! From a file of pages to what it names: folders of results, points, templates and pages.

use std::path::{Component, Path, PathBuf};

use super::keys::{FolderKeys, PagesFile};
use super::problem::PagesError;
use crate::base::words::{Both, both, list};
use crate::report::Lang;
use crate::scenario::error::{Kind, Origin, ScenarioError, nearest};
use crate::scenario::other_file::{self, OtherFile};
use crate::scenario::reading::node::Value;
use crate::scenario::{NAME, is_name};

/// What a file of pages says, checked as far as that file goes.
#[derive(Clone, Debug)]
pub struct Book {
    /// Its folder, in which the paths begin.
    pub base: PathBuf,
    /// The name of the file.
    pub file: String,
    /// Folder of the pictures.
    pub pictures: String,
    /// Folders of results.
    pub folders: Vec<FolderKeys>,
    /// Points: folder, name, values.
    pub worlds: Vec<(String, String, Vec<String>)>,
    /// The pages that are asked for.
    pub pages: Vec<PageOf>,
}

/// A page and its template, both from the folder of the file of pages.
#[derive(Clone, Debug)]
pub struct PageOf {
    /// The template.
    pub template: String,
    /// The page.
    pub page: String,
    /// Language of what is filled in.
    pub lang: Lang,
}

impl Book {
    /// Reads a file of pages; `only` names the pages that are wanted, all if it names none.
    ///
    /// # Errors
    /// All that is wrong in it.
    pub fn read(path: &Path, only: &[String]) -> Result<Self, PagesError> {
        let read = other_file::read::<PagesFile>(path)?;
        let keys = &read.value;
        let mut wrong = Wrong { read: &read, list: Vec::new() };
        wrong.path("pictures", None, &keys.pictures);
        let names: Vec<&str> = keys.folder.iter().map(|folder| folder.name.as_str()).collect();
        for (place, name) in names.iter().enumerate() {
            if !is_name(name) {
                wrong.add("folder", Some(place), Both::same(format!("{name:?}")), NAME);
            } else if names[..place].contains(name) {
                wrong.add(
                    "folder",
                    Some(place),
                    both!("`{name}` a second time", "`{name}` 重复"),
                    both!("a name of its own", "各不相同的名称"),
                );
            }
        }
        for (place, world) in keys.world.iter().enumerate() {
            if !is_name(&world.name) {
                wrong.add("world", Some(place), Both::same(format!("{:?}", world.name)), NAME);
            }
            if !names.contains(&world.folder.as_str()) {
                let hint = nearest(&world.folder, names.iter().copied()).map(str::to_owned);
                wrong.add("world", Some(place), Both::same(format!("{:?}", world.folder)), list(names.iter().copied()));
                wrong.hint(hint);
            }
        }
        let mut pages = Vec::new();
        for (place, page) in keys.page.iter().enumerate() {
            wrong.path("page", Some(place), &page.template);
            wrong.path("page", Some(place), &page.page);
            let lang = match page.lang.as_str() {
                "en" => Lang::En,
                "zh" => Lang::Zh,
                other => {
                    wrong.add("page", Some(place), Both::same(format!("{other:?}")), both!("`en` or `zh`", "`en` 或 `zh`"));
                    Lang::En
                }
            };
            if page.page == page.template || keys.page[..place].iter().any(|before| before.page == page.page) {
                let expected = both!("a file that no other page and no template is", "与其他页面和模板都不同的文件");
                wrong.add("page", Some(place), Both::same(format!("{:?}", page.page)), expected);
            }
            pages.push(PageOf { template: page.template.clone(), page: page.page.clone(), lang });
        }
        if let Some(error) = ScenarioError::many(wrong.list) {
            return Err(error.into());
        }
        let known: Vec<String> = pages.iter().map(|page| page.page.clone()).collect();
        if let Some(name) = only.iter().find(|name| !known.contains(name)) {
            let error = ScenarioError::new(Kind::OutOfRange).at(&read.layered.top).key("page").found(format!("--only {name}"));
            return Err(error.expected(list(known.iter().map(String::as_str))).into());
        }
        pages.retain(|page| only.is_empty() || only.contains(&page.page));
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Self {
            base: path.parent().unwrap_or(Path::new("")).to_path_buf(),
            file,
            pictures: keys.pictures.clone(),
            folders: keys.folder.clone(),
            worlds: keys.world.iter().map(|world| (world.folder.clone(), world.name.clone(), world.values.clone())).collect(),
            pages,
        })
    }
}

/// The mistakes of a file.
struct Wrong<'a> {
    read: &'a OtherFile<PagesFile>,
    list: Vec<ScenarioError>,
}

impl Wrong<'_> {
    /// Where a table of a list stands, or a key.
    fn origin(&self, key: &str, place: Option<usize>) -> Origin {
        let table = &self.read.layered.table;
        let item = table.get(key).and_then(|(_, node)| match (&node.value, place) {
            (Value::List(items), Some(place)) => items.get(place).map(|item| item.origin.clone()),
            _ => Some(node.origin.clone()),
        });
        item.unwrap_or_else(|| self.read.layered.top.clone())
    }

    fn add(&mut self, key: &str, place: Option<usize>, found: Both, expected: impl Into<Both>) {
        let error = ScenarioError::new(Kind::OutOfRange).at(&self.origin(key, place)).key(key);
        self.list.push(error.found(found).expected(expected));
    }

    fn hint(&mut self, name: Option<String>) {
        if let (Some(name), Some(error)) = (name, self.list.pop()) {
            self.list.push(error.hint(both!("did you mean `{name}`?", "是否指 `{name}`？")));
        }
    }

    /// A path must stay in the folder of the file.
    fn path(&mut self, key: &str, place: Option<usize>, path: &str) {
        let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        if path.is_empty() || !Path::new(path).components().all(plain) || path.contains('\\') {
            let expected = both!("a path in the folder of this file, without `..`", "本文件所在文件夹内的路径，不含 `..`");
            self.add(key, place, Both::same(format!("{path:?}")), expected);
        }
    }
}

/// A file as it is reached from a page, both from the same folder, for a link.
#[must_use]
pub fn relative(page: &str, file: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (page.split('/').collect(), file.split('/').collect());
    let above = &from[..from.len() - 1];
    let shared = above.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; above.len() - shared];
    parts.extend(&to[shared..]);
    parts.join("/").replace(' ', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_from_the_page_to_the_file() {
        assert_eq!(relative("README.md", "docs/img/a.svg"), "docs/img/a.svg");
        assert_eq!(relative("docs/results.md", "docs/img/a b.svg"), "img/a%20b.svg");
        assert_eq!(relative("docs/zh/results.md", "img/a.svg"), "../../img/a.svg");
        assert_eq!(relative("docs/a.md", "docs/img"), "img");
    }
}
