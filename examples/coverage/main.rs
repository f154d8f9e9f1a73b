//! How often intervals cover: the experiments behind `docs/statistics.md`.
//!
//!     sanshe run scenarios/reference.toml --policy linkage --seeds 400 --years 1 --collect none --out out/real
//!     cargo run --release --example coverage -- --differences out/real/runs.csv --policy linkage --document docs/statistics.md
//!
//! Every table is made of experiments whose truth is known: values from a law, or replicates drawn with replacement out of those of a `runs.csv`
//! (`--differences FILE`; columns policy, replicate, unmet_share; the difference is that of `--policy` from `--baseline`, administrative unless
//! another is named). `--seed`, `--experiments` (of a t test) and `--resampled` (experiments with a bootstrap in each) change what is drawn; the
//! same ones give the same tables on any machine. Ends with status 1 when a target is missed.

#[path = "../../tests/support/document.rs"]
mod document;
mod law;
mod replicates;
mod resampled;
mod stages;
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use law::Law;
use replicates::Replicates;
use table::Targets;

/// What was asked for.
struct Asked {
    differences: Option<PathBuf>,
    policy: String,
    baseline: String,
    document: Option<PathBuf>,
    seed: u64,
    experiments: u64,
    resampled: u64,
}

fn word(name: &str) -> Result<Option<String>, String> {
    let mut words = std::env::args().skip_while(|a| a != name);
    if words.next().is_none() {
        return Ok(None);
    }
    words.next().map(Some).ok_or_else(|| format!("{name} takes a value"))
}

fn number(name: &str, or: u64) -> Result<u64, String> {
    word(name)?.map_or(Ok(or), |w| w.parse().map_err(|_| format!("{name} takes a number, not {w:?}")))
}

fn asked() -> Result<Asked, String> {
    Ok(Asked {
        differences: word("--differences")?.map(PathBuf::from),
        policy: word("--policy")?.unwrap_or_else(|| "linkage".to_owned()),
        baseline: word("--baseline")?.unwrap_or_else(|| "administrative".to_owned()),
        document: word("--document")?.map(PathBuf::from),
        seed: number("--seed", 1)?,
        experiments: number("--experiments", 40_000)?.max(1),
        resampled: number("--resampled", 4_000)?.max(1),
    })
}

fn run(asked: &Asked) -> Result<bool, String> {
    let real = match &asked.differences {
        Some(file) => Some(Replicates::read(file, &asked.baseline, &asked.policy)?),
        None => None,
    };
    let mut laws = vec![("normal", Law::Normal), ("exponential", Law::Exponential)];
    if let Some(real) = &real {
        laws.push(("real", Law::of_values(real.differences(1))));
    }
    let mut targets = Targets::default();
    let write = |name: &str, block: &str| {
        println!("{block}");
        asked.document.as_deref().map_or(Ok(()), |to: &Path| document::write_block(to, name, block))
    };
    if let (Some(real), Some((_, law))) = (&real, laws.get(2)) {
        write("real", &real.described(law))?;
    }
    write("stages", &stages::one(asked.seed, asked.experiments, &laws, &mut targets))?;
    write("looks", &stages::looks(asked.seed, asked.experiments, &laws, &mut targets))?;
    write("together", &stages::several(asked.seed, asked.experiments, real.as_ref(), &mut targets))?;
    write("family", &stages::family(asked.seed, asked.experiments, real.as_ref(), &mut targets))?;
    let mut populations = vec![("normal", Replicates::normal(asked.seed)), ("exponential", Replicates::exponential(asked.seed))];
    populations.extend(real.map(|r| ("real", r)));
    write("resampled", &resampled::table(asked.seed, asked.resampled, &populations))?;
    print!("{targets}");
    Ok(targets.reached())
}

fn main() -> ExitCode {
    match asked().and_then(|asked| run(&asked)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(what) => {
            eprintln!("error: {what}");
            ExitCode::from(2)
        }
    }
}
