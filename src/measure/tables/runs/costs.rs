//! Metrics of cost.

use super::view::OfRun;
use crate::base::calendar::FEN as FEN_PER_YUAN;
use crate::measure::column::{columns, real, scale::*};
use crate::model::state::minutes::Account;

columns! {
    /// What the window cost, whom, and for what.
    pub COSTS: OfRun;

    SOCIAL_COST_PER_RESOLVED_CNY: YUAN_PER_NEED,
        "resources used by anyone in the window / needs_resolved",
        "每解决一件的社会总成本",
        |run| real(run.per_resolved(run.costs.social()));
    PUBLIC_COST_PER_RESOLVED_CNY: YUAN_PER_NEED,
        "public outlays in the window / needs_resolved",
        "每解决一件的财政成本",
        |run| real(run.per_resolved(run.costs.public));
    PUBLIC_COST_CNY: YUAN, "public outlays in the window", "财政支出", |run| real(run.costs.public);
    SOCIAL_COST_CNY: YUAN, "social cost in the window", "社会总成本", |run| real(run.costs.social());
    ENTITLEMENT_CNY: YUAN,
        "public budget accrued in the window",
        "应计财政预算",
        |run| real(run.total.entitlement as f64 / FEN_PER_YUAN);
    COORDINATION_MINUTES_PER_RESOLVED: MINUTES_PER_NEED,
        "messages, search, meetings, ties, reports / needs_resolved",
        "每解决一件的协调分钟",
        |run| real(run.per_resolved(run.paid_minutes(Account::Coordination) + run.paid_minutes(Account::Reports)));
    COORDINATION_COST_CNY: YUAN, "coordination and reports", "沟通成本", |run| real(run.costs.coordination);
    EXECUTION_COST_CNY: YUAN,
        "direct work, travel, search for needs, materials, overhead, rent of facilities, help bought outside; volunteers and families at shadow wages",
        "执行成本",
        |run| real(run.costs.execution);
    ADMIN_COST_CNY: YUAN,
        "approvals, administrative tasks (also those that are bought), recording, intake",
        "行政成本（含购买的事务性工作）",
        |run| real(run.costs.administration);
    TRANSACTION_COST_CNY: YUAN,
        "tender, monitoring, fundraising (severance is a transfer and counts only as public cost)",
        "交易成本",
        |run| real(run.costs.transaction);
    LEARNING_COST_CNY: YUAN,
        "training; insurance and training of volunteers",
        "学习成本",
        |run| real(run.costs.learning);
    IDLE_COST_CNY: YUAN,
        "paid minutes without work, and those lost to burnout",
        "闲置成本",
        |run| real(run.costs.idle);
}
