//! The table of phases: the page shows it, a phase changes only what it says, and one that is left out would change nothing.

#[path = "support/small_world.rs"]
mod small_world;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::hash::{DefaultHasher, Hasher};
use std::path::PathBuf;

use sanshe::base::draws::Keys;
use sanshe::base::words::Lang;
use sanshe::engine::block::Engine;
use sanshe::engine::phase::{Cadence, Lived, Moment, Part, Phase};
use sanshe::engine::table::page::markdown;
use sanshe::engine::table::phases;
use sanshe::engine::tick::{Schedule, run};
use sanshe::experiment::simulator::engine;
use sanshe::model::compiled::Plan;
use sanshe::model::state::arm::Arm;
use sanshe::model::state::caseload::{Caseload, Desk};
use sanshe::model::state::community::Community;
use sanshe::model::state::district::District;
use sanshe::model::state::latent::LatentNeeds;
use sanshe::model::state::lines::Lines;
use sanshe::model::state::organisation::Organisation;
use sanshe::model::state::scratch::Scratch;
use sanshe::model::state::subdistrict::Subdistrict;
use sanshe::scenario::keys::policy::{Door, Doors};
use sanshe::scenario::keys::quantity::{Fifth, Share};
use sanshe::world::demand::Demand;
use small_world::experiment;

const BEGIN: &str = "<!-- begin of the table of phases; renew with: SANSHE_RENEW=1 cargo test --test phases -->\n";
const END: &str = "<!-- end of the table of phases -->";

#[test]
fn the_model_description_shows_the_table_that_the_engine_runs() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/odd.md");
    let page = std::fs::read_to_string(&path).expect("a page");
    let (before, rest) = page.split_once(BEGIN).expect("a beginning");
    let (shown, after) = rest.split_once(END).expect("an end");
    let table = format!("\n{}\n", markdown(phases(), Lang::En));
    if std::env::var_os("SANSHE_RENEW").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).expect("written");
    } else {
        assert_eq!(shown, table, "renew with SANSHE_RENEW=1");
    }
    for phase in phases() {
        let heading = format!("\n### {} ", phase.section);
        assert!(phase.section == "9" || page.contains(&heading), "{} has no section {}", phase.name.en, phase.section);
    }
}

/// A digest of what is written to it.
struct Digest(DefaultHasher);

