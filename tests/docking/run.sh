#!/usr/bin/env bash
# Docking: what taking a form out of the model moves, on the commit that takes it out; everything else as it was before.
#   tests/docking/run.sh [NAME …]    builds the commits of tests/docking/steps.tsv (these steps, or all), runs both sides in turn, prints the table
#   tests/docking/run.sh --document  writes the table of the last run into docs/odd.md, between its marks
# Ten replicates of the reference world; unmet share by count, and the paired difference from the baseline, each with what the step moves it by.
# Builds and runs are kept under target/docking: a step that was done is not done again. Needs git.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/../.."
work=$PWD/target/docking
table=$work/table.md
mkdir -p "$work"

if [ "${1-}" = --document ]; then
    exec benches/insert.sh docs/odd.md "the table of docking" "$table"
fi

built() { # built COMMIT: its program, built once
    local commit=$1 tree=$work/tree-$1
    [ -x "$work/sanshe-$commit" ] && return
    rm -rf "$tree"
    mkdir -p "$tree"
    git archive "$commit" | tar -x -m -C "$tree"
    (cd "$tree" && cargo build --release --locked --quiet --bin sanshe --target-dir "$work/build" >&2)
    cp "$work/build/release/sanshe" "$work/sanshe-$commit"
}

ran() { # ran COMMIT FOLDER [OPTION …]: ten replicates in target/docking/FOLDER
    local commit=$1 folder=$work/$2
    [ -s "$folder/done" ] && return
    (cd "$work/tree-$commit" && "$work/sanshe-$commit" run scenarios/reference.toml --seeds 10 --quiet --collect none --fresh --out "$folder" "${@:3}" > /dev/null)
    echo kept > "$folder/done"
}

# Of two folders: policy, unmet before and after, difference from the baseline before and after, its move with a 95 % interval (paired by replicate).
compared() {
    awk -F , -v OFS='\t' '
        function column(name,   i) { for (i = 1; i <= NF; i++) if ($i == name) return i; print "no column " name > "/dev/stderr"; exit 1 }
        FNR == 1 { side++; p = column("policy"); r = column("replicate"); u = column("unmet_share"); next }
        { value[side, $p, $r] = 100 * $u; if (side == 1 && !($p in seen)) { seen[$p]; order[++n] = $p } if ($r > last) last = $r }
        END {
            base = "administrative"; t = 2.262
            for (i = 1; i <= n; i++) {
                policy = order[i]; a = b = d = e = s = ss = 0
                for (k = 0; k <= last; k++) {
                    a += value[1, policy, k]; b += value[2, policy, k]
                    before = value[1, policy, k] - value[1, base, k]; after = value[2, policy, k] - value[2, base, k]
                    d += before; e += after; s += after - before; ss += (after - before) ^ 2
                }
                m = last + 1; mean = s / m; sd = m > 1 ? sqrt((ss - s * s / m) / (m - 1)) : 0
                if (policy == base) printf "| `%s` | %.1f | %.1f | | | |\n", policy, a / m, b / m
                else printf "| `%s` | %.1f | %.1f | %+.1f | %+.1f | %+.1f ±%.1f |\n", policy, a / m, b / m, d / m, e / m, mean, t * sd / sqrt(m)
            }
        }' "$1/runs.csv" "$2/runs.csv"
}

: > "$table.new"
while IFS=$'\t' read -r name before after options what; do
    [[ $name = \#* || -z $name ]] && continue
    [ $# -eq 0 ] || [[ " $* " = *" $name "* ]] || continue
    for commit in "$before" "$after"; do built "$commit"; done
    ran "$before" "$name-before"
    # shellcheck disable=SC2086
    ran "$after" "$name-after" $options
    {
        echo "**$what** ($before → $after, the later one with \`$options\`):"
        echo
        echo "| policy | unmet before, % | after | − status quo, before | after | moved by |"
        echo "|---|--:|--:|--:|--:|--:|"
        compared "$work/$name-before" "$work/$name-after"
        echo
    } >> "$table.new"
done < tests/docking/steps.tsv
mv "$table.new" "$table"
cat "$table"
