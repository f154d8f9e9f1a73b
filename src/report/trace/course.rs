//! The course of one need under one policy, day by day.

use super::Telling;
use super::words::Words;
use crate::base::need::{Need, Stage};
use crate::base::places::CommunityId;
use crate::measure::trace::Happening;
use crate::model::state::log::What;
use crate::report::texts::fill;
use crate::world::sites::Party;

/// The entry of one day, or of several days of visits.
pub(super) struct Entry {
    /// The day, or the first of them.
    pub day: u16,
    /// The text.
    pub text: String,
}

/// A day with a visit and nothing else.
fn lone_visit(events: &[What]) -> Option<(u32, u16, u16)> {
    match events {
        [What::Visited { site, minutes, left, .. }] if *left > 0 => Some((*site, *minutes, *left)),
        _ => None,
    }
}

/// What happened to a need, day by day; consecutive days of visits become one entry.
pub(super) fn entries(telling: &Telling<'_>, need: &Need, happenings: &[Happening]) -> Vec<Entry> {
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
        // Consecutive days of visits become one line.
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

/// Writes day by day what happened to a need.
struct Teller<'a> {
    telling: &'a Telling<'a>,
    home: CommunityId,
    /// Whether it was ever known.
    known: bool,
    /// The site whose line it joined last.
    line: Option<u32>,
}

/// The day being written.
struct Today<'a> {
    events: &'a [What],
    /// The text so far.
    out: Vec<String>,
    found: bool,
    try_failed: bool,
    /// Whether the visitor found a category other than the one from triage.
    really: bool,
    /// Whether the last visit completed the work.
    done: bool,
    opened: bool,
}

impl<'a> Today<'a> {
    const fn new(events: &'a [What]) -> Self {
        Self { events, out: Vec::new(), found: false, try_failed: false, really: false, done: false, opened: false }
    }

    fn has(&self, test: impl Fn(&What) -> bool) -> bool {
        self.events.iter().any(test)
    }

    fn say(&mut self, text: impl Into<String>) {
        self.out.push(text.into());
    }
}

