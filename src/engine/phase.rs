//! A phase: one mechanism at its place in the schedule, with what it reads and changes.
//!
//! The table of all phases is in [`crate::engine::table`]; [`crate::engine::tick`] runs it. Nothing else orders mechanisms.

use crate::base::calendar::{DAYS_PER_YEAR, MONTH, ends_quarter};
use crate::base::draws::Keys;
use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::base::words::Pair;
use crate::model::compiled::Plan;
use crate::model::state::arm::Arm;
use crate::model::state::board::Board;
use crate::model::state::district::District;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::scenario::keys::policy::Policy;
use crate::world::World;
use crate::world::demand::Arrivals;
use crate::world::shock;

/// A row of the table.
#[derive(Debug)]
pub struct Phase {
    /// What happens, in English and Chinese.
    pub name: Pair,
    /// Section of `docs/odd.md` that describes it.
    pub section: &'static str,
    /// When it is due.
    pub cadence: Cadence,
    /// Whether a district can need it at all. Where this says no, the phase would change nothing on any day.
    pub needed: fn(&Lived<'_>) -> bool,
    /// Parts of the state that it reads beside those it changes.
    pub reads: &'static [Part],
    /// Parts of the state that it may change.
    pub changes: &'static [Part],
    /// The mechanism.
    pub act: Act,
}

impl Phase {
    /// A phase that every district needs.
    pub(super) const fn new(
        name: Pair,
        section: &'static str,
        cadence: Cadence,
        reads: &'static [Part],
        changes: &'static [Part],
        act: Act,
    ) -> Self {
        Self { name, section, cadence, needed: |_| true, reads, changes, act }
    }

    /// The same phase, for districts in which it could change anything.
    pub(super) const fn where_needed(self, needed: fn(&Lived<'_>) -> bool) -> Self {
        Self { needed, ..self }
    }

    /// The same phase at another cadence.
    pub(super) const fn at(self, cadence: Cadence) -> Self {
        Self { cadence, ..self }
    }
}

/// A name in English and Chinese.
pub(super) const fn called(en: &'static str, zh: &'static str) -> Pair {
    Pair { en, zh }
}

/// When a phase is due. Within a day, phases run in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cadence {
    /// Before the first day of the burn-in.
    First,
    /// When a policy takes over from the baseline, before its first day.
    Branch,
    /// On the first day of a shock that takes staff away, and on the day after its last.
    Shock,
    /// Every day.
    Day,
    /// On the last day of every quarter: days 63, 125, 188 and 250 of a year.
    Quarter,
    /// On every twentieth day.
    Month,
    /// On the evening of a run's last day.
    Last,
    /// On the evening before a year begins, but for the first year of the window, which begins with the branch, and after the last day.
    Year,
    /// Every `planning.replan_days` of the policy.
    Plan,
    /// In the middle and at the end of the burn-in.
    BurnIn,
}

impl Cadence {
    /// The name of the cadence.
    #[must_use]
    pub const fn name(self) -> Pair {
        match self {
            Self::First => Pair { en: "first day", zh: "首日之前" },
            Self::Branch => Pair { en: "branch", zh: "政策分开时" },
            Self::Shock => Pair { en: "shock", zh: "冲击始末" },
            Self::Day => Pair { en: "day", zh: "每日" },
            Self::Quarter => Pair { en: "quarter", zh: "每季" },
            Self::Month => Pair { en: "month", zh: "每月" },
            Self::Last => Pair { en: "last day", zh: "末日" },
            Self::Year => Pair { en: "year", zh: "每年" },
            Self::Plan => Pair { en: "plan period", zh: "规划期" },
            Self::BurnIn => Pair { en: "burn-in", zh: "预热期中与期末" },
        }
    }

    /// Whether phases of this cadence are due on a day.
    #[must_use]
    pub fn is_due(self, world: &World, policy: &Policy, day: u16) -> bool {
        let (tomorrow, window) = (day + 1, world.burn_in_days());
        let ends = tomorrow == window + world.window_days();
        match self {
            Self::First | Self::Branch => false,
            Self::Shock => shock::staff_change(&world.shocks, day),
            Self::Day => true,
            Self::Quarter => ends_quarter(day),
            Self::Month => tomorrow.is_multiple_of(MONTH),
            Self::Last => ends,
            Self::Year => tomorrow.is_multiple_of(DAYS_PER_YEAR) && tomorrow != window && !ends,
            Self::Plan => tomorrow.is_multiple_of(policy.planning.replan_days.get() as u16),
            Self::BurnIn => tomorrow == window / 2 || tomorrow == window,
        }
    }

