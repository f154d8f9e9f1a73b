//! The calendar: quarter, month, last day, year, plan period, burn-in.

use crate::engine::phase::Act::{District, Owner, Rules, Watch};
use crate::engine::phase::Part::{
    Agenda, Bill, Desks, Establishment, Files, Labour, Lines, Lots, Minutes, Needs, Organisations, People, Prices, Results,
    Rooms, Shares, Staff, Support, Tasks, Ties, Transit, Treasury, Trust, Volunteers,
};
use crate::engine::phase::{Cadence, Look, Part, Phase, called};
use crate::engine::table::day::STOCK;
use crate::engine::table::market::{
    BINS, CALL_OFF, FACILITIES, FOUND, LEAVERS, LOOK_AROUND, NEW_YEAR, SEE_FOUNDERS, SETTLE, SKILLS, SUPPORT, SURPLUS, TENDER,
    TRANSFER, VENTURE,
};
use crate::engine::table::needed;
use crate::model::community::participation;
use crate::model::district::establishment::Pace;
use crate::model::district::{adaptive, clerks, entry, establishment, tender, treasury, venture};
use crate::model::money::organisation;
use crate::model::provision::{reallocation, skills};
use crate::model::referral::ties;
use crate::model::state::arm::Arm;
use crate::model::state::subdistrict::Context;
use crate::model::state::subdistrict::Subdistrict;
use crate::model::workforce::{burnout, posts};

