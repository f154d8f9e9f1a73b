//! Every sentence that a user can read exists in English and in Chinese: the source itself is read, and a sentence in one language alone
//! is found, wherever it stands.
//!
//! What reads as an English phrase must stand beside its Chinese: in `both!`, in the fields `en` and `zh`, in the arms of `Lang::En` and
//! `Lang::Zh`, in the statics `EN` and `ZH`, or as a literal followed by one with Chinese characters. Messages of mistakes of the program
//! itself (`panic!`, `expect`) are for its developers. The help of options is checked where it is declared, in `cli`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Phrases in English alone, and why: file, how the phrase begins (nothing: all of the file), reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("src/experiment/guard.rs", "internal error", "a reason in runs.csv: files for programs are the same in both languages"),
    ("src/experiment/runner.rs", "internal error: ", "a reason in runs.csv"),
    ("src/engine/audit.rs", "", "reasons in runs.csv: which account did not close, for whoever mends the program"),
    ("src/measure/table.rs", "{file}, row {number}", "a reason in runs.csv: a value outside the range of its column"),
    ("src/experiment/tracing/lives.rs", "policies met different needs", "a reason of a run that failed, told as it stands"),
    ("src/report/charts/canvas.rs", "Noto Sans, ", "names of fonts"),
    ("src/verification/exact/doors.rs", "M/D/1, ", "the name of a textbook law, in the JSON too"),
    ("src/verification/exact/doors.rs", "M/M/2, ", "the name of a textbook law, in the JSON too"),
    ("src/store/identity.rs", "sanshe identity ", "begins what a digest is taken of; nobody reads it"),
    ("src/scenario/keys/quantity.rs", "found {v}, expected", "what a deserializer says; `typed` tells it in both languages"),
    ("src/scenario/keys/quantity.rs", "found {found}, expected", "what a deserializer says; `typed` tells it in both languages"),
    ("src/scenario/keys/quantity.rs", "a whole number between", "what a deserializer says; `typed` tells it in both languages"),
    ("src/scenario/reading/typed.rs", "an array of length", "what a deserializer says, looked for to be told in both languages"),
    (
        "src/scenario/reading/typed.rs",
        "a whole number between",
        "what a deserializer says, looked for to be told in both languages",
    ),
    ("src/scenario/reading/typed.rs", "a value was asked for", "a mistake of the program: no file can bring it about"),
    ("src/scenario/reading/typed.rs", "this word takes no value", "a mistake of the program: no file can bring it about"),
    ("src/scenario/reading/syntax.rs", "recursion limit", "what the TOML parser says, looked for to be told in both languages"),
    ("src/scenario/reading/syntax.rs", "cannot recurse", "what the TOML parser says, looked for to be told in both languages"),
    ("src/scenario/reading/syntax.rs", "missing comma", "what the TOML parser says, looked for to be told in both languages"),
    ("src/scenario/reading/syntax.rs", "string, expected", "what the TOML parser says, looked for to be told in both languages"),
    ("src/scenario/reading/syntax.rs", "opening quote", "what the TOML parser says, looked for to be told in both languages"),
    ("src/scenario/reading/syntax.rs", "cannot extend", "what the TOML parser says, looked for to be told in both languages"),
    ("src/scenario/reading/syntax.rs", " with a dotted", "what the TOML parser says, looked for to be told in both languages"),
    ("src/scenario/starter.rs", "# Communities are", "comments of a new scenario, which `comments` turns into Chinese"),
    ("src/scenario/starter.rs", "name = ", "a line of TOML"),
    ("src/scenario/sheet/columns.rs", "managed share", "a header of a sheet that is understood"),
    ("src/scenario/sheet/units.rs", "per cent", "a unit in the header of a sheet that is understood"),
    ("src/scenario/sheet/units.rs", "per mille", "a unit in the header of a sheet that is understood"),
    ("src/scenario/sheet/units.rs", "ten thousand", "a unit in the header of a sheet that is understood"),
    ("src/scenario/sheet/communities.rs", "code twice", "a name under which problems of a sheet are counted; nobody reads it"),
    ("src/scenario/sheet/communities.rs", "too long", "a name under which problems of a sheet are counted; nobody reads it"),
    ("src/scenario/sheet/communities.rs", "two readings", "a name under which problems of a sheet are counted; nobody reads it"),
    (
        "src/scenario/sheet/communities.rs",
        "more than residents",
        "a name under which problems of a sheet are counted; nobody reads it",
    ),
    (
        "src/scenario/sheet/communities.rs",
        "groups of the old",
        "a name under which problems of a sheet are counted; nobody reads it",
    ),
    ("src/scenario/sheet/header.rs", "no ", "names under which problems of a sheet are counted; nobody reads them"),
    ("src/scenario/sheet/workbook.rs", "sanshe-worker", "the name of a thread"),
    ("src/measure/column.rs", "working day", "a unit of the data dictionary, whose table has it once for both languages"),
    ("src/measure/column.rs", "yuan per need", "a unit of the data dictionary"),
    ("src/measure/column.rs", "minutes per need", "a unit of the data dictionary"),
    ("src/measure/column.rs", "hops per need", "a unit of the data dictionary"),
    ("src/measure/column.rs", "per head and year", "a unit of the data dictionary"),
    ("src/measure/column.rs", "per resident and year", "a unit of the data dictionary"),
    ("src/measure/column.rs", "share per year", "a unit of the data dictionary"),
    ("src/measure/tables/summary.rs", "that of the measure", "a unit of the data dictionary"),
    ("src/measure/tables/worlds.rs", "that of the measure", "a unit of the data dictionary"),
    ("src/cli/slurm_script.rs", "#!/bin/sh", "lines of a script for a shell; its comments are in both languages"),
    ("src/cli/slurm_script.rs", "set -eu", "lines of a script for a shell"),
    ("src/cli/slurm_script.rs", "sanshe=", "lines of a script for a shell"),
    ("src/cli/slurm_script.rs", "--shard ", "options in a line of a script for a shell"),
    ("src/experiment/guard.rs", "no message", "stands for the words of a panic, which are for developers"),
];

