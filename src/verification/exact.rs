//! From the keys of a case to its exact values: what each law presupposes, and what it says of each measure.

use super::case::{Case, Law, Measure};
use super::laws::lives::{self, Authority, Voicing};
use super::laws::work::WorkLaw;
use super::laws::{choices, pooling, priority, reneging, servers, single, tandem};
use crate::engine::arm::Arm;
use crate::engine::draws;
use crate::scenario::error::{Kind, ScenarioError};
use crate::scenario::policy_keys::{Bins, Discipline, Policy};
use crate::scenario::world_keys::WorkDistribution;
use crate::world::{DAYS_PER_YEAR, MINUTES_PER_DAY, World, residents};

/// Heaviest load for which a law is computed: lines grow without bound as it nears 1.
const HEAVIEST: f64 = 0.96;

/// An exact value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exact {
    /// Of what.
    pub measure: Measure,
    /// Lag in days, where there is one.
    pub lag: Option<u16>,
    /// The value.
    pub value: f64,
}

/// A textbook law as the limit of short ticks.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Name of the law.
    pub law: &'static str,
    /// What it is about, English and Chinese.
    pub what: (&'static str, &'static str),
    /// Mean days of a service, and the exact value at that length of tick.
    pub at: Vec<(f64, f64)>,
    /// The textbook value.
    pub textbook: f64,
}

/// What a law says of one policy of a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Solution {
    /// Exact values.
    pub values: Vec<Exact>,
    /// Limits.
    pub limits: Vec<Limit>,
}

impl Solution {
    fn of(values: &[(Measure, f64)]) -> Self {
        Self { values: values.iter().map(|&(measure, value)| Exact { measure, lag: None, value }).collect(), limits: Vec::new() }
    }

    fn with(mut self, limits: Vec<Limit>) -> Self {
        self.limits = limits;
        self
    }
}

/// Keys that every law presupposes: demand without memory, nobody silent, no duty beside service, nobody learns, leaves or is lost.
const PLAIN: &[(&str, f64)] = &[
    ("demand.heterogeneity", 0.0),
    ("demand.volatility", 0.0),
    ("demand.shifts_per_year", 0.0),
    ("demand.bundle_share", 0.0),
    ("intake.minutes", 0.0),
    ("intake.error", 0.0),
    ("intake.record_minutes", 0.0),
    ("persistence.voiced_patience_factor", 1.0),
    ("persistence.to_hotline", 0.0),
    ("persistence.paper_closure", 0.0),
    ("routing.search_minutes", 0.0),
    ("routing.report_minutes", 0.0),
    ("routing.report_noise_days", 0.0),
    ("handoff.message_minutes", 0.0),
    ("handoff.upkeep_minutes", 0.0),
    ("service.local_trip", 0.0),
    ("service.open_cases", 1.0),
    ("social_worker.admin_share", 0.0),
    ("volunteer.associations", 0.0),
    ("property_firm.managed_share", 0.0),
    ("learning.skill_growth", 0.0),
    ("learning.skill_decay", 0.0),
    ("learning.knowledge_growth", 0.0),
    ("burnout.per_utilisation", 0.0),
    ("burnout.per_admin", 0.0),
    ("burnout.social_worker_quit", 0.0),
    ("posts.attrition", 0.0),
    ("administration.hours_per_1000", 0.0),
];

/// Checks that what the law of a case presupposes holds in its file.
///
/// # Errors
/// At the first key that says otherwise.
pub fn requirements(case: &Case) -> Result<(), ScenarioError> {
    let law = case.keys.law;
    if law == Law::Sojourn {
        return Ok(());
    }
    let extra: &[(&str, f64)] = match law {
        Law::Trust => &[("trust.diffusion", 0.0), ("trust.residential_turnover", 0.0), ("trust.loss", 0.0)],
        Law::Ties => &[("handoff.tie_decay", 0.0), ("handoff.loss", 0.0)],
        Law::Handoff => &[("handoff.tie_decay", 0.0), ("handoff.tie_growth", 0.0)],
        Law::Latent => &[("discovery.patrol_finds_per_hour", 0.0), ("trust.gain", 0.0), ("trust.loss", 0.0)],
        Law::Choices => &[("organisation.own_staff", 1.0), ("demand.work_step_minutes", 480.0)],
        Law::Authority => {
            &[("routing.wait", 0.0), ("handoff.loss", 0.0), ("handoff.tie_growth", 0.0), ("handoff.tie_decay", 0.0)]
        }
        Law::News | Law::Spread | Law::Inequality | Law::Tries => &[],
        _ => &[("handoff.loss", 0.0), ("trust.gain", 0.0), ("trust.loss", 0.0)],
    };
    let keys = &case.experiment.world_keys;
    let asked = PLAIN.iter().filter(|(key, _)| !(law == Law::News && *key == "demand.volatility"));
    for (key, value) in asked.chain(extra) {
        let found = keys.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str()).unwrap_or("nothing");
        if found.parse() != Ok(*value) {
            return Err(case
                .wrong(Kind::Contradiction, key)
                .found(found)
                .expected(format!("{value}: the law `{}` holds only then", word(law))));
        }
    }
    Ok(())
}

