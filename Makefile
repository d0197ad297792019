# What people and CI do with this folder. `make` alone says what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

RELEASE := $(CURDIR)/.build/release
EXAMPLE := $(CURDIR)/examples/portfolio
# The example is set in November 2026. Its daemon's clock starts ten seconds before the checks of 08:00.
AS_OF := 2026-11-16T07:59:50+01:00

# Where `make install` puts things; DESTDIR goes before it, for packages.
PREFIX ?= /usr/local

# Release binaries carry Swift's own libraries, and no symbols; the linker leaves them out.
RELEASE_FLAGS := -c release --static-swift-stdlib -Xlinker -s

.PHONY: help
help: ## Says what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: build
build: ## Builds the release binaries, and puts programs of plugins beside their manifests
	@scripts/install-dependencies build
	swift build $(RELEASE_FLAGS)
	@# In one step, so that a daemon that runs starts the former program or this one whole.
	install -m 0755 $(RELEASE)/csv-ledger-watch plugins/csv-ledger-watch/.csv-ledger-watch.new
	mv -f plugins/csv-ledger-watch/.csv-ledger-watch.new plugins/csv-ledger-watch/csv-ledger-watch

.PHONY: run
run: build ## Runs the example portfolio in this terminal; Ctrl-C stops it
	@if $(RELEASE)/gantry status --root $(EXAMPLE) >/dev/null 2>&1; then \
	    echo "The example is running already; press Ctrl-C in its terminal first." >&2; exit 1; \
	fi
	@# Each demonstration starts where the last one started.
	@rm -rf $(EXAMPLE)/.gantry/as-of
	@printf '%s\n' '' \
	    'Open a second terminal and paste these two lines:' '' \
	    '  export PATH="$(RELEASE):$$PATH"' \
	    '  export GANTRY_ROOT="$(EXAMPLE)"' '' \
	    'Then ask:  gantry status    gantry alerts    gantry explain cloud/network' \
	    'Ctrl-C in this terminal stops it.' ''
	@exec $(RELEASE)/gantryd --root $(EXAMPLE) --as-of $(AS_OF)

# The tests that run programs all the time, those that keep to times of a daemon, and those that only compute.
DAEMONS := EndToEndTests|OtherClientsTests
HISTORIES := HistoryTests
PROGRAMS := GantryChildrenTests|GantryPluginsTests|GantryPluginKitTests|CSVLedgerWatchTests|ContainmentTests

.PHONY: test
test: ## Builds and runs every test
	@scripts/install-dependencies test
	swift build --build-tests
	scripts/test-plugins
	@# What starts programs and waits for them, and what computes, would only wait for each other.
	swift test --skip-build --disable-xctest --filter '$(PROGRAMS)'
	swift test --skip-build --disable-xctest --filter '$(DAEMONS)'
	swift test --skip-build --disable-xctest --filter '$(HISTORIES)'
	swift test --skip-build --disable-xctest --skip '$(PROGRAMS)|$(DAEMONS)|$(HISTORIES)'

SWIFT := Sources Tests plugins plugin-kit/Package.swift Package.swift

