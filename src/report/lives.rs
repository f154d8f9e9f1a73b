//! The lives of needs under several policies, side by side; the days of a site and of a person.
//!
//! Plain text without colour. Columns line up by display width.

use std::fmt::Write;
use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Lang;
use super::block::Block;
use super::lives_words::{EN, Words, ZH};
use super::texts::fill;
use crate::experiment::tracing::{CLEARLY, Course, Life, Lives, Person, Place, Why, community_zh, places};
use crate::model::minutes::{ACCOUNTS, Day};
use crate::model::need::{NO_CATEGORY, Need, Stage};
use crate::model::trace::{Happening, What, WorkerDay};
use crate::scenario::load::Experiment;
use crate::world::sites::{Party, Seat};
use crate::world::{DAYS_PER_YEAR, World};

/// Columns of the terminal that the text keeps within.
pub const WIDTH: usize = 116;
/// Columns between two courses.
const GAP: usize = 3;
/// A blank at which no line breaks.
const FIXED: char = '\u{a0}';
/// Columns before everything that belongs to a need.
const INDENT: usize = 2;

/// What a text about a trace needs to know besides what was seen.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'a> {
    /// The experiment.
    pub experiment: &'a Experiment,
    /// Its world.
    pub world: &'a World,
    /// Policies followed, by place in the experiment.
    pub policies: &'a [usize],
    /// Replicate.
    pub replicate: u32,
    /// Language.
    pub lang: Lang,
}

impl Telling<'_> {
    const fn words(&self) -> &'static Words {
        match self.lang {
            Lang::En => &EN,
            Lang::Zh => &ZH,
        }
    }

    fn title(&self) -> &str {
        let scenario = &self.experiment.scenario;
        self.lang.pick(&scenario.title, &scenario.title_zh)
    }

    fn policy(&self, at: usize) -> &str {
        &self.experiment.policies[self.policies[at]].name
    }

    /// Name of a policy with its label.
    fn policy_head(&self, at: usize) -> String {
        let named = &self.experiment.policies[self.policies[at]];
        let label = self.lang.pick(&named.policy.label, &named.policy.label_zh);
        match self.lang {
            Lang::En => format!("{} ({label})", named.name),
            Lang::Zh => format!("{}（{label}）", named.name),
        }
    }

    fn category(&self, category: u8) -> &str {
        let name = &self.world.category_names[usize::from(category)];
        let keys = self.experiment.scenario.category.get(name);
        keys.map_or(name, |k| self.lang.pick(&k.label, &k.label_zh))
    }

    /// The category within a sentence.
    fn category_within(&self, category: u8) -> String {
        lower(self.category(category))
    }

    fn segment(&self, segment: u8) -> &str {
        let name = &self.world.segment_names[usize::from(segment)];
        let keys = self.experiment.scenario.segment.get(name);
        keys.map_or(name, |k| self.lang.pick(&k.label, &k.label_zh))
    }

    fn community(&self, community: u16) -> String {
        let code = &self.world.places.communities[usize::from(community)].code;
        match (self.lang, community_zh(self.world, code)) {
            (Lang::Zh, Some(name)) if name != code => format!("{name}（{code}）"),
            _ => code.clone(),
        }
    }

    fn time(&self, minutes: u32) -> String {
        let words = self.words();
        let (h, m) = ((minutes / 60).to_string(), (minutes % 60).to_string());
        let text = match (minutes / 60, minutes % 60) {
            (0, _) => words.minutes,
            (_, 0) => words.hours,
            _ => words.hours_minutes,
        };
        fill(text, &[("h", &h), ("m", &m)]).replace(' ', &FIXED.to_string())
    }

    /// A day of the window (from 0), from the second year on with its year.
    fn date(&self, day: u16) -> String {
        let words = self.words();
        let text = if day < DAYS_PER_YEAR { words.date } else { words.date_year };
        let year = day / DAYS_PER_YEAR + 1;
        fill(text, &[("n", &(day + 1).to_string()), ("year", &year.to_string()), ("day", &(day % DAYS_PER_YEAR + 1).to_string())])
    }

    fn day(&self, day: u16, digits: usize) -> String {
        fill(self.words().day, &[("n", &format!("{:>digits$}", day + 1))])
    }

    fn site_of(&self, place: &Place) -> String {
        if place.seat == Seat::Facility {
            return fill(self.words().facility, &[("x", &self.community(place.community))]);
        }
        let x = match place.party {
            Party::Office => self.community(place.community),
            Party::Station => self.world.places.subdistricts[usize::from(place.subdistrict)].code.clone(),
            Party::Organisation => place.number.to_string(),
            Party::Association => format!("{}:{}", self.community(place.community), place.number),
            Party::PropertyFirm | Party::Government | Party::Household => place.name(self.world),
        };
        fill(self.words().sites[place.party as usize], &[("x", &x)])
    }

    /// A site as a need of a community sees it.
    fn site(&self, stable: u32, home: Option<u16>) -> String {
        let Some(place) = places(self.world).find(|p| p.stable == stable) else {
            return stable.to_string();
        };
        if place.party == Party::Office && Some(place.community) == home {
            return self.words().own_office.to_owned();
        }
        self.site_of(&place)
    }
}