/// Macros whose texts only developers read.
const FOR_DEVELOPERS: [&str; 9] = [
    "panic",
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "unreachable",
    "unimplemented",
];

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// The words of a text, without places to be filled and code in quotes.
fn words(text: &str) -> Vec<String> {
    let mut plain = String::new();
    let (mut depth, mut code) = (0_u32, false);
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '`' => code = !code,
            c if depth == 0 && !code => plain.push(c),
            _ => {}
        }
    }
    let is_word = |word: &&str| {
        word.chars().filter(char::is_ascii_alphabetic).count() >= 2
            && word.chars().all(|c| c.is_ascii_alphabetic() || c == '-' || c == '\'')
    };
    let apart = |c: char| c.is_whitespace() || ",.;:!?()[]\"–…".contains(c);
    // Words apart by commas or points alone are columns and keys.
    let pieces = plain.split_whitespace().filter(|piece| !piece.contains("::") && !piece.contains('_'));
    pieces.filter_map(|piece| piece.split(apart).find(|part| !part.is_empty())).filter(is_word).map(str::to_owned).collect()
}

fn is_phrase(text: &str) -> bool {
    !is_chinese(text) && words(text).len() >= 2
}

/// The text of a string literal.
fn literal(tree: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = tree else {
        return None;
    };
    let text = literal.to_string();
    if let Some(raw) = text.strip_prefix('r') {
        return Some(raw.trim_matches('#').trim_matches('"').to_owned());
    }
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::new();
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('\n')) => while chars.next_if(|c| c.is_whitespace()).is_some() {},
            ('\\', Some('n' | 'r' | 't')) => {
                chars.next();
                out.push(' ');
            }
            ('\\', Some('\\' | '"' | '\'')) => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    Some(out)
}

fn ident(tree: Option<&TokenTree>) -> Option<String> {
    match tree {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    }
}

