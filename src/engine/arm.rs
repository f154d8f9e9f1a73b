//! An arm: the whole district under one policy, day after day.
//!
//! A day has three phases in which subdistricts work side by side, and exchanges between them. The order is part of the published
//! interface:
//!
//! 1. reports of last evening become visible; morning: the day opens, needs arise, are voiced and found, are taken in, triaged and
//!    routed; level 1 works on files. *Exchange*: level 2 works on files; hand-offs cross subdistricts.
//! 2. Day: deliveries join lines; giving up and expiry; assignment, travel, service; outcomes. *Exchange*: jobs; needs come home.
//! 3. Evening: needs that came home go to desk or intake; trust; tasks come down; minutes and money are booked. Every 20 days staff,
//!    skills, ties, volunteers; every plan period the bins.

use rayon::prelude::*;

use crate::base::apportion::apportion;
use crate::base::calendar::{DAYS_PER_YEAR, MONTH};
use crate::model::abandonment::{giving_up, paper_closure, repeat};
use crate::model::access::{discovery, intake, voicing};
use crate::model::community::{participation, trust};
use crate::model::compiled::Plan;
use crate::model::money::funding;
use crate::model::provision::{line, outcome, reallocation, service, skills};
use crate::model::referral::{desk, handoff, homecoming, reports, ties};
use crate::model::state::agenda::{Entry, Event};
use crate::model::state::board::{Board, Notice};
use crate::model::state::community::Community;
use crate::model::state::files::Level;
use crate::model::state::organisation::{Organisation, Rooms};
use crate::model::state::pool::Pool;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::{Context, Subdistrict, Unit};
use crate::model::state::watch::WatchDistrict;
use crate::model::workforce::administration::month_share;
use crate::model::workforce::{absence, administration, burnout, pass_through, posts};
use crate::world::World;
use crate::world::demand::Arrivals;
use crate::world::shock;
use crate::world::sites::Seat;

use crate::base::draws::{Draw, Keys};
use crate::model::district::exchange;
use crate::model::state::arm::Arm;
use crate::model::state::district::{District, department_weights};

/// Runs something for every subdistrict, side by side when asked.
fn each(subs: &mut [Subdistrict], parallel: bool, work: impl Fn(&mut Subdistrict) + Send + Sync) {
    if parallel {
        subs.par_iter_mut().for_each(work);
    } else {
        subs.iter_mut().for_each(work);
    }
}

/// Another part of the day begins in every log.
fn turn(subs: &mut [Subdistrict]) {
    for sub in subs {
        sub.log.turn();
    }
}

impl Arm {
    /// The district on its first day under a policy, everybody in post.
    #[must_use]
    pub fn new(world: &World, keys: &Keys, plan: Plan) -> Self {
        let subs = (0..world.places.subdistricts.len()).map(|s| subdistrict(world, keys, s as u16)).collect();
        let kinds = world.kinds();
        let boards = world
            .sites
            .by_subdistrict
            .iter()
            .map(|own| Board {
                notices: vec![Notice::new(&world.weights); own.site_of.len()],
                skill: vec![0.0; own.site_of.len() * kinds],
            })
            .collect();
        let mut arm = Self { district: District::new(world, plan.budget(world)), plan, subs, boards };
        let clerks = arm.district.clerk_minutes.iter().sum();
        posts::set_targets(&mut arm.subs, world, &arm.plan, clerks, 0);
        crate::engine::year::begin(&mut arm, world, keys, 0);
        let ctx = Context::quiet(world, &arm.plan, keys, 0);
        for (sub, board) in arm.subs.iter_mut().zip(&mut arm.boards) {
            posts::fill_all(sub, &ctx);
            ties::lay_out(sub, world, &arm.plan);
            posts::replan(sub, &ctx);
            posts::rebuild(sub, &ctx);
            reports::publish_skills(sub, board, world);
            for unit in &mut sub.units {
                unit.capacity = unit.potential as f32;
            }
            for worker in &sub.workers {
                if funding::is_public(worker.kind) || worker.kind.is_social_worker() {
                    arm.district.labour.take(worker.kind);
                }
            }
        }
        arm
    }

