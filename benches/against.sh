#!/usr/bin/env bash
# The program of an earlier commit and that of the tree, in turn: processor time per need, threads, memory. Only ratios of one sitting say anything.
#   benches/against.sh COMMIT [ROUNDS [WORLD …]]   builds both, runs the worlds in turn (three rounds and all worlds unless said), prints the table
#   benches/against.sh --document        writes the table of the last run into docs/performance.md, between its marks
# Run it on a quiet machine. Needs git and GNU time.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
root=$PWD
work=$root/target/against
table=$work/table.md
mkdir -p "$work"

if [ "${1-}" = --document ]; then
    exec benches/insert.sh docs/performance.md "the table of times" "$table"
fi
commit=${1:?"usage: benches/against.sh COMMIT [ROUNDS] | --document"}
rounds=${2:-3}
worlds=("${@:3}")
[ ${#worlds[@]} -gt 0 ] || worlds=(shahekou 10 100 250)

build() { # build TREE NAME, from nothing but fetched crates; notes the seconds
    rm -rf "$work/build"
    (cd "$1" && cargo fetch --locked --quiet && command time -f %e -o "$work/$2.seconds" \
        cargo build --release --locked --quiet --bin sanshe --target-dir "$work/build" >&2)
    cp "$work/build/release/sanshe" "$work/$2"
}
rm -rf "$work/tree"
mkdir -p "$work/tree"
git archive "$commit" | tar -x -C "$work/tree"
[ -s "$work/before-$commit" ] || build "$work/tree" "before-$commit"
cp "$work/before-$commit" "$work/before"
build "$root" now
minutes() { awk 'END { printf "%d:%02d", $1 / 60, $1 % 60 }' "$work/$1.seconds"; }

wide() { # so many subdistricts of 98,000 residents under one policy
    echo "scenarios/reference.toml --years 1 --set policies=[\"linkage\"] --set baseline=linkage --set district.generate.subdistricts=$1" \
        "--set district.generate.communities=$(($1 * 13)) --set district.generate.residents=$(($1 * 98000))"
}
arguments() {
    case $1 in
        shahekou) echo "scenarios/shahekou.toml --years 1" ;;
        *) wide "$1" ;;
    esac
}
needs() { awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "needs_created") at = i; next } { sum += $at } END { print sum }' "$1/runs.csv"; }

runs=$work/runs.tsv
: > "$runs"
once() { # once WORLD BINARY THREADS
    local tree=$root folder=$work/out
    [ "$2" = before ] && tree=$work/tree
    # The comparison itself, in one frame; the program before may know no other.
    local frames=()
    "$work/$2" run --help | grep -q -- --frames && frames=(--frames 0)
    rm -rf "$folder"
    (cd "$tree" && command time -f '%U %S %e %M' -o "$work/time" "$work/$2" run $(arguments "$1") "${frames[@]}" --seeds 1 --threads "$3" --quiet --collect none \
        --fresh --out "$folder" > /dev/null)
    tail -n 1 "$work/time" | awk -v row="$1	$2	$3" -v needs="$(needs "$folder")" '{ printf "%s\t%s\t%.2f\t%s\t%d\n", row, needs, $1 + $2, $3, $4 / 1024 }' >> "$runs"
}
for world in "${worlds[@]}"; do
    for _ in $(seq "$rounds"); do
        for threads in 1 2; do
            once "$world" before "$threads"
            once "$world" now "$threads"
        done
    done
    echo "$world done" >&2
done

{
    echo "| world | needs | ns of processor time per need: $commit → now | ratio | two threads: $commit → now | MiB: $commit → now |"
    echo "|---|--:|--:|--:|--:|--:|"
    awk -F '\t' '
        { key = $1 SUBSEP $2 SUBSEP $3; if (!($1 in needs)) order[++n] = $1; needs[$1] = $4 }
        !(key in cpu) || $5 < cpu[key] { cpu[key] = $5 }
        !(key in wall) || $6 < wall[key] { wall[key] = $6 }
        $7 > peak[key] { peak[key] = $7 }
        function ns(world, binary) { return cpu[world, binary, 1] / needs[world] * 1e9 }
        function gain(world, binary) { return wall[world, binary, 1] / wall[world, binary, 2] }
        function thousands(n) { return n < 1000 ? sprintf("%d", n) : thousands(int(n / 1000)) sprintf(",%03d", n % 1000) }
        END {
            for (i = 1; i <= n; i++) {
                w = order[i]
                name = w == "shahekou" ? "Shahekou × 12 policies" : w (w == 1 ? " subdistrict" : " subdistricts") " × 1 policy"
                printf "| %s | %s | %.0f → %.0f | %.2f | %.2f → %.2f | %d → %d |\n", name, thousands(needs[w]), ns(w, "before"), ns(w, "now"),
                    ns(w, "now") / ns(w, "before"), gain(w, "before"), gain(w, "now"), peak[w, "before", 1], peak[w, "now", 1]
            }
        }' "$runs"
    echo
    echo "The first build, crates fetched: $(minutes "before-$commit") → $(minutes now) minutes."
} > "$table"
cat "$table"
