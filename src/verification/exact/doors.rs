//! Exact values of triage, volunteers, returns and skill: where a need is delivered, and who serves it.

use super::super::case::Measure;
use super::super::laws::numbers::{poisson, power};
use super::super::laws::volunteers::{self, Month, Participation};
use super::super::laws::{lives, returns, triage, unequal};
use super::super::probe::MonthSeen;
use super::setting::{Exact, Limit, Setting, Solution};
use crate::base::calendar::{DAYS_PER_YEAR, MINUTES_PER_DAY, MONTH};
use crate::base::places::{CategoryId, CommunityId, SubdistrictId};
use crate::base::words::{Both, both};
use crate::scenario::error::ScenarioError;
use crate::scenario::keys::needs::WorkDistribution;
use crate::scenario::keys::policy::{Bins, Choice, Discipline};
use crate::world::World;
use crate::world::sites::Site;

/// Probability of a day above capacity that is small enough to ignore.
const NEVER_SEEN: f64 = 1e-7;

impl Setting<'_> {
    /// One server at the office, needs that come back.
    pub(super) fn returns(&self) -> Result<Solution, ScenarioError> {
        let (keys, work, day) = (&self.world.keys, self.work(CategoryId::FIRST), f64::from(MINUTES_PER_DAY));
        let skill = f64::from(self.world.categories[CategoryId::FIRST].skill_community_worker);
        let minutes = lives::effort(work.mean as u16, *keys.service.effort_slack, skill) as f64;
        let people = self.office();
        if people != 1 || work.distribution != WorkDistribution::Fixed || minutes % day != 0.0 {
            return Err(self.wrong(
                "demand.work_distribution",
                both!("{minutes} minutes a try, {people} servers", "每次 {minutes} 分钟，{people} 名服务者"),
                both!("one server, and \"fixed\" work of whole days", "一名服务者，且工作量为 \"fixed\" 的整天"),
            ));
        }
        let (low, high) = (*keys.demand.difficulty_low, *keys.demand.difficulty_high);
        let score = *keys.service.success_slope * (skill + *keys.service.success_ease - low);
        let vain = 1.0 - 1.0 / (1.0 + libm::exp(-score));
        let last = power(vain, u64::from(keys.service.most_tries.get()));
        if low != high || last > 1e-6 {
            return Err(self.wrong(
                "service.most_tries",
                both!(
                    "difficulty {low} to {high}, a chance of {last:.1e} to be given up",
                    "难度 {low} 至 {high}，最终失败概率 {last:.1e}"
                ),
                both!("needs that are alike, and tries that hardly end in failure", "需求难度相同，且几乎不会最终失败"),
            ));
        }
        self.is_first_come_first_served()?;
        let (rate, days) = (self.all(), (minutes / day) as usize);
        self.bearable(rate * days as f64 / (1.0 - vain))?;
        let line = returns::returns(rate, vain, days);
        let limit = Limit {
            law: "M/D/1, Bernoulli feedback (Takács)",
            what: super::lines::WAIT_IN_SERVICES,
            at: [1, 2, 4].map(|k| ((k * days) as f64, returns::wait_in_services(rate, vain, days, k))).to_vec(),
            textbook: returns::textbook(rate, vain, days),
        };
        Ok(Solution::of(&[
            (Measure::Wait, line.wait),
            (Measure::Waiting, line.waiting),
            (Measure::WaitingAgain, line.waiting_again),
            (Measure::Deliveries, 1.0 / (1.0 - vain)),
        ])
        .with(vec![limit]))
    }

    /// One organisation whose people differ in skill.
    pub(super) fn unequal(&self) -> Result<Solution, ScenarioError> {
        let own = &self.world.sites.by_subdistrict[SubdistrictId::FIRST];
        let (keys, category) = (&self.world.keys, &self.world.keys.category.0[0].1);
        let seats = keys.organisation.own_staff.get();
        let (count, office) = (own.organisations.len(), self.office());
        if count != 1 || office != 0 || self.rate(CommunityId::FIRST, CategoryId::FIRST) < self.all() {
            return Err(self.wrong(
                "organisation.per_1000",
                both!("{count} organisations, {office} people in the office", "{count} 家社会组织，社区服务站 {office} 人"),
                both!(
                    "one organisation, an empty office, and needs of the first category alone",
                    "一家社会组织、无人的社区服务站，且只有第一类需求"
                ),
            ));
        }
        let specialties = &own.sites[own.organisations.start].specialties;
        let skills = (0..seats as usize).map(|seat| match specialties[seat % specialties.len()] {
            CategoryId::FIRST => *category.skill_specialist,
            _ => *category.skill_other,
        });
        let mut factors: Vec<f64> = skills.map(|q| 1.0 + *keys.service.effort_slack * (1.0 - q)).collect();
        factors.sort_by(f64::total_cmp);
        if !(2..=4).contains(&factors.len()) || factors.iter().any(|f| f % 1.0 != 0.0 || *f > 4.0) {
            let factors = format!("{factors:?}");
            return Err(self.wrong(
                "service.effort_slack",
                both!("servers who take {factors} times the work", "服务者所需时间为工作量的 {factors} 倍"),
                both!("two to four servers who take 1, 2, 3 or 4 times the work", "两至四名服务者，各需工作量的 1、2、3 或 4 倍"),
            ));
        }
        let (rate, s) = (self.all(), self.last_day(CategoryId::FIRST)?);
        let blocks: Vec<usize> = factors.iter().map(|f| *f as usize).collect();
        self.bearable(rate / s / factors.iter().map(|f| 1.0 / f).sum::<f64>())?;
        let line = unequal::unequal(rate, s, &blocks);
        let minutes: f64 = line.begun.iter().zip(&factors).map(|(n, f)| n * f / s * f64::from(MINUTES_PER_DAY)).sum();
        let solution = Solution::of(&[
            (Measure::Wait, line.wait),
            (Measure::Waiting, line.waiting),
            (Measure::OpenBest, line.open[0]),
            (Measure::MinutesPerNeed, minutes / rate),
        ]);
        if blocks.len() != 2 {
            return Ok(solution);
        }
        let limit = Limit {
            law: "M/M/2, unequal servers",
            what: ("share begun by the more skilled", "较熟练者承接比例"),
            at: [1.0, 2.0, 4.0].map(|k| (k / s, unequal::best_share(rate, s, &blocks, k))).to_vec(),
            textbook: unequal::textbook(rate, s / factors[0], s / factors[1]),
        };
        Ok(solution.with(vec![limit]))
    }

    /// Labels, by community and category.
    pub(super) fn triage(&self) -> Result<Solution, ScenarioError> {
        let own = &self.world.places.subdistricts[SubdistrictId::FIRST].communities;
        let (kinds, error) = (self.world.kinds(), self.arm.plan.intake_error);
        if kinds < 3 {
            return Err(self.wrong(
                "category",
                Both::same(kinds),
                both!("at least three categories, so that an error has a choice", "至少三类需求，使错误有所选择"),
            ));
        }
        let mut values = Vec::new();
        for (local, &c) in own.iter().enumerate() {
            for k in self.world.categories.places() {
                let value = triage::mislabelled(error, self.triager(c, k)?);
                let detail = format!("({}, {})", self.world.places.communities[c].code, self.world.category_names[k]);
                values.push(Exact {
                    measure: Measure::Mislabelled,
                    index: Some((local * kinds + k.at()) as u16),
                    detail: Some(detail),
                    value,
                });
            }
        }
        values.extend(self.world.categories.places().iter().map(|k| Exact {
            measure: Measure::TakenForNext,
            index: Some(k.get().into()),
            detail: Some(format!("({})", self.world.category_names[k])),
            value: triage::taken_for(kinds),
        }));
        Ok(Solution { values, limits: Vec::new() })
    }

    /// Skill in triage of a community, whose community workers either all have certificates or all have none.
    fn triager(&self, community: CommunityId, category: CategoryId) -> Result<f64, ScenarioError> {
        let keys = &self.world.keys.category.0[category.at()].1;
        let certified = self.world.places.communities[community].certified_share;
        if certified == 0.0 {
            return Ok(*keys.skill_community_worker);
        }
        if certified == 1.0 && *keys.skill_specialist == *keys.skill_other {
            return Ok(*keys.skill_specialist);
        }
        Err(self.wrong(
            "community_worker.certified_share",
            both!("a share of {certified}", "比例 {certified}"),
            both!(
                "0, or 1 with `skill_specialist` and `skill_other` alike: who triages would be chance",
                "0；或 1 且 `skill_specialist` 与 `skill_other` 相同：否则由谁研判取决于偶然"
            ),
        ))
    }

    /// One organisation for each category: a wrong label leads to a wrong door.
    pub(super) fn misrouting(&self) -> Result<Solution, ScenarioError> {
        let own = &self.world.sites.by_subdistrict[SubdistrictId::FIRST];
        let doors: Vec<&Site> = own.organisations.iter().map(|i| &own.sites[i]).collect();
        let minutes = f64::from(*self.world.keys.intake.minutes as u32);
        let (mut wrong, all) = (0.0, self.all());
        for k in self.world.categories.places() {
            let takes: Vec<&&Site> = doors.iter().filter(|site| site.takes(k)).collect();
            if takes.len() != 1 || takes[0].specialties.len() != 1 || !self.prefers_the_specialist(k) {
                let (name, number) = (crate::base::words::shown(&self.world.category_names[k]), takes.len());
                return Err(self.wrong(
                    "organisation.kind",
                    both!("{number} choices in {name}", "{name} 类可选 {number} 家"),
                    both!(
                        "one organisation for each category, so much more skilled than the office that it is always chosen",
                        "每类恰有一家社会组织，且其技能远高于社区服务站，总被选中"
                    ),
                ));
            }
            // The right provider, and every wrong one, can handle a day's needs on that day.
            let day = self.rate(CommunityId::FIRST, k) + all * *self.world.keys.intake.error;
            let people = self.servers(takes[0].units.start) as f64;
            let effort =
                lives::effort(self.work(k).mean as u16, *self.world.keys.service.effort_slack, self.specialist(k)) as f64;
            self.plenty("organisation.own_staff", day, people * libm::floor(f64::from(MINUTES_PER_DAY) / effort.max(minutes)))?;
            wrong += self.rate(CommunityId::FIRST, k) / all
                * triage::mislabelled(*self.world.keys.intake.error, self.triager(CommunityId::FIRST, k)?);
        }
        let paid = self.office() as f64 * f64::from(MINUTES_PER_DAY);
        self.plenty("community_worker.per_10k", all, libm::floor(paid / minutes.max(1.0)))?;
        let law = triage::misrouting(wrong, minutes);
        Ok(Solution::of(&[
            (Measure::Misrouted, wrong),
            (Measure::Deliveries, law.deliveries),
            (Measure::Wait, law.wait),
            (Measure::IntakeMinutes, law.intake),
        ]))
    }

    fn specialist(&self, category: CategoryId) -> f64 {
        f64::from(self.world.categories[category].skill_specialist)
    }

    /// Whether a router that knows skill alone always takes an organisation's specialist before its own office.
    fn prefers_the_specialist(&self, category: CategoryId) -> bool {
        let (routing, keys) = (&self.world.keys.routing, &self.world.categories[category]);
        let skill = libm::log(f64::from(keys.skill_specialist)) - libm::log(f64::from(keys.skill_community_worker));
        let tie = *routing.tie * (*self.world.keys.handoff.initial_tie_organisation - 1.0);
        *routing.skill * skill + tie > 20.0 * *routing.noise && *routing.bias == 0.0 && *routing.wait == 0.0
    }

    /// A Poisson number of needs a day practically never exceeds what can be done on one.
    fn plenty(&self, key: &str, rate: f64, most: f64) -> Result<(), ScenarioError> {
        let within: f64 = poisson(rate).iter().take(most as usize + 1).sum();
        if 1.0 - within < NEVER_SEEN {
            return Ok(());
        }
        Err(self.wrong(
            key,
            both!("room for {most} needs on a day of {rate:.1}", "每日平均 {rate:.1} 项，可处理 {most} 项"),
            both!("room for whatever comes on a day", "当日所到均可处理"),
        ))
    }

    /// An office and its associations, by chance.
    pub(super) fn volunteers(&self) -> Result<Solution, ScenarioError> {
        let (keys, volunteer) = (&self.world.keys, &self.world.keys.volunteer);
        let place = &self.world.places.communities[CommunityId::FIRST];
        let own = &self.world.sites.by_subdistrict[SubdistrictId::FIRST];
        let (organisations, work) = (own.organisations.len(), self.work(CategoryId::FIRST));
        let still = [("crowding_out", *volunteer.crowding_out), ("load", *volunteer.load), ("support", *volunteer.support)];
        if let Some((key, value)) = still.into_iter().find(|(_, value)| *value != 0.0) {
            let stays = both!("0: the law knows how many are active", "0：定律须已知活跃人数");
            return Err(self.wrong(&format!("volunteer.{key}"), Both::same(value), stays));
        }
        if self.policy.routing.choice != Choice::Uniform || organisations > 0 || work.distribution != WorkDistribution::Fixed {
            return Err(self.wrong(
                "policies",
                both!(
                    "{organisations} organisations, another choice or other work",
                    "{organisations} 家社会组织，或选择方式、工作量不同"
                ),
                both!(
                    "no organisation, `choice = \"uniform\"` and \"fixed\" work",
                    "无社会组织，`choice = \"uniform\"`，工作量为 \"fixed\""
                ),
            ));
        }
        let given = volunteers::given(
            place.volunteers,
            *volunteer.hours_per_year,
            f64::from(DAYS_PER_YEAR),
            place.associations,
            volunteer.shift_minutes.get(),
        );
        // Two options: each takes half of the needs that are easy enough.
        let (low, high, limit) = (*keys.demand.difficulty_low, *keys.demand.difficulty_high, *volunteer.difficulty_limit);
        let easy = if low == high { f64::from(u8::from(low < limit)) } else { ((limit - low) / (high - low)).clamp(0.0, 1.0) };
        let share = if given > 0 { easy / 2.0 } else { 0.0 };
        let effort = |skill: f32| lives::effort(work.mean as u16, *keys.service.effort_slack, f64::from(skill)) as f64;
        let category = &self.world.categories[CategoryId::FIRST];
        let minutes = self.all() * share * effort(category.skill_volunteer);
        self.bearable(minutes / f64::from(given.max(1)))?;
        let paid = f64::from(MINUTES_PER_DAY) * self.office() as f64;
        self.bearable(self.all() * (1.0 - share) * effort(category.skill_community_worker) / paid.max(1.0))?;
        Ok(Solution::of(&[
            (Measure::Given, f64::from(given)),
            (Measure::ByAssociation, share),
            (Measure::VolunteerMinutes, minutes),
        ]))
    }

    /// Conditions for the recursion of participation to follow a community.
    pub(super) fn one_community_followed(&self) -> Result<Solution, ScenarioError> {
        let (communities, batches) =
            (self.world.places.subdistricts[SubdistrictId::FIRST].communities.len(), self.case.keys.batches.get());
        if communities != 1 || batches != 1 || *self.policy.funding.self_help > 0.0 {
            return Err(self.wrong(
                "case.batches",
                both!("{communities} communities, {batches} batches", "{communities} 个社区，{batches} 批"),
                both!(
                    "one community in each subdistrict, one batch, and no money for self-help",
                    "每个街道一个社区，一批，且无居民自助经费"
                ),
            ));
        }
        Ok(Solution::default())
    }

    /// Every site must have people of one skill in a category, and products of work and skill must be whole in single precision.
    pub(super) fn skills_are_told_by_sites(&self) -> Result<Solution, ScenarioError> {
        let keys = &self.world.keys;
        let staff = keys.organisation.own_staff.get();
        let certified = self.world.places.communities.iter().any(|c| c.certified_share > 0.0);
        if staff > 1 || certified || *keys.social_worker.per_10k > 0.0 {
            return Err(self.wrong(
                "organisation.own_staff",
                both!("{staff} people, or people with certificates", "{staff} 人，或有持证人员"),
                both!(
                    "at most one person in an organisation, and offices without certificates and social workers",
                    "社会组织至多一人，社区服务站无持证人员与社会工作者"
                ),
            ));
        }
        for (name, category) in keys.category.iter() {
            let skills =
                [category.skill_community_worker, category.skill_specialist, category.skill_other, category.skill_volunteer];
            let fine = |skill: f64| (*keys.service.effort_slack * (1.0 - skill) * 64.0) % 1.0 == 0.0;
            if *category.group_share > 0.0 || !skills.iter().all(|skill| fine(**skill)) {
                return Err(self.wrong(
                    &format!("category.{name}"),
                    both!("groups, or effort that is not in 64ths of the work", "有小组服务，或工时不是工作量的 1/64 的整数倍"),
                    both!(
                        "no groups, and a slack times (1 − skill) in 64ths",
                        "无小组服务，且 slack ×（1 − 技能）为 1/64 的整数倍"
                    ),
                ));
            }
        }
        Ok(Solution::default())
    }

    /// Lines ordered by date of delivery alone.
    pub(super) fn lines_without_priorities(&self) -> Result<Solution, ScenarioError> {
        self.is_first_come_first_served()?;
        match self.world.keys.category.iter().find(|(_, category)| *category.group_share > 0.0) {
            Some((name, _)) => Err(self.wrong(
                &format!("category.{name}.group_share"),
                both!("groups", "小组服务"),
                both!("0: a group takes who is further back along", "0：小组会带上排在后面的人"),
            )),
            None => Ok(Solution::default()),
        }
    }

    fn is_first_come_first_served(&self) -> Result<(), ScenarioError> {
        let policy = self.policy;
        let guidance = &policy.guidance;
        let none_first = guidance.priority_categories.is_empty() && guidance.priority_segments.is_empty();
        let plain = policy.capacity.discipline == Discipline::Fifo && none_first;
        if plain && policy.capacity.bins == Bins::None && !policy.capacity.by_place {
            return Ok(());
        }
        Err(self.wrong(
            "policies",
            both!("priorities or bins", "有优先次序或分类队列"),
            both!(
                "`discipline = \"fifo\"`, no categories, segments or places first, `bins = \"none\"`",
                "`discipline = \"fifo\"`，无优先类别、人群或片区，`bins = \"none\"`"
            ),
        ))
    }
}