    /// The same district from now on under another policy: people stay where they are unless the policy moves their desks; lines that
    /// no longer exist are merged; everything else changes at the world's pace.
    #[must_use]
    pub fn branch(&self, world: &World, keys: &Keys, plan: Plan, day: u16) -> Self {
        let mut arm = self.clone();
        // On the first day of all there is no other policy's time to leave out.
        if day > 0 {
            arm.begin_counts();
        }
        let before = std::mem::replace(&mut arm.plan, plan);
        arm.plan.prices = before.prices;
        if arm.plan.policy == before.policy {
            // The same rules go on: what they have made of the shares stays, and a year has ended.
            arm.plan.shares = before.shares;
            crate::model::district::adaptive::adapt(&mut arm);
        }
        crate::model::district::adaptive::begin_year(&mut arm);
        arm.district.budget = arm.plan.budget(world);
        let clerks = arm.district.clerk_minutes.iter().sum();
        posts::set_targets(&mut arm.subs, world, &arm.plan, clerks, 0);
        for sub in &mut arm.subs {
            ties::lay_out(sub, world, &arm.plan);
        }
        let ctx = Context::quiet(world, &arm.plan, keys, day);
        if crate::model::district::establishment::cut_to_budget(&mut arm.subs, &mut arm.district, &ctx) {
            for sub in &mut arm.subs {
                posts::rebuild(sub, &ctx);
            }
        }
        crate::engine::year::begin(&mut arm, world, keys, day);
        let ctx = Context::quiet(world, &arm.plan, keys, day);
        // Whom a contract of the baseline paid and none of this policy does.
        crate::model::district::establishment::release_surplus(&mut arm.subs, &mut arm.district, &ctx);
        for (sub, board) in arm.subs.iter_mut().zip(&mut arm.boards) {
            if crate::engine::branch::seats_differ(&self.plan, &arm.plan) {
                crate::engine::branch::move_desks(sub, &ctx);
                crate::engine::branch::merge_lines(sub, &ctx);
            }
            posts::rebuild(sub, &ctx);
            reports::publish_skills(sub, board, world);
        }
        crate::engine::branch::release_files(&mut arm.subs, &mut arm.district, &ctx);
        arm
    }

    /// One day. `arrivals` holds each subdistrict's needs of today, as the i-th day of theirs; `watch` sees what happens.
    #[expect(clippy::too_many_arguments, reason = "a day has these, and nothing else")]
    pub fn tick(
        &mut self,
        world: &World,
        keys: &Keys,
        day: u16,
        arrivals: &[Arrivals],
        i: usize,
        parallel: bool,
        watch: &mut dyn WatchDistrict,
    ) {
        let watched = watch.kinds();
        for sub in &mut self.subs {
            sub.log.open(watched);
        }
        let window = world.burn_in_days();
        let (plan, subs, boards, district) = (&self.plan, &mut self.subs, &mut self.boards, &mut self.district);
        let quiet = Context::quiet(world, plan, keys, day);
        if shock::staff_change(&world.shocks, day) {
            each(subs, parallel, |sub| absence::update(sub, &quiet));
        }
        if parallel {
            subs.par_iter_mut().zip(boards.par_iter_mut()).for_each(|(s, b)| reports::publish(s, b, &quiet));
        } else {
            subs.iter_mut().zip(boards.iter_mut()).for_each(|(s, b)| reports::publish(s, b, &quiet));
        }
        let ctx = Context { boards, ..quiet };
        each(subs, parallel, |sub| {
            morning(sub, &ctx, &arrivals[usize::from(sub.index)], i);
        });
        exchange::files(subs, district, &ctx);
        turn(subs);
        exchange::deliveries(subs, &ctx);
        turn(subs);
        each(subs, parallel, |sub| midday(sub, &ctx));
        district.jobs.renew(world);
        exchange::jobs(subs, district, &ctx);
        turn(subs);
        exchange::homecomings(subs, &ctx);
        turn(subs);
        each(subs, parallel, |sub| evening(sub, &ctx));
        watch.subdistricts(subs, &ctx, parallel);
        for sub in &mut *subs {
            sub.log.clear();
        }
        turn(subs);
        crate::model::district::treasury::day(self, world, day);
        watch.district(self, world, day);
        if crate::base::calendar::ends_quarter(day) {
            crate::engine::year::quarter(self, world, keys, day);
        }
        if (day + 1).is_multiple_of(MONTH) {
            self.month(world, keys, day, parallel);
        }
        // Where policies part, each begins with a round of its own; after the last day nobody would live through one.
        if day + 1 == window + world.window_days() {
            crate::model::district::tender::wind_up(self, day + 1);
        } else if (day + 1).is_multiple_of(DAYS_PER_YEAR) && day + 1 != window {
            crate::engine::year::year(self, world, keys, day + 1);
        }
        let period = self.plan.policy.planning.replan_days.get() as u16;
        if (day + 1).is_multiple_of(period) {
            let ctx = Context::quiet(world, &self.plan, keys, day);
            for (sub, board) in self.subs.iter_mut().zip(&mut self.boards) {
                posts::replan(sub, &ctx);
                posts::rebuild(sub, &ctx);
                reports::publish_skills(sub, board, world);
            }
        }
        if day + 1 == window / 2 || day + 1 == window {
            self.deal_clerks(world);
        }
        watch.late(&self.subs, &Context::quiet(world, &self.plan, keys, day));
    }