.PHONY: lint
lint: ## Checks form, imports, documents
	swift format lint --strict --recursive --parallel --configuration .swift-format $(SWIFT)
	scripts/check-imports
	scripts/check-diagnostics
	scripts/check-links
	@for workflow in workflows/*.yaml; do cmp "$$workflow" "examples/portfolio/$$workflow"; done

.PHONY: format
format: ## Writes Swift files in the form that lint wants
	swift format --in-place --recursive --parallel --configuration .swift-format $(SWIFT)

KIT_DOCS := $(CURDIR)/.build/kit-docs

.PHONY: kit-docs
kit-docs: ## Builds the documentation of GantryPluginKit, .build/kit-docs
	@rm -rf $(KIT_DOCS)
	@mkdir -p .build/kit-graph
	swift build --package-path plugin-kit --scratch-path .build/kit --target GantryPluginKit \
	    -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc $(CURDIR)/.build/kit-graph
	docc convert Sources/GantryPluginKit/GantryPluginKit.docc --output-path $(KIT_DOCS) \
	    --additional-symbol-graph-dir .build/kit-graph --fallback-display-name GantryPluginKit \
	    --fallback-bundle-identifier gantry.plugin-kit --warnings-as-errors --transform-for-static-hosting
	@echo "A web server shows them at http://127.0.0.1:8000/documentation/gantrypluginkit:"
	@echo "  python3 -m http.server --bind 127.0.0.1 --directory $(KIT_DOCS) 8000"

# Where what was measured is put for the table at the end, and what is only there to compare with.
MEASURED := $(CURDIR)/.build/measured
PEERS := $(CURDIR)/.build/bench-peers

.PHONY: bench
bench: build ## Measures, and prints tables
	@rm -rf $(MEASURED)
	@# To compare with. Where it cannot be had, it is left out, and said to be.
	@test -d $(PEERS)/croniter || python3 -m pip install --quiet --disable-pip-version-check --target $(PEERS) huey croniter python-dateutil || true
	Benchmarks/save-to-alert --bin $(RELEASE) --projects 1000 --json $(MEASURED)/save-to-alert.json
	Benchmarks/answers --bin $(RELEASE) --json $(MEASURED)/answers.json
	Benchmarks/runs --bin $(RELEASE) --peers $(PEERS) --json $(MEASURED)/runs.json
	Benchmarks/starting --bin $(RELEASE) --json $(MEASURED)/starting.json
	Benchmarks/lateness --bin $(RELEASE) --json $(MEASURED)/lateness.json
	Benchmarks/idle --bin $(RELEASE) --json $(MEASURED)/idle.json
	Benchmarks/missed --bin $(RELEASE) --json $(MEASURED)/missed.json
	$(RELEASE)/year-benchmark --json $(MEASURED)/year.json
	Benchmarks/reading --bin $(RELEASE)
	Benchmarks/plan --bin $(RELEASE)
	$(RELEASE)/plan-benchmark
	PYTHONPATH=$(PEERS) Benchmarks/schedules --bin $(RELEASE) --json $(MEASURED)/schedules.json
	$(RELEASE)/plugin-benchmark
	Benchmarks/table $(MEASURED)

.PHONY: install
install: ## Installs binaries, plugins and systemd unit below PREFIX (/usr/local)
	@for program in gantry gantryd gantry-child csv-ledger-watch; do \
	    test -x $(RELEASE)/$$program || { echo "error: $$program is not built; run make build first" >&2; exit 1; }; \
	done
	@if ldd $(RELEASE)/csv-ledger-watch | grep -q libswiftCore; then \
	    echo "error: no plugin can read the libraries of a toolchain, and csv-ledger-watch needs them; run make build" >&2; \
	    exit 1; \
	fi
	install -D -m 0755 -t $(DESTDIR)$(PREFIX)/bin $(RELEASE)/gantry $(RELEASE)/gantryd $(RELEASE)/gantry-child
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system $(DESTDIR)$(PREFIX)/lib/sysusers.d
	sed 's|/usr/bin/|$(PREFIX)/bin/|g' systemd/gantry.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/gantry.service
	install -m 0644 systemd/gantry.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/gantry.conf
	install -d $(DESTDIR)$(PREFIX)/share/gantry
	@# A plugin's folder is whole by itself there: what its links lead to goes along, sources and tests stay here.
	tar --create --dereference --exclude=tests --exclude=Sources --exclude=__pycache__ --exclude=".*" --mode=u=rwX,go=rX plugins/*/ | \
	    tar --extract --no-same-owner --directory=$(DESTDIR)$(PREFIX)/share/gantry
	@# The one in Swift has its program from the build, whoever built it.
	install -m 0755 $(RELEASE)/csv-ledger-watch $(DESTDIR)$(PREFIX)/share/gantry/plugins/csv-ledger-watch/
	@# What plugins in Swift are built with.
	tar --create --dereference --exclude=".*" --mode=u=rwX,go=rX plugin-kit | \
	    tar --extract --no-same-owner --directory=$(DESTDIR)$(PREFIX)/share/gantry

.PHONY: uninstall
uninstall: ## Removes what install put there; definitions and state stay
	rm -f $(DESTDIR)$(PREFIX)/bin/gantry $(DESTDIR)$(PREFIX)/bin/gantryd $(DESTDIR)$(PREFIX)/bin/gantry-child
	rm -f $(DESTDIR)$(PREFIX)/lib/systemd/system/gantry.service $(DESTDIR)$(PREFIX)/lib/sysusers.d/gantry.conf
	rm -rf $(DESTDIR)$(PREFIX)/share/gantry/plugins $(DESTDIR)$(PREFIX)/share/gantry/plugin-kit

.PHONY: clean
clean: ## Removes what was built, and the state of the example
	rm -rf .build plugin-kit/.build examples/portfolio/.gantry plugins/csv-ledger-watch/csv-ledger-watch
