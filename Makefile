# The only entry points anyone must know. `make help` lists them.

CARGO ?= cargo
export CARGO_TERM_COLOR ?= auto

.PHONY: help demo test setup peers check fmt lint doc wasm unit bench fuzz evidence-fuzz evidence-kills evidence-interop evidence-pictures evidence-codes web web-setup web-test evidence-scanner evidence-negatives evidence-audit bench-peers evidence-size web-apps web-apps-setup web-apps-units web-apps-test verifier-package

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  %-18s %s\n", $$1, $$2 }'

demo: ## Build, then tell the whole story; pictures stay in demo-out/
	$(CARGO) build --release --locked --bin chop
	./target/release/chop demo --out demo-out

# The apps run in a browser only with the npm package of the verifier, once its sources are there.
WITH_PACKAGE = $(wildcard bindings/web/build.mjs)

test: setup check unit wasm web-apps-units $(if $(WITH_PACKAGE),web-apps-test) ## Everything that must hold before a change lands
	@echo "make test: all green"

setup: peers web-apps-setup
	@rustup target list --installed 2>/dev/null | grep -q wasm32-unknown-unknown \
	  || rustup target add wasm32-unknown-unknown \
	  || { echo "The wasm32-unknown-unknown target is missing and could not be added: run 'rustup target add wasm32-unknown-unknown'."; exit 1; }
	@$(CARGO) nextest --version >/dev/null 2>&1 || echo "cargo-nextest is not installed: 'cargo test' runs the tests instead."

# Other people's software that the formats are compared with, pinned by its lock files.
INTEROP = tests/interop
RUST_PEERS = --manifest-path tests/peers/Cargo.toml --target-dir target/peers --locked
peers: $(INTEROP)/node/node_modules/.installed target/interop/venv/.installed ## Install or build the peers
	$(CARGO) build --quiet $(RUST_PEERS)

$(INTEROP)/node/node_modules/.installed: $(INTEROP)/node/package-lock.json
	npm ci --prefix $(INTEROP)/node
	@touch $@

target/interop/venv/.installed: $(INTEROP)/python/requirements.txt
	python3 -m venv target/interop/venv
	target/interop/venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# The apps: packages pinned by the lock file, Debian's Chromium with Chinese fonts for their tests.
APPS = web
web-apps-setup: $(APPS)/node_modules/.installed
	@command -v chromium >/dev/null && fc-list :lang=zh-hk | grep -q . \
	  || (apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk fontconfig >/dev/null) \
	  || { echo "Chromium is missing and could not be installed: run 'apt-get install chromium fonts-noto-cjk'."; exit 1; }

$(APPS)/node_modules/.installed: $(APPS)/package-lock.json
	npm ci --prefix $(APPS)
	@touch $@

web-apps-units: web-apps-setup ## The apps: types, texts, contrast, parts
	npm run check --prefix $(APPS)
	npm test --prefix $(APPS)

verifier-package:
	npm ci --ignore-scripts --no-audit --no-fund --prefix bindings/web
	node bindings/web/build.mjs

web: web-apps
web-apps: web-apps-setup verifier-package ## Build the apps: web/*/dist
	npm run build --prefix $(APPS)

web-apps-test: web-apps ## The apps in a real Chromium
	npm run test:browser --prefix $(APPS)

evidence-scanner: web-apps ## Screens, 1,000 scans, film; target/evidence/scanner.json
	npm run evidence --prefix $(APPS)

check: fmt lint doc ## Formatting, lints, documentation

fmt:
	$(CARGO) fmt --all --check
	$(CARGO) fmt --all --check --manifest-path tests/peers/Cargo.toml

lint:
	$(CARGO) clippy --workspace --all-targets --locked --features chop-core/portrait,chop-core/text -- -D warnings
	$(CARGO) check --locked -p chop --no-default-features --lib

doc:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked --quiet

unit:
	@if $(CARGO) nextest --version >/dev/null 2>&1; then \
	  $(CARGO) nextest run --workspace --locked --no-fail-fast; \
	else \
	  $(CARGO) test --workspace --locked --no-fail-fast --lib --bins --tests; \
	fi
	$(CARGO) test --workspace --locked --doc

wasm: ## Build core and verifier for the browser
	$(CARGO) build --locked -p chop-core --target wasm32-unknown-unknown

bench-peers: peers ## The same work by chop and by its peers; target/evidence/peers.json
	$(CARGO) build --quiet --release $(RUST_PEERS) --package peer-isomdl
	$(CARGO) bench --locked --bench peers

bench: ## Costs as ratios to the bare signature; target/evidence/ratios.json
	$(CARGO) bench --locked --bench ratios

fuzz: ## Each parser for a minute
	tests/campaigns/fuzz.sh 60

evidence-fuzz: ## Each parser for ten minutes; target/evidence/fuzz.json
	tests/campaigns/fuzz.sh 600

evidence-kills: ## 200 kills of the wallet, 50 of a batch; target/evidence/kills.json
	tests/campaigns/kills.sh

evidence-codes: ## 10,000 mutations of a Personal Code; target/evidence/codes.json has its cases by their codes
	CHOP_MUTATIONS=10000 $(CARGO) test --release --locked --test negatives -- --nocapture
	$(MAKE) evidence-negatives

evidence-negatives: ## Every case of vectors/negative; target/evidence/negatives.json
	$(CARGO) test --release --locked -p chop-core --features dev,json-ld --test negatives -- --nocapture

evidence-audit: ## Each check taken out, one at a time; target/evidence/audit.json
	tests/campaigns/audit.py

evidence-interop: peers ## chop and its peers read each other; target/evidence/interop.json
	rm -rf target/evidence/interop
	$(CARGO) test --release --locked --test interop -- --nocapture

evidence-size: ## Time to build, dependencies, bytes of each format; target/evidence/size.json
	tests/campaigns/size.sh

evidence-pictures: ## How well photographs of codes are read; target/evidence/pictures.json
	$(CARGO) bench --locked --bench pictures