/// Tells the lives of needs; `seed` is the number that picked them.
#[must_use]
pub fn lives(telling: &Telling<'_>, lives: &Lives, seed: u32) -> String {
    let words = telling.words();
    let names: Vec<&str> = (0..telling.policies.len()).map(|p| telling.policy(p)).collect();
    let n = lives.lives.len().to_string();
    let mut text = singular(&fill(words.title, &[("title", telling.title()), ("n", &n), ("policies", &names.join(words.list))]));
    text.push('\n');
    for (i, life) in lives.lives.iter().enumerate() {
        let second = names.get(1).copied().unwrap_or_default();
        let pair = [("a", names[0]), ("b", second)];
        let why = match life.why {
            Why::All => words.all.to_owned(),
            Why::Worse => fill(words.worse, &pair),
            Why::Better => fill(words.better, &pair),
        };
        let number = (i + 1).to_string();
        let head = fill(words.head, &[("i", &number), ("n", &n), ("why", &why)]);
        let _ = write!(text, "\n{head}\n");
        one(telling, life, &mut text);
    }
    text.push('\n');
    footer(telling, lives, seed, &mut text);
    text
}

fn footer(telling: &Telling<'_>, lives: &Lives, seed: u32, text: &mut String) {
    let words = telling.words();
    let mut notes = Vec::new();
    let cohort = thousands(lives.cohort);
    if telling.policies.len() > 1 {
        notes.push(words.footer.to_owned());
        notes.push(fill(
            words.footer_counts,
            &[
                ("cohort", &cohort),
                ("worse", &thousands(lives.worse)),
                ("better", &thousands(lives.better)),
                ("a", telling.policy(0)),
                ("b", telling.policy(1)),
                ("days", &CLEARLY.to_string()),
            ],
        ));
        notes.push(words.footer_few.to_owned());
    } else {
        let n = lives.lives.len().to_string();
        notes.push(fill(words.footer_one, &[("cohort", &cohort), ("n", &n)]));
    }
    let (replicate, seed) = (telling.replicate.to_string(), seed.to_string());
    notes.push(fill(words.footer_how, &[("replicate", &replicate), ("seed", &seed)]));
    if telling.experiment.scenario.district.illustrative {
        notes.push(telling.lang.texts().illustrative.to_owned());
    }
    for note in notes {
        paragraph(text, &note);
    }
}

fn paragraph(text: &mut String, note: &str) {
    for line in wrap(note, WIDTH) {
        text.push_str(&line);
        text.push('\n');
    }
}

