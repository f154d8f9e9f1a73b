#!/usr/bin/env bash
# The mutation score: draws mutants of src/model and src/engine, builds all of them into one copy of the tree, and runs the tests against one
# after another, without the golden tables. Not part of CI: the build takes minutes and the run a minute or so for each mutant. What has a
# result is not run again, so it can be stopped at any time.
#   tests/mutants/run.sh                   goes on where it stopped, and says the score
#   tests/mutants/run.sh --list            only draws; says what was drawn and what does not compile
#   tests/mutants/run.sh --show            the score so far and what was missed
#   tests/mutants/run.sh --document        writes the section of docs/verification.md from the results (target/mutants/results.tsv)
#   tests/mutants/run.sh --seed 1 --count 12   another draw than that of mutants.toml; --show and --document then need the same words
#   tests/mutants/run.sh --jobs 2          two mutants at once
# NICE=0 runs it as other programs; by default it gives way to them (nice -n 10).
# It needs cargo-mutants, which lists the mutants: cargo install cargo-mutants --locked. Which are drawn hangs on that list and the seed alone:
# another version of cargo-mutants may list others.
# Results are kept by a digest of the tree (documents aside). After a change of the tree all are run again: nobody knows which it concerns.
# A survivor counts as missed unless equivalent.tsv says why no test can see it. Reasons are written by hand, after reading the code.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
made=$root/target/mutants
mkdir -p "$made"

what=run
while [ $# -gt 0 ]; do
    case $1 in
        --list) what=list ;;
        --show) what=show ;;
        --document) what=document ;;
        --resume) what=run ;;
        --seed) export MUTANTS_SEED=$2; shift ;;
        --count) export MUTANTS_COUNT=$2; shift ;;
        --jobs) export MUTANTS_JOBS=$2; shift ;;
        *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2 ;;
    esac
    shift
done

CARGO_TARGET_DIR=$made/program cargo build --locked --quiet --manifest-path tests/mutants/Cargo.toml
program() { nice -n "${NICE:-10}" "$made/program/debug/mutants" "$1" "$root"; }

case $what in show | document) program $what; exit ;; esac

# Another draw would change the tree under the tests of this one.
exec 9> "$made/lock"
flock -n 9 || { echo "another run is going on in $made" >&2; exit 1; }

if ! command -v cargo-mutants > /dev/null; then
    echo "cargo-mutants lists the mutants, and there is none here: cargo install cargo-mutants --locked" >&2
    exit 1
fi
named=()
while IFS= read -r file; do named+=(--file "$file"); done < <(sed -n 's/^files = \[\(.*\)\]$/\1/p' tests/mutants/mutants.toml | tr ',' '\n' | tr -d ' "')
cargo mutants --no-config --list --json "${named[@]}" > "$made/list.part"
mv "$made/list.part" "$made/list.json"
program draw
if [ $what = list ]; then grep -v '^#' "$made/drawn.tsv"; exit; fi
program run
program show