fn is_punct(tree: Option<&TokenTree>, c: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == c)
}

fn group(tree: Option<&TokenTree>) -> Option<Vec<TokenTree>> {
    match tree {
        Some(TokenTree::Group(group)) => Some(group.stream().into_iter().collect()),
        _ => None,
    }
}

/// Whether one of these words stands anywhere in the tokens.
fn mentions(tokens: &[TokenTree], word: &str) -> bool {
    tokens.iter().any(|tree| match tree {
        TokenTree::Ident(ident) => *ident == word,
        TokenTree::Group(group) => mentions(&group.stream().into_iter().collect::<Vec<_>>(), word),
        _ => false,
    })
}

/// All literals of the tokens, in order.
fn literals(tokens: &[TokenTree]) -> Vec<String> {
    let each = |tree: &TokenTree| match tree {
        TokenTree::Group(group) => literals(&group.stream().into_iter().collect::<Vec<_>>()),
        tree => literal(tree).into_iter().collect(),
    };
    tokens.iter().flat_map(each).collect()
}

/// What is wrong in one file.
#[derive(Default)]
struct Found {
    /// Phrases in English alone.
    alone: Vec<String>,
    /// English phrases whose Chinese is not.
    untranslated: Vec<String>,
    /// Pairs that were seen.
    pairs: usize,
}

impl Found {
    fn pair(&mut self, english: &str, chinese: &str) {
        self.pairs += 1;
        if !words(english).is_empty() && !is_chinese(chinese) {
            self.untranslated.push(english.to_owned());
        }
    }

    /// Reads the tokens of a file or of a group.
    fn read(&mut self, tokens: &[TokenTree]) {
        let arms = tokens.windows(2).any(|w| is_punct(w.first(), '=') && is_punct(w.get(1), '>'))
            && mentions(tokens, "En")
            && mentions(tokens, "Zh");
        let fields = ["en", "zh"].iter().all(|field| position(tokens, field).is_some());
        let mut i = 0;
        while i < tokens.len() {
            i = self.step(tokens, i, arms, fields);
        }
    }

    /// Reads what begins at a token, and says where the next thing begins.
    fn step(&mut self, tokens: &[TokenTree], i: usize, arms: bool, fields: bool) -> usize {
        let at = |k: usize| tokens.get(i + k);
        // Attributes: of the sentences in them only errors are shown to anybody; what is for tests is left out with all it stands on.
        if is_punct(at(0), '#') {
            let k = if is_punct(at(1), '!') { 2 } else { 1 };
            let inside = group(at(k)).unwrap_or_default();
            match ident(inside.first()).as_deref() {
                Some("error") => self.read(&inside),
                Some("cfg") if mentions(&inside, "test") => return after_item(tokens, i + k + 1),
                _ => {}
            }
            return i + k + 1;
        }
        if let Some(name) = ident(at(0)) {
            let called = is_punct(at(1), '!') && matches!(at(2), Some(TokenTree::Group(_)));
            if called && FOR_DEVELOPERS.contains(&name.as_str()) {
                return i + 3;
            }
            if called && name == "both" {
                let inside = group(at(2)).unwrap_or_default();
                if let (Some(english), Some(chinese)) = (inside.first().and_then(literal), inside.get(2).and_then(literal)) {
                    self.pair(&english, &chinese);
                    self.read(&inside[3..]);
                }
                return i + 3;
            }
            if name == "expect" && matches!(at(1), Some(TokenTree::Group(g)) if g.delimiter() == Delimiter::Parenthesis) {
                return i + 2;
            }
            // `en: …, zh: …` of one value.
            if fields && (name == "en" || name == "zh") && is_punct(at(1), ':') && !is_punct(at(2), ':') {
                let end = next_comma(tokens, i);
                if name == "en" {
                    let other = position(tokens, "zh").unwrap_or(i);
                    let chinese = literals(&tokens[other..next_comma(tokens, other)]);
                    for (english, chinese) in literals(&tokens[i..end]).iter().zip(&chinese) {
                        self.pair(english, chinese);
                    }
                }
                return end;
            }
            // `static EN: … = …;` beside `static ZH: … = …;`.
            let declared = i > 0 && ["static", "const"].iter().any(|word| ident(tokens.get(i - 1)).as_deref() == Some(*word));
            if name == "EN" && declared {
                let (english, end) = value_of(tokens, "EN");
                let (chinese, _) = value_of(tokens, "ZH");
                assert_eq!(english.len(), chinese.len(), "EN and ZH have as many texts");
                for (english, chinese) in english.iter().zip(&chinese) {
                    self.pair(english, chinese);
                }
                return end;
            }
        }
        // An arm of `Lang::En` beside one of `Lang::Zh`.
        if arms && is_punct(at(0), '=') && is_punct(at(1), '>') {
            let pattern = &tokens[arm_start(tokens, i)..i];
            if mentions(pattern, "En") {
                return arm_end(tokens, i + 2);
            }
        }
        if let Some(text) = tokens.get(i).and_then(literal) {
            if is_phrase(&text) {
                // A literal that is followed by its Chinese.
                match tokens[i + 1..].iter().take(4).find_map(literal) {
                    Some(next) if is_chinese(&next) => self.pair(&text, &next),
                    _ => self.alone.push(text),
                }
            }
        } else if let Some(inside) = group(at(0)) {
            self.read(&inside);
        }
        i + 1
    }
}

