//! Command-line errors in Chinese: the parser's findings, rearranged from their parts.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::base::words::{Both, shown};

/// The error in the command line, and where to read more; `command` is the command typed, if any.
#[must_use]
pub fn in_chinese(error: &Error, command: &str) -> String {
    let mut lines = vec![what(error)];
    lines.extend(nearest(error));
    let usage = one(error, ContextKind::Usage);
    if let Some(usage) = usage.strip_prefix("Usage: ") {
        lines.push(format!("用法：{usage}"));
    }
    lines.push(format!("详见：{command} --help"));
    lines.join("\n  ")
}

/// The first sentence.
fn what(error: &Error) -> String {
    let (argument, value) = (one(error, ContextKind::InvalidArg), one(error, ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”缺少取值{}", choices(error, ContextKind::ValidValue)),
        ErrorKind::InvalidValue => format!("“{argument}”不能取“{value}”{}", choices(error, ContextKind::ValidValue)),
        ErrorKind::ValueValidation => {
            // This program's own parsers state what they expect in both languages.
            let why = error.source().and_then(|source| source.downcast_ref::<Both>());
            let why = why.map_or_else(String::new, |both| format!("：{}", shown(&both.zh)));
            format!("“{argument}”不能取“{value}”{why}")
        }
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个参数或选项"),
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", one(error, ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => format!("缺少命令{}", choices(error, ContextKind::ValidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("缺少必需的参数：{}", all(error, ContextKind::InvalidArg).join("、")),
        ErrorKind::ArgumentConflict => {
            let prior: Vec<String> = all(error, ContextKind::PriorArg);
            if prior.is_empty() || prior == [argument.clone()] {
                format!("“{argument}”只能给出一次")
            } else {
                let prior: Vec<String> = prior.iter().map(|arg| format!("“{arg}”")).collect();
                format!("“{argument}”不能与{}同时使用", prior.join("、"))
            }
        }
        ErrorKind::TooManyValues => format!("“{argument}”的取值过多，“{value}”是多余的"),
        ErrorKind::TooFewValues => {
            let (least, found) = (one(error, ContextKind::MinValues), one(error, ContextKind::ActualNumValues));
            format!("“{argument}”至少需要 {least} 个取值，只给出 {found} 个")
        }
        ErrorKind::WrongNumberOfValues => {
            let (right, found) = (one(error, ContextKind::ExpectedNumValues), one(error, ContextKind::ActualNumValues));
            format!("“{argument}”需要 {right} 个取值，给出了 {found} 个")
        }
        ErrorKind::NoEquals => format!("“{argument}”与取值之间须用等号"),
        ErrorKind::InvalidUtf8 => "命令行中有不是 UTF-8 的字符".to_owned(),
        _ => "命令行有误".to_owned(),
    }
}

/// A likely correction.
fn nearest(error: &Error) -> Option<String> {
    let words: Vec<String> =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue, ContextKind::SuggestedCommand]
            .into_iter()
            .flat_map(|kind| all(error, kind))
            .map(|word| format!("“{word}”"))
            .collect();
    if !words.is_empty() {
        return Some(format!("是否指{}？", words.join("或")));
    }
    // Two suggestions are whole sentences: a value that begins with a dash, and an option of another command.
    let sentence = one(error, ContextKind::Suggested);
    let last = sentence.trim_end_matches('\'').rsplit('\'').next().unwrap_or_default();
    if last.starts_with("-- ") {
        Some(format!("如果这是一个取值，请写作“{last}”"))
    } else {
        let found = sentence.strip_prefix('\'').and_then(|rest| rest.split_once('\''));
        found.map(|(option, _)| format!("“{option}”是有的"))
    }
}

fn choices(error: &Error, kind: ContextKind) -> String {
    let values = all(error, kind);
    if values.is_empty() { String::new() } else { format!("，可选：{}", values.join("、")) }
}

fn one(error: &Error, kind: ContextKind) -> String {
    all(error, kind).into_iter().next().unwrap_or_default()
}

/// The parts of that kind, escaped for a terminal.
fn all(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![shown(text)],
        Some(ContextValue::Strings(texts)) => texts.iter().map(|text| shown(text)).collect(),
        Some(ContextValue::StyledStr(text)) => vec![shown(&text.to_string())],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(|text| shown(&text.to_string())).collect(),
        Some(ContextValue::Number(number)) => vec![number.to_string()],
        _ => Vec::new(),
    }
}