    /// The day by which a phase that runs in the evening of `day` counts: a year begins, and a run ends, on the next.
    #[must_use]
    pub const fn counted(self, day: u16) -> u16 {
        match self {
            Self::Year | Self::Last => day + 1,
            _ => day,
        }
    }
}

/// Who takes part in a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Every subdistrict alone; they may work side by side.
    Owner,
    /// Subdistricts meet: what crosses is applied in an order drawn from identity.
    Exchange,
    /// The district acts.
    District,
    /// Those who count.
    Watchers,
}

impl Kind {
    /// The name of the kind.
    #[must_use]
    pub const fn name(self) -> Pair {
        match self {
            Self::Owner => Pair { en: "owner", zh: "各街道" },
            Self::Exchange => Pair { en: "exchange", zh: "交换" },
            Self::District => Pair { en: "district", zh: "全区" },
            Self::Watchers => Pair { en: "watchers", zh: "观察者" },
        }
    }
}

/// The mechanism of a phase, as a small adapter that splits the state into the parts that the mechanism borrows.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Each subdistrict, with all boards to read.
    Owner(fn(&mut Subdistrict, &Context<'_>, &Moment<'_>)),
    /// Each subdistrict publishes on its own board.
    Board(fn(&mut Subdistrict, &mut Board, &Context<'_>)),
    /// Subdistricts meet.
    Exchange(fn(&mut Of<SubdistrictId, Subdistrict>, &mut District, &Context<'_>)),
    /// The district acts on subdistricts and on itself.
    District(fn(&mut Of<SubdistrictId, Subdistrict>, &mut District, &Context<'_>)),
    /// The district acts and the rules of the policy may move: shares, prices, the registry.
    Rules(fn(&mut Arm, &Moment<'_>)),
    /// Watchers see what there is and change nothing.
    Watch(Look),
}

/// What watchers see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The subdistricts and their logs, before the money of the day moves.
    Subdistricts,
    /// The district, after it has moved.
    District,
    /// What the end of the day has added to the logs.
    Late,
}

impl Act {
    /// Who takes part.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Owner(_) | Self::Board(_) => Kind::Owner,
            Self::Exchange(_) => Kind::Exchange,
            Self::District(_) | Self::Rules(_) => Kind::District,
            Self::Watch(_) => Kind::Watchers,
        }
    }
}

/// No need has been drawn yet.
static NONE_DRAWN: Of<SubdistrictId, Arrivals> = Of::new();

/// What a phase may know of the moment beside the state.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// The world.
    pub world: &'a World,
    /// Keys of the replicate.
    pub keys: &'a Keys,
    /// The day, from the start of the burn-in.
    pub day: u16,
    /// Needs that have been drawn, by owner; none before a first day.
    pub arrivals: &'a Of<SubdistrictId, Arrivals>,
    /// Place of the day among those whose needs have been drawn.
    pub place: usize,
}

impl<'a> Moment<'a> {
    /// The moment before a first day.
    #[must_use]
    pub const fn before(world: &'a World, keys: &'a Keys, day: u16) -> Self {
        Self { world, keys, day, arrivals: &NONE_DRAWN, place: 0 }
    }
}

/// What a district lives under: the world, its policy, and policies that it lived under before, whose files, lots and houses it may still hold.
#[derive(Clone, Copy, Debug)]
pub struct Lived<'a> {
    /// The world.
    pub world: &'a World,
    /// The policy of today.
    pub now: &'a Policy,
    /// Policies before it.
    pub before: &'a [Policy],
}

impl<'a> Lived<'a> {
    /// What a district lives under a plan.
    #[must_use]
    pub fn of(world: &'a World, plan: &'a Plan) -> Self {
        Self { world, now: &plan.policy, before: &plan.before }
    }

    /// Whether something holds for the policy of today or for one before it.
    #[must_use]
    pub fn ever(&self, holds: impl Fn(&Policy) -> bool) -> bool {
        holds(self.now) || self.before.iter().any(holds)
    }

    /// Levels of government that the world has.
    #[must_use]
    pub fn levels(&self) -> u32 {
        self.world.keys.government.levels.get()
    }
}

/// A part of the state. Every field of the state belongs to one of them; instruments that only count belong to none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Known needs.
    Needs,
    /// Latent needs, with the days on which they speak or leave.
    Latent,
    /// What falls due, and when.
    Agenda,
    /// Queues for intake and for routing.
    Desks,
    /// Needs and requests between places.
    Transit,
    /// Waiting lines of providers, with their open cases.
    Lines,
    /// People who serve: line, cases, skill, knowledge, burnout.
    People,
    /// Posts, vacancies, casual hours and sums of the month of every site.
    Staff,
    /// Minutes of every site.
    Minutes,
    /// Files at the levels of government, and their clerks.
    Files,
    /// Administrative tasks waiting.
    Tasks,
    /// Trust in the committee, with today's outcomes.
    Trust,
    /// Active volunteers, with the minutes they gave and were given.
    Volunteers,
    /// Ties between communities and sites.
    Ties,
    /// Organisations: purse, record, contracts, grants.
    Organisations,
    /// Rooms and who runs them.
    Rooms,
    /// Hours reported to the planner.
    Reported,
    /// What today costs and has delivered.
    Bill,
    /// What was resolved and what channels bore since the year began.
    Results,
    /// What providers and communities have published.
    Boards,
    /// The treasury, its channels, severance.
    Treasury,
    /// Money that in-house posts may take beyond their share, and dismissals allowed.
    Establishment,
    /// Lots, who holds them, and the next tender.
    Lots,
    /// People out of post.
    Labour,
    /// Jobs for residents.
    Jobs,
    /// Shares of the channels.
    Shares,
    /// Prices of posts.
    Prices,
    /// Who is open, whom routers see, with whom there can be ties.
    Registry,
    /// What self-help pays besides coordinators.
    Support,
}

impl Part {
    /// All parts, in the order in which they are told.
    pub const ALL: &'static [Self] = &[
        Self::Needs,
        Self::Latent,
        Self::Agenda,
        Self::Desks,
        Self::Transit,
        Self::Lines,
        Self::People,
        Self::Staff,
        Self::Minutes,
        Self::Files,
        Self::Tasks,
        Self::Trust,
        Self::Volunteers,
        Self::Ties,
        Self::Organisations,
        Self::Rooms,
        Self::Reported,
        Self::Bill,
        Self::Results,
        Self::Boards,
        Self::Treasury,
        Self::Establishment,
        Self::Lots,
        Self::Labour,
        Self::Jobs,
        Self::Shares,
        Self::Prices,
        Self::Registry,
        Self::Support,
    ];

    /// The name of the part.
    #[must_use]
    pub const fn name(self) -> Pair {
        match self {
            Self::Needs => Pair { en: "needs", zh: "需求" },
            Self::Latent => Pair { en: "latent needs", zh: "潜在需求" },
            Self::Agenda => Pair { en: "agenda", zh: "日程" },
            Self::Desks => Pair { en: "desks", zh: "受理与分派台" },
            Self::Transit => Pair { en: "transit", zh: "在途" },
            Self::Lines => Pair { en: "lines", zh: "队列" },
            Self::People => Pair { en: "people", zh: "人员" },
            Self::Staff => Pair { en: "posts", zh: "岗位" },
            Self::Minutes => Pair { en: "minutes", zh: "分钟账" },
            Self::Files => Pair { en: "files", zh: "办件" },
            Self::Tasks => Pair { en: "tasks", zh: "行政任务" },
            Self::Trust => Pair { en: "trust", zh: "信任" },
            Self::Volunteers => Pair { en: "volunteers", zh: "志愿者" },
            Self::Ties => Pair { en: "ties", zh: "关系" },
            Self::Organisations => Pair { en: "organisations", zh: "社会组织" },
            Self::Rooms => Pair { en: "rooms", zh: "设施用房" },
            Self::Reported => Pair { en: "reported hours", zh: "上报工时" },
            Self::Bill => Pair { en: "bill", zh: "当日账单" },
            Self::Results => Pair { en: "results of the year", zh: "当年成效" },
            Self::Boards => Pair { en: "boards", zh: "公示" },
            Self::Treasury => Pair { en: "treasury", zh: "财政" },
            Self::Establishment => Pair { en: "establishment", zh: "编制" },
            Self::Lots => Pair { en: "lots", zh: "标段" },
            Self::Labour => Pair { en: "labour pool", zh: "劳动力" },
            Self::Jobs => Pair { en: "jobs", zh: "就业岗位" },
            Self::Shares => Pair { en: "shares", zh: "经费份额" },
            Self::Prices => Pair { en: "prices", zh: "价格" },
            Self::Registry => Pair { en: "registry", zh: "机构名录" },
            Self::Support => Pair { en: "support", zh: "自助经费" },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_year_or_a_run_counts_from_the_next_day_and_all_else_from_its_own() {
        assert_eq!([Cadence::Year, Cadence::Last].map(|cadence| cadence.counted(249)), [250; 2]);
        assert_eq!([Cadence::Day, Cadence::Month, Cadence::Quarter, Cadence::Plan].map(|cadence| cadence.counted(249)), [249; 4]);
    }
}