    /// The month's changes: burnout, skills, ties, volunteers, trust; then people come and go, and posts are opened and closed.
    fn month(&mut self, world: &World, keys: &Keys, day: u16, parallel: bool) {
        let ctx = Context::quiet(world, &self.plan, keys, day);
        let mut published = vec![0.0; world.places.communities.len()];
        for sub in &self.subs {
            for community in &sub.communities {
                published[usize::from(community.index)] = community.trust;
            }
        }
        each(&mut self.subs, parallel, |sub| {
            skills::month(sub, &ctx);
            burnout::month(sub, &ctx);
            ties::month(sub, &ctx);
            participation::month(sub, &ctx);
            trust::month(sub, &ctx, &published);
        });
        for sub in &mut self.subs {
            posts::leave(sub, &ctx, &mut self.district.labour);
        }
        posts::fill_vacancies(&mut self.subs, &ctx, &mut self.district.labour);
        let beyond_share = crate::model::district::treasury::inhouse_beyond_share(self, world);
        posts::set_targets(&mut self.subs, world, &self.plan, self.district.clerk_minutes.iter().sum(), beyond_share);
        crate::engine::year::month(self, world, keys, day);
        let ctx = Context::quiet(world, &self.plan, keys, day);
        crate::model::district::establishment::adjust(&mut self.subs, &mut self.district, beyond_share, &ctx);
        each(&mut self.subs, parallel, |sub| {
            reallocation::month(sub, &ctx);
            posts::shifts(sub, &ctx);
            posts::rebuild(sub, &ctx);
        });
        for (sub, board) in self.subs.iter().zip(&mut self.boards) {
            reports::publish_skills(sub, board, world);
        }
        self.shrink_clerks(world);
    }

    /// Clerks of levels that a policy does not use leave at the pace of posts.
    fn shrink_clerks(&mut self, world: &World) {
        let pace = (*world.keys.posts.attrition + *world.keys.posts.dismissals) * month_share();
        let mut changed = false;
        for level in usize::from(self.plan.levels)..2 {
            let minutes = &mut self.district.clerk_minutes[level];
            changed |= *minutes > 0;
            *minutes = (*minutes as f64 * (1.0 - pace)) as u64;
        }
        if changed {
            self.spread_clerks(world);
        }
    }

    /// Splits clerks over departments, level 1 also over subdistricts, by the files counted so far.
    fn deal_clerks(&mut self, world: &World) {
        self.spread_clerks(world);
        for sub in &mut self.subs {
            sub.level.received.fill(0);
        }
        self.district.level.received.fill(0);
    }

    fn spread_clerks(&mut self, world: &World) {
        let expected = department_weights(world);
        let counted = |level: &Level| -> Vec<f64> {
            let sum: u64 = level.received.iter().sum();
            // A department without a file yet keeps one file's worth of clerks: its queue must be able to move.
            if sum == 0 { expected.clone() } else { level.received.iter().map(|&n| n as f64 + 1.0).collect() }
        };
        let [first, second] = self.district.clerk_minutes;
        let by_sub: Vec<f64> = self
            .subs
            .iter()
            .map(|s| {
                let files = s.level.received.iter().sum::<u64>();
                if files > 0 { files as f64 } else { s.residents }
            })
            .collect();
        let mixed = self.subs.iter().any(|s| s.level.received.iter().sum::<u64>() == 0);
        let by_sub = if mixed { self.subs.iter().map(|s| s.residents).collect() } else { by_sub };
        for (sub, minutes) in self.subs.iter_mut().zip(apportion(first, &by_sub)) {
            let weights = counted(&sub.level);
            sub.level.deal(minutes, &weights);
        }
        let weights = counted(&self.district.level);
        self.district.level.deal(second, &weights);
    }
}

