//! The plain referral queue of `docs/benchmark.md`, written from that page and without tricks: structs, vectors, one double-ended queue for each
//! provider, one stream of random numbers (ChaCha with 8 rounds) for everything.
//!
//! Section numbers refer to the page.

use std::collections::VecDeque;

use rand::SeedableRng;
use rand::rand_core::Rng;
use rand_chacha::ChaCha8Rng;

/// Categories of needs (§2).
pub const CATEGORIES: usize = 8;
/// Minutes of a server's day.
pub const DAY: u32 = 480;
/// Services last a whole number of these, minutes.
pub const STEP: u32 = 30;
/// Longest patience, days, and longest service, minutes: both are far beyond what is ever drawn.
const MOST_DAYS: f64 = 30_000.0;
const MOST_MINUTES: f64 = 60_000.0;
/// Longest backlog that is believed, days.
const LONGEST: f64 = 250.0;
/// Most providers that rules may let a community look at.
const MOST_LOOKS: usize = 8;
/// Days from which a wait counts as long.
pub const LONG: u32 = 2;

/// What the page fixes; a test changes one of them at a time and demands that it is noticed.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Districts.
    pub districts: usize,
    /// Communities of a district.
    pub communities: usize,
    /// Providers of a district.
    pub providers: usize,
    /// Servers of a provider.
    pub servers: usize,
    /// Mean needs of a community and day.
    pub arrivals: f64,
    /// Mean service by category, minutes.
    pub work: [f64; CATEGORIES],
    /// Mean patience by category, days, before it is cut to whole days.
    pub patience: [f64; CATEGORIES],
    /// Providers looked at.
    pub looks: usize,
    /// Days from one report of a provider to the next.
    pub news_days: u32,
    /// Weight of a day of backlog in the choice.
    pub weight: f64,
    /// Whether the last to join is served first: never in the kernel.
    pub last_first: bool,
    /// Whether those looked at are a random start and equal steps in a list sorted by distance, as the engine does where distance counts (§8), instead of any: never
    /// in the kernel.
    pub in_steps: bool,
}

impl Rules {
    /// The rules of the page for this number of districts.
    #[must_use]
    pub fn new(districts: usize) -> Self {
        Self {
            districts,
            communities: 10,
            providers: 25,
            servers: 4,
            arrivals: 17.0,
            work: std::array::from_fn(|k| 60.0 * (k + 1) as f64),
            patience: std::array::from_fn(|k| 16.0 - 2.0 * k as f64),
            looks: 3,
            news_days: 5,
            weight: 0.25 / 0.3,
            last_first: false,
            in_steps: false,
        }
    }
}

/// A need that waits.
#[derive(Clone, Copy, Debug)]
struct Need {
    onset: u32,
    /// The day on which its patience ends.
    until: u32,
    minutes: u32,
    category: u8,
}

/// A person who serves one case at a time.
#[derive(Clone, Copy, Debug, Default)]
struct Server {
    /// Minutes left of the open case; 0 when there is none.
    left: u32,
    /// Days its need had waited when the case was opened.
    waited: u32,
    category: u8,
    /// Minutes left today.
    minutes: u32,
}

/// A provider with its line.
#[derive(Clone, Debug)]
struct Provider {
    line: VecDeque<Need>,
    servers: Vec<Server>,
    /// Minutes of all that waits and of what is left of open cases.
    backlog: u64,
    /// It reports on the days that leave this remainder.
    turn: u32,
}

/// What is counted over the days measured (§5).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Days measured.
    pub days: u64,
    /// Needs that arose.
    pub needs: u64,
    /// Needs whose service ended, by category.
    pub met: [u64; CATEGORIES],
    /// Needs that gave up, by category.
    pub gave_up: [u64; CATEGORIES],
    /// Of those met: days from onset to the start of service, summed.
    pub waited: u64,
    /// Of those met: served on the day of onset.
    pub same_day: u64,
    /// Of those met: waited [`LONG`] days or more.
    pub long: u64,
    /// Minutes of service.
    pub minutes: u64,
    /// Needs waiting, evening by evening.
    pub waiting: u64,
    /// The square of the needs waiting at a provider, provider by provider and evening by evening.
    pub crowding: u64,
    /// Open cases, evening by evening.
    pub serving: u64,
}