/// A law by its word in files.
#[must_use]
pub fn word(law: Law) -> String {
    serde_json::to_value(law).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What a law needs to know: the case under one of its policies, everybody in post.
struct Setting<'a> {
    case: &'a Case,
    world: &'a World,
    policy: &'a Policy,
    arm: &'a Arm,
}

/// Exact values of a case under one policy; `arm` is its district on the first day.
///
/// # Errors
/// When the law does not hold for what the file says; at the key to change.
pub fn solve(case: &Case, world: &World, policy: &Policy, arm: &Arm) -> Result<Solution, ScenarioError> {
    let s = Setting { case, world, policy, arm };
    s.copies_are_alike()?;
    let solution = match case.keys.law {
        Law::Line => s.line()?,
        Law::Reneging | Law::Loss => s.reneging()?,
        Law::Priority => s.priority()?,
        Law::Pooling => s.pooling()?,
        Law::Approvals => s.approvals()?,
        Law::Split => s.split()?,
        Law::Choices => s.choices()?,
        Law::Latent => s.latent(),
        Law::Tries => s.tries(),
        Law::Handoff => s.handoff(),
        Law::Authority => s.authority()?,
        Law::News => s.news(),
        Law::Spread => s.spread(),
        Law::Inequality => s.inequality(),
        // These are identities: both sides come out of the run.
        Law::Trust | Law::Ties | Law::Sojourn => Solution::default(),
    };
    let identity = matches!(case.keys.law, Law::Trust | Law::Ties | Law::Sojourn);
    if let Some(measure) = case.keys.measures.iter().chain(&case.keys.ratio).find(|m| match case.keys.law {
        Law::Trust => **m != Measure::Trust,
        Law::Ties => **m != Measure::Tie,
        Law::Sojourn => **m != Measure::Sojourn,
        _ => !solution.values.iter().any(|v| v.measure == **m),
    }) {
        let known: Vec<String> = solution.values.iter().map(|v| super::report::word(v.measure)).collect();
        let expected = if identity { word(case.keys.law) } else { known.join(", ") };
        return Err(case
            .wrong(Kind::Contradiction, "case.measures")
            .found(super::report::word(*measure))
            .expected(format!("what the law `{}` speaks of: {expected}", word(case.keys.law))));
    }
    Ok(solution)
}

/// Needs a day of a community and category.
fn rate(world: &World, community: usize, category: usize) -> f64 {
    let rates = residents::rates(&world.keys);
    let kinds = world.kinds();
    let place = &world.places.communities[community];
    let yearly: f64 = place.segments.iter().enumerate().map(|(s, n)| n * rates[s * kinds + category]).sum();
    yearly / f64::from(DAYS_PER_YEAR)
}

/// Needs a day of the first subdistrict, by its keys.
#[must_use]
pub fn needs_a_day(world: &World) -> f64 {
    let own = &world.places.subdistricts[0].communities;
    own.iter().flat_map(|&c| (0..world.kinds()).map(move |k| (c, k))).map(|(c, k)| rate(world, usize::from(c), k)).sum()
}