/// An empty subdistrict.
fn subdistrict(world: &World, keys: &Keys, index: u16) -> Subdistrict {
    let own = &world.sites.by_subdistrict[usize::from(index)];
    let place = &world.places.subdistricts[usize::from(index)];
    let residents = world.places.residents_of(usize::from(index));
    let minutes =
        if world.keys.government.levels.get() >= 1 { crate::world::sites::clerk_minutes(&world.keys, residents) } else { 0 };
    let kinds = world.kinds();
    Subdistrict {
        index,
        residents,
        needs: Pool::default(),
        agenda: Default::default(),
        latents: Default::default(),
        unheard: Default::default(),
        latent: vec![Default::default(); place.communities.len() * kinds],
        communities: place
            .communities
            .iter()
            .map(|&c| Community {
                index: c,
                trust: *world.keys.trust.initial as f32,
                volunteers: world.places.communities[usize::from(c)].volunteers as f32,
                coordinators: 0,
                support_minutes: 0,
                intake: Default::default(),
                desk: Default::default(),
                backlog: 0,
                association_tasks: 0,
                ties: Vec::new(),
                resolved_today: 0,
                lost_today: 0,
                paid_minutes: 0,
                volunteer_minutes: 0,
            })
            .collect(),
        days: vec![Default::default(); own.sites.len()],
        staff: vec![Staff::default(); own.sites.len()],
        organisations: own
            .all_organisations()
            .map(|i| Organisation::new(world, keys, own.sites[i].stable, own.sites[i].seat == Seat::Standing))
            .collect(),
        rooms: vec![Rooms::default(); own.facilities.len()],
        units: vec![Unit::default(); own.site_of.len()],
        workers: Vec::new(),
        clocks: Vec::new(),
        level: Level::new(world.department_names.len(), minutes, &department_weights(world)),
        filed: Vec::new(),
        upward: Vec::new(),
        arrivals: Vec::new(),
        tomorrow: Vec::new(),
        outbox: Vec::new(),
        job_requests: Vec::new(),
        returning: Vec::new(),
        due: Vec::new(),
        speaking: Vec::new(),
        found: Vec::new(),
        free: Vec::new(),
        offered: Vec::new(),
        left: Vec::new(),
        accounts: Default::default(),
        log: Default::default(),
        reported_work: vec![0.0; kinds],
        bought_fen: 0,
        resolved: Default::default(),
        bill: Default::default(),
        claims: Default::default(),
        delivered: 0,
    }
}

/// Phase 1: from the opening of the day to the files of level 1.
fn morning(sub: &mut Subdistrict, ctx: &Context<'_>, arrivals: &Arrivals, i: usize) {
    administration::open_day(sub, ctx);
    reports::charge(sub, ctx);
    surface_and_speak(sub, ctx);
    voicing::arise(sub, ctx, arrivals, i);
    discovery::patrol(sub, ctx, arrivals);
    discovery::outreach(sub, ctx, arrivals);
    intake::take_in(sub, ctx);
    line::pass_to_peers(sub, ctx);
    desk::decide(sub, ctx);
    crate::model::referral::approvals::level_one(sub, ctx);
}

/// What falls due today: households speak again at once, in an order that hangs on identity; the rest waits for the afternoon.
fn surface_and_speak(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let list = sub.agenda.take(ctx.day);
    sub.needs.look_ahead(list.iter().map(|e| e.slot));
    let mut speaking = std::mem::take(&mut sub.speaking);
    for entry in &list {
        if !entry.is_current(sub.needs.generation(entry.slot)) {
            continue;
        }
        if matches!(entry.event(), Event::Surface | Event::Repeat) {
            let order = ctx.keys.bits(Draw::speaking_order(sub.needs[entry.slot].id, ctx.day));
            speaking.push((order, *entry));
        } else {
            sub.due.push(*entry);
        }
    }
    sub.agenda.give_back(list);
    voicing::wake(sub, ctx, |id, need| {
        let order = ctx.keys.bits(Draw::speaking_order(id, ctx.day));
        speaking.push((order, Entry::new(need.slot, need.generation, Event::Voice)));
    });
    speaking.sort_unstable_by_key(|s| s.0);
    for (_, entry) in speaking.drain(..) {
        if !entry.is_current(sub.needs.generation(entry.slot)) {
            continue;
        }
        match entry.event() {
            Event::Voice => voicing::later(sub, ctx, entry.slot),
            Event::Surface => handoff::surface(sub, ctx, entry.slot),
            _ => repeat::again(sub, ctx, entry.slot),
        }
    }
    sub.speaking = speaking;
}

/// Phase 2: deliveries, giving up and expiry, service, outcomes.
fn midday(sub: &mut Subdistrict, ctx: &Context<'_>) {
    line::join(sub, ctx);
    let mut due = std::mem::take(&mut sub.due);
    for entry in due.drain(..) {
        if !entry.is_current(sub.needs.generation(entry.slot)) {
            continue;
        }
        match entry.event() {
            Event::Patience => giving_up::at_end_of_patience(sub, ctx, entry.slot),
            Event::Deadline => paper_closure::at_deadline(sub, ctx, entry.slot),
            _ => {}
        }
    }
    sub.due = due;
    voicing::expire(sub, ctx);
    let mut left = std::mem::take(&mut sub.left);
    service::serve(sub, ctx, &mut left);
    outcome::settle(sub, ctx, &left);
    left.clear();
    sub.left = left;
}

/// Phase 3: what came home, trust, tasks from above, the day's books.
fn evening(sub: &mut Subdistrict, ctx: &Context<'_>) {
    homecoming::take_back(sub, ctx);
    trust::update(sub, ctx);
    administration::hand_down(sub, ctx);
    pass_through::pass_on(sub, ctx);
    burnout::note_day(sub, ctx);
    sub.bill = funding::bill(sub, ctx);
}