/// One need: what it is, then its courses in columns.
fn one(telling: &Telling<'_>, life: &Life, text: &mut String) {
    for line in wrap(&description(telling, &life.need), WIDTH - INDENT) {
        let _ = writeln!(text, "{:INDENT$}{line}", "");
    }
    // Up to three columns; more policies follow below.
    let most = match life.courses.len() {
        1 | 2 | 4 => 2,
        _ => 3,
    };
    let width = (WIDTH - INDENT - GAP * (most - 1)) / most;
    let courses: Vec<Column> =
        life.courses.iter().enumerate().map(|(p, course)| column(telling, &life.need, course, p, width)).collect();
    for (row, group) in courses.chunks(most).enumerate() {
        if row > 0 {
            text.push('\n');
        }
        // Outcomes stand side by side, below the longest course.
        for part in [|c: &Column| c.body.clone(), |c: &Column| c.outcome.clone()] {
            let parts: Vec<Vec<String>> = group.iter().map(part).collect();
            for line in 0..parts.iter().map(Vec::len).max().unwrap_or(0) {
                let mut out = " ".repeat(INDENT);
                for cells in &parts {
                    let cell = cells.get(line).map_or("", String::as_str);
                    out.push_str(cell);
                    out.push_str(&" ".repeat((width + GAP).saturating_sub(cell.width())));
                }
                text.push_str(out.trim_end());
                text.push('\n');
            }
        }
    }
}

/// A course as it is printed.
struct Column {
    body: Vec<String>,
    outcome: Vec<String>,
}

fn description(telling: &Telling<'_>, need: &Need) -> String {
    let words = telling.words();
    let mut parts = vec![
        telling.community(need.community()),
        telling.category(need.category).to_owned(),
        telling.segment(need.segment).to_owned(),
        fill(words.severity, &[("n", &(need.severity + 1).to_string())]),
        fill(words.work, &[("time", &telling.time(u32::from(need.work)))]),
    ];
    if need.second != NO_CATEGORY {
        parts.push(fill(
            words.bundle,
            &[("category", &telling.category_within(need.second)), ("time", &telling.time(u32::from(need.second_work)))],
        ));
    }
    parts.push(fill(words.difficulty, &[("n", &share(need.difficulty))]));
    parts.push(singular(&fill(words.patience, &[("n", &need.patience.to_string())])));
    parts.join(words.comma)
}

/// The lines of a course.
fn column(telling: &Telling<'_>, need: &Need, course: &Course, policy: usize, width: usize) -> Column {
    let words = telling.words();
    let start = telling.world.burn_in_days();
    let mut lines = wrap(&telling.policy_head(policy), width);
    lines.push("-".repeat(width));
    let end = course.ending.day - start;
    let digits = (end + 1).to_string().len().max(3);
    let label_width = telling.day(0, digits).width() + 2;
    let mut year = 1;
    for entry in entries(telling, need, &course.happenings) {
        let day = entry.day - start;
        let this = day / DAYS_PER_YEAR + 1;
        if this != year {
            year = this;
            lines.push(fill(words.year_begins, &[("n", &year.to_string())]));
        }
        let mut label = telling.day(day, digits);
        for line in wrap(&entry.text, width - label_width) {
            let pad = " ".repeat(label_width - label.width());
            lines.push(format!("{label}{pad}{line}"));
            label.clear();
        }
    }
    let outcome = wrap(&outcome(telling, need, course), width - 2);
    let mark = |(i, line): (usize, String)| format!("{} {line}", if i == 0 { "=" } else { " " });
    Column { body: lines, outcome: outcome.into_iter().enumerate().map(mark).collect() }
}

fn outcome(telling: &Telling<'_>, need: &Need, course: &Course) -> String {
    let words = telling.words();
    let ending = &course.ending;
    if !ending.stage.is_final() {
        let stage = words.stages[ending.stage as usize];
        return fill(words.open, &[("stage", stage)]);
    }
    let start = telling.world.burn_in_days();
    let after = ending.day - need.onset();
    let text = match ending.stage {
        Stage::Resolved => words.ended_resolved,
        _ => words.ended,
    };
    let ended = fill(
        text,
        &[("how", words.stages[ending.stage as usize]), ("date", &telling.date(ending.day - start)), ("n", &after.to_string())],
    );
    singular(&ended)
}

