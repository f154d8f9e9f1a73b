//! Metrics against what policies of a replicate share: the shock they recover from, the means they have in common, the needs that arose.

use super::view::OfRun;
use crate::measure::column::{Range, Scale, columns, name, real, scale::*};

const WHETHER: Scale = Scale { unit: "0 or 1", range: Range::Between(0.0, 1.0) };
/// How far a run is from parity.
pub const RESIDUAL: Scale = Scale { unit: "share", range: Range::AtLeast(-1.0) };

columns! {
    /// Recovery from a shock.
    pub RECOVERY: OfRun;

    RECOVERY_DAYS: WORKING_DAYS,
        "from the end of the shock until the backlog of known needs is near its level before (20 days with a mean of at most a tenth, \
         or 2 standard deviations, above it); the days left of the window when it never is; empty without a shock",
        "冲击后恢复天数（未恢复时为窗口期剩余天数；无冲击时为空）",
        |run| real(run.recovery.map_or(f64::NAN, |recovery| recovery.days));
    RECOVERED: WHETHER,
        "whether it was near that level again; empty without a shock",
        "冲击后是否恢复",
        |run| real(run.recovery.map_or(f64::NAN, |recovery| f64::from(u8::from(recovery.recovered))));
}

columns! {
    /// Means that policies have in common, and needs.
    pub PARITY: OfRun;

    PAID_HOURS: HOURS,
        "paid hours in the window: offices, stations, organisations, clerks",
        "付薪工时",
        |run| real(run.means.paid_minutes as f64 / 60.0);
    PARITY_RESIDUAL: RESIDUAL,
        "deviation from parity: equal_public: public_cost_cny / entitlement_cny - 1; equal_paid_hours, equal_social_cost: paid_hours or \
         social_cost_cny / the baseline's of the replicate - 1",
        "同等投入的残差（相对应计预算，或相对同一重复的基准政策）",
        |run| real(run.means.residual(run.world().keys.run.parity, run.baseline));
    ONSET_DIGEST: WORDS,
        "digest of the needs that arose: equal for all policies of a replicate",
        "需求摘要",
        |run| name(format!("{:016x}", run.cohort.digest));
}
