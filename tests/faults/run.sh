#!/usr/bin/env bash
# Seeded faults: each patch breaks the engine in one place; the case named beside it must then fail by at least five half widths of its
# 99 % interval (an identity: at all). Works in a copy of the tree under target/faults; the tree itself is not touched.
#   tests/faults/run.sh             all
#   tests/faults/run.sh 03 07       those whose names begin so
#   tests/faults/run.sh --apply     only says which patches still apply; builds nothing
#   tests/faults/run.sh --renew     writes patches whose surroundings have moved again, for the tree as it is
#   tests/faults/run.sh --document  writes the table of docs/verification.md from the outcomes of the last runs (target/faults/outcomes.tsv)
# PROFILE=release builds as `cargo build --release`; by default it is the dev profile, which recompiles sooner and gives the same numbers.
# A patch may be applied to lines that moved and among neighbours that changed; the lines it takes away must be there as they were. One that
# does not apply counts as a failure, with the reason: what the fault breaks is written otherwise now, and the patch must be. A place that
# only adds lines has nothing but its neighbours to be known by: those must be there as they were.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
profile=${PROFILE:-dev}
dir=$profile; [ "$profile" = dev ] && dir=debug
tree=$root/target/faults/tree
export CARGO_TARGET_DIR=$root/target/faults/build
mkdir -p "$tree" "$CARGO_TARGET_DIR"

what=run
case ${1-} in
    --apply) what=apply; shift ;;
    --renew) what=renew; shift ;;
    --document) what=document; shift ;;
esac

files() { find src web scenarios benches build build.rs Cargo.toml Cargo.lock -type f | sort; }

copy() { # the working tree's files that differ from the copy: what did not change keeps its time, so little is compiled again
    local file
    while IFS= read -r file; do
        if ! cmp -s "$root/$file" "$tree/$file"; then mkdir -p "$tree/$(dirname "$file")"; cp "$root/$file" "$tree/$file"; fi
    done < <(cd "$root" && files)
    # What the tree has no more, or a patch has left behind.
    comm -13 <(cd "$root" && files) <(cd "$tree" && files) | while IFS= read -r file; do rm -f "$tree/$file"; done
}

renew() { # the difference between the tree and the copy, as a patch
    local file
    while IFS= read -r file; do
        diff -U3 --label "a/$file" --label "b/$file" "$root/$file" "$tree/$file" || [ $? -eq 1 ]
    done < <(cd "$root" && files)
}

fuzz() { # how many neighbours at each end may have changed: none where a place of the patch takes no line away
    awk '
        function close_place() { if (inside && !taken) bare = 1; taken = 0 }
        /^@@ /         { close_place(); inside = 1; next }
        /^--- /        { close_place(); inside = 0; next }
        inside && /^-/ { taken = 1 }
        END            { close_place(); print bare ? 0 : 3 }' "$1"
}

outcomes=$root/target/faults/outcomes.tsv
note() { # the outcome of a fault, in place of an earlier one
    touch "$outcomes"
    { grep -v "^$name$(printf '\t')" "$outcomes" || true; printf '%s\t%s\n' "$name" "$1"; } | sort > "$outcomes.part"
    mv "$outcomes.part" "$outcomes"
}

document() { # the table of faults, between its marks
    awk -F '\t' -v page="$root/docs/verification.md" '
        FNR == NR { distance[$1] = $2; next }
        {
            d = distance[$1]
            if (d == "") { print "no outcome of " $1 ": run it first" > "/dev/stderr"; exit missing = 1 }
            if (d == "broken") d = "an account does not close"
            else if (d >= 1e9) d = "exact numbers differ"
            else d = sprintf("%.0f", d)
            rows = rows "| `" $1 "` | " $3 " | `" $2 "` | " d " |\n"
        }
        END {
            if (missing) exit 1
            while ((getline line < page) > 0) {
                if (line == "<!-- end faults -->") inside = 0
                if (!inside) print line
                if (line == "<!-- begin faults -->") {
                    inside = 1
                    printf "| fault | what is broken | caught by | distance |\n|---|---|---|--:|\n%s", rows
                }
            }
        }' "$outcomes" "$root/tests/faults/faults.tsv" > "$outcomes.page"
    mv "$outcomes.page" "$root/docs/verification.md"
}
if [ $what = document ]; then document; exit; fi

failed=0
fail() { failed=1; printf '%-34s %-16s %s\n' "$name" "$case" "$1"; }

printf '%-34s %-16s %s\n' fault case distance
while IFS=$'\t' read -r name case _; do
    if [ $# -gt 0 ]; then
        wanted=no
        for prefix in "$@"; do [[ $name == "$prefix"* ]] && wanted=yes; done
        [ $wanted = yes ] || continue
    fi
    copy
    if ! said=$(patch -p1 "-F$(fuzz "tests/faults/$name.patch")" --no-backup-if-mismatch --reject-file=- -d "$tree" < "tests/faults/$name.patch" 2>&1); then
        fail "DOES NOT APPLY: write tests/faults/$name.patch anew for the code as it is"
        printf '%s\n' "$said" | sed 's/^/    /'
        continue
    fi
    moved=
    case $said in *fuzz*) moved="  (its neighbours changed: run --renew)" ;; esac
    case $what in
        apply) printf '%-34s %-16s %s\n' "$name" "$case" "applies$moved"; continue ;;
        renew) renew > "tests/faults/$name.patch"; printf '%-34s %-16s %s\n' "$name" "$case" written; continue ;;
    esac
    if ! said=$(cd "$tree" && cargo build --quiet --profile "$profile" 2>&1 < /dev/null); then
        fail "DOES NOT BUILD"
        printf '%s\n' "$said" | sed 's/^/    /'
        continue
    fi
    status=0
    report=$(cd "$tree" && "$CARGO_TARGET_DIR/$dir/sanshe" verify --case "$case" --json < /dev/null) || status=$?
    # The largest distance between law and run, in half widths; `broken` when an account did not close.
    distance=$(printf '%s' "$report" | awk '
        /"broken": "/ { broken = 1 }
        /"exact": [-0-9]/ { gsub(/[",:]/, " "); exact = $2 }
        /"simulated": / { gsub(/[",:]/, " "); run = $2 }
        /"half_width": / { gsub(/[",:]/, " "); half = $2; gap = run - exact; if (gap < 0) gap = -gap
            if (half > 0) d = gap / half; else d = gap > 0 ? 1e9 : 0
            if (d > most) most = d; numbers++ }
        END { if (broken) print "broken"; else if (!numbers) print "nothing"; else printf "%.1f\n", most }')
    caught=no
    case $distance in
        broken) caught=yes ;;
        nothing) ;;
        *) awk "BEGIN { exit !($distance >= 5) }" && caught=yes ;;
    esac
    [ "$status" -eq 1 ] || caught=no
    note "$distance"
    if [ $caught = yes ]; then printf '%-34s %-16s %s\n' "$name" "$case" "$distance$moved"
    else fail "$distance  NOT CAUGHT (exit status $status)"; fi
done < tests/faults/faults.tsv
exit $failed
