//! A scenario with its policies, read from the disk or from memory, as it stands or with other values.

use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(feature = "files")]
use crate::base::disk::Disk;
use crate::base::source::{InFront, Memory, Source};
#[cfg(feature = "files")]
use crate::base::words::both;
use crate::facade::error::{Error, What};
use crate::scenario::experiment::Experiment;
use crate::scenario::keys::policy::Policy;
use crate::scenario::keys::world;
use crate::scenario::load::{LoadOptions, load_from};
use crate::scenario::starter;

/// A scenario (情景) and the policies that are compared in it, read and checked.
///
/// Changing one never changes a file: [`Scenario::with`], [`Scenario::comparing`] and [`Scenario::with_policy`] read the same files again
/// and give another scenario, checked like the first.
#[derive(Clone, Debug)]
pub struct Scenario {
    files: Arc<dyn Source>,
    file: PathBuf,
    options: LoadOptions,
    experiment: Experiment,
}

impl Scenario {
    /// Reads a scenario file, with the base values it extends, its policies and its sheet.
    ///
    /// # Errors
    /// [`Error::Scenario`] with all that is wrong, each with its place.
    #[cfg(feature = "files")]
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        use crate::scenario::error::{Kind, ScenarioError};
        use crate::scenario::reading::layers::unreadable;

