//! Phases of the market and of posts that several cadences share.

use crate::engine::phase::Act::{Board, District, Owner, Rules};
use crate::engine::phase::Part::{
    Agenda, Boards, Desks, Labour, Lines, Lots, Minutes, Needs, Organisations, People, Prices, Registry, Reported, Results,
    Rooms, Shares, Staff, Support, Tasks, Ties, Treasury, Volunteers,
};
use crate::engine::phase::{Cadence, Part, Phase, called};
use crate::engine::table::needed;
use crate::model::district::{adaptive, entry, establishment, facilities, registry, tender, transfer, treasury, venture};
use crate::model::referral::{reports, ties};
use crate::model::state::arm::Arm;
use crate::model::workforce::posts;

/// What changes when people are let go: their cases go back to lines.
pub const LEAVERS: &[Part] = &[People, Staff, Lines, Needs, Agenda, Volunteers, Labour];

/// Seats found organisations.
pub const FOUND: Phase = Phase::new(
    called("houses are founded", "组织成立"),
    "7.37",
    Cadence::Year,
    &[Needs, Shares],
    &[Organisations, Minutes, Tasks],
    District(|subs, _, ctx| entry::found(subs, ctx)),
)
.where_needed(needed::entry);

/// Routers see who is being founded, so that founders can bid.
pub const SEE_FOUNDERS: Phase = Phase::new(
    called("routers see who is being founded", "分派者看到新成立者"),
    "7.37",
    Cadence::Year,
    &[Organisations, Staff],
    &[Registry, Ties],
    Rules(|arm, moment| {
        if arm.subs.iter().flat_map(|s| &s.organisations).any(|o| o.founding) {
            registry::look_around(&mut arm.subs, &mut arm.plan, moment.world);
        }
    }),
)
.where_needed(needed::entry);

/// The tender, when contracts have ended.
pub const TENDER: Phase = Phase::new(
    called("the tender, when contracts have ended", "合同到期后招标"),
    "7.34",
    Cadence::Year,
    &[Registry, Prices, Shares],
    &[Lots, Organisations, Staff, Minutes, Ties, Treasury],
    District(|subs, district, ctx| {
        if district.next_tender <= ctx.day {
            tender::hold(subs, district, ctx);
        }
    }),
)
.where_needed(needed::purchase);

/// The tender with which a policy begins.
pub const FIRST_TENDER: Phase = Phase::new(
    called("the tender with which a policy begins", "政策起始的招标"),
    "7.34",
    Cadence::First,
    &[Registry, Prices, Shares],
    &[Lots, Organisations, Staff, Minutes, Ties, Treasury],
    District(tender::hold),
)
.where_needed(needed::purchase);

/// The venture round.
pub const VENTURE: Phase = Phase::new(
    called("the venture round", "公益创投"),
    "7.35",
    Cadence::Year,
    &[Needs, Prices, Shares, Treasury],
    &[Organisations, Staff, Minutes],
    District(venture::hold),
)
.where_needed(needed::venture);

/// Founders who won nothing do not open.
pub const SETTLE: Phase = Phase::new(
    called("founders who won nothing do not open", "无所得的新组织不开办"),
    "7.37",
    Cadence::Year,
    &[Lots],
    &[Organisations],
    District(entry::settle),
)
.where_needed(needed::entry);

/// Rooms open and close.
pub const FACILITIES: Phase = Phase::new(
    called("facilities open and close", "设施开放与关闭"),
    "7.36",
    Cadence::Month,
    &[Organisations, Prices, Shares, Treasury],
    &[Rooms, Minutes, People, Staff, Lines, Needs, Agenda, Labour],
    District(facilities::adjust),
)
.where_needed(needed::facilities);

/// What self-help pays besides coordinators.
pub const SUPPORT: Phase = Phase::new(
    called("what self-help pays besides coordinators", "自助经费支付协调员以外的事项"),
    "7.18",
    Cadence::Month,
    &[Staff, Organisations, Rooms, Volunteers, Prices, Shares],
    &[Treasury, Support],
    Rules(|arm, moment| {
        let Arm { subs, district, plan, .. } = arm;
        treasury::support(subs, district, plan, moment.world);
    }),
);

/// Posts of contracts are called off.
pub const CALL_OFF: Phase = Phase::new(
    called("posts of contracts are called off", "按合同调用岗位"),
    "7.34",
    Cadence::Month,
    &[Lots, Prices, Shares],
    &[Staff, Organisations, Treasury],
    District(tender::call_off),
)
.where_needed(needed::purchase);

/// People go over to whoever takes their work on.
pub const TRANSFER: Phase = Phase::new(
    called("people go over to whoever takes their work on", "人员随工作划转"),
    "7.17",
    Cadence::Month,
    &[Prices, Shares],
    &[Lots, People, Staff, Organisations, Ties, Treasury, Lines, Needs, Agenda, Desks],
    District(transfer::go_over),
)
.where_needed(needed::transfer);

/// Routers see who is there.
pub const LOOK_AROUND: Phase = Phase::new(
    called("routers see who is there", "分派者更新名录"),
    "7.6",
    Cadence::Month,
    &[Organisations, Staff],
    &[Registry, Ties],
    Rules(|arm, moment| registry::look_around(&mut arm.subs, &mut arm.plan, moment.world)),
);

/// Ties are laid out for the sites that a plan lets be known.
pub const TIES: Phase = Phase::new(
    called("ties are laid out", "建立关系名册"),
    "7.9",
    Cadence::First,
    &[Registry],
    &[Ties],
    Owner(|sub, ctx, _| {
        let (index, plan) = (sub.index, ctx.plan);
        ties::lay_out(&mut sub.communities, &plan.partners[index], ctx.world.own(index), &plan.first_ties);
    }),
);

/// The bins of the station.
pub const BINS: Phase = Phase::new(
    called("the station's people are dealt to bins", "社工站人员分格"),
    "7.17",
    Cadence::Plan,
    &[],
    &[People, Reported],
    Owner(|sub, ctx, _| posts::replan(&mut sub.lines.workers, &mut sub.reported_work, ctx.world.own(sub.index), ctx)),
)
.where_needed(needed::bins);

/// Mean skills are published.
pub const SKILLS: Phase = Phase::new(
    called("skills are published", "公示技能"),
    "7.19",
    Cadence::Month,
    &[People, Lines],
    &[Boards],
    Board(|sub, board, ctx| reports::publish_skills(&sub.lines.units, &sub.lines.workers, board, ctx.world)),
);

/// What the adaptive budget acts on is counted anew.
pub const NEW_YEAR: Phase = Phase::new(
    called("results of the year are counted anew", "当年成效重新计数"),
    "7.40",
    Cadence::Year,
    &[],
    &[Results],
    District(|subs, district, _| adaptive::begin_year(subs, district)),
);

/// Those whom no contract or grant pays go.
pub const SURPLUS: Phase = Phase::new(
    called("those whom no contract or grant pays go", "无合同或资助支付者离岗"),
    "7.17",
    Cadence::Year,
    &[],
    LEAVERS,
    District(|subs, district, ctx| establishment::release_surplus(subs, &mut district.labour, ctx)),
);

/// Posts are set anew as a budget begins.
pub const POSTS: Phase = Phase::new(
    called("targets are set; posts the budget does not pay end", "核定岗位，预算不支者撤销"),
    "7.17",
    Cadence::Branch,
    &[Organisations, Rooms, Prices, Shares, Support, Treasury],
    LEAVERS,
    District(|subs, district, ctx| establishment::restaff(subs, district, 0, establishment::Pace::AtOnce, ctx)),
);
