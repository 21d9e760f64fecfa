#!/usr/bin/env bash
# Runs each fuzz target for SECONDS with the address sanitizer and writes target/evidence/fuzz.json.
# The stable compiler carries the sanitizer's runtime; RUSTC_BOOTSTRAP opens its flags for this job alone.
set -euo pipefail
seconds=${1:-60}
jobs=${CHOP_FUZZ_JOBS:-2}
cd "$(dirname "$0")/../.."
command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --version 0.13.2 --locked
export RUSTC_BOOTSTRAP=1
mkdir -p target/evidence target/fuzz-logs
targets=${CHOP_FUZZ_TARGETS:-$(cd fuzz/fuzz_targets && ls ./*.rs | sed 's#^\./##; s#\.rs$##')}
cargo fuzz build --release >/dev/null
run() {
  local name=$1
  mkdir -p "fuzz/corpus/$name" "target/fuzz-seeds/$name"
  cargo fuzz run --release "$name" "fuzz/corpus/$name" "target/fuzz-seeds/$name" -- \
    -max_total_time="$seconds" -rss_limit_mb=1024 -timeout="${CHOP_FUZZ_TIMEOUT:-60}" -max_len=4096 -print_final_stats=1 \
    >"target/fuzz-logs/$name.log" 2>&1 && echo ok >"target/fuzz-logs/$name.state" || echo crash >"target/fuzz-logs/$name.state"
}
export -f run; export seconds
cargo run --quiet --release --manifest-path fuzz/Cargo.toml --bin seeds target/fuzz-seeds
printf '%s\n' $targets | xargs -P "$jobs" -I{} bash -c 'run {}'
{
  printf '{"seconds_each":%s,"targets":[' "$seconds"
  first=1
  for name in $targets; do
    executions=$(grep -oE 'number_of_executed_units: +[0-9]+' "target/fuzz-logs/$name.log" | grep -oE '[0-9]+' || echo 0)
    coverage=$(grep -oE 'cov: [0-9]+' "target/fuzz-logs/$name.log" | tail -1 | grep -oE '[0-9]+' || echo 0)
    state=$(cat "target/fuzz-logs/$name.state")
    printf '%-18s %12s executions  %6s edges  %s\n' "$name" "$executions" "$coverage" "$state" >&2
    [ $first = 1 ] || printf ','
    first=0
    printf '{"name":"%s","executions":%s,"edges":%s,"result":"%s"}' "$name" "${executions:-0}" "${coverage:-0}" "$state"
  done
  printf ']}\n'
} >target/evidence/fuzz.json
! grep -l crash target/fuzz-logs/*.state