/// `1 day` for `1 days`, `1 need` for `1 needs`.
fn singular(text: &str) -> String {
    text.replace(" 1 days", " 1 day").replace(" 1 needs", " 1 need")
}

const fn end_word(words: &Words, stage: Stage, known: bool) -> &'static str {
    match stage {
        Stage::Resolved => words.resolved,
        Stage::Failed => words.failed,
        Stage::Family => words.family,
        Stage::Dropped => words.dropped,
        Stage::Bought => words.bought,
        Stage::Expired if known => words.expired_known,
        Stage::Expired => words.expired,
        other => words.stages[other as usize],
    }
}

/// What is told of one day, or of several days of visits.
struct Entry {
    day: u16,
    text: String,
}

/// A day on which nothing but a visit happened.
fn lone_visit(events: &[What]) -> Option<(u32, u16, u16)> {
    match events {
        [What::Visited(site, minutes, left)] if *left > 0 => Some((*site, *minutes, *left)),
        _ => None,
    }
}

fn entries(telling: &Telling<'_>, need: &Need, happenings: &[Happening]) -> Vec<Entry> {
    let words = telling.words();
    let mut days: Vec<(u16, Vec<What>)> = Vec::new();
    for h in happenings {
        match days.last_mut() {
            Some((day, events)) if *day == h.day => events.push(h.what),
            _ => days.push((h.day, vec![h.what])),
        }
    }
    let start = telling.world.burn_in_days();
    let mut told = Vec::new();
    let mut teller = Teller { telling, home: need.community(), known: false, line: None };
    let mut i = 0;
    while i < days.len() {
        let (day, events) = &days[i];
        // Days of visits in a row become one line.
        let run = days[i..].iter().map_while(|(d, e)| Some((*d, lone_visit(e)?)));
        let run: Vec<(u16, (u32, u16, u16))> = run.collect();
        if run.len() > 1 {
            let minutes: u32 = run.iter().map(|(_, v)| u32::from(v.1)).sum();
            let (last, (_, _, left)) = run[run.len() - 1];
            let mut text = fill(
                words.visits,
                &[("n", &run.len().to_string()), ("day", &telling.day(last - start, 0)), ("time", &telling.time(minutes))],
            );
            text.push_str(words.comma);
            text.push_str(&fill(words.left, &[("time", &telling.time(u32::from(left)))]));
            told.push(Entry { day: *day, text });
            i += run.len();
        } else {
            let text = teller.day(events).join(words.comma);
            told.push(Entry { day: *day, text });
            i += 1;
        }
    }
    told
}

/// Tells day after day what happened to a need.
struct Teller<'a> {
    telling: &'a Telling<'a>,
    home: u16,
    /// Whether it was ever known.
    known: bool,
    /// The site in whose line it stood last.
    line: Option<u32>,
}

