//! Which places there are, read from `places.csv`.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::words::Pair;
use crate::measure::column::Column;
use crate::measure::tables::{PLACES, places};
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
    /// Place of its subdistrict in the list.
    pub subdistrict: usize,
    /// Place of the community in which it is seated; a station has none.
    pub seat: Option<usize>,
    /// Kilometres to the east and to the north.
    pub at: (f64, f64),
}

impl Site {
    /// Whether it is a station.
    #[must_use]
    pub fn is_station(&self) -> bool {
        self.kind == "station"
    }

    /// Whether the map shows it: a station, or an organisation, which may be founded later.
    #[must_use]
    pub fn is_drawn(&self) -> bool {
        ["station", "organisation", "founder"].contains(&self.kind.as_str())
    }
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
        use places::{COMMUNITY, DISTANCE_FIFTH, ID, KIND, NAME_EN, NAME_ZH, RESIDENTS, SUBDISTRICT, X_KM, Y_KM};
        let at = |column: &Column<places::OfPlace>, sheet: &Sheet| sheet.place(column);
        let [kind, id, english, chinese] = [at(&KIND, &sheet)?, at(&ID, &sheet)?, at(&NAME_EN, &sheet)?, at(&NAME_ZH, &sheet)?];
        let [subdistrict, community] = [at(&SUBDISTRICT, &sheet)?, at(&COMMUNITY, &sheet)?];
        let [x, y, residents, fifth] =
            [at(&X_KM, &sheet)?, at(&Y_KM, &sheet)?, at(&RESIDENTS, &sheet)?, at(&DISTANCE_FIFTH, &sheet)?];
        let mut all = Self::default();
        let (mut subdistricts, mut seats) = (BTreeMap::new(), BTreeMap::new());
        while sheet.next()?.is_some() {
            let place = (sheet.number(x)?, sheet.number(y)?);
            let word = |at: usize| sheet.field(at).to_owned();
            if sheet.field(kind) == "subdistrict" {
                subdistricts.insert(word(id), all.subdistricts.len());
                all.subdistricts.push(word(id));
                continue;
            }
            let within = *subdistricts.get(sheet.field(subdistrict)).ok_or_else(|| sheet.wrong(subdistrict, KNOWN))?;
            if sheet.field(kind) == "community" {
                seats.insert(word(id), all.communities.len());
                all.communities.push(Community {
                    code: word(id),
                    english: word(english),
                    chinese: word(chinese),
                    subdistrict: within,
                    at: place,
                    residents: sheet.number(residents)?,
                    fifth: sheet.whole(fifth)?,
                });
                continue;
            }
            let seat = match sheet.field(community) {
                "" => None,
                code => Some(*seats.get(code).ok_or_else(|| sheet.wrong(community, KNOWN))?),
            };
            let names = [word(english), word(chinese)];
            all.sites.push(Site { kind: word(kind), id: word(id), names, subdistrict: within, seat, at: place });
        }
        Ok(Some(all))
    }
}

/// A field of a table that should name something that is there.
pub(super) const KNOWN: Pair = Pair { en: "a place of places.csv", zh: "places.csv 中的地点" };

/// The place of each name in a list.
pub(super) fn place_of<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, usize> {
    names.into_iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect()
}

/// Finds names in a list that are mostly asked for in its order, as the rows of a table have them.
pub(super) struct InOrder<'a> {
    list: Vec<&'a str>,
    places: BTreeMap<&'a str, usize>,
    next: usize,
}

impl<'a> InOrder<'a> {
    /// Over a list.
    pub(super) fn new(list: Vec<&'a str>) -> Self {
        let places = list.iter().enumerate().map(|(at, name)| (*name, at)).collect();
        Self { list, places, next: 0 }
    }

    /// The place of a name. The last one is looked at again, then the one after it, before all.
    pub(super) fn find(&mut self, name: &str) -> Option<usize> {
        let last = self.next.saturating_sub(1);
        let guess = [self.next, last].into_iter().find(|at| self.list.get(*at) == Some(&name));
        let at = guess.or_else(|| self.places.get(name).copied())?;
        self.next = if at + 1 < self.list.len() { at + 1 } else { 0 };
        Some(at)
    }
}
