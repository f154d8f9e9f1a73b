#!/usr/bin/env bash
# Writes a table into a document, between the marks `<!-- begin of NAME` and `<!-- end of NAME`: benches/insert.sh DOCUMENT NAME TABLE
set -euo pipefail
document=$1 name=$2 table=$3
written=$(mktemp)
trap 'rm -f "$written"' EXIT
awk -v name="$name" -v file="$table" '
    index($0, "<!-- begin of " name) { print; print ""; while ((getline line < file) > 0) print line; print ""; inside = 1; next }
    index($0, "<!-- end of " name) { inside = 0 }
    !inside' "$document" > "$written"
cp "$written" "$document"