impl Teller<'_> {
    fn day(&mut self, events: &[What]) -> Vec<String> {
        let telling = self.telling;
        let words = telling.words();
        let site = |stable| telling.site(stable, Some(self.home));
        let has = |test: &dyn Fn(&What) -> bool| events.iter().any(test);
        let joined = has(&|e| matches!(e, What::Joined(_)));
        let visited = has(&|e| matches!(e, What::Visited(..)));
        let passed_on = has(&|e| matches!(e, What::PassedOn(_)));
        let mut known = self.known;
        let mut out: Vec<String> = Vec::new();
        let mut found = false;
        let mut try_failed = false;
        let mut really = false;
        let mut done = false;
        let mut opened = false;
        let mut stage = None;
        let mut line = self.line;
        for event in events {
            if let What::Moved(_, to) = event {
                stage = Some(*to);
            }
            match *event {
                What::Arose => {
                    out.push(words.arises.to_owned());
                    if events.len() == 1 {
                        out.push(words.not_voiced.to_owned());
                    }
                }
                What::Found(outreach) => {
                    found = true;
                    let who = if outreach { words.outreach } else { words.patrol };
                    out.push(who.to_owned());
                }
                What::Labelled(label) => {
                    let category = telling.category_within(label);
                    // It is said after what triage is part of.
                    out.push(words.taken_in.to_owned());
                    out.push(fill(words.taken_for, &[("category", &category)]));
                }
                What::Mislabelled(category) => {
                    really = true;
                    let category = telling.category_within(category);
                    out.push(fill(words.really, &[("category", &category)]));
                }
                What::Joined(at) => {
                    line = Some(at);
                    out.push(fill(words.joins, &[("site", &site(at))]));
                }
                What::PassedOn(from) => {
                    out.push(fill(words.passed_on, &[("site", &site(from))]));
                }
                What::Visited(at, minutes, left) => {
                    let time = telling.time(u32::from(minutes));
                    let text = match (opened, line == Some(at)) {
                        (true, true) if joined => words.at_once,
                        (true, true) => words.first_visit,
                        (true, false) => words.first_visit_by,
                        (false, _) => words.visit,
                    };
                    out.push(fill(text, &[("site", &site(at)), ("time", &time)]));
                    done = left == 0;
                    if left > 0 {
                        let time = telling.time(u32::from(left));
                        out.push(fill(words.left, &[("time", &time)]));
                    }
                }
                What::TryFailed => {
                    try_failed = true;
                    if !has(&|e| matches!(e, What::Moved(_, Stage::Failed))) {
                        out.push(words.try_fails.to_owned());
                    }
                }
                What::ClosedOnPaper => {
                    let goes = has(&|e| matches!(e, What::Moved(_, Stage::Paper | Stage::Dropped)));
                    let text = if goes { words.paper } else { words.paper_serving };
                    out.push(text.to_owned());
                }
                What::Hotline => out.push(words.hotline.to_owned()),
                What::StayedAway(at) => out.push(fill(words.stayed_away, &[("site", &site(at))])),
                What::Moved(from, to) => match (from, to) {
                    (Stage::Latent, Stage::Intake) => {
                        known = true;
                        if !found {
                            out.push(words.voiced.to_owned());
                        }
                    }
                    (Stage::Ownerless, Stage::Intake) if !has(&|e| matches!(e, What::Hotline)) => {
                        out.push(words.surfaces.to_owned());
                    }
                    (Stage::Paper, Stage::Intake) if !has(&|e| matches!(e, What::Hotline)) => {
                        out.push(words.repeat.to_owned());
                    }
                    (Stage::Intake, Stage::Desk) if has(&|e| matches!(e, What::Labelled(_))) => {}
                    (Stage::Intake, Stage::Desk) => out.push(words.taken_in.to_owned()),
                    (_, Stage::Desk) => {
                        if done && !try_failed && !really {
                            out.push(words.part_done.to_owned());
                        }
                        out.push(words.new_decision.to_owned());
                    }
                    (_, Stage::Approval1) => out.push(words.file_first.to_owned()),
                    (_, Stage::Approval2) => out.push(words.file_second.to_owned()),
                    (from, Stage::Transit) => {
                        if matches!(from, Stage::Approval1 | Stage::Approval2) {
                            out.push(words.approved.to_owned());
                        }
                        if !joined && !passed_on {
                            out.push(words.on_its_way.to_owned());
                        }
                    }
                    (Stage::Transit, Stage::Ownerless) => {
                        out.push(telling_refused(telling));
                    }
                    (_, Stage::Ownerless) => out.push(words.lost.to_owned()),
                    (Stage::Ownerless, Stage::Latent) => out.push(words.forgotten.to_owned()),
                    (Stage::Serving, Stage::Waiting) => {
                        let text = if done && !try_failed { words.part_done } else { words.worker_left };
                        out.push(text.to_owned());
                    }
                    (_, Stage::Serving) => {
                        opened = true;
                        if !visited && !has(&|e| matches!(e, What::Mislabelled(_))) {
                            out.push(words.opened.to_owned());
                        }
                    }
                    (_, Stage::Dropped) if has(&|e| matches!(e, What::ClosedOnPaper)) => {
                        out.push(words.not_back.to_owned());
                    }
                    (_, to) if to.is_final() => out.push(end_word(words, to, known).to_owned()),
                    _ => {}
                },
            }
        }
        match stage {
            Some(Stage::Intake) => out.push(words.waits_for_intake.to_owned()),
            Some(Stage::Desk) if !has(&|e| matches!(e, What::Moved(Stage::Serving, Stage::Desk))) => {
                out.push(words.waits_for_desk.to_owned());
            }
            _ => {}
        }
        (self.known, self.line) = (known, line);
        out
    }
}

