#!/usr/bin/env bash
# Builds the program and kills its runs: see examples/kills.rs. Not part of CI: it takes minutes and needs strace.
#
#   tests/kills/run.sh --seed 1 --count 200 --dir /tmp/kills [--document docs/robustness.md]
set -euo pipefail
cd "$(dirname "$0")/../.."
profile=${PROFILE:-release}
cargo build --locked --profile "$profile" --bin sanshe --example kills
case $profile in dev) folder=debug ;; *) folder=$profile ;; esac
exec "${CARGO_TARGET_DIR:-target}/$folder/examples/kills" "$@"