impl Write for Digest {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

/// The parts of a district's state, as digests. Every field is named here: a new one has to be given to a part.
fn parts(arm: &Arm) -> BTreeMap<Part, u64> {
    let mut digests: BTreeMap<Part, Digest> = Part::ALL.iter().map(|&part| (part, Digest(DefaultHasher::new()))).collect();
    let mut note = |part: Part, what: &dyn std::fmt::Debug| {
        write!(digests.get_mut(&part).expect("every part"), "{what:?}").expect("a digest takes all");
    };
    let Arm { plan, subs, boards, district } = arm;
    note(Part::Shares, &plan.shares);
    note(Part::Prices, &plan.prices);
    note(Part::Registry, &(&plan.open, &plan.partners, &plan.sight, plan.rooms_open, plan.rooms_ever));
    note(Part::Support, &(plan.insured, plan.fundraising));
    note(Part::Boards, boards);
    of_district(district, &mut note);
    for sub in subs {
        of_subdistrict(sub, &mut note);
    }
    digests.into_iter().map(|(part, digest)| (part, digest.0.finish())).collect()
}

fn of_district(district: &District, note: &mut dyn FnMut(Part, &dyn std::fmt::Debug)) {
    let District {
        level,
        treasury,
        budget,
        appropriated,
        flows,
        usable,
        balances,
        lots,
        next_tender,
        seen: _,
        borne,
        labour,
        jobs,
        dismissals,
        beyond_share,
        clerk_minutes,
        severance,
        strangers,
        today: _,
    } = district;
    note(Part::Files, &(level, clerk_minutes));
    note(Part::Treasury, &(treasury, budget, appropriated, flows, usable, balances, severance));
    note(Part::Lots, &(lots, next_tender, strangers));
    note(Part::Results, borne);
    note(Part::Labour, labour);
    note(Part::Jobs, jobs);
    note(Part::Establishment, &(dismissals, beyond_share));
}

fn of_subdistrict(sub: &Subdistrict, note: &mut dyn FnMut(Part, &dyn std::fmt::Debug)) {
    let Subdistrict {
        index: _,
        residents: _,
        cases,
        latent,
        communities,
        days,
        staff,
        organisations,
        rooms,
        lines,
        approvals,
        reported_work,
        resolved,
        bill,
        claims,
        delivered,
        scratch,
    } = sub;
    let Caseload { home: _, needs, agenda, desks, transit, accounts: _, log: _, bought_fen, assistance_fen, windows } = cases;
    let LatentNeeds { kept, unheard, pools } = latent;
    let Lines { units, workers, clocks } = lines;
    let Scratch { due, speaking, left, found: _, free: _, offered: _ } = scratch;
    note(Part::Needs, &needs.iter().collect::<Vec<_>>());
    note(Part::Latent, &(kept.iter().collect::<Vec<_>>(), unheard.iter().collect::<Vec<_>>(), pools));
    note(Part::Agenda, &(agenda, due, speaking));
    note(Part::Minutes, days);
    note(Part::Staff, staff);
    note(Part::Rooms, rooms);
    note(Part::Lines, units);
    note(Part::People, &(workers, clocks));
    note(Part::Files, approvals);
    note(Part::Transit, &(transit, left));
    note(Part::Reported, reported_work);
    note(Part::Bill, &(bought_fen, assistance_fen, bill, claims, delivered));
    note(Part::Results, resolved);
    note(Part::Desks, windows);
    for Desk { arriving, intake, desk, resolved_today, lost_today } in desks {
        note(Part::Desks, &(arriving, intake, desk));
        note(Part::Trust, &(resolved_today, lost_today));
    }
    for org in organisations {
        note(Part::Tasks, &org.tasks);
        note(Part::Organisations, &Organisation { tasks: 0, ..org.clone() });
    }
    for community in communities {
        let Community {
            index: _,
            trust,
            volunteers,
            coordinators,
            support_minutes,
            backlog,
            refused,
            association_tasks,
            ties,
            paid_minutes,
            volunteer_minutes,
        } = community;
        note(Part::Trust, trust);
        note(Part::Volunteers, &(volunteers, support_minutes, paid_minutes, volunteer_minutes));
        note(Part::Staff, coordinators);
        note(Part::Tasks, &(backlog, refused, association_tasks));
        note(Part::Ties, ties);
    }
}

/// What phases were seen to change, by name and cadence.
type Seen = BTreeMap<(&'static str, Cadence), BTreeSet<Part>>;

/// Phases whose rule itself is that they happen only where a branch seats people, keeps lines or lets associations work in another way than the
/// policy before, or in one order of an office's day: dealing people to desks anew where nothing differs would move them, and is not what the
/// model says.
const BY_RULE: [&str; 6] = [
    "social workers move to where the policy seats them",
    "lines that the policy no longer keeps are merged",
    "households at doors set out anew, for the doors of this policy",
    "associations that take no needs any more give back what they have",
    "tasks of the offices, where the door comes first",
    "tasks of the offices, where service comes first",
];

/// Runs the phases that are due one by one; notes what each changes, and holds those that are left out to changing nothing.
fn step(due: &[&'static Phase], left_out: &[&'static Phase], arm: &mut Arm, moment: &Moment<'_>, seen: &mut Seen) {
    for phase in left_out.iter().filter(|phase| !BY_RULE.contains(&phase.name.en)) {
        let mut other = arm.clone();
        run(&[*phase], &mut other, moment, false, &mut ());
        assert_eq!(parts(&other), parts(arm), "{} is left out and changes something", phase.name.en);
    }
    let mut before = parts(arm);
    for phase in due {
        run(&[*phase], arm, moment, false, &mut ());
        let after = parts(arm);
        let changed = Part::ALL.iter().filter(|part| before[part] != after[part]);
        seen.entry((phase.name.en, phase.cadence)).or_default().extend(changed);
        before = after;
    }
}

fn left_out(schedule: &Schedule, due: impl Fn(&Phase) -> bool) -> Vec<&'static Phase> {
    let kept = |phase: &&'static Phase| schedule.phases().iter().any(|one| std::ptr::eq(*one, *phase));
    phases().filter(|phase| due(phase) && !kept(phase)).collect()
}

/// Days that are gone through phase by phase: the first ones, and those at which something ends.
fn is_looked_at(day: u16) -> bool {
    matches!(day % 250, 0 | 1 | 62 | 249) || day % 20 == 19
}

/// Lives from day to day; phase by phase on some, as a run does on the others.
fn live(engine: &Engine, keys: &Keys, arm: &mut Arm, days: std::ops::Range<u16>, seen: &mut Seen) {
    let world = &engine.world;
    let mut demand = Demand::new(world, keys);
    let schedule = Schedule::of(&Lived::of(world, &arm.plan));
    for day in 0..days.end {
        demand.draw(world, keys, day, day + 1, false);
        if !days.contains(&day) {
            continue;
        }
        let moment = Moment { world, keys, day, arrivals: &demand.arrivals, place: 0 };
        if is_looked_at(day) {
            let due = schedule.due(world, arm, day);
            let policy = arm.plan.policy.clone();
            let left = left_out(&schedule, |phase| phase.cadence.is_due(world, &policy, day));
            let mut as_in_a_run = arm.clone();
            step(&due, &left, arm, &moment, seen);
            schedule.day(&mut as_in_a_run, &moment, true, &mut ());
            assert_eq!(parts(&as_in_a_run), parts(arm), "day {day}: one pass over owners is the same as phase by phase");
        } else {
            schedule.day(arm, &moment, false, &mut ());
        }
    }
}

#[test]
fn a_phase_changes_only_what_it_says_and_one_left_out_would_change_nothing() {
    let sets = [
        "run.years=2",
        "intake.second_door=1",
        "district.generate.communities=8",
        "district.generate.residents=30000",
        "facility.rooms_per_10k=10",
        "facility.posts=1",
        "posts.dismissals=0.9",
        "posts.transfer=0.5",
        "organisation.founders_per_1000=1",
        "wages.drift=0.05",
        "shock.flood.day=20",
        "shock.flood.days=30",
        "shock.flood.absent=0.5",
        "shock.flood.demand=1",
        "shock.flood.reach=1",
    ];
    let names = ["administrative", "linkage", "five-society", "facility", "venture"];
    let mut engine = engine(&experiment(&sets, Some(&names))).expect("a world");
    // Some policies have more doors than the office.
    for (place, doors) in [(1, &Door::ALL[..]), (2, &[Door::Office, Door::Station])] {
        engine.policies[place].1.intake.doors = Doors::of(doors);
    }
    // One refuses tasks and buys others.
    let share = |x: f64| (Share::new(x).expect("a share"), Fifth::new(x / 2.0).expect("a fifth"));
    (engine.policies[2].1.tasks.refused, engine.policies[2].1.tasks.bought) = share(0.3);
    // Under one of them associations take no needs.
    engine.policies[3].1.capacity.associations = false;
    let (world, keys, mut seen) = (&engine.world, Keys::new(engine.seed(0)), Seen::new());
    let start = world.burn_in_days();
    let baseline = Plan::new(world, &engine.policies[engine.baseline].1);
    let mut trunk = Arm::empty(world, &keys, baseline);
    let begins = |arm: &mut Arm, cadence: Cadence, day: u16, seen: &mut Seen| {
        let schedule = Schedule::of(&Lived::of(world, &arm.plan));
        let left = left_out(&schedule, |phase| phase.cadence == cadence);
        step(&schedule.at(cadence), &left, arm, &Moment::before(world, &keys, day), seen);
    };
    begins(&mut trunk, Cadence::First, 0, &mut seen);
    live(&engine, &keys, &mut trunk, 0..start, &mut seen);
    for (_, policy) in &engine.policies {
        let mut arm = trunk.taken_over(world, Plan::new(world, policy), start);
        begins(&mut arm, Cadence::Branch, start, &mut seen);
        live(&engine, &keys, &mut arm, start..start + 250, &mut seen);
    }
    let mut untold = Vec::new();
    for phase in phases() {
        let changed = seen.get(&(phase.name.en, phase.cadence)).into_iter().flatten();
        untold.extend(changed.filter(|part| !phase.changes.contains(part)).map(|part| (phase.name.en, phase.cadence, *part)));
    }
    assert_eq!(untold, [], "phases that change more than they say");
    // A part that no phase was seen to change would not be looked at.
    let all: BTreeSet<Part> = seen.into_values().flatten().collect();
    let never: Vec<&Part> = Part::ALL.iter().filter(|part| !all.contains(part)).collect();
    assert_eq!(never, [&Part::Shares], "parts that nothing changed (only an adaptive budget moves shares)");
}

#[test]
fn a_policy_runs_the_phases_that_it_can_need() {
    let engine = engine(&experiment(&["run.years=1"], Some(&["administrative", "linkage"]))).expect("a world");
    let table = |now: usize, before: &[usize]| -> Vec<&str> {
        let before: Vec<_> = before.iter().map(|&p| engine.policies[p].1.clone()).collect();
        let lived = Lived { world: &engine.world, now: &engine.policies[now].1, before: &before };
        Schedule::of(&lived).phases().iter().map(|phase| phase.name.en).collect()
    };
    let (administrative, linkage) = (engine.baseline, 1 - engine.baseline);
    let peers = "needs passed to peers yesterday go out";
    assert!(!table(administrative, &[]).contains(&peers));
    assert!(table(linkage, &[administrative]).contains(&peers));
    assert!(table(administrative, &[linkage]).contains(&peers), "what was passed on under the policy before still goes out");
    assert!(table(linkage, &[administrative]).len() < phases().count());
}
