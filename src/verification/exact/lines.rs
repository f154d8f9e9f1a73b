//! Exact values of lines, and of routers that send to them.

use super::super::case::{Law, Measure};
use super::super::laws::{choices, pooling, priority, reneging, servers, single, tandem, textbook};
use super::setting::{Limit, Setting, Solution};
use crate::base::calendar::MINUTES_PER_DAY;
use crate::base::draws;
use crate::base::places::{CategoryId, CommunityId, SiteId, SubdistrictId};
use crate::base::words::{Both, both};
use crate::scenario::error::ScenarioError;
use crate::scenario::keys::needs::WorkDistribution;
use crate::scenario::keys::policy::{Bins, Discipline};

pub(super) const WAIT_IN_SERVICES: (&str, &str) = ("wait, in mean services", "等待（以平均服务时长计）");

impl Setting<'_> {
    pub(super) fn line(&self) -> Result<Solution, ScenarioError> {
        let (rate, c, day) = (self.all(), self.office(), f64::from(MINUTES_PER_DAY));
        let work = self.work(CategoryId::FIRST);
        self.bearable(rate * work.mean / day / c.max(1) as f64)?;
        if c == 1 {
            if day % work.step != 0.0 || work.step < 15.0 {
                let expected = both!("a divisor of 480 of at least 15", "480 的因数且不小于 15");
                return Err(self.wrong("demand.work_step_minutes", Both::same(work.step), expected));
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
        let s = self.last_day(CategoryId::FIRST)?;
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

    pub(super) fn reneging(&self) -> Result<Solution, ScenarioError> {
        let (rate, c, s) = (self.all(), self.office(), self.last_day(CategoryId::FIRST)?);
        let theta = 1.0 / self.world.categories[CategoryId::FIRST].patience_days;
        let loss = self.case.keys.law == Law::Loss;
        if loss && theta < 100.0 {
            let days = 1.0 / theta;
            return Err(self.wrong(
                "category",
                both!("patience of {days} days", "耐心 {days} 天"),
                both!("patience of at most .01 days", "耐心至多 0.01 天"),
            ));
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

    pub(super) fn priority(&self) -> Result<Solution, ScenarioError> {
        let (rate, s) = (self.all(), self.last_day(CategoryId::FIRST)?);
        let share = self.world.keys.demand.severity.map(|s| *s);
        if self.office() != 1 || share[1] != 0.0 {
            let found = format!("{share:?}");
            let expected = both!("one server, and severities 1 and 3 alone", "一名服务者，且只有严重程度 1 与 3");
            return Err(self.wrong("demand.severity", found, expected));
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

    pub(super) fn pooling(&self) -> Result<Solution, ScenarioError> {
        let own = &self.world.sites.by_subdistrict[SubdistrictId::FIRST];
        let kinds = self.world.kinds();
        let every = self.world.categories.places();
        let rates: Vec<f64> = every.iter().map(|k| self.rate(CommunityId::FIRST, k)).collect();
        let ends: Vec<f64> = every.iter().map(|k| self.last_day(k)).collect::<Result<_, _>>()?;
        let total: f64 = rates.iter().sum();
        let limit =
            |law, at: Vec<(f64, f64)>, textbook| Limit { law, what: ("mean wait, days", "平均等待（天）"), at, textbook };
        let slowest = ends.iter().copied().fold(1.0, f64::min);
        if self.policy.capacity.bins == Bins::ZoneCategory {
            let bins = own.sites[own.station_site].units;
            for k in 0..kinds {
                let people = self.servers(bins.nth(k));
                if people != 1 {
                    let bin = k + 1;
                    return Err(self.wrong(
                        "category",
                        both!("{people} people in bin {bin}", "第 {bin} 队列有 {people} 人"),
                        both!("one person in each bin", "每个队列一人"),
                    ));
                }
                self.bearable(rates[k] / ends[k])?;
            }
            let day = f64::from(MINUTES_PER_DAY);
            let each: Vec<f64> =
                (0..kinds).map(|k| single::single(rates[k], self.work(CategoryId::from(k)), day, false).waiting).collect();
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
            let textbook = textbook::wait_two_classes(c, rate, s.map(|s| 1.0 / s));
            (pooling::waiting(c, rate, s), vec![limit("M/H₂/c", [1.0, 2.0, 4.0].map(at).to_vec(), textbook)])
        } else {
            return Err(self.wrong(
                "category",
                both!("{kinds} categories of different work", "{kinds} 类工作量各不相同"),
                both!("two, or all alike", "两类，或全部相同"),
            ));
        };
        Ok(Solution::of(&[(Measure::Waiting, waiting), (Measure::Wait, waiting / total)]).with(limits))
    }

    pub(super) fn approvals(&self) -> Result<Solution, ScenarioError> {
        let (rate, s) = (self.all(), self.last_day(CategoryId::FIRST)?);
        let (each, clerks) =
            (*self.world.keys.government.file_minutes as u32, self.arm.subs[SubdistrictId::FIRST].approvals.level.clerks[0]);
        let people = self.servers(self.world.sites.by_subdistrict[SubdistrictId::FIRST].station);
        if each == 0 || !clerks.is_multiple_of(each) || self.world.keys.government.levels.get() != 2 {
            return Err(self.wrong(
                "government.file_minutes",
                both!("{each} minutes a file, {clerks} minutes of clerks", "每件 {each} 分钟，办事员 {clerks} 分钟"),
                both!("two levels whose clerks finish a whole number of files a day", "两级审批，办事员每日办结整数件"),
            ));
        }
        if self.office() != 0 || *self.policy.routing.theta != 0.0 || self.policy.routing.levels.get() != 2 {
            return Err(self.wrong(
                "policies",
                both!("another way", "其他流程"),
                both!("offices without servers, two levels and no authority transfer", "社区服务站无服务者，两级审批，不授权"),
            ));
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
    pub(super) fn split(&self) -> Result<Solution, ScenarioError> {
        let own = &self.world.sites.by_subdistrict[SubdistrictId::FIRST];
        let lines: Vec<usize> = own
            .office
            .iter()
            .copied()
            .chain(own.organisations.iter().map(|i| own.sites[i].units.start))
            .map(|u| self.servers(u))
            .collect();
        let choices = self.policy.routing.choices.get();
        if lines.len() < 2 || lines.iter().any(|&c| c != 1) || choices as usize + 1 < lines.len() {
            return Err(self.wrong(
                "organisation.per_1000",
                both!("servers {lines:?} and {choices} choices", "服务者 {lines:?}，可选 {choices} 家"),
                both!(
                    "an office and organisations of one person each, all of them looked at",
                    "社区服务站与各社会组织均一人，且全部被考察"
                ),
            ));
        }
        let (n, day) = (lines.len() as f64, f64::from(MINUTES_PER_DAY));
        let rate = self.all() / n;
        self.bearable(rate * self.work(CategoryId::FIRST).mean / day)?;
        let one = single::single(rate, self.work(CategoryId::FIRST), day, false);
        let in_system = one.waiting + one.open;
        Ok(Solution::of(&[(Measure::InSystem, n * in_system), (Measure::Wait, one.wait), (Measure::Pair, in_system * in_system)]))
    }

    pub(super) fn choices(&self) -> Result<Solution, ScenarioError> {
        let own = &self.world.sites.by_subdistrict[SubdistrictId::FIRST];
        let work = self.work(CategoryId::FIRST);
        let providers: Vec<SiteId> = own.organisations.iter().collect();
        let alone = providers.iter().all(|&i| self.servers(own.sites[i].units.start) == 1);
        if providers.len() != 2 || !alone || self.office() != 0 {
            let (number, people) = (providers.len(), self.office());
            return Err(self.wrong(
                "organisation.per_1000",
                both!(
                    "{number} organisations beside an office with {people} people",
                    "{number} 家社会组织，社区服务站 {people} 人"
                ),
                both!(
                    "two organisations of one person each, and an office without people",
                    "两家各一人的社会组织，社区服务站无人"
                ),
            ));
        }
        if work.distribution != WorkDistribution::Fixed || work.mean != f64::from(MINUTES_PER_DAY) {
            let found = format!("{:?}", work.distribution);
            return Err(self.wrong(
                "demand.work_distribution",
                found,
                both!("\"fixed\" work of one day", "\"fixed\"，一天的工作量"),
            ));
        }
        let rate = self.all();
        self.bearable(rate / 2.0)?;
        if self.policy.routing.choices.get() < 2 {
            let one = single::single(rate / 2.0, work, f64::from(MINUTES_PER_DAY), false);
            return Ok(Solution::of(&[(Measure::Waiting, 2.0 * one.waiting), (Measure::Wait, one.wait)]));
        }
        // Each provider reports on its own day; copies differ in the offset between the two days.
        let period = self.policy.information.report_period_days.get() as usize;
        if period > 10 {
            return Err(self.wrong(
                "policies",
                both!("a report every {period} days", "每 {period} 天报告一次"),
                both!("at most every 10 days", "间隔至多 10 天"),
            ));
        }
        let mut apart = vec![0_u32; period];
        for own in &self.world.sites.by_subdistrict {
            let phase = |i: SiteId| (draws::mix(u64::from(own.sites[i].stable)) % period as u64) as usize;
            let mut seats = own.organisations.iter();
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
}
