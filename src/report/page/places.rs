//! Where things are and what happened there, read from `places.csv`, `map.csv`, `sites.csv` and `referrals.csv`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::base::words::Pair;
use crate::measure::column::Column;
use crate::measure::tables::{MAP, PLACES, REFERRALS, SITES, head, map, places, referrals, sites};
use crate::report::error::ReportError;
use crate::report::sheet::Sheet;

/// A community.
#[derive(Clone, Debug, Default)]
pub struct Community {
    /// Its code.
    pub code: String,
    /// Its English name.
    pub english: String,
    /// Its Chinese name, the code where it has none.
    pub chinese: String,
    /// Place of its subdistrict in the list.
    pub subdistrict: usize,
    /// Kilometres to the east and to the north.
    pub at: (f64, f64),
    /// Residents.
    pub residents: f64,
    /// Fifth by distance, from 1.
    pub fifth: u32,
}

/// A site.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Its kind.
    pub kind: String,
    /// Its name on the command line.
    pub id: String,
    /// For people.
    pub names: [String; 2],
    /// Kilometres to the east and to the north.
    pub at: (f64, f64),
}

/// All places.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Codes of subdistricts.
    pub subdistricts: Vec<String>,
    /// Communities.
    pub communities: Vec<Community>,
    /// Sites.
    pub sites: Vec<Site>,
}

impl Places {
    /// Reads `places.csv`; nothing where there is none.
    ///
    /// # Errors
    /// When it is not such a table.
    pub fn read(dir: &Path) -> Result<Option<Self>, ReportError> {
        let Some(mut sheet) = Sheet::open(&dir.join(PLACES.file))? else { return Ok(None) };
        use places::{DISTANCE_FIFTH, ID, KIND, NAME_EN, NAME_ZH, RESIDENTS, SUBDISTRICT, X_KM, Y_KM};
        let at = |column: &Column<places::OfPlace>, sheet: &Sheet| sheet.place(column);
        let [kind, id, english, chinese] = [at(&KIND, &sheet)?, at(&ID, &sheet)?, at(&NAME_EN, &sheet)?, at(&NAME_ZH, &sheet)?];
        let [subdistrict, x, y] = [at(&SUBDISTRICT, &sheet)?, at(&X_KM, &sheet)?, at(&Y_KM, &sheet)?];
        let [residents, fifth] = [at(&RESIDENTS, &sheet)?, at(&DISTANCE_FIFTH, &sheet)?];
        let mut all = Self::default();
        while sheet.next()?.is_some() {
            let place = (sheet.number(x)?, sheet.number(y)?);
            let word = |at: usize| sheet.field(at).to_owned();
            match sheet.field(kind) {
                "subdistrict" => all.subdistricts.push(word(id)),
                "community" => all.communities.push(Community {
                    code: word(id),
                    english: word(english),
                    chinese: word(chinese),
                    subdistrict: all
                        .subdistricts
                        .iter()
                        .position(|code| code == sheet.field(subdistrict))
                        .ok_or_else(|| sheet.wrong(subdistrict, KNOWN))?,
                    at: place,
                    residents: sheet.number(residents)?,
                    fifth: sheet.whole(fifth)?,
                }),
                of_site => all.sites.push(Site {
                    kind: of_site.to_owned(),
                    id: word(id),
                    names: [word(english), word(chinese)],
                    at: place,
                }),
            }
        }
        Ok(Some(all))
    }
}

/// Counts of a community in a period, summed over replicates.
pub type Counts = [u64; 7];

/// A site at the end of a period: whether it exists, and its people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Place among the sites.
    pub site: usize,
    /// Whether it exists.
    pub open: bool,
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

/// A community's needs of a replicate that ended: lost and resolved.
pub type Ended = (u32, u32);

/// Rows of `map.csv` by policy and period: community, replicate, counts.
type Rows = BTreeMap<(usize, i32), Vec<(usize, u32, [u32; 7])>>;

/// What happened where, by period.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// Numbers of the periods, in order.
    pub periods: Vec<i32>,
    /// Replicates of each policy.
    pub replicates: Vec<usize>,
    /// By policy, period and community: each replicate.
    pub ended: Vec<Vec<Vec<Box<[Ended]>>>>,
    /// By policy, period and community: sums over replicates.
    pub counts: Vec<Vec<Vec<Counts>>>,
    /// By policy and period: sites, of the first replicate.
    pub sites: Vec<Vec<Vec<Standing>>>,
    /// By policy and period: who waits elsewhere, of the first replicate.
    pub arcs: Vec<Vec<Vec<Arc>>>,
}

/// The columns of counts.
const COUNTED: [Column<map::OfSquare>; 7] =
    [map::CREATED, map::KNOWN, map::RESOLVED, map::LOST, map::LATENT, map::WAITING, map::SERVING];
/// Place of the needs resolved among them.
pub const RESOLVED: usize = 2;
/// Place of the needs lost.
pub const LOST: usize = 3;

