#!/usr/bin/env bash
# What the status quo shows of published facts, written into docs/patterns.md between its marks.
#   examples/patterns.sh PROGRAM
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.."
table=$(mktemp)
trap 'rm -f "$table"' EXIT
{ echo '```text'; COLUMNS=150 "$program" patterns scenarios/patterns.toml --lang en; echo '```'; } > "$table"
benches/insert.sh docs/patterns.md "the patterns of the status quo" "$table"
