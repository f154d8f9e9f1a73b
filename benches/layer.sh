#!/usr/bin/env bash
# What the layer of experiments costs: points, worlds, rows, journal, summary, around the simulation of each block.
#   benches/layer.sh              counts and prints the tables
#   benches/layer.sh --document   writes the tables of the last count into docs/performance.md, between their marks
# Instructions (callgrind, one thread) of a sweep less those inside the engine's block, and the difference of two lengths of it, so that start-up and the
# first checks drop out. Seconds of processor time and bytes of the largest sweeps are of one sitting. Needs valgrind and GNU time.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
work=$PWD/target/layer
table=$work/table.md
mkdir -p "$work"

if [ "${1-}" = --document ]; then
    exec benches/insert.sh docs/performance.md "the table of the layer" "$table"
fi

cargo build --release --locked --quiet --bin sanshe
program=$PWD/${CARGO_TARGET_DIR:-target}/release/sanshe
[ -x "$program" ] || program=${CARGO_TARGET_DIR:-target}/release/sanshe

# A sweep over need in a world of one community, a block of which is one arm-year.
cat > "$work/one.toml" << EOF
name = "one"
title = "One community"
title_zh = "一个社区"
scenario = "$PWD/scenarios/reference.toml"
set = ["district.generate.subdistricts=1", "district.generate.communities=1", "district.generate.residents=3000", "run.burn_in_years=0", "run.years=1"]
policies = ["administrative"]
replicates = 10

[design.latin]
rows = 64

[[factor]]
key = "demand.needs_per_resident"
EOF
# The same under two policies, for a sweep of many points over ten factors.
keys=(demand.needs_per_resident demand.volatility demand.heterogeneity trust.gain trust.loss trust.hearers burnout.time_lost discovery.voice_trust
    handoff.loss routing.report_minutes)
{
    sed -e 's/"one"/"many"/' -e 's/\["administrative"\]/["administrative", "linkage"]/' -e '/^\[design/,$d' "$work/one.toml"
    printf '[design.latin]\nrows = 100000\n'
    printf '\n[[factor]]\nkey = "%s"\n' "${keys[@]}"
} > "$work/many.toml"

instructions() { # instructions ROWS [OPTION …]: of a sweep with so many points
    rm -rf "$work/out"
    valgrind --tool=callgrind --cache-sim=no --callgrind-out-file=/dev/null "${@:2}" \
        "$program" sweep "$work/one.toml" --rows "$1" --threads 1 --quiet --out "$work/out" 2>&1 | sed -n 's/.*Collected : *\([0-9]*\).*/\1/p'
}
few=4 more=12
all=$(($(instructions $more) - $(instructions $few)))
inside=$(($(instructions $more '--toggle-collect=*Engine*block_of*') - $(instructions $few '--toggle-collect=*Engine*block_of*')))
[ "$inside" -gt 0 ] || { echo "no instruction was counted inside the engine" >&2; exit 1; }
blocks=$(((more - few) * 10))
per() { echo $((($1) / blocks)); }

seconds() { command time -f '%U %S' -o "$work/time" "$@" > /dev/null; awk '{ printf "%.1f", $1 + $2 }' "$work/time"; }
checked=$(seconds "$program" check "$work/many.toml")

{
    echo "| of a block: one community, one arm, one year, ten replicates of a point | instructions | share |"
    echo "|---|--:|--:|"
    awk -v all="$(per "$all")" -v inside="$(per "$inside")" 'BEGIN {
        printf "| the simulation | %d | %.1f %% |\n| everything else: the point laid over the scenario, the world built, rows, journal, summary | %d | %.1f %% |\n",
            inside, 100 * inside / all, all - inside, 100 * (all - inside) / all }'
    echo
    echo "100,000 points of ${#keys[@]} factors under two policies are checked (\`sanshe check\`) in $checked s of processor time."
} > "$table"
cat "$table"