impl Setting<'_> {
    fn rate(&self, community: usize, category: usize) -> f64 {
        rate(self.world, community, category)
    }

    fn all(&self) -> f64 {
        needs_a_day(self.world)
    }

    fn work(&self, category: usize) -> WorkLaw {
        let demand = &self.world.keys.demand;
        WorkLaw {
            distribution: demand.work_distribution,
            mean: self.world.categories[category].work_minutes,
            cv: *demand.work_cv,
            step: f64::from(demand.work_step_minutes.get()),
        }
    }

    /// Servers of a line of the first subdistrict.
    fn servers(&self, unit: u16) -> usize {
        self.arm.subs[0].units[usize::from(unit)].servers.len()
    }

    fn office(&self) -> usize {
        self.servers(self.world.sites.by_subdistrict[0].office[0])
    }

    fn wrong(&self, key: &str, found: impl std::fmt::Display, expected: &str) -> ScenarioError {
        self.case
            .wrong(Kind::Contradiction, key)
            .found(found)
            .expected(format!("{expected} (law `{}`)", word(self.case.keys.law)))
    }

    /// Every subdistrict must be a copy of the first, for each is a sample.
    fn copies_are_alike(&self) -> Result<(), ScenarioError> {
        let shape = |s: usize| -> Vec<u64> {
            let own = &self.world.places.subdistricts[s].communities;
            let rates = own.iter().flat_map(|&c| (0..self.world.kinds()).map(move |k| (c, k)));
            let mut shape: Vec<u64> = rates.map(|(c, k)| (self.rate(usize::from(c), k) * 1e9) as u64).collect();
            shape.extend(self.arm.subs[s].units.iter().map(|u| u.servers.len() as u64));
            shape
        };
        let first = shape(0);
        match (1..self.arm.subs.len()).find(|&s| shape(s) != first) {
            Some(s) if self.case.keys.law != Law::Sojourn => Err(self.wrong(
                "district",
                format!("subdistrict {} differs from the first in needs or servers", s + 1),
                "subdistricts that are copies of each other",
            )),
            _ => Ok(()),
        }
    }

    /// Chance that a day of service is the last, of work in whole days.
    fn last_day(&self, category: usize) -> Result<f64, ScenarioError> {
        let work = self.work(category);
        if work.distribution != WorkDistribution::Geometric || work.step != f64::from(MINUTES_PER_DAY) {
            return Err(self.wrong(
                "demand.work_distribution",
                format!("{:?} in steps of {} minutes", work.distribution, work.step),
                "\"geometric\" in steps of 480 minutes",
            ));
        }
        let s = work.last_step();
        // The engine ends work at 125 days; that must not be felt.
        if super::laws::numbers::power(1.0 - s, 125) > 1e-5 {
            return Err(self.wrong(
                "category",
                format!("mean work of {:.1} days", 1.0 / s),
                "at most 11 days: work ends at 125, and the law has no end",
            ));
        }
        Ok(s)
    }

    fn bearable(&self, load: f64) -> Result<(), ScenarioError> {
        if load < HEAVIEST {
            return Ok(());
        }
        Err(self.wrong("demand.needs_per_resident", format!("a load of {load:.3}"), &format!("a load below {HEAVIEST}")))
    }

    fn line(&self) -> Result<Solution, ScenarioError> {
        let (rate, c, day) = (self.all(), self.office(), f64::from(MINUTES_PER_DAY));
        let work = self.work(0);
        self.bearable(rate * work.mean / day / c.max(1) as f64)?;
        if c == 1 {
            if day % work.step != 0.0 || work.step < 15.0 {
                return Err(self.wrong("demand.work_step_minutes", work.step, "a divisor of 480 of at least 15"));
            }
            let one = single::single(rate, work, day, false);
            let factors = if work.step == day { [1.0, 4.0, 16.0] } else { [1.0, 2.0, 4.0] };
            let at = |k: f64| (k * work.mean / day, single::wait_in_services(rate, work, day, k));
            let limit = Limit {
                law: "Pollaczek–Khinchine",
                what: WAIT_IN_SERVICES,
                at: factors.map(at).to_vec(),
                textbook: single::textbook(rate, work, day),
            };
            let in_system = one.waiting + one.open;
            return Ok(Solution::of(&[
                (Measure::Wait, one.wait),
                (Measure::Waiting, one.waiting),
                (Measure::InSystem, in_system),
                (Measure::Utilisation, one.utilisation),
            ])
            .with(vec![limit]));
        }
        let s = self.last_day(0)?;
        let many = servers::servers(c, rate, s);
        let limits = vec![
            Limit {
                law: "Erlang C",
                what: WAIT_IN_SERVICES,
                at: [1.0, 4.0, 16.0].map(|k| (k / s, servers::wait_in_services(c, rate, s, k))).to_vec(),
                textbook: servers::textbook(c, rate, s),
            },
            Limit {
                law: "Erlang C",
                what: ("in the system", "系统内需求数"),
                at: [1.0, 4.0, 16.0].map(|k| (k / s, servers::in_system(c, rate, s, k))).to_vec(),
                textbook: servers::textbook(c, rate, s) * rate / s + rate / s,
            },
        ];
        Ok(Solution::of(&[
            (Measure::Wait, many.wait),
            (Measure::Waiting, many.waiting),
            (Measure::InSystem, many.in_system),
            (Measure::Utilisation, many.utilisation),
        ])
        .with(limits))
    }

    fn reneging(&self) -> Result<Solution, ScenarioError> {
        let (rate, c, s) = (self.all(), self.office(), self.last_day(0)?);
        let theta = 1.0 / self.world.categories[0].patience_days;
        let loss = self.case.keys.law == Law::Loss;
        if loss && theta < 100.0 {
            return Err(self.wrong("category", format!("patience of {} days", 1.0 / theta), "patience of at most .01 days"));
        }
        let value = if loss { reneging::loss(c, rate, s) } else { reneging::reneging(c, rate, s, theta) };
        let at = |k: f64| {
            if loss { reneging::loss(c, rate / k, s / k) } else { reneging::reneging(c, rate / k, s / k, theta / k) }
        };
        let points = [1.0, 4.0, 16.0].map(|k| (k / s, at(k)));
        let (given_up, in_system) =
            if loss { (reneging::textbook_loss(c, rate, s), 0.0) } else { reneging::textbook(c, rate, s, theta) };
        let mut limits = vec![Limit {
            law: if loss { "Erlang B" } else { "Erlang A" },
            what: ("share that gives up", "放弃比例"),
            at: points.iter().map(|(d, v)| (*d, v.given_up)).collect(),
            textbook: given_up,
        }];
        if !loss {
            limits.push(Limit {
                law: "Erlang A",
                what: ("in the system", "系统内需求数"),
                at: points.iter().map(|(d, v)| (*d, v.in_system)).collect(),
                textbook: in_system,
            });
        }
        Ok(Solution::of(&[
            (Measure::GivenUp, value.given_up),
            (Measure::Waiting, value.waiting),
            (Measure::InSystem, value.in_system),
            (Measure::Utilisation, value.utilisation),
        ])
        .with(limits))
    }

    fn priority(&self) -> Result<Solution, ScenarioError> {
        let (rate, s) = (self.all(), self.last_day(0)?);
        let share = self.world.keys.demand.severity.map(|s| *s);
        if self.office() != 1 || share[1] != 0.0 {
            return Err(self.wrong("demand.severity", format!("{share:?}"), "one server, and severities 1 and 3 alone"));
        }
        self.bearable(rate / s)?;
        let (grave, mild) = (rate * share[2], rate * share[0]);
        let all = servers::servers(1, rate, s).waiting;
        if self.policy.capacity.discipline != Discipline::Severity {
            return Ok(Solution::of(&[
                (Measure::Waiting, all),
                (Measure::WaitingGrave, all * share[2]),
                (Measure::WaitingMild, all * share[0]),
            ]));
        }
        let (one, two) = priority::waiting(grave, mild, s);
        let points = [1.0, 2.0, 4.0].map(|k| (k / s, priority::waits_in_services(grave, mild, s, k)));
        let textbook = priority::textbook(grave, mild, s);
        let limit = |what, f: &dyn Fn((f64, f64)) -> f64| Limit {
            law: "Cobham",
            what,
            at: points.iter().map(|&(d, w)| (d, f(w))).collect(),
            textbook: f(textbook),
        };
        Ok(Solution::of(&[(Measure::Waiting, one + two), (Measure::WaitingGrave, one), (Measure::WaitingMild, two)]).with(vec![
            limit(("wait of the graver, in services", "重者等待（以服务时长计）"), &|w| w.0),
            limit(("wait of the milder, in services", "轻者等待（以服务时长计）"), &|w| w.1),
        ]))
    }

    fn pooling(&self) -> Result<Solution, ScenarioError> {
        let own = &self.world.sites.by_subdistrict[0];
        let kinds = self.world.kinds();
        let rates: Vec<f64> = (0..kinds).map(|k| self.rate(0, k)).collect();
        let ends: Vec<f64> = (0..kinds).map(|k| self.last_day(k)).collect::<Result<_, _>>()?;
        let total: f64 = rates.iter().sum();
        let limit =
            |law, at: Vec<(f64, f64)>, textbook| Limit { law, what: ("mean wait, days", "平均等待（天）"), at, textbook };
        let slowest = ends.iter().copied().fold(1.0, f64::min);
        if self.policy.capacity.bins == Bins::ZoneCategory {
            for k in 0..kinds {
                let people = self.servers(own.station + k as u16);
                if people != 1 {
                    return Err(self.wrong("category", format!("{people} people in bin {}", k + 1), "one person in each bin"));
                }
                self.bearable(rates[k] / ends[k])?;
            }
            let day = f64::from(MINUTES_PER_DAY);
            let each: Vec<f64> = (0..kinds).map(|k| single::single(rates[k], self.work(k), day, false).waiting).collect();
            let waiting: f64 = each.iter().sum();
            return Ok(Solution::of(&[(Measure::Waiting, waiting), (Measure::Wait, waiting / total)]));
        }
        let c = self.servers(own.station);
        self.bearable(rates.iter().zip(&ends).map(|(r, s)| r / s).sum::<f64>() / c.max(1) as f64)?;
        let alike = ends.iter().all(|s| *s == ends[0]);
        let (waiting, limits) = if alike {
            let at = |k: f64| (k / slowest, servers::servers(c, total / k, ends[0] / k).wait / k);
            let textbook = servers::textbook(c, total, ends[0]) / ends[0];
            (servers::servers(c, total, ends[0]).waiting, vec![limit("Erlang C", [1.0, 4.0, 16.0].map(at).to_vec(), textbook)])
        } else if kinds == 2 {
            let (rate, s) = ([rates[0], rates[1]], [ends[0], ends[1]]);
            let at = |k: f64| {
                let waiting = pooling::waiting(c, rate.map(|r| r / k), s.map(|s| s / k));
                (k / slowest, waiting / total)
            };
            let textbook = super::laws::textbook::wait_two_classes(c, rate, s.map(|s| 1.0 / s));
            (pooling::waiting(c, rate, s), vec![limit("M/H₂/c", [1.0, 2.0, 4.0].map(at).to_vec(), textbook)])
        } else {
            return Err(self.wrong("category", format!("{kinds} categories of different work"), "two, or all alike"));
        };
        Ok(Solution::of(&[(Measure::Waiting, waiting), (Measure::Wait, waiting / total)]).with(limits))
    }

    fn approvals(&self) -> Result<Solution, ScenarioError> {
        let (rate, s) = (self.all(), self.last_day(0)?);
        let (each, clerks) = (*self.world.keys.government.file_minutes as u32, self.arm.subs[0].level.clerks[0]);
        let people = self.servers(self.world.sites.by_subdistrict[0].station);
        if each == 0 || !clerks.is_multiple_of(each) || self.world.keys.government.levels.get() != 2 {
            return Err(self.wrong(
                "government.file_minutes",
                format!("{each} minutes a file, {clerks} minutes of clerks"),
                "two levels whose clerks finish a whole number of files a day",
            ));
        }
        if self.office() != 0 || *self.policy.routing.theta != 0.0 || self.policy.routing.levels.get() != 2 {
            return Err(self.wrong("policies", "another way", "offices without servers, two levels and no authority transfer"));
        }
        let files = (clerks / each) as usize;
        self.bearable((rate / files as f64).max(rate / s / people.max(1) as f64))?;
        let (first, waiting, open) = tandem::tandem(rate, files, people, s);
        Ok(Solution::of(&[
            (Measure::FilesFirst, first),
            (Measure::FilesSecond, 0.0),
            (Measure::Waiting, waiting),
            (Measure::InSystem, waiting + open),
            (Measure::Wait, (first + waiting) / rate),
        ]))
    }

    /// Lines of one server each to which a random router sends: the office's and the organisations'.
    fn split(&self) -> Result<Solution, ScenarioError> {
        let own = &self.world.sites.by_subdistrict[0];
        let lines: Vec<usize> = own
            .office
            .iter()
            .copied()
            .chain(own.organisations.clone().map(|i| own.sites[usize::from(i)].units.start))
            .map(|u| self.servers(u))
            .collect();
        if lines.len() < 2 || lines.iter().any(|&c| c != 1) || self.policy.routing.choices.get() as usize + 1 < lines.len() {
            return Err(self.wrong(
                "organisation.per_1000",
                format!("servers {lines:?} and {} choices", self.policy.routing.choices.get()),
                "an office and organisations of one person each, all of them looked at",
            ));
        }
        let (n, day) = (lines.len() as f64, f64::from(MINUTES_PER_DAY));
        let rate = self.all() / n;
        self.bearable(rate * self.work(0).mean / day)?;
        let one = single::single(rate, self.work(0), day, false);
        let in_system = one.waiting + one.open;
        Ok(Solution::of(&[(Measure::InSystem, n * in_system), (Measure::Wait, one.wait), (Measure::Pair, in_system * in_system)]))
    }

    fn choices(&self) -> Result<Solution, ScenarioError> {
        let own = &self.world.sites.by_subdistrict[0];
        let work = self.work(0);
        let providers: Vec<u16> = own.organisations.clone().collect();
        let alone = providers.iter().all(|&i| self.servers(own.sites[usize::from(i)].units.start) == 1);
        if providers.len() != 2 || !alone || self.office() != 0 {
            let found = format!("{} organisations beside an office with {} people", providers.len(), self.office());
            return Err(self.wrong(
                "organisation.per_1000",
                found,
                "two organisations of one person each, and an office without people",
            ));
        }
        if work.distribution != WorkDistribution::Fixed || work.mean != f64::from(MINUTES_PER_DAY) {
            return Err(self.wrong("demand.work_distribution", format!("{:?}", work.distribution), "\"fixed\" work of one day"));
        }
        let rate = self.all();
        self.bearable(rate / 2.0)?;
        if self.policy.routing.choices.get() < 2 {
            let one = single::single(rate / 2.0, work, f64::from(MINUTES_PER_DAY), false);
            return Ok(Solution::of(&[(Measure::Waiting, 2.0 * one.waiting), (Measure::Wait, one.wait)]));
        }
        // Each provider reports on a day of its own; copies differ in how far the two days are apart.
        let period = self.policy.information.report_period_days.get() as usize;
        if period > 10 {
            return Err(self.wrong("policies", format!("a report every {period} days"), "at most every 10 days"));
        }
        let mut apart = vec![0_u32; period];
        for own in &self.world.sites.by_subdistrict {
            let phase = |i: u16| (draws::mix(u64::from(own.sites[usize::from(i)].stable)) % period as u64) as usize;
            let mut seats = own.organisations.clone();
            if let (Some(a), Some(b)) = (seats.next(), seats.next()) {
                let gap = (phase(a) + period - phase(b)) % period;
                apart[gap.min(period - gap)] += 1;
            }
        }
        let copies = self.world.sites.by_subdistrict.len() as f64;
        let waiting: f64 = apart
            .iter()
            .enumerate()
            .filter(|(_, n)| **n > 0)
            .map(|(gap, n)| f64::from(*n) / copies * choices::waiting(rate, period, gap))
            .sum();
        Ok(Solution::of(&[(Measure::Waiting, waiting), (Measure::Wait, waiting / rate)]))
    }

    fn latent(&self) -> Solution {
        let discovery = &self.world.keys.discovery;
        let (_, category) = &self.world.keys.category.0[0];
        let (_, segment) = &self.world.keys.segment.0[0];
        let trust = *self.world.keys.trust.initial;
        let at_once = 1.0 / (1.0 + libm::exp(*category.stigma - *segment.voice - *discovery.voice_trust * (trust - 0.5)));
        let pool = Voicing {
            at_once,
            later: *discovery.later_hazard * at_once,
            fixed_days: *discovery.latent_fixed_days,
            mean_days: *discovery.latent_mean_days,
        };
        let (latent, expired) = pool.latent(self.all());
        Solution::of(&[(Measure::Latent, latent), (Measure::Expired, expired), (Measure::Resolved, 1.0 - expired)])
    }

    fn tries(&self) -> Solution {
        let service = &self.world.keys.service;
        let skill = f64::from(self.world.categories[0].skill_community_worker);
        let score = *service.success_slope * (skill + *service.success_ease - *self.world.keys.demand.difficulty_low);
        let p = 1.0 / (1.0 + libm::exp(-score));
        let effort = 1.0 + *service.effort_slack * (1.0 - skill);
        let work = self.world.categories[0].work_minutes as u16;
        let (resolved, minutes) = lives::tries(p, service.most_tries.get(), work, *service.rework, effort);
        Solution::of(&[(Measure::Resolved, resolved), (Measure::MinutesPerNeed, minutes)])
    }

    fn handoff(&self) -> Solution {
        let keys = &self.world.keys.handoff;
        let p = *keys.loss * libm::exp(-*keys.loss_tie * *keys.initial_tie_organisation);
        let days = f64::from(self.world.keys.persistence.lost_days.get());
        Solution::of(&[(Measure::Lost, p), (Measure::Ownerless, lives::ownerless(self.all(), p, days)), (Measure::Resolved, 1.0)])
    }

    fn authority(&self) -> Result<Solution, ScenarioError> {
        let (keys, own) = (&self.world.keys, &self.world.sites.by_subdistrict[0]);
        if own.organisations.len() != 1 || self.policy.routing.levels.get() != 1 {
            let found = format!("{} organisations, {} levels", own.organisations.len(), self.policy.routing.levels.get());
            return Err(self.wrong("policies", found, "one organisation in the community, and one level"));
        }
        let (routing, category) = (&keys.routing, &self.world.categories[0]);
        let ease = 1.0 - 2.0 * *keys.demand.difficulty_low;
        let gap = *routing.skill
            * (libm::log(f64::from(category.skill_specialist)) - libm::log(f64::from(category.skill_community_worker)))
            + *routing.tie * (*keys.handoff.initial_tie_organisation - 1.0);
        let counted = f64::from(u8::from(category.kpi_visible));
        let toy = Authority {
            desk: (gap - *routing.bias * ease) / *routing.noise,
            level: (gap - *routing.bias * counted) / *routing.noise,
            theta: *self.policy.routing.theta,
        };
        let (crossing, go) = toy.shares();
        Ok(Solution::of(&[(Measure::Crossing, crossing), (Measure::Local, toy.theta), (Measure::ByOrganisation, go)]))
    }

    fn news(&self) -> Solution {
        let demand = &self.world.keys.demand;
        let lags = self.case.keys.lags.iter().flatten().map(|l| l.get() as u16);
        let values = lags
            .map(|lag| Exact {
                measure: Measure::Echo,
                lag: Some(lag),
                value: lives::echo(*demand.volatility, *demand.persistence, lag),
            })
            .collect();
        Solution { values, limits: Vec::new() }
    }

    /// Shares of offered minutes and of needs by community.
    fn spread(&self) -> Solution {
        let own = &self.world.places.subdistricts[0].communities;
        let scale = |x: f64| libm::round(x * 1e6) as u64;
        let demand: Vec<u64> = own.iter().map(|&c| scale(self.rate(usize::from(c), 0))).collect();
        let supply: Vec<u64> = self.world.sites.by_subdistrict[0].office.iter().map(|&u| self.servers(u) as u64).collect();
        let at: Vec<(f32, f32)> = own.iter().map(|&c| self.world.places.communities[usize::from(c)].at).collect();
        // On a line the least cost is the area between the two cumulative shares.
        let total = |v: &[u64]| v.iter().sum::<u64>() as f64;
        let (s, d) = (total(&supply), total(&demand));
        let (mut above, mut area, mut differ) = (0.0, 0.0, 0.0);
        for i in 0..own.len() {
            if i > 0 {
                area += f64::abs(above) * f64::from(World::distance(at[i - 1], at[i]));
            }
            let gap = supply[i] as f64 / s - demand[i] as f64 / d;
            above += gap;
            differ += f64::abs(gap) / 2.0;
        }
        Solution::of(&[(Measure::EarthMover, area), (Measure::TotalVariation, differ)])
    }

    fn inequality(&self) -> Solution {
        let own = &self.world.places.subdistricts[0].communities;
        let needs: Vec<f64> = own.iter().map(|&c| self.rate(usize::from(c), 0)).collect();
        let (n, total) = (needs.len() as f64, needs.iter().sum::<f64>());
        let pairs: f64 = needs.iter().flat_map(|a| needs.iter().map(move |b| f64::abs(a - b))).sum();
        let theil: f64 = needs.iter().map(|x| x / total * libm::log(x * n / total)).sum();
        Solution::of(&[(Measure::Gini, pairs / (2.0 * n * total)), (Measure::Theil, theil)])
    }
}

const WAIT_IN_SERVICES: (&str, &str) = ("wait, in mean services", "等待（以平均服务时长计）");
