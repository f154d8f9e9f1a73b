#!/usr/bin/env bash
# Version 0.1.0 taken apart: runs scenarios/sweeps/docking.toml and writes its table into docs/odd.md, between its marks.
#   tests/docking/apart.sh PROGRAM
set -euo pipefail
export LC_ALL=C
program=$(realpath "$1")
cd "$(dirname "$0")/../.."
work=$PWD/target/docking
mkdir -p "$work"
"$program" sweep scenarios/sweeps/docking.toml --quiet --out "$work/apart" > /dev/null
# Rows of the design in their order, cumulative; the first three share a world, in which linkage has three arms.
what=("as version 0.1.0 had it" "bought with the social workers' money alone" "no training, no guidance" "no overhead, tender, monitoring, bids, contract reports, markup"
    "reports at no minutes" "burnout takes no time" "the office routes")
python3 - "$work/apart" "${what[@]}" > "$work/apart.md" << 'PY'
import csv, sys
folder, what = sys.argv[1], sys.argv[2:]
summary = list(csv.DictReader(open(f"{folder}/summary.csv")))
points = list(csv.DictReader(open(f"{folder}/points.csv")))
def said(point, arm):
    row = next(r for r in summary if r["point"] == point and r["policy"] == arm and r["measure"] == "unmet_share")
    return "{:+.1f} [{:.1f}, {:.1f}]".format(*(100 * float(row[k]) for k in ("difference", "difference_low", "difference_high")))
arms = [(p["point"], p["policy"]) for p in points if p["policy"].startswith("0.1.0/linkage")]
print("| cumulative | linkage − status quo, points [95 %] | reform − status quo |")
print("|---|--:|--:|")
for text, (point, arm) in zip(what, arms, strict=True):
    print(f"| {text} | {said(point, arm)} | {said(point, '0.1.0/reformed-administration')} |")
PY
benches/insert.sh docs/odd.md "the table of version 0.1.0 taken apart" "$work/apart.md"
cat "$work/apart.md"
