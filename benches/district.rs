//! Benchmarks: one run of Shahekou, and worlds of 1, 10 and 100 subdistricts on 1 and 2 threads.
//!
//! Each prints, beside criterion's times, nanoseconds per need life, agent-ticks per second, and bytes of state per agent and per need
//! in the system: `cargo bench`.

use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use sanshe::base::draws::Keys;
use sanshe::engine::block::{Conditions, Engine};
use sanshe::experiment::simulator::engine;
use sanshe::measure::collect::Collect;
use sanshe::scenario::load::{LoadOptions, load};
use sanshe::world::demand::Demand;

/// A world of this number of subdistricts of Shahekou's size under the status quo alone.
fn world(subdistricts: u32, years: u32) -> Engine {
    let sets = [
        format!("district.generate.subdistricts={subdistricts}"),
        format!("district.generate.communities={}", subdistricts * 13),
        format!("district.generate.residents={}", subdistricts * 98_286),
        "run.seeds=1".to_owned(),
        format!("run.years={years}"),
    ];
    let mut experiment = load(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference.toml").as_path(),
        &LoadOptions { sets: sets.to_vec(), policies: Some(vec!["administrative".to_owned()]), memory: None },
    )
    .unwrap_or_else(|e| panic!("the reference scenario loads: {e}"));
    experiment.policies.truncate(1);
    engine(&experiment).unwrap_or_else(|e| panic!("the reference world can be built: {e}"))
}

fn run(engine: &Engine, threads: usize) -> u64 {
    let how = Conditions { audit: false, threads, collect: Collect::NONE, ..Conditions::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap_or_else(|e| panic!("threads start: {e}"));
    let records = pool.install(|| engine.block(0, &how)).unwrap_or_else(|e| panic!("the run ends well: {e:?}"));
    records.iter().map(|r| r.lives).sum()
}

/// Agents: communities, sites with a line of their own, people and volunteers' shifts at the start.
fn census(engine: &Engine) -> (usize, usize, usize) {
    let keys = Keys::new(engine.seed(0));
    let mut demand = Demand::new(&engine.world, &keys);
    let how = Conditions {
        audit: false,
        threads: 1,
        collect: Collect::NONE,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        ..Conditions::default()
    };
    let arm = engine.burn_in(&keys, &mut demand, &how).unwrap_or_else(|e| panic!("the burn-in ends well: {e:?}"));
    let agents = arm.subs.iter().map(|s| s.communities.len() + s.days.len() + s.lines.workers.len()).sum();
    let needs = arm.subs.iter().map(|s| s.cases.needs.len()).sum();
    (agents, needs, arm.bytes())
}

fn report(name: &str, engine: &Engine, threads: usize) {
    let (agents, needs, bytes) = census(engine);
    let start = Instant::now();
    let lives = run(engine, threads);
    let seconds = start.elapsed().as_secs_f64();
    let ticks = f64::from(engine.world.burn_in_days()) + f64::from(engine.world.window_days());
    let spare = (bytes as f64 - 1000.0 * agents as f64).max(0.0);
    println!(
        "{name}: {lives} need lives, {:.0} ns per life, {:.2e} agent-ticks per second, {agents} agents, {needs} needs in the system, \
         {:.0} bytes in all per agent, {:.0} bytes per need beyond 1 kB per agent",
        seconds * 1e9 / lives as f64,
        agents as f64 * ticks / seconds,
        bytes as f64 / agents as f64,
        spare / needs.max(1) as f64,
    );
}

fn benches(c: &mut Criterion) {
    let mut group = c.benchmark_group("block");
    group.sample_size(10).measurement_time(Duration::from_secs(10)).warm_up_time(Duration::from_secs(1));
    for subdistricts in [1, 10, 100] {
        let years = if subdistricts == 100 { 1 } else { 3 };
        let engine = world(subdistricts, years);
        for threads in [1, 2] {
            let name = format!("{subdistricts} subdistricts, {threads} threads");
            report(&name, &engine, threads);
            group.bench_function(&name, |b| b.iter(|| black_box(run(&engine, threads))));
        }
    }
    let shahekou = world(7, 6);
    report("Shahekou, one policy, 1 thread", &shahekou, 1);
    group.bench_function("Shahekou, one policy", |b| b.iter(|| black_box(run(&shahekou, 1))));
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