/// The state of the kernel on a day.
#[derive(Clone, Debug)]
pub struct Kernel {
    rules: Rules,
    rng: ChaCha8Rng,
    providers: Vec<Provider>,
    /// By provider: the factor exp(−weight · days of backlog) as last reported.
    board: Vec<f64>,
    /// Every provider by distance, for each community, where rules ask for it.
    lists: Vec<Vec<u32>>,
    day: u32,
    /// What has been counted since it was last cleared.
    pub seen: Outcome,
}

impl Kernel {
    /// The empty world before its first day.
    #[must_use]
    pub fn new(rules: Rules, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let number = rules.districts * rules.providers;
        let providers = (0..number)
            .map(|_| Provider {
                line: VecDeque::new(),
                servers: vec![Server::default(); rules.servers],
                backlog: 0,
                turn: below(&mut rng, rules.news_days as usize) as u32,
            })
            .collect();
        let lists = if rules.in_steps { by_distance(&rules) } else { Vec::new() };
        Self { rng, providers, board: vec![1.0; number], lists, day: 0, seen: Outcome::default(), rules }
    }

    /// Lives through some days.
    pub fn run(&mut self, days: u32) {
        for _ in 0..days {
            self.report();
            self.arise();
            self.give_up();
            self.serve();
            self.evening();
            self.day += 1;
        }
    }

    /// Needs that wait or are served.
    #[must_use]
    pub fn in_system(&self) -> u64 {
        let of = |p: &Provider| p.line.len() + p.servers.iter().filter(|s| s.left > 0).count();
        self.providers.iter().map(|p| of(p) as u64).sum()
    }

    /// §3.1: every provider whose turn it is shows its backlog of last evening.
    fn report(&mut self) {
        let turn = self.day % self.rules.news_days;
        let capacity = (self.rules.servers as u32 * DAY) as f64;
        for (provider, shown) in self.providers.iter().zip(&mut self.board) {
            if provider.turn == turn {
                let days = (provider.backlog as f64 / capacity).min(LONGEST);
                *shown = libm::exp(-self.rules.weight * days);
            }
        }
    }

    /// §3.2: needs arise, and each joins the line that its community chooses.
    fn arise(&mut self) {
        for community in 0..self.rules.districts * self.rules.communities {
            let number = poisson(&mut self.rng, self.rules.arrivals);
            for _ in 0..number {
                let category = below(&mut self.rng, CATEGORIES);
                let minutes = steps(&mut self.rng, self.rules.work[category]);
                let patience = (self.rules.patience[category] * exponential(&mut self.rng)).clamp(1.0, MOST_DAYS) as u32;
                let chosen = self.choose(community);
                let need = Need { onset: self.day, until: self.day + patience, minutes, category: category as u8 };
                let provider = &mut self.providers[chosen];
                provider.backlog += u64::from(minutes);
                provider.line.push_back(need);
            }
            self.seen.needs += u64::from(number);
        }
    }

    /// §3.2: looks at some providers and takes one in proportion to what the board says.
    fn choose(&mut self, community: usize) -> usize {
        let looks = self.rules.looks;
        let mut looked = [usize::MAX; MOST_LOOKS];
        if self.rules.in_steps {
            let list = &self.lists[community];
            let start = below(&mut self.rng, list.len());
            for (i, provider) in looked[..looks].iter_mut().enumerate() {
                *provider = list[(start + i * list.len() / looks) % list.len()] as usize;
            }
        } else {
            for i in 0..looks {
                let mut provider = below(&mut self.rng, self.providers.len());
                while looked[..i].contains(&provider) {
                    provider = below(&mut self.rng, self.providers.len());
                }
                looked[i] = provider;
            }
        }
        let looked = &looked[..looks];
        let total: f64 = looked.iter().map(|&provider| self.board[provider]).sum();
        let mut at = unit(&mut self.rng) * total;
        for &provider in &looked[..looks - 1] {
            at -= self.board[provider];
            if at < 0.0 {
                return provider;
            }
        }
        looked[looks - 1]
    }