/// The place of a field of that name.
fn position(tokens: &[TokenTree], field: &str) -> Option<usize> {
    (0..tokens.len()).find(|&i| {
        ident(tokens.get(i)).as_deref() == Some(field) && is_punct(tokens.get(i + 1), ':') && !is_punct(tokens.get(i + 2), ':')
    })
}

fn next_comma(tokens: &[TokenTree], from: usize) -> usize {
    (from..tokens.len()).find(|&i| is_punct(tokens.get(i), ',')).unwrap_or(tokens.len())
}

/// The literals of a static, and where it ends.
fn value_of(tokens: &[TokenTree], name: &str) -> (Vec<String>, usize) {
    let start = (1..tokens.len())
        .find(|&i| ident(tokens.get(i)).as_deref() == Some(name) && is_punct(tokens.get(i + 1), ':'))
        .unwrap_or_else(|| panic!("{name} is declared"));
    let end = (start..tokens.len()).find(|&i| is_punct(tokens.get(i), ';')).unwrap_or(tokens.len());
    (literals(&tokens[start..end]), end)
}

/// Where the pattern of an arm begins: behind the comma or the body before it.
fn arm_start(tokens: &[TokenTree], arrow: usize) -> usize {
    let before = |k: &usize| {
        let body = matches!(tokens.get(*k), Some(TokenTree::Group(g)) if g.delimiter() == Delimiter::Brace);
        is_punct(tokens.get(*k), ',') || body
    };
    (0..arrow).rev().find(before).map_or(0, |k| k + 1)
}

fn arm_end(tokens: &[TokenTree], body: usize) -> usize {
    match tokens.get(body) {
        Some(TokenTree::Group(g)) if g.delimiter() == Delimiter::Brace => body + 1,
        _ => next_comma(tokens, body),
    }
}

/// Behind an item: its braces, or its semicolon.
fn after_item(tokens: &[TokenTree], from: usize) -> usize {
    let end = |i: &usize| {
        let braces = matches!(tokens.get(*i), Some(TokenTree::Group(g)) if g.delimiter() == Delimiter::Brace);
        braces || is_punct(tokens.get(*i), ';')
    };
    (from..tokens.len()).find(end).map_or(tokens.len(), |i| i + 1)
}

fn read(text: &str) -> Found {
    let tokens: TokenStream = text.parse().expect("it is Rust");
    let mut found = Found::default();
    found.read(&tokens.into_iter().collect::<Vec<_>>());
    found
}

fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut files, mut open) = (Vec::new(), vec![root.join("src")]);
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).expect("it lists") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path.strip_prefix(root).expect("below").to_path_buf());
            }
        }
    }
    files.sort();
    files
}

#[test]
fn no_sentence_stands_in_one_language_alone() {
    let (mut wrong, mut pairs, mut used) = (Vec::new(), 0, BTreeSet::new());
    for file in sources() {
        let name = file.to_string_lossy().replace('\\', "/");
        let found = read(&fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file)).expect("it reads"));
        pairs += found.pairs;
        wrong.extend(found.untranslated.iter().map(|text| format!("{name}: its Chinese is none: {text:?}")));
        for text in found.alone {
            match EXCEPTIONS.iter().position(|(file, start, _)| *file == name && text.starts_with(start)) {
                Some(exception) => {
                    used.insert(exception);
                }
                None => wrong.push(format!("{name}: in English alone: {text:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{} sentences:\n{}", wrong.len(), wrong.join("\n"));
    assert!(pairs > 300, "only {pairs} pairs were seen");
    let idle: Vec<_> = (0..EXCEPTIONS.len()).filter(|i| !used.contains(i)).map(|i| EXCEPTIONS[i]).collect();
    assert!(idle.is_empty(), "exceptions for nothing: {idle:?}");
}

#[test]
fn a_sentence_in_one_language_is_found_wherever_it_stands() {
    for text in [
        r#"fn f() { tell("nothing was written"); }"#,
        r#"fn f() { tell(format!("{n} rows in the folder")); }"#,
        r#"fn f() { let wrong = if x { "one of them" } else { "three of them" }; }"#,
        r#"#[derive(Error)] enum E { #[error("no such file: {0}")] A(String) }"#,
        r#"fn f(lang: Lang) { match lang { Lang::En => g("it is said"), _ => g("it is said too") } }"#,
        r#"const A: Text = Text { en: "both of them" };"#,
        r#"fn f() { x.expected("a whole number") }"#,
        r#"static EN_ONLY: &str = "the whole text";"#,
        r##"fn f() { say(r#"a raw text"#) }"##,
        "fn f() { say(\"one \\\n    line\") }",
    ] {
        assert!(!read(text).alone.is_empty(), "{text}");
    }
    for text in [
        r#"fn f() { tell(both!("nothing was written", "nothing at all")); }"#,
        r#"const A: Pair = Pair { en: "both of them", zh: "both" };"#,
        r#"static EN: T = T { a: "a text" }; static ZH: T = T { a: "a text" };"#,
    ] {
        assert!(!read(text).untranslated.is_empty(), "{text}");
    }
}

#[test]
fn a_pair_and_what_is_no_sentence_are_left_alone() {
    for text in [
        r#"fn f() { tell(both!("no rows in {path}", "{path} 中没有行")); }"#,
        r#"fn f() { tell(both!("{path}: {why}", "{path}：{why}"; why = why)); }"#,
        r#"fn f(lang: Lang) { match (ok, lang) { (true, Lang::En) => "all is well", (true, Lang::Zh) => "一切正常" } }"#,
        r#"const A: Pair = Pair { en: "both of them", zh: "两者" };"#,
        r#"fn f() -> (&str, &str) { ("in the system", "系统内") }"#,
        r#"fn f() { x.expect("there is always a line"); panic!("no such thing {x}"); assert!(a, "it is so"); }"#,
        r#"/// Says what it does.
           #[expect(clippy::all, reason = "it is so")] fn f() {}"#,
        r#"#[cfg(test)] mod tests { fn f() { say("nothing was written"); } }"#,
        r#"fn f() { column("policy,replicate,day"); key("run.seeds"); name("kebab-case"); css("fill:none"); }"#,
        r#"static EN: T = T { a: "a text", b: "" }; static ZH: T = T { a: "文字", b: "" };"#,
    ] {
        let found = read(text);
        assert!(found.alone.is_empty() && found.untranslated.is_empty(), "{text}: {:?} {:?}", found.alone, found.untranslated);
    }
}
