//! What happened where, read from `map.csv`, `sites.csv` and `referrals.csv`: row by row, summed as it is read.
//!
//! Of a period of a run one row of counts is held at a time. What stays is sums over replicates, and of every replicate how many needs of a community
//! ended in what way: without these nobody can say whether two policies differ by more than chance, whichever pair is asked for, and policies may
//! come in later waves than the replicates they are compared with.

use std::collections::BTreeMap;
use std::path::Path;

use super::places::{InOrder, KNOWN, Places};
use crate::measure::column::Column;
use crate::measure::tables::{MAP, REFERRALS, SITES, head, map, referrals, sites};
use crate::report::error::ReportError;
use crate::report::sheet::Sheet;

/// Counts of a community in a period, summed over replicates.
pub type Counts = [u64; 7];

/// A community's needs of a replicate that ended: lost and resolved.
pub type Ended = (u32, u32);

/// A site at the end of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Place among the sites.
    pub site: usize,
    /// People in post.
    pub staff: u32,
}

/// Needs of a community that wait at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// Place of the community.
    pub community: usize,
    /// Place of the site.
    pub site: usize,
    /// How many wait.
    pub waiting: u32,
}

/// Something of each period of each policy.
pub type ByPeriod<T> = Vec<Vec<T>>;

/// What happened where, by period.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// Numbers of the periods, in order.
    pub periods: Vec<i32>,
    /// By policy and period: replicates that tell of it.
    pub replicates: ByPeriod<usize>,
    /// By policy, period and community: sums over replicates.
    pub counts: ByPeriod<Vec<Counts>>,
    /// By policy and period, where the policy was in force: each replicate, then each community.
    pub ended: ByPeriod<BTreeMap<u32, Box<[Ended]>>>,
    /// By policy and period: sites that are drawn and exist, of the first replicate.
    pub sites: ByPeriod<Vec<Standing>>,
    /// By policy and period: who waits beyond the own community, of the first replicate.
    pub arcs: ByPeriod<Vec<Arc>>,
}

/// The columns of counts.
const COUNTED: [Column<map::OfSquare>; 7] =
    [map::CREATED, map::KNOWN, map::RESOLVED, map::LOST, map::LATENT, map::WAITING, map::SERVING];
/// Place of the needs resolved among them.
pub const RESOLVED: usize = 2;
/// Place of the needs lost.
pub const LOST: usize = 3;
/// Places of the needs that are known and open.
pub const OPEN: [usize; 2] = [5, 6];

/// A policy's rows so far, by period: replicates, sums, and each replicate.
#[derive(Clone, Debug, Default)]
struct Sums {
    replicates: usize,
    counts: Vec<Counts>,
    ended: BTreeMap<u32, Box<[Ended]>>,
}

/// A policy, a replicate and a period.
type Key = (usize, u32, i32);

/// Rows that are added up.
struct Adding {
    all: Vec<BTreeMap<i32, Sums>>,
    now: Option<Key>,
    row: Vec<[u32; 7]>,
}

impl Adding {
    fn new(policies: usize, communities: usize) -> Self {
        Self { all: vec![BTreeMap::new(); policies], now: None, row: vec![[0; 7]; communities] }
    }

    /// The counts of communities in a period of a run.
    fn at(&mut self, key: Key) -> &mut Vec<[u32; 7]> {
        if self.now != Some(key) {
            self.end();
            self.now = Some(key);
        }
        &mut self.row
    }

    /// Adds what is held to the sums.
    fn end(&mut self) {
        let Some((policy, replicate, period)) = self.now.take() else { return };
        let communities = self.row.len();
        let sums = self.all[policy].entry(period).or_default();
        sums.counts.resize(communities, [0; 7]);
        let ended = sums.ended.entry(replicate).or_insert_with(|| {
            sums.replicates += 1;
            vec![(0, 0); communities].into()
        });
        for ((row, sums), ended) in self.row.iter_mut().zip(&mut sums.counts).zip(ended) {
            for (sum, count) in sums.iter_mut().zip(*row) {
                *sum += u64::from(count);
            }
            *ended = (ended.0 + row[LOST], ended.1 + row[RESOLVED]);
            *row = [0; 7];
        }
    }
}

impl Map {
    /// Reads the tables; nothing where they were not collected. What the burn-in shows stands under every policy.
    ///
    /// # Errors
    /// When one is not such a table.
    pub fn read(dir: &Path, policies: &[&str], places: &Places) -> Result<Option<Self>, ReportError> {
        let Some(mut sheet) = Sheet::open(&dir.join(MAP.file))? else { return Ok(None) };
        let mut codes = InOrder::new(places.communities.iter().map(|community| community.code.as_str()).collect());
        let [policy, replicate] = [sheet.place(&head::POLICY)?, sheet.place(&head::REPLICATE)?];
        let [period, community] = [sheet.place(&map::PERIOD)?, sheet.place(&map::COMMUNITY)?];
        let counted = COUNTED.iter().map(|column| sheet.place(column)).collect::<Result<Vec<_>, _>>()?;
        let mut adding = Adding::new(policies.len(), places.communities.len());
        while sheet.next()?.is_some() {
            let key = (sheet.policy(policy, policies)?, sheet.whole(replicate)?, sheet.number(period)? as i32);
            let at = codes.find(sheet.field(community)).ok_or_else(|| sheet.wrong(community, KNOWN))?;
            let counts = &mut adding.at(key)[at];
            for (to, place) in counts.iter_mut().zip(&counted) {
                *to = sheet.whole(*place)?;
            }
        }
        adding.end();
        let mut all = Self::added(adding.all);
        if all.periods.is_empty() {
            return Ok(None);
        }
        all.read_sites(dir, policies, places)?;
        all.read_arcs(dir, policies, places)?;
        Ok(Some(all))
    }

