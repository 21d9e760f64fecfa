#!/usr/bin/env bash
# Builds core alone, the verifier, and everything from nothing in the dev profile, counts what each depends on, measures
# each kind in each format, and writes target/evidence/size.json.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p target/evidence
rows=
printf '%-16s %8s %13s\n' build seconds dependencies
measure() {
  local name=$1
  shift
  rm -rf "target/size/$name"
  local began=$SECONDS
  cargo build --quiet --locked --target-dir "target/size/$name" "$@"
  local seconds=$((SECONDS - began))
  local dependencies
  dependencies=$(cargo tree --locked --edges normal --prefix none --format '{p}' "$@" | sed 's/ (\*)$//' | grep -v ' (/' | sort -u | grep -c .)
  rows="${rows:+$rows,}{\"name\":\"$name\",\"seconds\":$seconds,\"dependencies\":$dependencies}"
  printf '%-16s %8s %13s\n' "$name" "$seconds" "$dependencies"
  rm -rf "target/size/$name"
}
measure chop-core --package chop-core
measure chop-verifier --package chop-verifier
measure everything --workspace
cargo bench --quiet --locked --profile dev --bench sizes
printf '{"builds":[%s],"bytes":%s}\n' "$rows" "$(cat target/evidence/formats.json)" >target/evidence/size.json
rm target/evidence/formats.json