fn telling_refused(telling: &Telling<'_>) -> String {
    let words = telling.words();
    let firm = words.sites[Party::PropertyFirm as usize];
    format!("{firm}{}{}", words.colon, words.refused)
}

/// Tells the days of a site, policy by policy.
#[must_use]
pub fn site_days(telling: &Telling<'_>, place: &Place, seen: &[Vec<(u16, Day)>]) -> String {
    let words = telling.words();
    let mut text = fill(words.site_title, &[("title", telling.title()), ("site", &telling.site_of(place))]);
    text.push('\n');
    for (policy, days) in seen.iter().enumerate() {
        let _ = write!(text, "\n{}", telling.policy_head(policy));
        let mut block = Block::new("");
        block.right(words.column_day, "");
        block.right(words.column_heads, "");
        block.right(words.column_paid, words.unit);
        for name in words.columns {
            block.right(name, words.unit);
        }
        block.right(words.column_owed, words.unit);
        let mut sum = [0_u32; ACCOUNTS];
        let mut paid = 0;
        for (day, minutes) in days {
            let mut row = vec![(day + 1).to_string(), minutes.heads.to_string(), minutes.paid.to_string()];
            paid += minutes.paid;
            for (s, m) in sum.iter_mut().zip(minutes.booked) {
                *s += m;
            }
            row.extend(minutes.booked.iter().map(ToString::to_string));
            row.push(minutes.owed.iter().sum::<u32>().to_string());
            block.rows.push(row);
        }
        let mut row = vec![words.total.to_owned(), String::new(), paid.to_string()];
        row.extend(sum.iter().map(ToString::to_string));
        row.push(String::new());
        block.rows.push(row);
        text.push_str(&tight(&block));
    }
    text.push('\n');
    let replicate = telling.replicate.to_string();
    paragraph(&mut text, &fill(words.site_note, &[("replicate", &replicate)]));
    text
}

