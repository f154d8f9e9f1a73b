//! What draws are for: every purpose has a key of its own.

/// What a draw decides. The order is part of the published results: append, never reorder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Purpose {
    /// Factor of a community and category.
    Heterogeneity,
    /// Day-to-day movement of demand.
    Volatility,
    /// Regime shift of a community.
    Shift,
    /// Number of needs that arise.
    Onset,
    /// Who has the need, severity, second category.
    Kind,
    /// Work, difficulty, patience.
    Size,
    /// Voicing: at onset and later.
    Voicing,
    /// Expiry of a latent need.
    Expiry,
    /// How many needs a patrol finds.
    Patrol,
    /// How many needs outreach finds.
    Outreach,
    /// Which latent need is found.
    Found,
    /// Triage.
    Triage,
    /// Options looked at.
    Options,
    /// Choice among the options.
    Choice,
    /// Whether a decision is local.
    Authority,
    /// Audit of a local decision.
    Audit,
    /// Loss of a hand-off.
    Handoff,
    /// Property firm: management and refusal.
    Estate,
    /// Success of a try.
    Success,
    /// What giving up leads to.
    GivingUp,
    /// Paper closure and repeat.
    Paper,
    /// Error of a report.
    Report,
    /// Phase of reports and tie-breaks of arrival.
    Phase,
    /// Administrative tasks.
    Tasks,
    /// Leaving a job.
    Leaving,
    /// Specialty and desk of a newcomer.
    Newcomer,
    /// Size and order of generated communities.
    Geography,
    /// Where a lost file surfaces.
    Surfacing,
    /// Picking needs to trace.
    Trace,
    /// A committee's eye for a bid.
    Tender,
    /// A quarter's evaluation of an organisation.
    Evaluation,
    /// The gap a proposer sees, and a panel's score.
    Panel,
    /// Founding of an organisation.
    Founding,
    /// Whom a shock hits.
    Shock,
    /// When a household moves away.
    Moving,
    /// Facilities: who comes, and what a group can serve.
    Facility,
    /// Whether a router looks beyond its own view.
    Bridging,
    /// Whether a household that gives up buys help outside.
    Buying,
    /// What overhead an organisation has.
    Overhead,
    /// Which door a household goes to, and whether it goes to another.
    Doors,
}

pub(super) const PURPOSES: usize = Purpose::Doors as usize + 1;
