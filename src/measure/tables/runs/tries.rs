//! Metrics of tries of service: whether they succeed, how skilled those are who make them, and what is done in groups.

use super::view::{OfRun, RunView};
use crate::base::places::CategoryId;
use crate::measure::column::{columns, real, scale::*};
use crate::measure::totals::ratio;
use crate::world::sites::Party;

columns! {
    /// Tries of service for needs of the cohort: one for every case whose work was done.
    pub TRIES: OfRun;

    FIRST_TRY_SUCCESS: SHARE,
        "first tries that met the part of the need they were for / first tries; a part that needs a job and got none is not met",
        "首次服务成功率：首次服务即满足该部分需求的次数 / 首次服务次数（需岗位而未得者不算满足）",
        |run| real(ratio((run.tries.first - run.tries.first_failed) as f64, run.tries.first as f64));
    MEAN_SKILL: INDEX,
        "mean skill of the server in the category of the part, over all tries",
        "平均技能：服务者在所服务品类上的技能，对全部服务次数取平均",
        |run| real(ratio(run.tries.skills(), run.tries.all() as f64));
    SPECIALIST_SHARE: SHARE,
        "tries by a server whose specialty is the category of the part / tries",
        "专长匹配率：由以该品类为专长者提供的服务次数 / 服务次数",
        |run| real(ratio(run.tries.by_specialists as f64, run.tries.all() as f64));
    ASSOCIATION_TRY_SUCCESS: SHARE,
        "tries by volunteers of associations that met the part / tries by them",
        "志愿者服务成功率：社区社会组织志愿者的成功服务次数 / 其服务次数",
        |run| real(succeeded(run, Party::Association));
    GROUP_ATTENDANCE: PER_RESIDENT_AND_YEAR,
        "tries for needs that were served in a group (each member counts) / residents and years of the window",
        "小组活动参加人次：小组内每名成员计一次 / 居民数与年数",
        |run| real(ratio(run.tries.in_groups as f64, run.resident_years()));
    GROUP_CATEGORY_ATTENDANCE: PER_RESIDENT_AND_YEAR,
        "tries in the category with the largest group_share (the first of equals; culture in the shipped worlds), in a group or alone / residents and \
         years of the window; empty where no category has one",
        "小组类品类（group_share 最大者，随附世界中为文体）的服务人次，无论是否成组 / 居民数与年数；无此类品类时为空",
        |run| real(grouped(run).map_or(f64::NAN, |k| ratio(run.tries.within(k) as f64, run.resident_years())));
    GROUP_CATEGORY_MINUTES: SHARE,
        "minutes with residents in the category with the largest group_share / minutes with residents, over all tries; in a group, the session counts once",
        "小组类品类（group_share 最大者）的直接服务分钟 / 直接服务分钟；小组一场计一次",
        |run| real(grouped(run).map_or(f64::NAN, |k| ratio(run.tries.minutes_within(k) as f64, run.tries.all_minutes() as f64)));
}

fn succeeded(run: &RunView<'_>, party: Party) -> f64 {
    let (made, failed) = (run.tries.made[party], run.tries.failed[party]);
    ratio((made - failed) as f64, made as f64)
}

/// The category most of whose needs can be served in a group, the first of equals; none where none can.
fn grouped(run: &RunView<'_>) -> Option<CategoryId> {
    let keys = &run.world().keys.category.0;
    let share = |k: &CategoryId| *keys[k.at()].1.group_share;
    let places = run.world().categories.places().iter().filter(|k| share(k) > 0.0);
    places.reduce(|most, k| if share(&k) > share(&most) { k } else { most })
}