/// Tells the days of a person, policy by policy; `asked` are the days that were asked for.
#[must_use]
pub fn worker_days(telling: &Telling<'_>, person: &Person, asked: &Range<u16>, seen: &[Vec<WorkerDay>]) -> String {
    let words = telling.words();
    let name = format!("{}:{}", person.place.name(telling.world), person.number);
    let first = seen.iter().flatten().next();
    let specialist = first.filter(|d| usize::from(d.specialty) < telling.world.kinds());
    let specialty = specialist.map_or_else(
        || words.no_specialty.to_owned(),
        |d| {
            let category = telling.category_within(d.specialty);
            fill(words.specialty, &[("category", &category)])
        },
    );
    let mut text = fill(
        words.worker_title,
        &[
            ("title", telling.title()),
            ("person", &name),
            ("kind", first.map_or("-", |d| words.kinds[d.kind as usize])),
            ("specialty", &specialty),
        ],
    );
    text.push('\n');
    for (policy, days) in seen.iter().enumerate() {
        let _ = write!(text, "\n{}", telling.policy_head(policy));
        if days.is_empty() {
            let _ = write!(text, "\n{}\n", words.never);
            continue;
        }
        let mut block = Block::new("");
        block.right(words.column_day, "");
        block.left(words.column_site, "");
        block.right(words.column_needs, words.unit);
        block.right(words.column_duties, words.unit);
        block.right(words.column_can, words.unit);
        block.right(words.column_open, "");
        block.right(words.column_burnout, "");
        block.right(words.column_skill, words.mean);
        if specialist.is_some() {
            block.right(words.column_own_skill, "");
        }
        for d in days {
            let kinds = telling.world.kinds();
            let mean = d.skill[..kinds].iter().sum::<f32>() / kinds as f32;
            let mut row = vec![
                (d.day + 1).to_string(),
                telling.site(d.site, None),
                d.minutes.to_string(),
                d.duties.to_string(),
                d.potential.to_string(),
                d.open.to_string(),
                format!("{:.3}", d.burnout),
                format!("{mean:.3}"),
            ];
            if specialist.is_some() {
                let own = d.skill.get(usize::from(d.specialty)).copied();
                row.push(own.map_or_else(|| "-".to_owned(), |q| format!("{q:.3}")));
            }
            block.rows.push(row);
        }
        text.push_str(&tight(&block));
        if let Some(last) = days.last().filter(|d| d.day + 1 < asked.end) {
            let _ = writeln!(text, "{}", fill(words.gone, &[("date", &telling.date(last.day))]));
        }
    }
    text.push('\n');
    let replicate = telling.replicate.to_string();
    paragraph(&mut text, &fill(words.worker_note, &[("replicate", &replicate)]));
    text
}

/// A block without lines that are empty.
fn tight(block: &Block) -> String {
    let lines = block.render();
    let mut text = String::from("\n");
    for line in lines.lines().filter(|l| !l.trim().is_empty()) {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// A share as `.41`.
fn share(value: f32) -> String {
    let text = format!("{value:.2}");
    text.strip_prefix('0').map_or(text.clone(), str::to_owned)
}

fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}

/// The label as a word within a sentence.
fn lower(label: &str) -> String {
    let mut chars = label.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// Breaks a text into lines of at most `width` columns: at blanks, and before any Chinese character that is not punctuation.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() || line.width() + piece.trim_end().width() <= width {
            line.push_str(piece);
        } else {
            lines.push(piece.trim_start().to_owned());
        }
    }
    lines.iter().map(|line| line.trim_end().replace(FIXED, " ")).collect()
}

/// Parts of a text that stay together on a line.
fn pieces(text: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if let Some(last) = before {
            let closing = "，。：；、）」".contains(c);
            let opening = "（「".contains(last);
            let wide = |c: char| c.width() == Some(2);
            // A number stays with what it counts.
            let counted = last.is_ascii_digit() || matches!((last, c), ('小', '时') | ('分', '钟'));
            if (last == ' ' && c != ' ') || ((wide(c) || wide(last)) && !closing && !opening && !counted) {
                cuts.push(at);
            }
        }
        before = Some(c);
    }
    cuts.push(text.len());
    cuts.windows(2).map(|w| &text[w[0]..w[1]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks_and_between_chinese_characters() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("居民表达，等待受理", 10), ["居民表达，", "等待受理"]);
        assert_eq!(wrap("剩16小时6分钟", 8), ["剩16小时", "6分钟"]);
        // Punctuation never begins a line, even when it is a column too long for it.
        assert_eq!(wrap("居民，表达", 6), ["居民，", "表达"]);
    }

    #[test]
    fn numbers_are_printed_as_people_write_them() {
        assert_eq!(share(0.412), ".41");
        assert_eq!(share(1.0), "1.00");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(123), "123");
    }
}
