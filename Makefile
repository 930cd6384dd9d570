# `make briefing` builds the newest edition; `make test` runs every test. Both start from a clean clone.

SHELL := /bin/sh
PYTHON ?= $(shell for name in python3 python3.15 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url

.DELETE_ON_ERROR:
.PHONY: briefing test approve check bench bench-hub bench-peers bench-scale hub lock clean

briefing: $(VENV)/.ready
	@$(BIN)/briefgen build

test: $(VENV)/.ready-to-test
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal

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

define environment
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'briefgen needs Python 3.11 or newer: install it, or name it with `make PYTHON=/path/to/python3 …`.' >&2; exit 2; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo 'Python lacks its venv module: install the package python3-venv (Debian, Ubuntu).' >&2; exit 2; }
	@echo 'Installing the pinned dependencies into $(VENV), once; this takes about a minute.' >&2
	@"$(PYTHON)" -m venv --clear $(VENV)
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement $(1)
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
endef
