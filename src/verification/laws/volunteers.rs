//! Volunteers: the minutes that active ones give, and how many are active.

/// Minutes that the associations of a community give a day: those of the active volunteers, divided evenly among associations in whole
/// minutes, then into shifts of at most `shift` minutes, in whole minutes.
#[must_use]
pub fn given(volunteers: f64, hours_per_year: f64, year: f64, associations: u32, shift: u32) -> u32 {
    let each = (volunteers * hours_per_year * 60.0 / year / f64::from(associations.max(1))) as u32;
    let seats = each.div_ceil(shift);
    associations * seats * (each / seats.max(1))
}

/// Weights of participation, and the rates at which people join and leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Participation {
    /// Active share at the start.
    pub first: f64,
    /// Largest active share.
    pub most: f64,
    /// Weight of trust relative to its initial value.
    pub trust: f64,
    /// Weight of peers.
    pub peers: f64,
    /// Weight of full support.
    pub support: f64,
    /// Weight of paid work, subtracted.
    pub paid: f64,
    /// Weight of load, subtracted.
    pub load: f64,
    /// Share of an upward gap closed in a month.
    pub joining: f64,
    /// Share of a downward gap closed in a month.
    pub leaving: f64,
}

/// A month's values that participation depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Month {
    /// Trust minus its initial value.
    pub trust: f64,
    /// Coordination over full support, at most 1.
    pub support: f64,
    /// Paid share of direct minutes.
    pub paid: f64,
    /// Share of volunteers' minutes in use.
    pub load: f64,
}

impl Participation {
    /// Active share after a month: v moves towards most · σ(a₀ + a_T ΔT + a_n (v − v₀)/most + a_s · support − a_c · paid − a_l · load).
    #[must_use]
    pub fn next(self, now: f64, month: Month) -> f64 {
        let base = libm::log(self.first / (self.most - self.first));
        let pull = base + self.trust * month.trust + self.peers * (now - self.first) / self.most + self.support * month.support
            - self.paid * month.paid
            - self.load * month.load;
        let gap = self.most / (1.0 + libm::exp(-pull)) - now;
        now + gap * if gap > 0.0 { self.joining } else { self.leaving }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_cut_to_whole_ones_twice() {
        // 51 volunteers of 48 hours: 587.52 minutes a day, 293 for each of two associations, in five shifts of 58.
        assert_eq!(given(51.0, 48.0, 250.0, 2, 60), 580);
        assert_eq!(given(0.0, 48.0, 250.0, 2, 60), 0);
    }

    #[test]
    fn paid_work_and_load_drive_people_away_and_support_draws_them() {
        let law = Participation {
            first: 0.1,
            most: 0.3,
            trust: 1.0,
            peers: 0.5,
            support: 1.0,
            paid: 1.0,
            load: 1.0,
            joining: 0.2,
            leaving: 0.04,
        };
        let calm = Month { trust: 0.0, support: 0.0, paid: 0.0, load: 0.0 };
        assert!((law.next(0.1, calm) - 0.1).abs() < 1e-15);
        assert!(law.next(0.1, Month { paid: 1.0, ..calm }) < 0.1 && law.next(0.1, Month { load: 1.0, ..calm }) < 0.1);
        assert!(law.next(0.1, Month { support: 1.0, ..calm }) > 0.1 && law.next(0.1, Month { trust: 0.5, ..calm }) > 0.1);
    }
}
