//! What it costs and who pays: public money by year and channel, and minutes by account, from `ledger.csv`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use super::facts::Facts;
use super::markup::{in_both, number, signed, wan};
use crate::base::words::{Both, both};
use crate::measure::tables::ledger::{AMOUNT, CATEGORY, IN_FEN, IN_MINUTES, PARTY, QUARTER, UNIT};
use crate::measure::tables::{LEDGER, head};
use crate::report::error::ReportError;
use crate::report::sheet::Sheet;

/// The party under which the ledger has what each channel bore.
const TREASURY: &str = "treasury";
/// The budget itself, which nobody pays.
const ENTITLEMENT: &str = "entitlement";

/// The ledger, summed over replicates.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Channels of public money that bear something, in the order of the alphabet.
    channels: Vec<String>,
    /// Public money in fen, by policy: channel and year.
    fen: Vec<BTreeMap<(String, usize), f64>>,
    /// Accounts of time, in the order in which they come.
    accounts: Vec<String>,
    /// Minutes of everybody, by policy: account.
    minutes: Vec<BTreeMap<String, f64>>,
}

impl Ledger {
    /// Reads `ledger.csv`; nothing where there is none.
    ///
    /// # Errors
    /// When it is not such a table.
    pub fn read(dir: &Path, facts: &Facts) -> Result<Option<Self>, ReportError> {
        let Some(mut sheet) = Sheet::open(&dir.join(LEDGER.file))? else { return Ok(None) };
        let policies: Vec<&str> = facts.policies.iter().map(|policy| policy.name.as_str()).collect();
        let [policy, quarter, party] = [sheet.place(&head::POLICY)?, sheet.place(&QUARTER)?, sheet.place(&PARTY)?];
        let [category, unit, amount] = [sheet.place(&CATEGORY)?, sheet.place(&UNIT)?, sheet.place(&AMOUNT)?];
        let mut all = Self {
            fen: vec![BTreeMap::new(); policies.len()],
            minutes: vec![BTreeMap::new(); policies.len()],
            ..Self::default()
        };
        while sheet.next()?.is_some() {
            let name = sheet.field(category);
            let of_treasury = sheet.field(party) == TREASURY;
            let (in_minutes, in_fen) = (sheet.field(unit) == IN_MINUTES, sheet.field(unit) == IN_FEN);
            let arm = sheet.policy(policy, &policies)?;
            if in_minutes {
                note(&mut all.accounts, name);
                *all.minutes[arm].entry(name.to_owned()).or_default() += sheet.number(amount)?;
            } else if of_treasury && in_fen && name != ENTITLEMENT {
                note(&mut all.channels, name);
                let year = sheet.whole(quarter)? as usize / 4;
                *all.fen[arm].entry((name.to_owned(), year)).or_default() += sheet.number(amount)?;
            }
        }
        all.channels.sort();
        Ok(Some(all))
    }

    /// The table of a policy: ten thousand yuan by year and channel, a mean of replicates.
    #[must_use]
    pub fn budget(&self, facts: &Facts, policy: usize) -> String {
        let replicates = facts.runs.count(policy).max(1) as f64;
        let years = facts.years as usize;
        let mut out = String::from("<table class=\"money\"><thead><tr><td></td>");
        for year in 0..years {
            let number = year + 1;
            let class = if year < 2 { " class=\"transition\"" } else { "" };
            let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", in_both(&both!("year {number}", "第 {number} 年")));
        }
        out += "</tr></thead><tbody>";
        let fen =
            |channel: &String, year: usize| self.fen[policy].get(&(channel.clone(), year)).copied().unwrap_or(0.0) / replicates;
        let mut row = |name: &Both, of: &dyn Fn(usize) -> f64, class: &str| {
            let _ = write!(out, "<tr{class}><th scope=\"row\">{}</th>", in_both(name));
            for year in 0..years {
                let _ = write!(out, "<td>{}</td>", wan(of(year) / 100.0));
            }
            out += "</tr>";
        };
        for channel in self.channels.iter().filter(|channel| (0..years).any(|year| fen(channel, year) > 0.0)) {
            row(&channel_name(channel), &|year| fen(channel, year), "");
        }
        row(&both!("together", "合计"), &|year| self.channels.iter().map(|channel| fen(channel, year)).sum(), " class=\"sum\"");
        out + "</tbody></table>"
    }

    /// Hours a year by account: of a baseline, of a policy, and how they differ; means of replicates.
    #[must_use]
    pub fn hours(&self, facts: &Facts, baseline: usize, policy: usize) -> String {
        let years = f64::from(facts.years.max(1));
        let hours = |at: usize, account: &String| {
            let replicates = facts.runs.count(at).max(1) as f64;
            self.minutes[at].get(account).copied().unwrap_or(0.0) / 60.0 / replicates / years
        };
        let [base, own] = [baseline, policy].map(|at| in_both(&facts.policies[at].label));
        let mut out = format!("<table class=\"hours\"><thead><tr><td></td><th scope=\"col\">{base}</th>");
        if baseline != policy {
            let apart = in_both(&both!("difference", "差值"));
            let _ = write!(out, "<th scope=\"col\">{own}</th><th scope=\"col\">{apart}</th>");
        }
        out += "</tr></thead><tbody>";
        let mut row = |name: &Both, of: &dyn Fn(usize) -> f64, class: &str| {
            let _ = write!(out, "<tr{class}><th scope=\"row\">{}</th><td>{}</td>", in_both(name), number(of(baseline), 0));
            if baseline != policy {
                let (own, apart) = (of(policy), of(policy) - of(baseline));
                let _ = write!(out, "<td>{}</td><td>{}</td>", number(own, 0), signed(apart, 0));
            }
            out += "</tr>";
        };
        for account in self.accounts.iter().filter(|account| (0..self.minutes.len()).any(|at| hours(at, account) > 0.0)) {
            row(&account_name(account), &|at| hours(at, account), "");
        }
        row(&both!("together", "合计"), &|at| self.accounts.iter().map(|account| hours(at, account)).sum(), " class=\"sum\"");
        out + "</tbody></table>"
    }
}

/// Adds a name to a list that does not have it.
fn note(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

/// What people call a channel of public money, and which line it is of.
fn channel_name(channel: &str) -> Both {
    match channel {
        "inhouse" => both!("posts of the government", "自设岗位"),
        "contracts" => both!("contracts", "购买服务"),
        "grants" => both!("grants", "公益创投"),
        "facilities" => both!("facilities", "设施外包"),
        "self_help" => both!("self-help", "居民自助"),
        "personnel" => both!("personnel line", "人员经费"),
        other => Both::same(other),
    }
}

/// What people call an account of time.
fn account_name(account: &str) -> Both {
    match account {
        "direct" => both!("with the resident", "直接服务"),
        "travel" => both!("on the way", "路途"),
        "discovery" => both!("patrol and outreach", "走访发现"),
        "intake" => both!("taking in", "受理"),
        "coordination" => both!("coordination", "协调"),
        "administration" => both!("administration", "行政事务"),
        "reports" => both!("reports", "报表"),
        "training" => both!("training and guidance", "培训督导"),
        "idle" => both!("paid, without work", "空闲"),
        "strain" => both!("lost to burnout", "倦怠损失"),
        other => Both::same(other),
    }
}
