//! Compares two policies in a small world, in pairs: `cargo run --release --example compare`.
//!
//! The world is a made-up district of 6,000 residents and the values of `base.toml`; ten replicates of one year after the burn-in. With
//! a path, `cargo run --release --example compare -- scenarios/reference.toml linkage`, it compares that policy with the baseline there.

use sanshe::{Error, Scenario};

/// What is compared: metric, what it is in a few words, and by how much it is multiplied to be read.
const METRICS: [(&str, &str, f64); 3] = [
    ("unmet_share", "needs not met, %", 100.0),
    ("routed_out_share", "decisions sent outside, %", 100.0),
    ("social_cost_cny", "social cost, thousand yuan", 1e-3),
];

fn scenario() -> Result<Scenario, Error> {
    let mut words = std::env::args().skip(1);
    if let (Some(path), Some(policy)) = (words.next(), words.next()) {
        return Scenario::load(path)?.comparing([policy]);
    }
    let small = ["district.generate.communities=4", "district.generate.residents=6000", "run.seeds=10", "run.years=1"];
    Scenario::from_text(&Scenario::template("small"))?.with(small)?.comparing(["linkage"])
}

fn main() -> Result<(), Error> {
    let scenario = scenario()?;
    let results = scenario.run()?;
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
    println!("{} replicates; baseline {}", results.replicates(), scenario.baseline());
    println!("{:<28}{:>12}{:>12}   difference, 95 % interval over replicates", "", "baseline", "policy");
    for policy in results.policies().filter(|policy| *policy != scenario.baseline()) {
        println!("{policy}");
        for (metric, words, factor) in METRICS {
            let (before, after) = (mean(results.values(metric, scenario.baseline())?), mean(results.values(metric, policy)?));
            let Some(difference) = results.difference(metric, policy)? else { continue };
            let (d, low, high) = (difference.mean * factor, difference.low() * factor, difference.high() * factor);
            println!("{words:<28}{:>12.2}{:>12.2}   {d:+.2} [{low:+.2}, {high:+.2}]", before * factor, after * factor);
        }
    }
    println!("The intervals cover chance alone, not the assumptions.");
    Ok(())
}
