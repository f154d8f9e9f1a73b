//! Lines of the public budget (财政条线), and which of them the shares of a policy divide: the frame (口径) of a comparison.
//!
//! With P the cost of community workers at their standard per population and of clerks, S that of in-house social workers
//! (`social_worker.per_10k`, at the mean pay of [`crate::world::occupations`], with their overhead), L `money.project_line` and I
//! `money.increment` times the residents, all of a year:
//!
//! | `run.frame` | stays as it is, whatever the policy | divided by the shares of a policy |
//! |---|---|---|
//! | `whole_budget` | – | P + S |
//! | `project_line` | P | L |
//! | `added` | P, and L for in-house social workers | I |
//!
//! `funding.budget_factor` f of a policy applies to what is divided: its budget is what stays + f · what is divided. What a policy does with its
//! lines is in [`crate::model::state::division`].

use crate::base::calendar::FEN;
use crate::scenario::keys::world::{Frame, Scenario};
use crate::world::occupations::Occupations;
use crate::world::sites::{clerk_fen, clerk_minutes, own_workers};

/// The lines of a year, fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Whether community workers and clerks have a line of their own.
    pub fenced: bool,
    /// The personnel line (人员经费), where there is one: community workers at their standard, clerks.
    pub personnel: i64,
    /// The part of the personnel line that pays clerks.
    pub clerks: i64,
    /// What community workers and clerks cost at their standard, in any frame: P.
    pub standing: i64,
    /// What stays with in-house social workers beside the personnel line.
    pub kept: i64,
    /// What the shares of a policy divide.
    pub divided: i64,
}

impl Lines {
    /// The lines of a world.
    #[must_use]
    pub fn new(keys: &Scenario, residents: f64) -> Self {
        let listed = keys.community.as_ref().map_or(0.0, |list| {
            list.iter()
                .filter_map(|(_, c)| c.community_workers.map(|w| *w - own_workers(keys, c.residents.map_or(0.0, |r| *r))))
                .sum()
        });
        let workers = (own_workers(keys, residents) + listed) * *keys.community_worker.wage;
        let wage = Occupations::new(keys).mean_wage(keys) * (1.0 + *keys.social_worker.inhouse_overhead);
        let social = residents / 10_000.0 * *keys.social_worker.per_10k * wage;
        let clerks = clerk_fen(keys, u64::from(keys.government.levels.get()) * clerk_minutes(keys, residents));
        let fen = |yuan: f64| libm::round(yuan * FEN) as i64;
        let line = fen(residents * *keys.money.project_line);
        let standing = fen(workers) + clerks;
        let all = Self { clerks, standing, ..Self::default() };
        match keys.run.frame {
            Frame::WholeBudget => Self { divided: fen(workers + social) + clerks, ..all },
            Frame::ProjectLine => Self { fenced: true, personnel: standing, divided: line, ..all },
            Frame::Added => {
                let divided = fen(residents * *keys.money.increment);
                Self { fenced: true, personnel: standing, kept: line, divided, ..all }
            }
        }
    }

    /// The lines where so much of the personnel line, less the clerks' pay, goes to what is divided.
    #[must_use]
    pub fn moved(self, share: f64) -> Self {
        let most = (self.personnel - self.clerks).max(0);
        let moved = (libm::round(self.personnel as f64 * share) as i64).min(most);
        Self { personnel: self.personnel - moved, divided: self.divided + moved, ..self }
    }

    /// The share of what is divided that community workers and clerks cost at their standard, at most all.
    #[must_use]
    pub fn standing_share(&self) -> f64 {
        if self.divided > 0 { (self.standing as f64 / self.divided as f64).min(1.0) } else { 0.0 }
    }

    /// What stays as it is, whatever the policy.
    #[must_use]
    pub const fn fixed(&self) -> i64 {
        self.personnel + self.kept
    }

    /// The budget of a policy with this factor.
    #[must_use]
    pub fn budget(&self, factor: f64) -> f64 {
        self.fixed() as f64 + self.divided as f64 * factor
    }

    /// The share of that budget that a fixed part and a share of what is divided come to.
    #[must_use]
    pub fn share(&self, fixed: i64, of_divided: f64, factor: f64) -> f64 {
        let budget = self.budget(factor);
        if self.fenced && budget > 0.0 { (fixed as f64 + of_divided * self.divided as f64 * factor) / budget } else { of_divided }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::reference::world;

    fn lines(frame: &str, more: &[&str]) -> Lines {
        let frame = format!("run.frame={frame}");
        let sets: Vec<&str> = more.iter().copied().chain([frame.as_str()]).collect();
        world(&sets).lines
    }

    #[test]
    fn a_project_line_of_what_social_workers_cost_is_the_whole_budget_with_the_personnel_line_apart() {
        // 72,000 residents, 5 social workers per 10,000 at 90,000 yuan: 45 yuan a resident.
        let whole = lines("whole_budget", &[]);
        assert_eq!(whole.fixed(), 0);
        let line = lines("project_line", &["money.project_line=45"]);
        assert_eq!(line.divided, 72_000 * 45 * 100);
        assert_eq!(line.fixed() + line.divided, whole.divided);
        let added = lines("added", &["money.project_line=45", "money.increment=16"]);
        assert_eq!((added.personnel, added.kept, added.divided), (line.personnel, line.divided, 72_000 * 16 * 100));
    }

    #[test]
    fn a_policy_may_take_community_workers_pay_but_not_that_of_clerks() {
        let lines = Lines { fenced: true, personnel: 600, clerks: 100, kept: 0, divided: 400, standing: 600 };
        assert_eq!(lines.moved(0.25), Lines { personnel: 450, divided: 550, ..lines });
        assert_eq!(lines.moved(1.0), Lines { personnel: 100, divided: 900, ..lines });
        assert_eq!(lines.moved(0.0), lines);
        let whole = Lines { divided: 1000, clerks: 100, standing: 600, ..Lines::default() };
        assert_eq!(whole.moved(0.5), whole, "where community workers have no line there is nothing to move");
        assert_eq!(whole.standing_share(), 0.6);
    }

    #[test]
    fn shares_of_the_budget_sum_to_one_at_any_factor() {
        let lines = Lines { fenced: true, personnel: 600, kept: 100, divided: 300, ..Lines::default() };
        for factor in [1.0, 1.5, 7.0] {
            let sum = lines.share(600, 0.0, factor) + lines.share(100, 0.75, factor) + lines.share(0, 0.25, factor);
            assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        }
        assert!((lines.share(600, 0.0, 1.0) - 0.6).abs() < 1e-12 && (lines.share(0, 0.5, 1.0) - 0.15).abs() < 1e-12);
        let whole = Lines { divided: 1000, ..Lines::default() };
        assert_eq!(whole.share(0, 0.3, 1.7).to_bits(), 0.3_f64.to_bits(), "without other lines a share is what the policy says");
    }
}