        let path = path.as_ref();
        let disk = Disk::around(path).map_err(|e| unreadable(path, &e))?;
        let file = path.file_name().ok_or_else(|| {
            let expected = both!("a scenario file", "情景文件");
            ScenarioError::new(Kind::Unreadable).in_file(path.display().to_string()).expected(expected)
        })?;
        Self::read(Arc::new(disk), PathBuf::from(file), LoadOptions::default())
    }

    /// Reads a scenario from its text, which may extend the base values (`extends = "base.toml"`) and name the policies that ship with
    /// the program ([`Scenario::shipped`]).
    ///
    /// ```
    /// # fn main() -> Result<(), sanshe::Error> {
    /// use sanshe::Scenario;
    ///
    /// let text = Scenario::template("my-district");
    /// let scenario = Scenario::from_text(&text)?;
    /// assert_eq!(scenario.policies().collect::<Vec<_>>(), ["administrative", "linkage", "reformed-administration"]);
    ///
    /// let wrong = Scenario::from_text(&text.replace("residents = 150000", "residents = -1")).unwrap_err();
    /// assert!(wrong.to_string().starts_with("scenario.toml:"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Scenario::from_files`].
    pub fn from_text(text: &str) -> Result<Self, Error> {
        Self::from_files(Self::shipped().with(TEXT, text), TEXT)
    }

    /// Reads the scenario `file` from any source of files: texts and sheets in [`Memory`], or one of your own.
    ///
    /// # Errors
    /// [`Error::Scenario`] with all that is wrong, each with its place.
    pub fn from_files(files: impl Source + 'static, file: impl Into<PathBuf>) -> Result<Self, Error> {
        Self::read(Arc::new(files), file.into(), LoadOptions::default())
    }

    /// The base values and the policies that ship with the program.
    #[must_use]
    pub fn shipped() -> Memory {
        starter::FILES.iter().fold(Memory::new(), |files, (path, text)| files.with(*path, *text))
    }

    /// The text of a scenario to start from, with generated communities and comments on every choice.
    #[must_use]
    pub fn template(name: &str) -> String {
        starter::scenario(name, false)
    }

    fn read(files: Arc<dyn Source>, file: PathBuf, options: LoadOptions) -> Result<Self, Error> {
        let experiment = load_from(Arc::clone(&files), &file, &options)?;
        Ok(Self { files, file, options, experiment })
    }

    /// The same scenario with other values: `KEY=VALUE` each, laid over the file in order, as `--set` does.
    ///
    /// # Errors
    /// As [`Scenario::from_files`].
    pub fn with<T: AsRef<str>>(&self, sets: impl IntoIterator<Item = T>) -> Result<Self, Error> {
        let mut options = self.options.clone();
        options.sets.extend(sets.into_iter().map(|set| set.as_ref().to_owned()));
        Self::read(Arc::clone(&self.files), self.file.clone(), options)
    }

    /// The same scenario comparing these policies, by the names of their files, with the baseline.
    ///
    /// # Errors
    /// As [`Scenario::from_files`].
    pub fn comparing<T: AsRef<str>>(&self, policies: impl IntoIterator<Item = T>) -> Result<Self, Error> {
        let names = policies.into_iter().map(|name| name.as_ref().to_owned()).collect();
        let options = LoadOptions { policies: Some(names), ..self.options.clone() };
        Self::read(Arc::clone(&self.files), self.file.clone(), options)
    }

    /// The same scenario comparing one policy more, built in code. It is checked like a policy file: a mistake names its key as that of
    /// the file `policies/NAME.toml`, which exists nowhere else.
    ///
    /// ```
    /// # fn main() -> Result<(), sanshe::Error> {
    /// use sanshe::Scenario;
    /// use sanshe::keys::Share;
    ///
    /// let scenario = Scenario::from_text(&Scenario::template("my-district"))?;
    /// let mut policy = scenario.policy("linkage")?.clone();
    /// policy.routing.theta = Share::new(0.5).expect("a share");
    /// let scenario = scenario.with_policy("half-local", &policy)?;
    /// assert_eq!(scenario.policies().last(), Some("half-local"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Scenario::from_files`], and [`Error::NameTaken`].
    pub fn with_policy(&self, name: &str, policy: &Policy) -> Result<Self, Error> {
        let folder = self.file.parent().unwrap_or(Path::new("")).join("policies");
        let path = folder.join(format!("{name}.toml"));
        if self.files.has(&path) || self.policies().any(|there| there == name) {
            return Err(Error::NameTaken { name: name.to_owned() });
        }
        // Types that are read from TOML are written as TOML: tables of numbers, words and lists.
        let text = toml::to_string(policy).unwrap_or_default();
        let front = Memory::new().with(crate::base::source::published(&path), text);
        let files = Arc::new(InFront { front, behind: Arc::clone(&self.files) });
        let names = self.policies().map(str::to_owned).chain([name.to_owned()]).collect();
        let options = LoadOptions { policies: Some(names), ..self.options.clone() };
        Self::read(files, self.file.clone(), options)
    }

    /// The keys of the world as they are, with their types.
    #[must_use]
    pub const fn keys(&self) -> &world::Scenario {
        &self.experiment.scenario
    }

    /// Names of the categories of need, in the order in which [`Need::category`](crate::watch::Need::category) and
    /// [`Event::category`](crate::watch::Event::category) count them, from 0.
    pub fn categories(&self) -> impl Iterator<Item = &str> {
        self.keys().category.iter().map(|(name, _)| name)
    }

    /// Names of the policies compared, in their order.
    pub fn policies(&self) -> impl Iterator<Item = &str> {
        self.experiment.policies.iter().map(|policy| policy.name.as_str())
    }

    /// Name of the policy that the others are compared with.
    #[must_use]
    pub fn baseline(&self) -> &str {
        &self.experiment.scenario.baseline
    }

    /// A policy that is compared, with the types of its keys.
    ///
    /// # Errors
    /// [`Error::Unknown`] when none has that name.
    pub fn policy(&self, name: &str) -> Result<&Policy, Error> {
        let found = self.experiment.policies.iter().find(|policy| policy.name == name);
        found.map(|policy| &policy.policy).ok_or_else(|| Error::Unknown {
            what: What::Policy,
            name: name.to_owned(),
            known: self.policies().map(str::to_owned).collect(),
        })
    }

    /// Warnings about valid input that is probably unintended, in English and Chinese.
    pub fn remarks(&self) -> impl Iterator<Item = [String; 2]> {
        self.experiment.remarks.iter().map(|remark| {
            let both = remark.both();
            [both.en, both.zh]
        })
    }

    pub(super) const fn experiment(&self) -> &Experiment {
        &self.experiment
    }
}

/// The name of a scenario that is given as a text.
const TEXT: &str = "scenario.toml";
