//! The same input gives the same bytes, whatever does not belong to the input.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Said, TABLES, World};

#[test]
fn threads_checks_and_processor_features_change_no_byte() {
    let world = World::new();
    let line = |out: &str, more: &str| format!("run tiny.toml --seeds 5 -q --out {out} {more}");
    let first = world.sanshe(&line("one", "--threads 1")).ok();
    for (out, more) in [
        ("two", "--threads 2"),
        ("four", "--threads 4"),
        ("seven", "--threads 7"),
        ("many", "--threads 4096"),
        ("audited", "--audit"),
    ] {
        let said = world.sanshe(&line(out, more)).ok();
        assert_eq!(said.out, first.out, "{out}");
        world.same(out, "one");
    }
    let plain = line("plain", "");
    let output = world
        .command(plain.split_whitespace())
        .env("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4,-AVX512F")
        .output()
        .expect("the program starts");
    assert_eq!(Said::of(output).ok().out, first.out);
    world.same("plain", "one");
}

#[test]
fn one_replicate_uses_its_threads_inside_and_gives_the_same_bytes() {
    let world = World::new();
    for threads in ["1", "2", "4"] {
        let line = format!("run tiny.toml --seeds 1 --years 2 -q --out {threads} --threads {threads}");
        world.sanshe(&line).ok();
    }
    world.same("1", "2");
    world.same("1", "4");
}

#[test]
fn the_order_of_the_policies_changes_no_row() {
    let world = World::new();
    world.sanshe("run tiny.toml --out a -q").ok();
    world.sanshe("run tiny.toml --policy endogenous,linkage,administrative --out b -q").ok();
    for table in TABLES {
        for policy in ["administrative", "linkage", "endogenous"] {
            let of = |folder: &str| world.rows(&format!("{folder}/{table}"), policy);
            assert_eq!(of("a"), of("b"), "{table}, {policy}");
        }
    }
}

#[test]
fn what_is_collected_changes_no_row_of_a_table() {
    let world = World::new();
    world.sanshe("run tiny.toml --out all -q").ok();
    for collect in ["none", "daily", "ledger", "cells,waits", "communities,flows"] {
        world.sanshe(&format!("run tiny.toml -q --collect {collect} --out {collect}")).ok();
        for table in TABLES.iter().filter(|t| world.has(&format!("{collect}/{t}"))) {
            let of = |folder: &str| world.read(&format!("{folder}/{table}"));
            assert_eq!(of(collect), of("all"), "{table} with --collect {collect}");
        }
    }
}

#[test]
fn a_replicate_does_not_depend_on_how_many_there_are() {
    let world = World::new();
    world.sanshe("run tiny.toml --seeds 2 --out a -q").ok();
    world.sanshe("run tiny.toml --seeds 4 --out b -q").ok();
    for table in TABLES {
        let few = world.read(&format!("a/{table}"));
        assert!(world.read(&format!("b/{table}")).starts_with(&few), "{table}");
    }
}

#[test]
fn every_policy_of_a_replicate_meets_the_same_needs() {
    let world = World::new();
    world.sanshe("run tiny.toml --seeds 4 -q --out o --policy linkage,endogenous,random,posts,linkage-broker").ok();
    let mut digests: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, replicate, digest) in world.column("o", "onset_digest") {
        assert!(digest.len() >= 16, "{digest}");
        digests.entry(replicate).or_default().insert(digest);
    }
    assert_eq!(digests.len(), 4);
    assert!(digests.values().all(|d| d.len() == 1), "{digests:?}");
    let all: BTreeSet<&String> = digests.values().flatten().collect();
    assert_eq!(all.len(), 4, "{digests:?}");
    // Other chance, other needs.
    world.sanshe("run tiny.toml -q --out p --policy linkage --set run.root_seed=2").ok();
    let other = world.column("p", "onset_digest");
    assert!(other.iter().all(|(.., digest)| !all.contains(digest)));
}

#[test]
fn a_policy_under_another_name_is_the_same_policy() {
    let world = World::new();
    world.sanshe("run tiny.toml --policy linkage --out a -q").ok();
    let policy = world.read("policies/linkage.toml");
    world.write("policies/zzz-1.toml", policy);
    world.sanshe("run tiny.toml --policy zzz-1 --out b -q").ok();
    // The baseline may change its name too.
    let policy = world.read("policies/administrative.toml");
    world.write("policies/AAA.toml", policy);
    world.sanshe("run tiny.toml --set baseline=AAA --policy linkage --out c -q").ok();
    for table in TABLES {
        let of = |folder: &str, policy: &str| world.rows(&format!("{folder}/{table}"), policy);
        assert_eq!(of("a", "linkage"), of("b", "zzz-1"), "{table}");
        assert_eq!(of("a", "linkage"), of("c", "linkage"), "{table}");
        assert_eq!(of("a", "administrative"), of("c", "AAA"), "{table}");
    }
}

#[test]
fn a_policy_that_restates_what_is_off_changes_no_row() {
    let world = World::new();
    world.write(
        "policies/restated.toml",
        "extends = \"administrative.toml\"\nlabel = \"Restated\"\nlabel_zh = \"重述\"\n\
         [information]\noutreach_share = 0.0\n[routing]\ntheta = 0.0\npeer_referral = false\n\
         [capacity]\npooling = 0.0\n[funding]\npurchase = 0.0\nself_help = 0.0\n[training]\nshare = 0.0\n",
    );
    world.sanshe("run tiny.toml --out a -q").ok();
    world.sanshe("run tiny.toml --policy administrative,restated,linkage,endogenous --out b -q").ok();
    for table in TABLES {
        let of = |folder: &str, policy: &str| world.rows(&format!("{folder}/{table}"), policy);
        // The burn-in stands under the baseline alone.
        let window = |mut rows: Vec<String>| {
            if ["map.csv", "sites.csv", "referrals.csv"].contains(&table) {
                rows.retain(|row| !row.split(',').nth(2).is_some_and(|period| period.starts_with('-')));
            }
            rows
        };
        assert_eq!(window(of("b", "restated")), window(of("b", "administrative")), "{table}");
        for policy in ["administrative", "linkage", "endogenous"] {
            assert_eq!(of("a", policy), of("b", policy), "{table}, {policy}");
        }
    }
    world.sanshe("diff policies/administrative.toml policies/restated.toml").ok().tells(&["No key differs"]);
}

#[test]
fn the_folder_names_nothing_of_the_machine() {
    let world = World::named("a private place");
    world.sanshe("run tiny.toml -q --out o").ok();
    for (name, bytes) in world.results("o") {
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(!text.contains("a private place"), "{name}");
    }
}

#[test]
fn memory_decides_how_many_policies_run_at_a_time_and_no_byte() {
    let world = World::new();
    let line =
        |out: &str, more: &str| format!("run tiny.toml -q --seeds 2 --set district.generate.residents=20000 --out {out} {more}");
    world.sanshe(&line("whole", "")).ok();
    let refused = world.sanshe(&line("none", "--memory 0.001")).ends(2);
    let needed = refused.err.split("about ").nth(1).and_then(|rest| rest.split(" MB").next()).expect("what is needed");
    assert!(!world.path("none").exists(), "nothing was written");
    // A hair more than what one policy at a time takes: neither blocks nor policies have room side by side.
    let memory = needed.parse::<f64>().expect("a number") / 1e3 + 0.0001;
    for threads in ["1", "2"] {
        world.sanshe(&line(threads, &format!("--threads {threads} --memory {memory}"))).ok();
        world.same(threads, "whole");
    }
}