    /// Sums by policy and period. The rows of the burn-in are the baseline's, which is the first.
    fn added(mut sums: Vec<BTreeMap<i32, Sums>>) -> Self {
        let mut periods: Vec<i32> = sums.iter().flat_map(BTreeMap::keys).copied().collect();
        periods.sort_unstable();
        periods.dedup();
        let communities = sums.iter().flat_map(BTreeMap::values).map(|sums| sums.counts.len()).max().unwrap_or(0);
        let baseline = sums.first().into_iter().flatten();
        let shared: BTreeMap<i32, Sums> = baseline.filter(|(period, _)| **period < 0).map(lent).collect();
        let mut all = Self { periods, ..Self::default() };
        for own in &mut sums {
            let (mut replicates, mut counts, mut ended) = (Vec::new(), Vec::new(), Vec::new());
            for period in &all.periods {
                let mut of = own.remove(period).or_else(|| shared.get(period).cloned()).unwrap_or_default();
                of.counts.resize(communities, [0; 7]);
                replicates.push(of.replicates);
                counts.push(of.counts);
                ended.push(of.ended);
            }
            all.replicates.push(replicates);
            all.counts.push(counts);
            all.ended.push(ended);
        }
        all
    }

    /// The place of a period, of which there is a row in `map.csv`.
    fn period(&self, number: f64) -> Option<usize> {
        self.periods.binary_search(&(number as i32)).ok()
    }

    /// Something of every policy and period, of which what the baseline has in the burn-in stands under every policy.
    fn with_burn_in<T: Clone>(&self, mut own: ByPeriod<Vec<T>>) -> ByPeriod<Vec<T>> {
        let window = self.periods.iter().position(|period| *period >= 0).unwrap_or(self.periods.len());
        if let Some((baseline, others)) = own.split_first_mut() {
            for other in others {
                other[..window].clone_from_slice(&baseline[..window]);
            }
        }
        own
    }

    fn read_sites(&mut self, dir: &Path, policies: &[&str], places: &Places) -> Result<(), ReportError> {
        let mut found = vec![vec![Vec::new(); self.periods.len()]; policies.len()];
        if let Some(mut sheet) = Sheet::open(&dir.join(SITES.file))? {
            let mut ids = InOrder::new(places.sites.iter().map(|site| site.id.as_str()).collect());
            let [policy, period, site] = [sheet.place(&head::POLICY)?, sheet.place(&sites::PERIOD)?, sheet.place(&sites::SITE)?];
            let [open, staff] = [sheet.place(&sites::OPEN)?, sheet.place(&sites::STAFF)?];
            while sheet.next()?.is_some() {
                let site = ids.find(sheet.field(site)).ok_or_else(|| sheet.wrong(site, KNOWN))?;
                let (open, staff) = (sheet.whole(open)? == 1, sheet.whole(staff)?);
                let at = self.period(sheet.number(period)?).filter(|_| open && places.sites[site].is_drawn());
                if let Some(at) = at {
                    found[sheet.policy(policy, policies)?][at].push(Standing { site, staff });
                }
            }
        }
        self.sites = self.with_burn_in(found);
        Ok(())
    }

    fn read_arcs(&mut self, dir: &Path, policies: &[&str], places: &Places) -> Result<(), ReportError> {
        let mut found = vec![vec![Vec::new(); self.periods.len()]; policies.len()];
        if let Some(mut sheet) = Sheet::open(&dir.join(REFERRALS.file))? {
            let mut codes = InOrder::new(places.communities.iter().map(|community| community.code.as_str()).collect());
            let mut ids = InOrder::new(places.sites.iter().map(|site| site.id.as_str()).collect());
            let [policy, period] = [sheet.place(&head::POLICY)?, sheet.place(&referrals::PERIOD)?];
            let [community, site] = [sheet.place(&referrals::COMMUNITY)?, sheet.place(&referrals::SITE)?];
            let waiting = sheet.place(&referrals::WAITING)?;
            while sheet.next()?.is_some() {
                let community = codes.find(sheet.field(community)).ok_or_else(|| sheet.wrong(community, KNOWN))?;
                let site = ids.find(sheet.field(site)).ok_or_else(|| sheet.wrong(site, KNOWN))?;
                let waiting = sheet.whole(waiting)?;
                let elsewhere = waiting > 0 && places.sites[site].seat != Some(community);
                let at = self.period(sheet.number(period)?).filter(|_| elsewhere);
                if let Some(at) = at {
                    found[sheet.policy(policy, policies)?][at].push(Arc { community, site, waiting });
                }
            }
        }
        self.arcs = self.with_burn_in(found);
        Ok(())
    }
}

/// What the baseline has in a period of the burn-in, for another policy: no difference of the two can be more than chance there.
fn lent((period, sums): (&i32, &Sums)) -> (i32, Sums) {
    (*period, Sums { replicates: sums.replicates, counts: sums.counts.clone(), ended: BTreeMap::new() })
}
