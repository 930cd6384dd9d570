# `make briefing` builds the newest edition; `make test` runs the quick tests, `make test-all` every test. All start
# from a clean clone.

SHELL := /bin/sh
PYTHON ?= $(shell for name in python3 python3.15 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
# What pytest is to run instead of every test; the folder in which `make test-bare` makes its Debian.
TESTS ?=
BARE ?=
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url

PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist worksteal

.DELETE_ON_ERROR:
.PHONY: briefing test test-slow test-all test-bare approve check bench bench-hub bench-peers bench-scale hub lock notices clean \
	parts-for-briefing parts-for-tests

briefing: parts-for-briefing $(VENV)/.ready
	@$(BIN)/briefgen build
	@printf '%s\n' '' 'Next, in this shell:' \
		'  $(BIN)/briefgen charts           every chart ready for the press' \
		'  $(BIN)/briefgen claims           what became of each statement' \
		'  $(BIN)/briefgen explain N-0002   where a number comes from'
	@printf '%s\n' 'After `. $(BIN)/activate` the shell knows `briefgen` by its name alone.'

# The quick tests: all that need no real edition, browser, office program, Spark or wheel.
test: parts-for-tests $(VENV)/.ready-to-test
	$(PYTEST) -m 'not slow' $(TESTS)

test-slow: parts-for-tests $(VENV)/.ready-to-test
	$(PYTEST) -m slow $(TESTS)

test-all: parts-for-tests $(VENV)/.ready-to-test
	$(PYTEST) $(TESTS)

# The two commands on a machine on which nothing is installed: a bare Debian in a folder. Takes root and mmdebstrap
# (`apt-get install mmdebstrap`), and longer than both commands here.
test-bare:
	@TESTS='$(TESTS)' tools/test-bare $(BARE)

# What pip does not bring is looked for first: nobody waits for an installation that cannot be used.
parts-for-briefing parts-for-tests:
	@PYTHON='$(PYTHON)' tools/system-parts $(@:parts-for-%=%)

# Keeps pictures of six pages as they look now; look at them before they are committed.
approve: $(VENV)/.ready-to-test
	$(BIN)/python -m pytest tests/documents/test_looks.py --approve
	@git status --short tests/documents/approved

check: $(VENV)/.ready-to-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/.ready
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.charts
	@$(BIN)/python -m bench.hub

bench-hub: $(VENV)/.ready
	@$(BIN)/python -m bench.hub

# Hubs of up to three million models a month: takes long, and several gigabytes of the disk while it runs.
bench-scale: $(VENV)/.ready
	@$(BIN)/python -m bench.scale

# The same tables and charts by pandas, polars and DuckDB by hand, in an environment of their own; takes as long.
bench-peers: $(VENV)/.ready $(PEERS)/.ready
	@$(BIN)/python -m bench.peers --python $(PEERS)/bin/python

# A Hub on this machine, to try `briefgen snapshot take` against; Ctrl-C ends it.
hub: $(VENV)/.ready
	@$(BIN)/python -m tests.loopback

# Keeps every version that still fits pyproject.toml. To move them all, delete both locks first.
lock: $(VENV)/.ready-to-test
	$(LOCK) pyproject.toml --group build --output-file requirements.lock
	$(LOCK) pyproject.toml --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(LOCK) bench/peers/requirements.in --constraint requirements.lock --output-file bench/peers/requirements.lock

# After `make lock`: what briefgen needs and under which licenses, and those of its fonts.
notices: $(VENV)/.ready-to-test
	$(BIN)/python -m tools.notices

clean:
	rm -rf $(VENV) $(PEERS) output dist

# The stamps are written last, so that an interrupted installation is made again from the start.
$(VENV)/.ready: requirements.lock
	$(call environment,requirements.lock)
	@touch $@

$(VENV)/.ready-to-test: requirements.lock requirements-dev.lock
	$(call environment,requirements-dev.lock)
	@touch $(VENV)/.ready $@

$(PEERS)/.ready: bench/peers/requirements.lock | $(VENV)/.ready
	@echo 'Installing what the peers need into $(PEERS), once.' >&2
	@"$(PYTHON)" -m venv --clear $(PEERS)
	@$(PEERS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement $<
	@touch $@

# What pip says goes where progress goes, so that the output ends with what a command prints.
define environment
	@PYTHON='$(PYTHON)' tools/system-parts python
	@echo 'Installing the pinned dependencies into $(VENV), once; this takes a minute or more.' >&2
	@"$(PYTHON)" -m venv --clear $(VENV)
	@$(BIN)/python -m pip --disable-pip-version-check install --require-hashes --requirement $(1) >&2
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
endef
