//! A social organisation (社会组织) as an agent: its cash, its record, its grants, the rooms it operates.

use crate::base::draws;
use crate::base::draws::{Draw, Keys};
use crate::base::places::{CategoryId, SiteId};
use crate::world::World;
use crate::world::sites::{Party, Seat, Site, SubdistrictSites};

use crate::model::state::post::Post;

/// An account of cash, fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Cash.
    pub cash: i64,
    /// Received since the first day.
    pub received: i64,
    /// Spent since the first day.
    pub spent: i64,
}

impl Account {
    /// Money comes in.
    pub fn receive(&mut self, fen: i64) {
        self.cash += fen;
        self.received += fen;
    }

    /// Money goes out.
    pub fn spend(&mut self, fen: i64) {
        self.cash -= fen;
        self.spent += fen;
    }

    /// Whether cash is what came in less what went out.
    #[must_use]
    pub const fn closes(&self) -> bool {
        self.cash == self.received - self.spent
    }
}

/// Deliveries under contracts, and payments for them.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Value delivered since the first day, fen.
    pub accrued: i64,
    /// Paid since the first day, advances included, fen.
    pub paid: i64,
    /// Delivered in the current quarter, fen.
    pub quarter: i64,
    /// Tranches on their way: day and fen.
    pub due: Vec<(u16, i64)>,
    /// Advance not yet worked off, fen.
    pub advance: i64,
    /// Posts for which an advance was paid in this contract.
    pub advanced: u32,
}

/// A grant that is being spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Day on which it ends.
    pub until: u16,
    /// Category it was given for.
    pub category: CategoryId,
}

/// A social organisation.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// Its overhead relative to the usual one, h: ln h ~ N(−s²/2, s²), mean 1, s `market.overhead_spread`; part of who it is.
    pub overhead_factor: f32,
    /// Whether it exists.
    pub open: bool,
    /// Whether it is being founded in this round.
    pub founding: bool,
    /// Day on which it was founded; nothing for one that stands from the first day.
    pub founded: Option<u16>,
    /// Cash.
    pub account: Account,
    /// Days in a row below zero.
    pub red: u16,
    /// Reputation, 0 to 1.
    pub reputation: f32,
    /// Lots won.
    pub wins: u32,
    /// Price of a purchased post in a year, fen.
    pub price: i64,
    /// The same of one that a care worker holds.
    pub care_price: i64,
    /// Cut of quality e* under its contracts, 0 to 1; see [`crate::model::money::purchase::cut`].
    pub cut: f32,
    /// Contracts.
    pub book: Book,
    /// Grant.
    pub grant: Option<Grant>,
    /// Whether the last grant met the bar.
    pub good: bool,
    /// Public money over all income, moving average of quarters.
    pub dependence: f32,
    /// Income of this quarter, fen: public, other.
    pub income: [i64; 2],
    /// Administrative tasks passed to it, minutes.
    pub tasks: u32,
}

impl Organisation {
    /// Overhead of this house on what others have as much of, fen.
    #[must_use]
    pub fn overhead(&self, usual: i64) -> i64 {
        libm::round(usual as f64 * f64::from(self.overhead_factor)) as i64
    }

    /// Price of a purchased post of this kind in a year, fen.
    #[must_use]
    pub const fn price_of(&self, post: Post) -> i64 {
        if post.is_care() { self.care_price } else { self.price }
    }

    /// Mean of what is due for purchased posts of the two kinds, when there are so many of each; that of a social worker's where there is none.
    #[must_use]
    pub fn mean_price(&self, posts: [u32; 2]) -> f64 {
        let [social, care] = posts.map(f64::from);
        let value = social * self.price as f64 + care * self.care_price as f64;
        if social + care > 0.0 { value / (social + care) } else { self.price as f64 }
    }

    /// An organisation on its first day.
    #[must_use]
    pub fn new(world: &World, draws: &Keys, site: &Site, standing: bool) -> Self {
        let (keys, stable) = (&world.keys, site.stable);
        let spread = *keys.market.overhead_spread;
        let z = draws::normal(draws.bits(Draw::overhead(stable)));
        let mut account = Account::default();
        if standing {
            let [social, carers] = own_staff(world, &site.specialties);
            let year = |wage: f64, people: f64| wage * (1.0 + *keys.organisation.overhead) * people;
            let year = year(*keys.social_worker.wage, social) + year(*keys.care_worker.wage, carers);
            account.receive(libm::round(year * *keys.organisation.reserve_months / 12.0 * crate::base::calendar::FEN) as i64);
        }
        Self {
            overhead_factor: libm::exp(spread * z - spread * spread / 2.0) as f32,
            open: standing,
            founding: false,
            founded: None,
            account,
            red: 0,
            reputation: *keys.market.reputation as f32,
            wins: 0,
            price: 0,
            care_price: 0,
            cut: 0.0,
            book: Book::default(),
            grant: None,
            good: true,
            dependence: 0.0,
            income: [0; 2],
            tasks: 0,
        }
    }
}

/// Social workers and care workers among a house's own people on the first day: they have its specialties in turn.
fn own_staff(world: &World, specialties: &[CategoryId]) -> [f64; 2] {
    let number = world.keys.organisation.own_staff.get();
    let carers = specialties.iter().cycle().take(number as usize).filter(|&&k| world.occupations.is_care(k)).count() as f64;
    [f64::from(number) - carers, carers]
}

/// Rooms that an operator may run (设施).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rooms {
    /// Seat of the organisation that runs them, while a contract is in force.
    pub operator: Option<u16>,
    /// Day on which the contract ends.
    pub until: u16,
}

impl SubdistrictSites {
    /// Place of an organisation's site among the subdistrict's organisations.
    #[must_use]
    pub fn seat_of(&self, site: SiteId) -> Option<usize> {
        let standing = self.organisations.len();
        match self.sites[site].seat {
            Seat::Standing if self.sites[site].party == Party::Organisation => Some(self.organisations.offset(site)),
            Seat::Founder => Some(standing + self.founders.offset(site)),
            _ => None,
        }
    }
}