    /// §3.3: whoever still waits on the day on which patience ends leaves.
    fn give_up(&mut self) {
        let (day, seen) = (self.day, &mut self.seen);
        for provider in &mut self.providers {
            let backlog = &mut provider.backlog;
            provider.line.retain(|need| {
                if need.until > day {
                    return true;
                }
                *backlog -= u64::from(need.minutes);
                seen.gave_up[usize::from(need.category)] += 1;
                false
            });
        }
    }

    /// §3.4: servers go on with open cases, then take needs from the line.
    fn serve(&mut self) {
        let (day, seen) = (self.day, &mut self.seen);
        for provider in &mut self.providers {
            let before = provider.backlog;
            for server in &mut provider.servers {
                server.minutes = DAY;
                if server.left > 0 {
                    work(server, &mut provider.backlog, seen);
                }
            }
            while !provider.line.is_empty() {
                let Some(server) = provider.servers.iter_mut().find(|s| s.left == 0 && s.minutes > 0) else { break };
                let next = if self.rules.last_first { provider.line.pop_back() } else { provider.line.pop_front() };
                let Some(need) = next else { break };
                server.left = need.minutes;
                server.waited = day - need.onset;
                server.category = need.category;
                work(server, &mut provider.backlog, seen);
            }
            seen.minutes += before - provider.backlog;
        }
    }

    /// §5: what is counted in the evening.
    fn evening(&mut self) {
        self.seen.days += 1;
        for provider in &self.providers {
            let waiting = provider.line.len() as u64;
            self.seen.waiting += waiting;
            self.seen.crowding += waiting * waiting;
            self.seen.serving += provider.servers.iter().filter(|s| s.left > 0).count() as u64;
        }
    }
}

/// §1: every provider by distance from each community, the first numbers first where distances are equal.
fn by_distance(rules: &Rules) -> Vec<Vec<u32>> {
    let across = libm::ceil(libm::sqrt(rules.districts as f64)) as i64;
    let place = |community: usize| {
        let (block, i) = ((community / rules.communities) as i64, (community % rules.communities) as i64);
        (block % across * 4 + i % 4, block / across * 4 + i / 4)
    };
    let all = 0..rules.districts * rules.communities;
    let seats: Vec<(i64, i64)> =
        all.clone().flat_map(|c| std::iter::repeat_n(place(c), if c % 2 == 0 { 3 } else { 2 })).collect();
    let list = |community: usize| {
        let (x, y) = place(community);
        let mut list: Vec<u32> = (0..seats.len() as u32).collect();
        list.sort_by_key(|&provider| {
            let (a, b) = seats[provider as usize];
            (a - x) * (a - x) + (b - y) * (b - y)
        });
        list
    };
    all.map(list).collect()
}

/// A server works on the open case as long as the case and the day last.
fn work(server: &mut Server, backlog: &mut u64, seen: &mut Outcome) {
    let minutes = server.left.min(server.minutes);
    server.left -= minutes;
    server.minutes -= minutes;
    *backlog -= u64::from(minutes);
    if server.left == 0 {
        seen.met[usize::from(server.category)] += 1;
        seen.waited += u64::from(server.waited);
        seen.same_day += u64::from(server.waited == 0);
        seen.long += u64::from(server.waited >= LONG);
    }
}

/// A uniform number in [0, 1).
fn unit(rng: &mut ChaCha8Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0
}

/// A whole number below `n`.
fn below(rng: &mut ChaCha8Rng, n: usize) -> usize {
    ((u64::from(rng.next_u32()) * n as u64) >> 32) as usize
}

/// An exponential number with mean 1.
fn exponential(rng: &mut ChaCha8Rng) -> f64 {
    -libm::log(1.0 - unit(rng))
}

/// A geometric number of steps, at least one, in minutes with this mean.
fn steps(rng: &mut ChaCha8Rng, mean: f64) -> u32 {
    let hazard = -libm::log1p(-f64::from(STEP) / mean);
    let number = 1.0 + libm::floor(exponential(rng) / hazard);
    (number * f64::from(STEP)).min(MOST_MINUTES) as u32
}

/// A Poisson number with this mean, which is small: by inversion.
fn poisson(rng: &mut ChaCha8Rng, mean: f64) -> u32 {
    let u = unit(rng);
    let mut p = libm::exp(-mean);
    let mut sum = p;
    let mut n = 0;
    while u >= sum && n < 1000 {
        n += 1;
        p *= mean / f64::from(n);
        sum += p;
    }
    n
}
