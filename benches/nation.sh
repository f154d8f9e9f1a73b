#!/usr/bin/env bash
# A district of 24.5 million residents under twelve policies for six years: how much memory it takes when it may take 3 GB, and how long.
#   benches/nation.sh              runs it (an hour of processor time and more) and prints the table
#   benches/nation.sh --document   writes the table of the last run into docs/performance.md, between its marks
# Needs GNU time. Seconds depend on the machine; memory and needs do not.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
work=$PWD/target/nation
mkdir -p "$work"

if [ "${1-}" = --document ]; then
    field() { sed -n "s/^\t$1: //p" "$work/time"; }
    runs=$work/out/runs.csv
    needs=$(awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "needs_created") at = i; next } { sum += $at } END { print sum }' "$runs")
    {
        echo "| residents | policies | needs of the window, all policies | memory allowed | peak, MiB | processor time, minutes |"
        echo "|--:|--:|--:|--:|--:|--:|"
        awk -v runs="$(($(wc -l < "$runs") - 1))" -v needs="$needs" -v peak="$(field 'Maximum resident set size (kbytes)')" \
            -v user="$(field 'User time (seconds)')" -v system="$(field 'System time (seconds)')" 'BEGIN {
            printf "| 24.5 million | %d | %.0f million | 3 GB | %d | %.0f |\n", runs, needs / 1e6, peak / 1024, (user + system) / 60 }'
    } > "$work/table.md"
    awk -v file="$work/table.md" '
        /<!-- begin of the table of a nation/ { print; print ""; while ((getline line < file) > 0) print line; print ""; inside = 1; next }
        /<!-- end of the table of a nation/ { inside = 0 }
        !inside' docs/performance.md > "$work/performance.md"
    cp "$work/performance.md" docs/performance.md
    exit
fi

cargo build --release --locked --quiet --bin sanshe
command time -v -o "$work/time" "${CARGO_TARGET_DIR:-target}/release/sanshe" run scenarios/reference.toml --seeds 1 --frames 0 --threads 2 --memory 3 --collect none --quiet \
    --fresh --set district.generate.subdistricts=250 --set district.generate.communities=3250 --set district.generate.residents=24500000 \
    --out "$work/out" > /dev/null
"$0" --document
sed -n '/begin of the table of a nation/,/end of the table of a nation/p' docs/performance.md
