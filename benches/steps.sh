#!/usr/bin/env bash
# What each step of docs/performance.md brought: the commits of benches/steps.tsv and the tree as it is, built alike and run over the same worlds.
#   benches/steps.sh              builds and counts what is not yet counted (about five minutes a commit); prints the table
#   benches/steps.sh --document   writes the table into docs/performance.md, between its marks, from what was counted
# Counted are instructions (callgrind, one thread) per need that arose in the window, all policies, burn-in and drawing included, and the peak of
# resident memory (outside valgrind). Needs valgrind, git and GNU time.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
root=$PWD
work=$root/target/steps
counts=$work/counts.tsv
mkdir -p "$work"
touch "$counts"

worlds=(reference five hundred)
arguments() { # of a world
    case $1 in
        reference) echo "scenarios/reference.toml --years 1" ;;
        five) wide 5 ;;
        hundred) wide 100 ;;
    esac
}
wide() { # so many subdistricts of 98,000 residents under one policy
    echo "scenarios/reference.toml --years 1 --set policies=[\"linkage\"] --set baseline=linkage --set district.generate.subdistricts=$1" \
        "--set district.generate.communities=$(($1 * 13)) --set district.generate.residents=$(($1 * 98000))"
}
# Needs of all runs of a folder.
needs() { awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "needs_created") at = i; next } { sum += $at } END { print sum }' "$1/runs.csv"; }

built() { # the program of a tree: built TREE
    (cd "$1" && cargo build --release --locked --quiet --bin sanshe --target-dir "$work/build" >&2)
    cp "$work/build/release/sanshe" "$work/sanshe"
}

count() { # a line of counts: count KEY TREE
    local world folder=$work/out line=$1 instructions
    for world in "${worlds[@]}"; do
        local run=(run $(arguments "$world") --seeds 1 --threads 1 --quiet --collect none --fresh --out "$folder")
        # The comparison itself, in one frame; an earlier program may know no other.
        "$work/sanshe" run --help | grep -q -- --frames && run+=(--frames 0)
        rm -rf "$folder"
        instructions=-
        if [ "$world" != hundred ]; then
            instructions=$(cd "$2" && valgrind --tool=callgrind --cache-sim=no --callgrind-out-file=/dev/null "$work/sanshe" "${run[@]}" 2>&1 |
                sed -n 's/.*Collected : *\([0-9]*\).*/\1/p')
            instructions=$((instructions / $(needs "$folder")))
        fi
        rm -rf "$folder"
        (cd "$2" && command time -f %M -o "$work/peak" "$work/sanshe" "${run[@]}" > /dev/null)
        line+=$(printf '\t%s\t%s' "$instructions" "$(($(tail -n 1 "$work/peak") / 1024))")
    done
    printf '%s\n' "$line" >> "$counts"
}

# What was decided by the code of the tree: another tree is counted again.
now=tree-$(cat Cargo.lock $(find src -name '*.rs' | sort) | sha256sum | cut -c1-12)

if [ "${1-}" != --document ]; then
    while IFS=$'\t' read -r commit what; do
        grep -q "^$commit" "$counts" && continue
        echo "$commit $what" >&2
        rm -rf "$work/tree"
        mkdir -p "$work/tree"
        git archive "$commit" | tar -x -C "$work/tree"
        built "$work/tree"
        count "$commit" "$work/tree"
    done < benches/steps.tsv
    if ! grep -q "^$now" "$counts"; then
        echo "$now" >&2
        built "$root"
        count "$now" "$root"
    fi
fi

table() {
    echo "| commit | what was done | reference × 12: instructions | 5 subdistricts × 1: instructions | MiB | 100 subdistricts × 1: MiB |"
    echo "|---|---|--:|--:|--:|--:|"
    { cat benches/steps.tsv; printf '%s\t%s\n' "$now" "The tree as it is"; } | while IFS=$'\t' read -r commit what; do
        grep "^$commit" "$counts" | tail -n 1 | awk -F '\t' -v what="$what" -v commit="$commit" '
            function thousands(n) { return n < 1000 ? n : sprintf("%d,%03d", n / 1000, n % 1000) }
            { printf "| %s | %s | %s | %s | %s | %s |\n", commit ~ /^tree/ ? "" : commit, what, thousands($2), thousands($4), thousands($5), thousands($7) }'
    done
}
if [ "${1-}" = --document ]; then
    table > "$work/table.md"
    awk -v file="$work/table.md" '
        /<!-- begin of the table of steps/ { print; print ""; while ((getline line < file) > 0) print line; print ""; inside = 1; next }
        /<!-- end of the table of steps/ { inside = 0 }
        !inside' docs/performance.md > "$work/performance.md"
    cp "$work/performance.md" docs/performance.md
else
    table
fi
