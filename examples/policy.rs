//! A policy built in code: `cargo run --release --example policy`.
//!
//! Authority transfer θ (职权让渡) is the share of cross-boundary decisions that a community takes by itself. Linkage is tried at five
//! values of θ, everything else equal, in a made-up district of 6,000 residents.

use sanshe::keys::Share;
use sanshe::{Error, Scenario};

fn main() -> Result<(), Error> {
    let small = ["district.generate.communities=4", "district.generate.residents=6000", "run.seeds=6", "run.years=1"];
    let mut scenario = Scenario::from_text(&Scenario::template("small"))?.with(small)?.comparing(["linkage"])?;
    let linkage = scenario.policy("linkage")?.clone();
    let mut names = Vec::new();
    for percent in [0, 25, 50, 75, 100] {
        let mut policy = linkage.clone();
        // A value outside its range does not become a share; `with_policy` checks what keys say together.
        let Some(theta) = Share::new(f64::from(percent) / 100.0) else { continue };
        policy.routing.theta = theta;
        policy.label = format!("Linkage, theta {percent} %");
        let name = format!("theta-{percent}");
        scenario = scenario.with_policy(&name, &policy)?;
        names.push(name);
    }
    let results = scenario.run()?;
    println!(
        "{} replicates; difference to {}, with the 95 % interval over replicates",
        results.replicates(),
        scenario.baseline()
    );
    println!("{:<12}{:>34}{:>34}", "policy", "needs not met, percentage points", "mean wait, working days");
    for name in &names {
        let cell = |metric: &str, factor: f64| -> Result<String, Error> {
            let difference = results.difference(metric, name)?;
            Ok(difference.map_or("-".to_owned(), |d| {
                format!("{:+.2} [{:+.2}, {:+.2}]", d.mean * factor, d.low() * factor, d.high() * factor)
            }))
        };
        println!("{name:<12}{:>34}{:>34}", cell("unmet_share", 100.0)?, cell("mean_wait_days", 1.0)?);
    }
    println!("The intervals cover chance alone, not the assumptions.");
    Ok(())
}
