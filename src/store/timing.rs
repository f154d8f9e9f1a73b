//! `timing.json`: where and how fast, one entry per session.
//!
//! Everything here differs from machine to machine, which is why it has a file of its own.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::field::{Field, field, object};

/// Name of the file.
pub const TIMING: &str = "timing.json";

/// The value of a field of a session.
pub type OfSession = fn(&Session) -> Value;

/// The fields of a session, in order.
pub static FIELDS: [Field<OfSession>; 8] = [
    field("started", "when the session began, UTC", "开始时间（UTC）", |session| json!(utc(session.started))),
    field("host", "name of the machine", "主机名", |_| json!(host())),
    field("command", "command as typed", "所输入的命令", |session| json!(session.command)),
    field("threads", "threads", "线程数", |session| json!(session.threads)),
    field("seconds", "wall time", "用时（秒）", |session| json!((session.elapsed.as_secs_f64() * 1000.0).round() / 1000.0)),
    field("blocks", "blocks this session finished", "本次完成的区块", |session| json!(session.blocks)),
    field("runs", "runs this session finished", "本次完成的运行", |session| json!(session.runs)),
    field(
        "lives",
        "needs whose lives were simulated: those of the window once for every policy, those of the burn-in, which policies share, once for a block",
        "模拟的需求件数：窗口期按每项政策各计一次，各政策共用的预热期每个区块计一次",
        |session| json!(session.lives),
    ),
];

/// One session: from the start of the program to its end or interruption.
#[derive(Clone, Debug)]
pub struct Session {
    /// When it began.
    pub started: SystemTime,
    /// Command as typed.
    pub command: String,
    /// Threads.
    pub threads: usize,
    /// Wall time.
    pub elapsed: Duration,
    /// Blocks finished.
    pub blocks: u64,
    /// Runs finished.
    pub runs: u64,
    /// Lives simulated.
    pub lives: u64,
}

/// The text of the file after `session`, given its text before. A text that is not a list of sessions is started anew.
#[must_use]
pub fn timing(before: Option<&str>, session: &Session) -> String {
    let mut sessions = before
        .and_then(|text| serde_json::from_str::<Value>(text).ok())
        .and_then(|mut value| match value.get_mut("sessions").map(Value::take) {
            Some(Value::Array(list)) => Some(list),
            _ => None,
        })
        .unwrap_or_default();
    sessions.push(object(&FIELDS, |value| value(session)));
    format!("{:#}\n", json!({ "sessions": sessions }))
}

fn host() -> Option<String> {
    let named = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    named
        .or_else(|| std::env::var("HOSTNAME").ok())
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .map(|name| name.trim().to_owned())
}

/// `2026-01-31T09:05:00Z`.
fn utc(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Days since 1 March 0000: leap days then come last in their year and era (400 years = 146,097 days).
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = era * 400 + year + next;
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_calendar() {
        let at = |seconds| utc(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "1970-01-01T00:00:00Z");
        assert_eq!(at(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(at(1_798_761_599), "2026-12-31T23:59:59Z");
    }

    #[test]
    fn sessions_add_up_and_a_broken_file_is_started_anew() {
        let session = Session {
            started: UNIX_EPOCH,
            command: "sanshe run x.toml".into(),
            threads: 2,
            elapsed: Duration::from_millis(1500),
            blocks: 1,
            runs: 2,
            lives: 3,
        };
        let one = timing(Some("{ torn"), &session);
        let two = timing(Some(&one), &session);
        assert_eq!(one.matches("\"started\"").count(), 1);
        assert_eq!(two.matches("\"started\"").count(), 2);
    }
}
