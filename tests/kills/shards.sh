#!/usr/bin/env bash
# Kills shards of sweeps at random moments until so many kills have hit, takes them up again, merges, and compares the tables with those of one
# process on one thread, of two threads, and of four and seven shards that nobody killed: a plain sweep, and one that grows in three waves. As many kills
# hit merges, and sweeps while they write the summary, at moments drawn over the time that these take.
#
#   tests/kills/shards.sh [PROGRAM] [--seed 1] [--kills 20]      without a program it is built in release
set -euo pipefail
export LC_ALL=C.UTF-8
program='' seed=1 kills=20
while [ $# -gt 0 ]; do
    case $1 in
        --seed) seed=$2; shift 2 ;;
        --kills) kills=$2; shift 2 ;;
        *) program=$(realpath "$1"); shift ;;
    esac
done
cd "$(dirname "$0")/../.."
root=$PWD
if [ -z "$program" ]; then
    cargo build --locked --release --bin sanshe
    program=$(realpath "${CARGO_TARGET_DIR:-target}/release/sanshe")
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
sweep=("$program" sweep "$root/scenarios/sweeps/tiny.toml" --quiet)

# All shards of a folder, two at a time.
shards() {
    local out=$1 of=$2
    shift 2
    seq 0 $((of - 1)) | xargs -P 2 -I '{}' "${sweep[@]}" --out "$out" --shard "{}/$of" --threads 1 "$@" 2> /dev/null
}

# All shards of a folder, then the merge.
divided() {
    shards "$@"
    "$program" merge "$1" --quiet
}

# Kills running shards, each drawn by the seed and cut off after a drawn time, until a number of kills has hit a shard that had work left. One that
# was done before is deleted.
RANDOM=$seed
hit() {
    local out=$1 wanted=$2 hits=0 misses=0 index pid after
    shift 2
    while [ "$hits" -lt "$wanted" ]; do
        index=$((RANDOM % 4))
        "${sweep[@]}" --out "$out" --shard "$index/4" --threads 1 "$@" 2> /dev/null &
        pid=$!
        disown
        # Rows are written at most a second after they were computed: some kills come before any is, some after.
        after=$((RANDOM % 1500 + 1020))
        sleep "$((after / 1000 - 1)).${after: -3}"
        if kill -9 "$pid" 2> /dev/null; then
            while kill -0 "$pid" 2> /dev/null; do sleep 0.01; done
            hits=$((hits + 1))
        else
            # It had come to its end: it is lost as a whole, so that there is work again.
            rm -rf "$out/shard-$index-of-4"
            misses=$((misses + 1))
            [ "$misses" -lt 200 ] || { echo "FAILED: too little was left to be killed ($hits of $wanted)" >&2; exit 1; }
        fi
    done
    total=$((total + hits))
    echo "$out: $hits shards killed, $(cat "$out"/shard-*/runs.csv 2> /dev/null | wc -l) lines there"
}

# How many milliseconds a command takes.
took() {
    local start
    start=$(date +%s%N)
    "$@"
    took=$((($(date +%s%N) - start) / 1000000))
}

# Kills a command at moments drawn over so many milliseconds, until a number of kills has hit. Before each, `prepare` lays out what it meets.
cut_off() {
    local wanted=$1 prepare=$2 hits=0 misses=0 pid after
    shift 2
    while [ "$hits" -lt "$wanted" ]; do
        "$prepare"
        "$@" 2> /dev/null &
        pid=$!
        disown
        after=$((RANDOM % (took + 1) + 1000))
        sleep "$((after / 1000 - 1)).${after: -3}"
        if kill -9 "$pid" 2> /dev/null; then
            while kill -0 "$pid" 2> /dev/null; do sleep 0.01; done
            hits=$((hits + 1))
        else
            misses=$((misses + 1))
            [ "$misses" -lt 200 ] || { echo "FAILED: it was always done before it could be killed ($hits of $wanted)" >&2; exit 1; }
        fi
    done
    total=$((total + hits))
    echo "$* : $hits kills, $misses came too late"
}

# What a merge meets, in turn: what the kill before left; the shards alone; all of what an earlier merge wrote.
turn=0
before_merge() {
    turn=$((turn + 1))
    case $((turn % 3)) in
        1) find merged -maxdepth 1 -type f -delete ;;
        2) "$program" merge merged --quiet ;;
    esac
}

# What the end of a sweep meets: all rows and no summary, or half of what the kill before wrote of one.
before_summary() { rm -f summed/summary.csv; }

"${sweep[@]}" --out whole --threads 1 --seeds 60
"${sweep[@]}" --out two --threads 2 --seeds 60
divided four 4 --seeds 60
divided seven 7 --seeds 60
total=0
hit killed "$kills" --seeds 60
divided killed 4 --seeds 60
"$root/.ci/same" whole two four seven killed

# Merges and summaries.
cp -r killed merged
took "$program" merge merged --quiet
cut_off "$kills" before_merge "$program" merge merged --quiet
"$program" merge merged --quiet
cp -r whole summed
rm summed/summary.csv
took "${sweep[@]}" --out summed --seeds 60
cut_off "$kills" before_summary "${sweep[@]}" --out summed --seeds 60
"${sweep[@]}" --out summed --seeds 60
"$root/.ci/same" whole merged summed

# Three waves: what one process adds, every shard adds. As many kills again, in all of them.
for seeds in 24 48 72; do
    "${sweep[@]}" --out whole-waves --threads 1 --seeds "$seeds" 2> /dev/null
    "${sweep[@]}" --out two-waves --threads 2 --seeds "$seeds" 2> /dev/null
    divided four-waves 4 --seeds "$seeds"
    divided seven-waves 7 --seeds "$seeds"
    hit killed-waves $(((kills + 2) / 3)) --seeds "$seeds"
    shards killed-waves 4 --seeds "$seeds"
    # A wave is merged over the one before.
    took "$program" merge four-waves --quiet
    cut_off $(((kills + 2) / 3)) true "$program" merge killed-waves --quiet
    if [ "$seeds" -gt 24 ]; then
        # One process can go on where a merge was cut off, from the rows of the wave before.
        rm -rf alone && cp -r killed-waves alone && rm -rf alone/shard-*
        "${sweep[@]}" --out alone --seeds "$seeds" 2> /dev/null
        "$root/.ci/same" whole-waves alone
    fi
    "$program" merge killed-waves --quiet
done
[ "$(wc -l < whole-waves/waves.csv)" -eq 4 ] || { echo "FAILED: not three waves" >&2; exit 1; }
"$root/.ci/same" whole-waves two-waves four-waves seven-waves killed-waves
echo "seed $seed: $total kills, all tables with the bytes of one process"
