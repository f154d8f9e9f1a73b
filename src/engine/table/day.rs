//! The day: morning, exchange, midday, exchange, evening, money.

use crate::engine::phase::Act::{Board, District, Exchange, Owner, Watch};
use crate::engine::phase::Part::{
    Agenda, Bill, Boards, Desks, Files, Jobs, Latent, Lines, Minutes, Needs, Organisations, People, Prices, Registry, Reported,
    Results, Rooms, Shares, Staff, Support, Tasks, Ties, Transit, Treasury, Trust, Volunteers,
};
use crate::engine::phase::{Cadence, Look, Moment, Part, Phase, called};
use crate::engine::table::needed;
use crate::model::access::discovery::Search;
use crate::model::access::{discovery, door_intake, doors, falling_due, intake, voicing};
use crate::model::community::trust;
use crate::model::district::{exchange, treasury};
use crate::model::money::{bill, casual, charity};
use crate::model::provision::line::Delivery;
use crate::model::provision::outcome::Outcomes;
use crate::model::provision::service::Service;
use crate::model::provision::{line, outcome, service};
use crate::model::referral::deciding::Deciding;
use crate::model::referral::handoff::Dispatch;
use crate::model::referral::{approvals, crossing, desk, homecoming, reports};
use crate::model::state::scratch::Scratch;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::workforce::{absence, administration, admission, burnout, pass_through, posts};

fn tasks_later(sub: &mut Subdistrict, ctx: &Context<'_>, _: &Moment<'_>) {
    let Subdistrict { staff, days, communities, .. } = sub;
    sub.cases.accounts.tasks_done += administration::tasks_later(ctx.world.own(sub.index), staff, days, communities, ctx);
}