/// Quarter, month, last day and year.
pub const CALENDAR: &[Phase] = &[
    Phase::new(
        called("organisations are evaluated; a tranche is on its way", "评估组织，分期款在途"),
        "7.34",
        Cadence::Quarter,
        &[],
        &[Organisations, Staff, Minutes],
        Owner(|sub, ctx, _| {
            organisation::quarter(&mut sub.organisations, &mut sub.staff, &mut sub.days, ctx.world.own(sub.index), ctx);
        }),
    ),
    Phase::new(
        called("skills: forgetting and training", "技能：遗忘与培训"),
        "7.15",
        Cadence::Month,
        &[Staff, Volunteers],
        &[People],
        Owner(|sub, ctx, _| skills::month(&mut sub.lines.workers, &sub.staff, &sub.communities, ctx)),
    ),
    Phase::new(
        called("burnout", "职业倦怠"),
        "7.16",
        Cadence::Month,
        &[],
        &[People, Staff],
        Owner(|sub, ctx, _| burnout::month(&mut sub.lines.workers, &mut sub.staff, ctx.world.own(sub.index), ctx)),
    ),
    Phase::new(
        called("ties decay and cost upkeep", "关系衰减与维护"),
        "7.9",
        Cadence::Month,
        &[Staff],
        &[Ties, Minutes],
        Owner(|sub, ctx, _| {
            ties::month(&mut sub.communities, &mut sub.days, &sub.staff, ctx.world.own(sub.index), ctx);
        }),
    ),
    Phase::new(
        called("volunteers come and go", "志愿者增减"),
        "7.21",
        Cadence::Month,
        &[Trust],
        &[Volunteers],
        Owner(|sub, ctx, _| participation::month(&mut sub.communities, ctx)),
    ),
    Phase::new(
        called("people leave", "人员离职"),
        "7.16",
        Cadence::Month,
        &[],
        LEAVERS,
        District(|subs, district, ctx| {
            for sub in subs {
                let Subdistrict { cases, lines, staff, .. } = sub;
                posts::leave(cases, lines, staff, ctx, &mut district.labour);
            }
        }),
    ),
    Phase::new(
        called("vacancies are filled", "补充空缺"),
        "7.17",
        Cadence::Month,
        &[Organisations],
        &[People, Staff, Labour, Volunteers],
        District(|subs, district, ctx| posts::fill_vacancies(subs, ctx, &mut district.labour)),
    ),
    Phase::new(
        called("money that lies idle is counted", "清点闲置资金"),
        "7.18",
        Cadence::Month,
        &[Staff, Organisations, Rooms, Volunteers, Treasury, Prices, Shares, Support],
        &[Establishment],
        District(|subs, district, ctx| district.beyond_share = treasury::inhouse_beyond_share(subs, district, ctx)),
    ),
    Phase::new(
        called("grants end", "资助到期"),
        "7.35",
        Cadence::Month,
        &[],
        &[Organisations, Staff],
        District(|subs, _, ctx| venture::end(subs, ctx)),
    )
    .where_needed(needed::grants),
    Phase::new(
        called("houses close", "组织关闭"),
        "7.37",
        Cadence::Month,
        &[],
        &[Organisations, Lots, Rooms, People, Staff, Lines, Needs, Agenda, Desks, Transit, Labour, Treasury, Tasks, Trust, Bill],
        District(entry::close),
    ),
    FACILITIES,
    SUPPORT,
    CALL_OFF,
    TRANSFER,
    LOOK_AROUND,
    Phase::new(
        called(
            "targets are set; whom no contract or grant pays goes; dismissals and new vacancies",
            "核定岗位；无合同或资助者离岗；辞退与新空缺",
        ),
        "7.17",
        Cadence::Month,
        &[Organisations, Rooms, Prices, Shares, Support],
        &[People, Staff, Lines, Needs, Agenda, Volunteers, Labour, Establishment, Treasury],
        District(|subs, district, ctx| {
            establishment::restaff(subs, district, district.beyond_share, Pace::Monthly, ctx);
        }),
    ),
    Phase::new(
        called("people move between bins", "人员跨格调配"),
        "7.31",
        Cadence::Month,
        &[Lines],
        &[People],
        Owner(|sub, ctx, _| reallocation::month(&mut sub.lines.workers, &sub.lines.units, ctx.world.own(sub.index), ctx)),
    )
    .where_needed(needed::reallocation),
    Phase::new(
        called("shifts of volunteers", "志愿者班次"),
        "7.21",
        Cadence::Month,
        &[],
        &[People, Staff, Lines, Needs, Agenda, Volunteers],
        Owner(|sub, ctx, _| {
            let (mut seats, cases, units) = posts::Seats::beside(sub, ctx.world);
            posts::shifts(&mut seats, cases, units, ctx);
        }),
    ),
    STOCK.at(Cadence::Month),
    SKILLS,
    Phase::new(
        called("unused clerks leave", "停用层级的办事员减员"),
        "7.7",
        Cadence::Month,
        &[],
        &[Files],
        District(clerks::shrink),
    )
    .where_needed(needed::unused_levels),
    Phase::new(
        called("advances go back with the contracts", "预付款随合同退回"),
        "7.34",
        Cadence::Last,
        &[Lots],
        &[Organisations, Treasury],
        District(tender::wind_up),
    )
    .where_needed(needed::purchase),
    Phase::new(
        called("prices rise; posts the budget no longer pays end", "价格上升，预算不支的岗位撤销"),
        "7.18",
        Cadence::Year,
        &[Organisations, Rooms, Shares, Support, Treasury],
        &[Prices, People, Staff, Lines, Needs, Agenda, Volunteers, Labour, Bill],
        Rules(|arm, moment| {
            let Arm { subs, district, plan, .. } = arm;
            let before = plan.prices;
            plan.prices.next_year(moment.world, district.labour.scarcity(moment.world));
            if plan.prices != before {
                let ctx = Context::quiet(moment.world, plan, moment.keys, moment.day);
                let beyond_share = treasury::inhouse_beyond_share(subs, district, &ctx);
                establishment::restaff(subs, district, beyond_share, Pace::AtOnce, &ctx);
            }
        }),
    )
    .where_needed(needed::wages),
    Phase::new(
        called("shares follow what was resolved per yuan", "份额随每元解决数调整"),
        "7.40",
        Cadence::Year,
        &[Results],
        &[Shares],
        Rules(|arm, _| {
            let Arm { subs, district, plan, .. } = arm;
            adaptive::adapt(subs, district, plan);
        }),
    )
    .where_needed(needed::adaptive),
    NEW_YEAR,
    FOUND,
    SEE_FOUNDERS,
    TENDER,
    VENTURE,
    SETTLE,
    FACILITIES.at(Cadence::Year),
    SUPPORT.at(Cadence::Year),
    CALL_OFF.at(Cadence::Year),
    TRANSFER.at(Cadence::Year),
    SURPLUS,
    STOCK.at(Cadence::Year),
    LOOK_AROUND.at(Cadence::Year),
];

/// Plan period and burn-in; then the day is over.
pub const PLANS: &[Phase] = &[
    BINS,
    STOCK.at(Cadence::Plan),
    SKILLS.at(Cadence::Plan),
    Phase::new(
        called("clerk minutes are split by files counted", "办事员分钟按办件数分配"),
        "7.7",
        Cadence::BurnIn,
        &[],
        &[Files],
        District(|subs, district, ctx| clerks::deal(subs, district, ctx.world)),
    )
    .where_needed(needed::level_one),
    Phase::new(
        called("watchers see what happened since the evening", "观察者查看傍晚以后之事"),
        "9",
        Cadence::Day,
        Part::ALL,
        &[],
        Watch(Look::Late),
    ),
];