/// The law of participation of a world's first community.
#[must_use]
pub fn participation(world: &World) -> Participation {
    let (keys, place) = (&world.keys.volunteer, &world.places.communities[CommunityId::FIRST]);
    Participation {
        first: (place.volunteers / place.residents).min(0.999 * *keys.most_active),
        most: *keys.most_active,
        trust: *keys.trust,
        peers: *keys.peers,
        support: *keys.support,
        paid: *keys.crowding_out,
        load: *keys.load,
        joining: *keys.recruit_pace,
        leaving: *keys.leave_per_year * f64::from(MONTH) / f64::from(DAYS_PER_YEAR),
    }
}

/// A month as input of its law, for a community with this number of active volunteers.
#[must_use]
pub fn month(world: &World, persons: f64, seen: MonthSeen) -> Month {
    let keys = &world.keys.volunteer;
    let given = persons * *keys.hours_per_year * 60.0 / f64::from(DAYS_PER_YEAR) * f64::from(MONTH);
    let all = (seen.volunteers + seen.paid) as f64;
    Month {
        trust: seen.trust - *world.keys.trust.initial,
        support: (seen.support as f64 / (persons.max(1.0) * *keys.full_support_minutes)).min(1.0),
        paid: if all > 0.0 { seen.paid as f64 / all } else { 0.0 },
        load: if given > 0.0 { (seen.volunteers as f64 / given).min(1.0) } else { 0.0 },
    }
}
