//! Accounts of minutes: every paid minute of a day is booked once.
//!
//! paid = direct + travel + discovery + intake + coordination + administration + reports + training + idle + strain.
//! Idle is time that could have been used; strain is time lost to burnout, so that utilisation is busy over available time.

crate::base::by::enumerated! {
    /// Where a minute goes.
    pub enum Account, /// One value for each account.
    pub type ByAccount {
        /// Work with the resident.
        Direct = "direct",
        /// On the way.
        Travel = "travel",
        /// Patrol and outreach.
        Discovery = "discovery",
        /// Intake.
        Intake = "intake",
        /// Search, messages, meetings, upkeep of ties, support of volunteers.
        Coordination = "coordination",
        /// Approvals, tasks from above, recording, audits, desk work.
        Administration = "administration",
        /// Reports.
        Reports = "reports",
        /// Training and guidance.
        Training = "training",
        /// Paid, able, without work.
        Idle = "idle",
        /// Paid time lost to burnout.
        Strain = "strain",
    }
}

/// Minutes by account.
pub type Minutes = ByAccount<u32>;

/// A site's day: minutes its people have available, minutes requested, and minutes left for tomorrow.
#[derive(Clone, Copy, Debug, Default)]
pub struct Day {
    /// Heads in post.
    pub heads: u32,
    /// Minutes paid today (for volunteers: given).
    pub paid: u32,
    /// Minutes its people have available today, after burnout, with casual hours.
    pub available: u32,
    /// Of these, the minutes of the people in post: a person's clock is a share of them.
    pub base: u32,
    /// Minutes requested so far, before service.
    pub duty: u32,
    /// Of these, minutes kept for people at the door until it opens.
    pub kept: u32,
    /// Minutes its people have given to a router's desk today.
    pub desk: u32,
    /// Of the administrative minutes, those of tasks from above that were worked off today.
    pub tasks: u32,
    /// Booked today.
    pub booked: Minutes,
    /// Asked for but not yet worked.
    pub owed: Minutes,
}

impl Day {
    /// Minutes paid today. Volunteers and coordinators apart, a head is paid a full day.
    #[inline]
    #[must_use]
    pub const fn paid(&self) -> u32 {
        self.paid
    }

    /// Minutes not yet requested.
    #[inline]
    #[must_use]
    pub const fn left(&self) -> u32 {
        self.available.saturating_sub(self.duty)
    }

    /// Books up to `minutes` and says how many were booked.
    #[inline]
    pub fn take(&mut self, account: Account, minutes: u32) -> u32 {
        let taken = minutes.min(self.left());
        self.duty += taken;
        self.booked[account] += taken;
        taken
    }

    /// Books minutes; what does not fit today is owed.
    #[inline]
    pub fn charge(&mut self, account: Account, minutes: u32) {
        let taken = self.take(account, minutes);
        self.owe(account, minutes - taken);
    }

    /// Keeps minutes for people at the door: nobody else may request them.
    pub fn keep(&mut self, minutes: u32) {
        self.kept = minutes.min(self.left());
        self.duty += self.kept;
    }

    /// The door opens: minutes kept for it can be requested.
    pub const fn open_door(&mut self) {
        self.duty -= self.kept;
        self.kept = 0;
    }

    /// Defers minutes to tomorrow. Where nobody ever works, deferred minutes saturate at the counter's maximum.
    #[inline]
    pub fn owe(&mut self, account: Account, minutes: u32) {
        let owed = &mut self.owed[account];
        *owed = owed.saturating_add(minutes);
    }

    /// Opens a day: clears bookings, then works off debts, up to half of the day.
    pub fn open(&mut self, heads: u32, paid: u32, base: u32, casual: u32) {
        let available = base + casual;
        self.heads = heads;
        self.paid = paid + casual;
        self.available = available;
        self.base = base;
        (self.duty, self.kept) = (0, 0);
        (self.desk, self.tasks) = (0, 0);
        self.booked = Default::default();
        if self.owed == Default::default() {
            return;
        }
        let most = available / 2;
        for account in Account::ALL {
            let paid = self.owed[account].min(most.saturating_sub(self.duty));
            self.owed[account] -= paid;
            self.booked[account] += paid;
            self.duty += paid;
        }
    }
}
