//! Metrics of the market: organisations, contracts, facilities and the channels' money.

use super::view::{OfRun, RunView};
use super::work::administrative_share;
use crate::base::calendar::FEN as FEN_PER_YUAN;
use crate::measure::column::{Range, Scale, columns, real, scale::*, whole};
use crate::measure::totals::ratio;
use crate::model::state::bill::Fen;
use crate::model::state::post::Post;
use crate::world::sites::Party;

const PER_LOT: Scale = Scale { unit: "number", range: Range::AtLeast(0.0) };
const SHARE_OR_MORE: Scale = Scale { unit: "share", range: Range::AtLeast(0.0) };

columns! {
    /// Organisations, contracts, facilities and the channels' money.
    pub MARKET: OfRun;

    ORGANISATIONS: NUMBER, "organisations that exist at the end", "社会组织数", |run| whole(organisations(run).0);
    FOUNDED: NUMBER, "organisations founded", "新设组织", |run| whole(run.seen.arm.district.seen.founded);
    CLOSED: NUMBER, "organisations closed", "关闭组织", |run| whole(run.seen.arm.district.seen.closed);
    OPEN_AFTER_TWO_YEARS: SHARE,
        "organisations founded or given a grant in the window that are open two years later: Kaplan-Meier, so that those not yet seen for so long count for as \
         long as they are seen; empty without any",
        "两年存续率：窗口期内新设或获创投资助的组织（Kaplan-Meier）；无此类组织时为空",
        |run| real(run.lifetimes.after_start());
    OPEN_AFTER_GRANT: SHARE,
        "the same, of organisations whose grant ended in the window without another following, from that end on",
        "资助结束后两年存续率（其后无新资助者，自资助结束起）",
        |run| real(run.lifetimes.after_grant());
    DEPENDENCE: SHARE,
        "mean dependence of organisations on public money at the end",
        "对财政的依赖度",
        |run| real(organisations(run).1);
    CONTRACT_HHI: INDEX,
        "Herfindahl index of purchased posts over organisations at the end",
        "合同集中度",
        |run| real(concentration(run));
    BIDS_PER_LOT: PER_LOT, "bids per lot put out to tender", "每标段投标数", |run| real(per_lot(run, run.seen.arm.district.seen.bids));
    LOTS_CHANGED: SHARE,
        "lots with a holder that held no part of them before / lots put out to tender",
        "易主标段比例",
        |run| real(per_lot(run, run.seen.arm.district.seen.changed));
    GRANTS: NUMBER, "grants awarded", "创投项目数", |run| whole(run.seen.arm.district.seen.grants);
    TRANSFERRED: NUMBER,
        "people who went over to the employer who took their work on, those of rooms whose operator changed among them",
        "随工作划转人数（含运营方更换后留任者）",
        |run| whole(run.seen.arm.district.seen.transferred);
    ASSISTANCE_CNY: YUAN,
        "what bought tasks cost: the line for social assistance, beyond the public cost",
        "购买事务性工作的支出（社会救助经费，不计入财政成本）",
        |run| real(run.total.fen[Party::Organisation][Fen::Assistance] as f64 / FEN_PER_YUAN);
    FACILITIES: NUMBER, "facilities open at the end", "开放设施数", |run| whole(facilities(run));
    CHARITY_CNY: YUAN, "donations raised by appeals and spent", "新增捐赠", |run| real(donations(run));
    BUDGET_USED: SHARE_OR_MORE,
        "public cost over the budget accrued",
        "预算执行率",
        |run| real(ratio(run.costs.public, run.total.entitlement as f64 / FEN_PER_YUAN));
    ADMINISTRATIVISATION_ASSOCIATIONS: SHARE,
        "administration over the minutes of associations",
        "社区社会组织行政化",
        |run| real(administrative_share(run, Party::Association));
}

/// Organisations that exist, and their mean dependence on public money.
fn organisations(run: &RunView<'_>) -> (u64, f64) {
    let open = || run.seen.arm.subs.iter().flat_map(|sub| &sub.organisations).filter(|o| o.open);
    let number = open().count();
    (number as u64, ratio(open().map(|o| f64::from(o.dependence)).sum(), number as f64))
}

/// Σ_i b_i² / (Σ_i b_i)², b_i the purchased posts of an organisation.
fn concentration(run: &RunView<'_>) -> f64 {
    let staff = run.seen.arm.subs.iter().flat_map(|sub| &sub.staff);
    let bought: Vec<f64> =
        staff.map(|staff| f64::from(Post::BOUGHT.map(|post| staff.by_post[post]).iter().sum::<u32>())).collect();
    let all: f64 = bought.iter().sum();
    ratio(bought.iter().map(|b| b * b).sum(), all * all)
}

fn per_lot(run: &RunView<'_>, count: impl Into<u64>) -> f64 {
    ratio(count.into() as f64, run.seen.arm.district.seen.lots as f64)
}

fn facilities(run: &RunView<'_>) -> u64 {
    run.seen.arm.subs.iter().flat_map(|sub| &sub.rooms).filter(|room| room.operator.is_some()).count() as u64
}

fn donations(run: &RunView<'_>) -> f64 {
    run.total.fen.iter().map(|row| row[Fen::Charity]).sum::<i64>() as f64 / FEN_PER_YUAN
}
