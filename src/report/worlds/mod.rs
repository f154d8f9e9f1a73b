//! Policies over worlds: in how many a policy is better, about as good or worse than the baseline, its regret, whether it is good enough, and what that depends on.

mod follows;
pub mod over;
pub mod screen;