impl Map {
    /// Reads the tables; nothing where they were not collected. What the burn-in shows stands under every policy.
    ///
    /// # Errors
    /// When one is not such a table.
    pub fn read(dir: &Path, policies: &[&str], places: &Places) -> Result<Option<Self>, ReportError> {
        let Some(mut sheet) = Sheet::open(&dir.join(MAP.file))? else { return Ok(None) };
        let codes = place_of(places.communities.iter().map(|community| community.code.as_str()));
        let [policy, replicate] = [sheet.place(&head::POLICY)?, sheet.place(&head::REPLICATE)?];
        let [period, community] = [sheet.place(&map::PERIOD)?, sheet.place(&map::COMMUNITY)?];
        let counted = COUNTED.iter().map(|column| sheet.place(column)).collect::<Result<Vec<_>, _>>()?;
        let mut rows = Rows::new();
        while sheet.next()?.is_some() {
            let arm = sheet.policy(policy, policies)?;
            let at = *codes.get(sheet.field(community)).ok_or_else(|| sheet.wrong(community, KNOWN))?;
            let number = sheet.number(period)? as i32;
            let mut counts = [0; 7];
            for (to, place) in counts.iter_mut().zip(&counted) {
                *to = sheet.whole(*place)?;
            }
            rows.entry((arm, number)).or_default().push((at, sheet.whole(replicate)?, counts));
        }
        let mut periods: Vec<i32> = rows.keys().map(|(_, period)| *period).collect();
        periods.sort_unstable();
        periods.dedup();
        if periods.is_empty() {
            return Ok(None);
        }
        let mut all = Self { periods, ..Self::default() };
        for arm in 0..policies.len() {
            all.add(arm, &rows, places.communities.len());
        }
        all.read_sites(dir, policies, places)?;
        all.read_arcs(dir, policies, places, &codes)?;
        Ok(Some(all))
    }

    /// A policy's rows; those of the burn-in are the baseline's, which is the first.
    fn add(&mut self, arm: usize, rows: &Rows, communities: usize) {
        let (mut counts, mut ended, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        for &period in &self.periods {
            let (mut sums, mut each) = (vec![[0_u64; 7]; communities], vec![Vec::new(); communities]);
            let own = rows.get(&(arm, period)).or_else(|| rows.get(&(0, period)).filter(|_| period < 0));
            for (community, replicate, row) in own.into_iter().flatten() {
                seen.insert(*replicate);
                for (sum, count) in sums[*community].iter_mut().zip(row) {
                    *sum += u64::from(*count);
                }
                each[*community].push((row[LOST], row[RESOLVED]));
            }
            counts.push(sums);
            ended.push(each.into_iter().map(Vec::into_boxed_slice).collect());
        }
        self.counts.push(counts);
        self.ended.push(ended);
        self.replicates.push(seen.len());
    }

    /// The place of a period, of which there is a row in `map.csv`.
    fn period(&self, number: f64) -> Option<usize> {
        self.periods.binary_search(&(number as i32)).ok()
    }

    fn read_sites(&mut self, dir: &Path, policies: &[&str], places: &Places) -> Result<(), ReportError> {
        self.sites = vec![vec![Vec::new(); self.periods.len()]; policies.len()];
        let Some(mut sheet) = Sheet::open(&dir.join(SITES.file))? else { return Ok(()) };
        let ids = place_of(places.sites.iter().map(|site| site.id.as_str()));
        let [policy, period, site] = [sheet.place(&head::POLICY)?, sheet.place(&sites::PERIOD)?, sheet.place(&sites::SITE)?];
        let [open, staff] = [sheet.place(&sites::OPEN)?, sheet.place(&sites::STAFF)?];
        while sheet.next()?.is_some() {
            let standing = Standing {
                site: *ids.get(sheet.field(site)).ok_or_else(|| sheet.wrong(site, KNOWN))?,
                open: sheet.whole(open)? == 1,
                staff: sheet.whole(staff)?,
            };
            if let Some(at) = self.period(sheet.number(period)?) {
                self.sites[sheet.policy(policy, policies)?][at].push(standing);
            }
        }
        Ok(())
    }

    fn read_arcs(
        &mut self,
        dir: &Path,
        policies: &[&str],
        places: &Places,
        codes: &BTreeMap<String, usize>,
    ) -> Result<(), ReportError> {
        self.arcs = vec![vec![Vec::new(); self.periods.len()]; policies.len()];
        let Some(mut sheet) = Sheet::open(&dir.join(REFERRALS.file))? else { return Ok(()) };
        let ids = place_of(places.sites.iter().map(|site| site.id.as_str()));
        let [policy, period] = [sheet.place(&head::POLICY)?, sheet.place(&referrals::PERIOD)?];
        let [community, site] = [sheet.place(&referrals::COMMUNITY)?, sheet.place(&referrals::SITE)?];
        let waiting = sheet.place(&referrals::WAITING)?;
        while sheet.next()?.is_some() {
            let arc = Arc {
                community: *codes.get(sheet.field(community)).ok_or_else(|| sheet.wrong(community, KNOWN))?,
                site: *ids.get(sheet.field(site)).ok_or_else(|| sheet.wrong(site, KNOWN))?,
                waiting: sheet.whole(waiting)?,
            };
            if let (Some(at), true) = (self.period(sheet.number(period)?), arc.waiting > 0) {
                self.arcs[sheet.policy(policy, policies)?][at].push(arc);
            }
        }
        Ok(())
    }
}

/// A field of a table that should name something that is there.
pub(super) const KNOWN: Pair = Pair { en: "a place of places.csv", zh: "places.csv 中的地点" };

/// The place of each name in a list.
pub(super) fn place_of<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, usize> {
    names.into_iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect()
}