/// The phases of a day.
pub const DAY: &[Phase] = &[
    Phase::new(
        called("absence: who is away, who is back", "缺勤：谁不在，谁回来"),
        "7.26",
        Cadence::Shock,
        &[],
        &[People],
        Owner(|sub, ctx, _| absence::update(&mut sub.lines.workers, ctx.world.own(sub.index), ctx)),
    ),
    STOCK.at(Cadence::Shock),
    Phase::new(
        called("reports: boards show last evening", "上报：公示昨晚的情况"),
        "7.19",
        Cadence::Day,
        &[Minutes],
        &[Lines, Boards],
        Board(|sub, board, ctx| reports::publish(&mut sub.lines.units, &sub.days, board, sub.index, ctx)),
    ),
    Phase::new(
        called(
            "the day opens: debts, training, desk work, tasks, support of volunteers",
            "开工：补时、培训、案头、行政任务、支持志愿者",
        ),
        "7.5",
        Cadence::Day,
        &[Staff],
        &[Minutes, Tasks, Volunteers],
        Owner(|sub, ctx, _| {
            let Subdistrict { staff, days, communities, organisations, .. } = sub;
            sub.cases.accounts.tasks_done +=
                administration::open_day(ctx.world.own(sub.index), staff, days, communities, organisations, ctx);
        }),
    ),
    Phase::new(
        called("minutes of today's reports", "当日上报所用分钟"),
        "7.19",
        Cadence::Day,
        &[],
        &[Minutes],
        Owner(|sub, ctx, _| reports::charge(&mut sub.days, sub.index, ctx)),
    ),
    Phase::new(
        called(
            "what falls due: latent needs speak, lost files surface, repeats come back",
            "到期：潜在需求提出、遗失件浮现、重复件返回",
        ),
        "7.24",
        Cadence::Day,
        &[Trust],
        &[Needs, Latent, Agenda, Desks, Transit],
        Owner(|sub, ctx, _| falling_due::morning(&mut sub.cases, &mut sub.latent, &sub.communities, &mut sub.scratch, ctx)),
    ),
    Phase::new(
        called("needs arise; some are voiced at once", "需求发生，部分当即提出"),
        "7.2",
        Cadence::Day,
        &[Trust],
        &[Needs, Latent, Agenda, Desks],
        Owner(|sub, ctx, moment| {
            let Subdistrict { index, cases, latent, communities, .. } = sub;
            voicing::arise(cases, latent, communities, ctx, &moment.arrivals[*index], moment.place);
        }),
    ),
    Phase::new(
        called("grid patrol", "网格巡查"),
        "7.3",
        Cadence::Day,
        &[],
        &[Needs, Latent, Agenda, Desks, Minutes],
        Owner(|sub, ctx, moment| {
            let arrivals = &moment.arrivals[sub.index];
            discovery::patrol(&mut Search::of(sub), ctx, arrivals);
        }),
    )
    .where_needed(needed::patrol),
    Phase::new(
        called("outreach", "外展服务"),
        "7.3",
        Cadence::Day,
        &[Staff],
        &[Needs, Latent, Agenda, Desks, Minutes],
        Owner(|sub, ctx, moment| {
            let arrivals = &moment.arrivals[sub.index];
            let Subdistrict { cases, latent, days, staff, scratch, .. } = sub;
            discovery::outreach(&mut Search { cases, latent, days, found: &mut scratch.found }, staff, ctx, arrivals);
        }),
    )
    .where_needed(needed::outreach),
    Phase::new(
        called("the doors of the offices open: the minutes kept for them are free", "社区开门：为来访居民预留的时间可用"),
        "7.5",
        Cadence::Day,
        &[],
        &[Minutes],
        Owner(|sub, ctx, _| administration::open_doors(ctx.world.own(sub.index), &mut sub.days)),
    )
    .where_needed(needed::service_floor),
    Phase::new(
        called("households go to a door; the hotline gives its orders", "居民选择受理渠道，热线派单"),
        "7.4",
        Cadence::Day,
        &[],
        &[Needs, Agenda, Desks, Minutes, Tasks],
        Owner(|sub, ctx, _| doors::choose(&mut sub.cases, &mut sub.communities, &mut sub.days, ctx)),
    )
    .where_needed(needed::doors),
    Phase::new(
        called("intake and triage", "受理与评估"),
        "7.4",
        Cadence::Day,
        &[Boards],
        &[Needs, Agenda, Desks, Minutes],
        Owner(|sub, ctx, _| intake::take_in(&mut sub.cases, &mut sub.days, ctx)),
    ),
    Phase::new(
        called("intake and triage at the doors of stations and organisations", "社工站与社会组织受理与评估"),
        "7.4",
        Cadence::Day,
        &[Boards, Lines, Ties],
        &[Needs, Agenda, Desks, Transit, Minutes, Trust, Bill],
        Owner(|sub, ctx, _| {
            let Subdistrict { cases, communities, days, lines, .. } = sub;
            door_intake::take_in(&mut Dispatch { cases, communities, days }, &lines.units, ctx);
        }),
    )
    .where_needed(needed::doors),
    Phase::new(
        called("needs passed to peers yesterday go out", "昨日转介同行的需求送出"),
        "7.10",
        Cadence::Day,
        &[],
        &[Needs, Agenda, Desks, Transit, Trust, Bill, Minutes],
        Owner(|sub, ctx, _| line::pass_to_peers(&mut sub.cases, &mut sub.days, ctx)),
    )
    .where_needed(needed::peers),
    Phase::new(
        called("routing, desk by desk", "逐台分派"),
        "7.6",
        Cadence::Day,
        &[Boards, Registry, Staff, Lines],
        &[Needs, Agenda, Desks, Transit, Minutes, Ties, Files, Trust, Bill],
        Owner(|sub, ctx, _| {
            let Subdistrict { cases, communities, days, staff, lines, approvals, scratch, .. } = sub;
            let dispatch = Dispatch { cases, communities, days };
            let mut deciding = Deciding { dispatch, units: &lines.units, offered: &mut scratch.offered };
            desk::decide(&mut deciding, staff, &mut approvals.level.filed, ctx);
        }),
    ),
    Phase::new(
        called("level 1 of approvals works a day", "第一级审批办理一日"),
        "7.7",
        Cadence::Day,
        &[Boards, Registry, Lines],
        &[Needs, Agenda, Desks, Files, Transit, Minutes, Ties, Trust, Bill],
        Owner(|sub, ctx, _| {
            let Subdistrict { cases, communities, days, lines, approvals, scratch, .. } = sub;
            let dispatch = Dispatch { cases, communities, days };
            let mut deciding = Deciding { dispatch, units: &lines.units, offered: &mut scratch.offered };
            approvals::level_one(&mut deciding, approvals, ctx);
        }),
    )
    .where_needed(needed::level_one),
    Phase::new(
        called("level 2 of approvals works a day", "第二级审批办理一日"),
        "7.7",
        Cadence::Day,
        &[Needs],
        &[Files],
        Exchange(|subs, district, ctx| exchange::files(subs, &mut district.level, ctx)),
    )
    .where_needed(needed::level_two),
    Phase::new(
        called("level 2 decides the files it has finished", "第二级审批就办结件作出决定"),
        "7.7",
        Cadence::Day,
        &[Boards, Registry, Lines],
        &[Needs, Agenda, Desks, Files, Transit, Minutes, Ties, Trust, Bill],
        Owner(|sub, ctx, _| {
            let Subdistrict { cases, communities, days, lines, approvals, scratch, .. } = sub;
            let dispatch = Dispatch { cases, communities, days };
            let mut deciding = Deciding { dispatch, units: &lines.units, offered: &mut scratch.offered };
            approvals::decide(&mut deciding, &mut approvals.finished, ctx, 2);
        }),
    )
    .where_needed(needed::level_two),
    Phase::new(
        called("hand-offs cross subdistricts", "跨街道移交"),
        "7.8",
        Cadence::Day,
        &[Needs],
        &[Transit],
        Exchange(exchange::parcels),
    ),
    TAKEN_IN,
    Phase::new(
        called("tasks of the offices, where the door comes first", "行政任务（先接待后任务时）"),
        "7.5",
        Cadence::Day,
        &[Staff],
        &[Minutes, Tasks],
        Owner(tasks_later),
    )
    .where_needed(needed::doors_first),
    Phase::new(
        called("deliveries join lines, or are refused, turned back, passed on", "送达者入队，或被拒绝、折返、转介"),
        "7.10",
        Cadence::Day,
        &[Boards, Registry, Staff],
        &[Needs, Agenda, Desks, Transit, Lines, Minutes, Reported, Trust, Bill],
        Owner(|sub, ctx, _| {
            let Subdistrict { cases, lines, days, staff, reported_work, .. } = sub;
            line::join(&mut Delivery { cases, units: &mut lines.units, days, reported: reported_work }, staff, ctx);
        }),
    ),
    Phase::new(
        called("patience ends, households move away, deadlines for paper closure", "耐心耗尽、迁走、书面办结时限"),
        "7.11",
        Cadence::Day,
        &[],
        &[Needs, Agenda, Desks, Transit, Lines, Trust, Bill],
        Owner(|sub, ctx, _| falling_due::afternoon(&mut sub.cases, &mut sub.lines.units, &mut sub.scratch.due, ctx)),
    ),
    Phase::new(
        called("latent needs expire", "潜在需求消失"),
        "7.2",
        Cadence::Day,
        &[],
        &[Needs, Latent, Agenda, Trust],
        Owner(|sub, ctx, _| voicing::expire(&mut sub.latent, &mut sub.cases.accounts, &mut sub.cases.log, ctx)),
    ),
    Phase::new(
        called("service: open cases, then lines, then help between bins", "服务：在办个案、队列、互助"),
        "7.13",
        Cadence::Day,
        &[Staff, Rooms],
        &[Needs, Agenda, Transit, Lines, People, Minutes, Desks, Trust, Bill, Volunteers],
        Owner(|sub, ctx, _| {
            let Subdistrict { cases, lines, days, staff, scratch, .. } = sub;
            let Scratch { left, free, .. } = scratch;
            service::serve(&mut Service { cases, lines, days, left }, staff, free, ctx);
        }),
    ),
    Phase::new(
        called("outcomes: met, rework, failed", "结果：满足、返工、失败"),
        "7.14",
        Cadence::Day,
        &[],
        &[Needs, Agenda, Desks, Transit, Lines, People, Staff, Minutes, Results, Trust, Bill],
        Owner(|sub, ctx, _| {
            let Subdistrict { cases, lines, days, staff, resolved, scratch, .. } = sub;
            outcome::settle(&mut Outcomes { cases, lines, days, staff, resolved }, ctx, &scratch.left);
            scratch.left.clear();
        }),
    ),
    Phase::new(
        called("tasks of the offices, where service comes first", "行政任务（先服务后任务时）"),
        "7.5",
        Cadence::Day,
        &[Staff],
        &[Minutes, Tasks],
        Owner(tasks_later),
    )
    .where_needed(needed::service_first),
    Phase::new(
        called("jobs renew and are given out", "岗位更新并发放"),
        "7.22",
        Cadence::Day,
        &[],
        &[Jobs, Needs, Agenda, Desks, Transit, Lines, People, Staff, Minutes, Results, Trust, Bill],
        Exchange(|subs, district, ctx| {
            district.jobs.renew(ctx.world);
            exchange::jobs(subs, &mut district.jobs, ctx);
        }),
    ),
    Phase::new(
        called("needs held elsewhere come home", "外处需求回到原街道"),
        "7.24",
        Cadence::Day,
        &[Needs],
        &[Transit],
        Exchange(exchange::parcels),
    ),
    TAKEN_IN,
    Phase::new(
        called("needs that came home go to the desk or to intake", "回来的需求到分派台或受理"),
        "7.24",
        Cadence::Day,
        &[],
        &[Needs, Agenda, Desks, Transit, Trust, Tasks, Bill],
        Owner(|sub, ctx, _| homecoming::take_back(&mut sub.cases, &mut sub.communities, ctx)),
    ),
    Phase::new(
        called("trust moves by today's outcomes", "信任随当日结果变动"),
        "7.20",
        Cadence::Day,
        &[],
        &[Trust],
        Owner(|sub, ctx, _| trust::update(&mut sub.communities, &mut sub.cases.desks, ctx)),
    ),
    Phase::new(
        called("administrative tasks come down", "行政任务下达"),
        "7.5",
        Cadence::Day,
        &[],
        &[Tasks, Bill],
        Owner(|sub, ctx, _| {
            let stream = administration::hand_down(&mut sub.communities, ctx);
            let (accounts, fen) = (&mut sub.cases.accounts, &mut sub.cases.assistance_fen);
            accounts.tasks_created += stream.handed_down;
            accounts.tasks_bought += stream.bought;
            accounts.tasks_dropped += stream.dropped;
            for (sum, minutes) in accounts.tasks_lately.iter_mut().zip([stream.handed_down, stream.refused, stream.bought]) {
                *sum += minutes;
            }
            if stream.bought > 0 {
                *fen += admission::price(stream.bought, ctx);
            }
        }),
    ),
    Phase::new(
        called("refused tasks on which the line above insists come down again", "上级坚持的被退回任务再次下达"),
        "7.5",
        Cadence::Day,
        &[],
        &[Tasks],
        Owner(|sub, ctx, _| admission::come_again(&mut sub.communities, ctx)),
    )
    .where_needed(needed::refusal),
    Phase::new(
        called("tasks are passed on", "行政任务转嫁"),
        "7.38",
        Cadence::Day,
        &[Staff, Organisations],
        &[Tasks],
        Owner(|sub, ctx, _| {
            let Subdistrict { communities, organisations, staff, .. } = sub;
            pass_through::pass_on(ctx.world.own(sub.index), communities, organisations, staff, ctx);
        }),
    )
    .where_needed(needed::pass_through),
    Phase::new(
        called("the day enters the sums of the month", "当日计入月度合计"),
        "7.16",
        Cadence::Day,
        &[Minutes],
        &[Staff, Volunteers],
        Owner(|sub, ctx, _| {
            burnout::note_day(&mut sub.staff, &sub.days, &mut sub.communities, ctx.world.own(sub.index), ctx);
        }),
    ),
    Phase::new(
        called("what the day costs", "当日费用"),
        "7.18",
        Cadence::Day,
        &[Staff, Minutes, Rooms, Volunteers, Prices, Shares, Support],
        &[Bill, Organisations],
        Owner(|sub, ctx, _| {
            let Subdistrict { staff, days, communities, rooms, organisations, .. } = sub;
            let [bought_fen, assistance_fen] = [&mut sub.cases.bought_fen, &mut sub.cases.assistance_fen].map(std::mem::take);
            let own = ctx.world.own(sub.index);
            let books = bill::Books { own, staff, days, communities, rooms, organisations, bought_fen, assistance_fen };
            let (bill, delivered) = bill::of_day(books, ctx);
            sub.bill = bill;
            sub.delivered += delivered;
        }),
    ),
    Phase::new(
        called("watchers see the subdistricts and what happened in them", "观察者查看各街道及当日之事"),
        "9",
        Cadence::Day,
        Part::ALL,
        &[],
        Watch(Look::Subdistricts),
    ),
    Phase::new(
        called(
            "money: the budget accrues, outlays and tranches leave, what is left beyond need reverts",
            "资金：预算计提，支出与分期款付出，余款回流",
        ),
        "7.18",
        Cadence::Day,
        &[Staff, Minutes, Prices, Shares, Support],
        &[Treasury, Organisations, Bill, Results, Files],
        District(treasury::day),
    ),
    Phase::new(
        called("casual hours of tomorrow", "次日临时工时"),
        "7.18",
        Cadence::Day,
        &[Bill, Organisations, Prices, Shares],
        &[Staff, Treasury],
        District(|subs, district, ctx| {
            district.usable = casual::deal(subs, ctx.world, ctx.plan, &district.balances);
        }),
    ),
    Phase::new(
        called("donated hours of tomorrow", "次日捐赠工时"),
        "7.39",
        Cadence::Day,
        &[Organisations, Prices, Support],
        &[Staff],
        District(|subs, _, ctx| charity::give(subs, ctx.world, ctx.plan)),
    )
    .where_needed(needed::fundraising),
    Phase::new(called("watchers see the district", "观察者查看全区"), "9", Cadence::Day, Part::ALL, &[], Watch(Look::District)),
];

/// Stock is taken of everybody after people have moved.
pub const STOCK: Phase = Phase::new(
    called("stock is taken of people and lines", "清点人员与队列"),
    "7.17",
    Cadence::Day,
    &[Organisations],
    &[People, Lines, Staff, Bill],
    Owner(|sub, ctx, _| posts::rebuild(sub, ctx)),
);

/// What another subdistrict has sent is taken in, at noon and in the evening.
const TAKEN_IN: Phase = Phase::new(
    called("what comes from elsewhere is taken in", "外街道送来的需求入账"),
    "7.8",
    Cadence::Day,
    &[],
    &[Needs, Agenda, Desks, Transit, Minutes, Trust, Bill],
    Owner(|sub, ctx, _| {
        let Subdistrict { cases, days, scratch, .. } = sub;
        crossing::take_in(cases, days, &mut scratch.due, ctx);
    }),
);
