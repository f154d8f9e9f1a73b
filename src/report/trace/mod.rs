//! What `sanshe trace` prints: the lives of needs under several policies, side by side; the days of a site and of a person.
//!
//! Plain text without colour. Columns line up by display width.

mod course;
pub mod days;
mod layout;
pub mod lives;
mod words;

use self::layout::{FIXED, lower};
pub use self::layout::{WIDTH, wrap};
use self::words::{EN, Words, ZH};
use super::Lang;
use super::texts::fill;
use crate::base::calendar::DAYS_PER_YEAR;
use crate::base::places::{CategoryId, CommunityId, SegmentId};
use crate::base::words::shown;
use crate::scenario::experiment::Experiment;
use crate::world::World;
use crate::world::named::{Place, community_zh, places};
use crate::world::sites::{Party, Seat};

/// Context of a text about a trace.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'a> {
    /// The experiment.
    pub experiment: &'a Experiment,
    /// Its world.
    pub world: &'a World,
    /// Policies followed, by place in the experiment.
    pub policies: &'a [usize],
    /// Replicate.
    pub replicate: u32,
    /// Language.
    pub lang: Lang,
}

impl Telling<'_> {
    const fn words(&self) -> &'static Words {
        match self.lang {
            Lang::En => &EN,
            Lang::Zh => &ZH,
        }
    }

    fn title(&self) -> String {
        let scenario = &self.experiment.scenario;
        shown(self.lang.pick(&scenario.title, &scenario.title_zh))
    }

    fn policy(&self, at: usize) -> &str {
        &self.experiment.policies[self.policies[at]].name
    }

    /// Name of a policy with its label.
    fn policy_head(&self, at: usize) -> String {
        let named = &self.experiment.policies[self.policies[at]];
        let label = shown(self.lang.pick(&named.policy.label, &named.policy.label_zh));
        match self.lang {
            Lang::En => format!("{} ({label})", named.name),
            Lang::Zh => format!("{}（{label}）", named.name),
        }
    }

    fn category(&self, category: CategoryId) -> String {
        let name = &self.world.category_names[category];
        let keys = self.experiment.scenario.category.get(name);
        shown(keys.map_or(name, |k| self.lang.pick(&k.label, &k.label_zh)))
    }

    /// The category within a sentence.
    fn category_within(&self, category: CategoryId) -> String {
        lower(&self.category(category))
    }

    fn segment(&self, segment: SegmentId) -> String {
        let name = &self.world.segment_names[segment];
        let keys = self.experiment.scenario.segment.get(name);
        shown(keys.map_or(name, |k| self.lang.pick(&k.label, &k.label_zh)))
    }

    fn community(&self, community: CommunityId) -> String {
        let code = &self.world.places.communities[community].code;
        match (self.lang, community_zh(self.world, code)) {
            (Lang::Zh, Some(name)) if name != code => format!("{}（{}）", shown(name), shown(code)),
            _ => shown(code),
        }
    }

    fn time(&self, minutes: u32) -> String {
        let words = self.words();
        let (h, m) = ((minutes / 60).to_string(), (minutes % 60).to_string());
        let text = match (minutes / 60, minutes % 60) {
            (0, _) => words.minutes,
            (_, 0) => words.hours,
            _ => words.hours_minutes,
        };
        fill(text, &[("h", &h), ("m", &m)]).replace(' ', &FIXED.to_string())
    }

    /// A day of the window (from 0), from the second year on with its year.
    fn date(&self, day: u16) -> String {
        let words = self.words();
        let text = if day < DAYS_PER_YEAR { words.date } else { words.date_year };
        let year = day / DAYS_PER_YEAR + 1;
        fill(text, &[("n", &(day + 1).to_string()), ("year", &year.to_string()), ("day", &(day % DAYS_PER_YEAR + 1).to_string())])
    }

    fn day(&self, day: u16, digits: usize) -> String {
        fill(self.words().day, &[("n", &format!("{:>digits$}", day + 1))])
    }

    fn site_of(&self, place: &Place) -> String {
        if place.seat == Seat::Facility {
            return fill(self.words().facility, &[("x", &self.community(place.community))]);
        }
        let x = match place.party {
            Party::Office => self.community(place.community),
            Party::Station => shown(&self.world.places.subdistricts[place.subdistrict].code),
            Party::Organisation => place.number.to_string(),
            Party::Association => format!("{}:{}", self.community(place.community), place.number),
            Party::PropertyFirm | Party::Government | Party::Household => shown(&place.name(self.world)),
        };
        fill(self.words().sites[place.party], &[("x", &x)])
    }

    /// A site as a need of a community sees it.
    fn site(&self, stable: u32, home: Option<CommunityId>) -> String {
        let Some(place) = places(self.world).find(|p| p.stable == stable) else {
            return stable.to_string();
        };
        if place.party == Party::Office && Some(place.community) == home {
            return self.words().own_office.to_owned();
        }
        self.site_of(&place)
    }
}
