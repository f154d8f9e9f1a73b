//! Before a first day: of the burn-in, and of a policy that takes over.

use crate::engine::phase::Act::{District, Owner, Rules};
use crate::engine::phase::Part::{
    Agenda, Desks, Files, Labour, Lines, Needs, Organisations, People, Results, Shares, Staff, Tasks, Volunteers,
};
use crate::engine::phase::{Cadence, Phase, called};
use crate::engine::table::day::STOCK;
use crate::engine::table::market::{
    BINS, FACILITIES, FIRST_TENDER, FOUND, LOOK_AROUND, NEW_YEAR, POSTS, SEE_FOUNDERS, SETTLE, SKILLS, SUPPORT, SURPLUS, TIES,
    TRANSFER, VENTURE,
};
use crate::engine::table::needed;
use crate::model::access::doors;
use crate::model::district::{adaptive, takeover};
use crate::model::money::funding;
use crate::model::state::arm::Arm;
use crate::model::workforce::posts;

/// Before the first day: everybody is in post.
pub const FIRST: &[Phase] = &[
    POSTS.at(Cadence::First),
    FOUND.at(Cadence::First),
    SEE_FOUNDERS.at(Cadence::First),
    FIRST_TENDER,
    VENTURE.at(Cadence::First),
    SETTLE.at(Cadence::First),
    FACILITIES.at(Cadence::First),
    SUPPORT.at(Cadence::First),
    LOOK_AROUND.at(Cadence::First),
    Phase::new(
        called("every post is filled", "岗位全部到岗"),
        "7.17",
        Cadence::First,
        &[Organisations],
        &[People, Staff, Volunteers],
        Owner(|sub, ctx, _| {
            let (mut seats, cases, units) = posts::Seats::beside(sub, ctx.world);
            posts::fill_all(&mut seats, ctx);
            posts::shifts(&mut seats, cases, units, ctx);
        }),
    ),
    STOCK.at(Cadence::First),
    TIES,
    BINS.at(Cadence::First),
    STOCK.at(Cadence::First),
    SKILLS.at(Cadence::First),
    Phase::new(
        called("lines begin with the capacity of their people", "队列以其人员能力为初值"),
        "7.19",
        Cadence::First,
        &[],
        &[Lines],
        Owner(|sub, _, _| {
            for unit in &mut sub.lines.units {
                unit.capacity = unit.potential as f32;
            }
        }),
    ),
    Phase::new(
        called("those in post have left the labour pool", "在岗者离开劳动力市场"),
        "7.17",
        Cadence::First,
        &[People],
        &[Labour],
        District(|subs, district, _| {
            for worker in subs.iter().flat_map(|sub| &sub.lines.workers) {
                if funding::is_public(worker.kind) || worker.kind.is_social_worker() || worker.kind.is_care_worker() {
                    district.labour.take(worker.kind);
                }
            }
        }),
    ),
];

/// A policy takes over.
pub const BRANCH: &[Phase] = &[
    Phase::new(
        called("where the rules go on, the adaptive budget ends its year", "规则不变者，动态预算结束当年"),
        "7.40",
        Cadence::Branch,
        &[Results],
        &[Shares],
        Rules(|arm, _| {
            let Arm { subs, district, plan, .. } = arm;
            if plan.before.last() == Some(&plan.policy) {
                adaptive::adapt(subs, district, plan);
            }
        }),
    )
    .where_needed(needed::adaptive),
    NEW_YEAR.at(Cadence::Branch),
    TIES.at(Cadence::Branch),
    POSTS,
    FOUND.at(Cadence::Branch),
    SEE_FOUNDERS.at(Cadence::Branch),
    FIRST_TENDER.at(Cadence::Branch),
    VENTURE.at(Cadence::Branch),
    SETTLE.at(Cadence::Branch),
    FACILITIES.at(Cadence::Branch),
    SUPPORT.at(Cadence::Branch),
    TRANSFER.at(Cadence::Branch),
    LOOK_AROUND.at(Cadence::Branch),
    SURPLUS.at(Cadence::Branch),
    Phase::new(
        called("social workers move to where the policy seats them", "社会工作者迁到政策所定的驻点"),
        "7.17",
        Cadence::Branch,
        &[],
        &[People, Staff],
        Owner(|sub, ctx, _| takeover::move_desks(&mut sub.lines.workers, &mut sub.staff, &sub.cases.needs, sub.index, ctx)),
    )
    .where_needed(needed::seats_move),
    Phase::new(
        called("lines that the policy no longer keeps are merged", "合并政策不再保留的队列"),
        "7.10",
        Cadence::Branch,
        &[],
        &[Lines, Needs],
        Owner(|sub, ctx, _| takeover::merge_lines(&mut sub.cases, &mut sub.lines.units, ctx)),
    )
    .where_needed(needed::seats_move),
    Phase::new(
        called("associations that take no needs any more give back what they have", "不再接案的社区社会组织交回在手事项"),
        "7.21",
        Cadence::Branch,
        &[],
        &[People, Lines, Needs, Agenda, Desks, Tasks],
        Owner(|sub, ctx, _| takeover::close_associations(sub, ctx)),
    )
    .where_needed(needed::no_associations),
    STOCK.at(Cadence::Branch),
    SKILLS.at(Cadence::Branch),
    Phase::new(
        called("files at a level that is no longer used go back to their desks", "停用层级的办件退回分派台"),
        "7.7",
        Cadence::Branch,
        &[],
        &[Files, Needs, Agenda, Desks],
        District(|subs, district, ctx| takeover::release_files(subs, &mut district.level, ctx)),
    )
    .where_needed(needed::gives_files_back),
    Phase::new(
        called("households at doors set out anew, for the doors of this policy", "在各渠道等候的居民按新政策重新选择"),
        "7.4",
        Cadence::Branch,
        &[],
        &[Needs, Desks],
        Owner(|sub, ctx, _| doors::reopen(&mut sub.cases, ctx)),
    )
    .where_needed(needed::doors_change),
];