impl Teller<'_> {
    fn day(&mut self, events: &[What]) -> Vec<String> {
        let words = self.telling.words();
        let mut today = Today::new(events);
        for event in events {
            self.event(*event, &mut today);
        }
        let stage = events.iter().rev().find_map(|e| if let What::Moved(_, to) = e { Some(*to) } else { None });
        match stage {
            Some(Stage::Intake) => today.say(words.waits_for_intake),
            Some(Stage::Desk) if !today.has(|e| matches!(e, What::Moved(Stage::Serving, Stage::Desk))) => {
                today.say(words.waits_for_desk);
            }
            _ => {}
        }
        today.out
    }

    fn site(&self, stable: u32) -> String {
        self.telling.site(stable, Some(self.home))
    }

    fn event(&mut self, event: What, today: &mut Today<'_>) {
        let telling = self.telling;
        let words = telling.words();
        match event {
            What::Arose => {
                today.say(words.arises);
                if today.events.len() == 1 {
                    today.say(words.not_voiced);
                }
            }
            What::Found(outreach) => {
                today.found = true;
                today.say(if outreach { words.outreach } else { words.patrol });
            }
            What::Labelled(label) => {
                let category = telling.category_within(label);
                // It is written after the sentence that includes triage.
                if !today.has(|e| matches!(e, What::TakenIn(..))) {
                    today.say(words.taken_in);
                }
                today.say(fill(words.taken_for, &[("category", &category)]));
            }
            What::Mislabelled(category) => {
                today.really = true;
                let category = telling.category_within(category);
                today.say(fill(words.really, &[("category", &category)]));
            }
            What::Joined(at) => {
                self.line = Some(at);
                today.say(fill(words.joins, &[("site", &self.site(at))]));
            }
            What::PassedOn(from) => today.say(fill(words.passed_on, &[("site", &self.site(from))])),
            What::Visited { site, minutes, left, .. } => self.visited(site, minutes, left, today),
            What::TryFailed { .. } => {
                today.try_failed = true;
                if !today.has(|e| matches!(e, What::Moved(_, Stage::Failed))) {
                    today.say(words.try_fails);
                }
            }
            What::ClosedOnPaper => {
                let goes = today.has(|e| matches!(e, What::Moved(_, Stage::Paper | Stage::Dropped)));
                today.say(if goes { words.paper } else { words.paper_serving });
            }
            What::WrittenOff => today.say(words.written_off),
            What::Hotline => today.say(words.hotline),
            What::StayedAway(at) => today.say(fill(words.stayed_away, &[("site", &self.site(at))])),
            What::TakenIn(_, at) => today.say(fill(words.taken_in_at, &[("site", &self.site(at))])),
            What::Duplicate => today.say(words.duplicate),
            What::Moved(from, to) => self.moved(from, to, today),
            // These are said by what follows from them.
            What::Known
            | What::Decided { .. }
            | What::Approved(_)
            | What::HandedOff { .. }
            | What::Delivered
            | What::Opened { .. }
            | What::Tried(_)
            | What::FoundJob
            | What::Met { .. } => {}
        }
    }

    fn visited(&self, at: u32, minutes: u16, left: u16, today: &mut Today<'_>) {
        let words = self.telling.words();
        let text = match (today.opened, self.line == Some(at)) {
            (true, true) if today.has(|e| matches!(e, What::Joined(_))) => words.at_once,
            (true, true) => words.first_visit,
            (true, false) => words.first_visit_by,
            (false, _) => words.visit,
        };
        today.say(fill(text, &[("site", &self.site(at)), ("time", &self.telling.time(u32::from(minutes)))]));
        today.done = left == 0;
        if left > 0 {
            today.say(fill(words.left, &[("time", &self.telling.time(u32::from(left)))]));
        }
    }

    /// A change of stage, unless something else of the day implies it.
    fn moved(&mut self, from: Stage, to: Stage, today: &mut Today<'_>) {
        let words = self.telling.words();
        let hotline = today.has(|e| matches!(e, What::Hotline));
        match (from, to) {
            (Stage::Latent, Stage::Intake) => {
                self.known = true;
                if !today.found {
                    today.say(words.voiced);
                }
            }
            (Stage::Ownerless, Stage::Intake) if !hotline => today.say(words.surfaces),
            (Stage::Paper, Stage::Intake) if !hotline => today.say(words.repeat),
            (Stage::Intake, Stage::Desk) if today.has(|e| matches!(e, What::Labelled(_) | What::TakenIn(..))) => {}
            (Stage::Intake, Stage::Desk) => today.say(words.taken_in),
            (_, Stage::Desk) => {
                if today.done && !today.try_failed && !today.really {
                    today.say(words.part_done);
                }
                today.say(words.new_decision);
            }
            (_, Stage::Approval1) => today.say(words.file_first),
            (_, Stage::Approval2) => today.say(words.file_second),
            (from, Stage::Transit) => {
                if matches!(from, Stage::Approval1 | Stage::Approval2) {
                    today.say(words.approved);
                }
                if !today.has(|e| matches!(e, What::Joined(_) | What::PassedOn(_))) {
                    today.say(words.on_its_way);
                }
            }
            (Stage::Transit, Stage::Ownerless) => {
                let firm = words.sites[Party::PropertyFirm];
                today.say(format!("{firm}{}{}", words.colon, words.refused));
            }
            (_, Stage::Ownerless) => today.say(words.lost),
            (Stage::Ownerless, Stage::Latent) => today.say(words.forgotten),
            (Stage::Serving, Stage::Waiting) => {
                today.say(if today.done && !today.try_failed { words.part_done } else { words.worker_left });
            }
            (_, Stage::Serving) => {
                today.opened = true;
                if !today.has(|e| matches!(e, What::Visited { .. } | What::Mislabelled(_))) {
                    today.say(words.opened);
                }
            }
            (_, Stage::Dropped) if today.has(|e| matches!(e, What::ClosedOnPaper)) => today.say(words.not_back),
            (_, to) if to.is_final() => today.say(end_word(words, to, self.known)),
            _ => {}
        }
    }
}

fn end_word(words: &Words, stage: Stage, known: bool) -> &'static str {
    match stage {
        Stage::Resolved => words.resolved,
        Stage::Failed => words.failed,
        Stage::Family => words.family,
        Stage::Dropped => words.dropped,
        Stage::Bought => words.bought,
        Stage::Expired if known => words.expired_known,
        Stage::Expired => words.expired,
        other => words.stages[other],
    }
}
