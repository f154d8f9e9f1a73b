#!/usr/bin/env bash
# Seeded faults: each patch breaks the engine in one place; the case named beside it must then fail by at least five half widths of its
# 99 % interval (an identity: at all). Works in a copy of the tree under target/faults; the tree itself is not touched.
#   tests/faults/run.sh             all
#   tests/faults/run.sh 03 07       those whose names begin so
# PROFILE=fast builds as `cargo build --profile fast`; by default it is the dev profile, which recompiles sooner and gives the same numbers.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
profile=${PROFILE:-dev}
dir=$profile; [ "$profile" = dev ] && dir=debug
tree=$root/target/faults/tree
export CARGO_TARGET_DIR=$root/target/faults/build
mkdir -p "$tree" "$CARGO_TARGET_DIR"

copy() { # the working tree's files that differ from the copy: what did not change keeps its time, so little is compiled again
    local file
    for file in Cargo.toml Cargo.lock benches/*.rs $(cd "$root" && find src scenarios -type f); do
        if ! cmp -s "$root/$file" "$tree/$file"; then mkdir -p "$tree/$(dirname "$file")"; cp "$root/$file" "$tree/$file"; fi
    done
}

failed=0
printf '%-34s %-16s %s\n' fault case distance
while IFS=$'\t' read -r name case what; do
    if [ $# -gt 0 ]; then
        wanted=no
        for prefix in "$@"; do [[ $name == "$prefix"* ]] && wanted=yes; done
        [ $wanted = yes ] || continue
    fi
    copy
    patch --quiet -p1 -d "$tree" < "tests/faults/$name.patch"
    (cd "$tree" && cargo build --quiet --profile "$profile")
    status=0
    report=$(cd "$tree" && "$CARGO_TARGET_DIR/$dir/sanshe" verify --case "$case" --json) || status=$?
    # The largest distance between law and run, in half widths; `broken` when an account did not close.
    distance=$(printf '%s' "$report" | awk '
        /"broken": "/ { broken = 1 }
        /"exact": [-0-9]/ { gsub(/[",:]/, " "); exact = $2 }
        /"simulated": / { gsub(/[",:]/, " "); run = $2 }
        /"half_width": / { gsub(/[",:]/, " "); half = $2; gap = run - exact; if (gap < 0) gap = -gap
            if (half > 0) d = gap / half; else d = gap > 0 ? 1e9 : 0
            if (d > most) most = d }
        END { if (broken) print "broken"; else printf "%.1f\n", most }')
    caught=no
    if [ "$distance" = broken ]; then caught=yes; elif awk "BEGIN { exit !($distance >= 5) }"; then caught=yes; fi
    [ "$status" -eq 1 ] || caught=no
    [ $caught = yes ] || { failed=1; distance="$distance  NOT CAUGHT (exit status $status)"; }
    printf '%-34s %-16s %s\n' "$name" "$case" "$distance"
done < tests/faults/faults.tsv
exit $failed
