#!/usr/bin/env bash
# Kills a wallet that writes 200 times, a batch 50 times and a door that admits codes 50 times, each at a random
# moment, and writes target/evidence/kills.json. The tests themselves say what must hold after each kill.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p target/evidence
run() {
  local name=$1 kills=$2
  shift 2
  local began=$SECONDS result=ok
  CHOP_KILLS=$kills cargo test --release --locked "$@" -- --nocapture || result=failed
  rows="${rows:+$rows,}{\"name\":\"$name\",\"kills\":$kills,\"seconds\":$((SECONDS - began)),\"result\":\"$result\"}"
  printf '%-10s %5s kills  %6s s  %s\n' "$name" "$kills" "$((SECONDS - began))" "$result" >&2
}
rows=
run wallet "${CHOP_WALLET_KILLS:-200}" -p chop-wallet --test killed
run batch "${CHOP_BATCH_KILLS:-50}" -p chop-issuer --test killed
run door "${CHOP_DOOR_KILLS:-50}" -p chop-verifier --test replay_file
printf '{"rows":[%s]}\n' "$rows" >target/evidence/kills.json
! grep -q failed target/evidence/kills.json
