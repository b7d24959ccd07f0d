# Every command a person or CI needs. `make` alone lists them.
# The set-up is in scripts/setup.sh: it looks at what is installed, and does nothing where that is right.

PYTHON ?= python3
export PYTHON

BIN = .venv/bin
SETUP = sh scripts/setup.sh
WORKERS = --numprocesses=auto
BY_FILE = $(WORKERS) --dist=loadfile # each file of journeys has servers of its own
IN_ORDER = -p no:randomly --no-loadscope-reorder # the longest file first
ON_POSTGRESQL = TITRANT_TEST_DATABASE=postgresql
# Counting lines makes a test take up to four times as long: these have lines of their own there ...
MEASURED = tests/server/audit tests/server/tasks tests/server/messages
# ... and these reach none that no other test reaches.
REST = $(JUDGES) tests/server/intake/test_judges.py tests/journeys tests/docs tests/properties \
	tests/spec/stored tests/spec/screening tests/unit/pkpd/test_nonmem.py \
	tests/unit/knowledge/test_shipped_base.py tests/unit/knowledge/test_evidence_rows.py
JUDGES = tests/journeys/test_judges.py tests/journeys/test_judges_of_records.py \
	tests/server/demo/test_sources_of_numbers.py
# Not asked twice: what was measured there already, and what no database changes.
AGAIN = $(MEASURED) $(JUDGES) tests/journeys/test_frame.py tests/server/config/test_canary.py \
	tests/server/intake/test_judges.py tests/server/pictures tests/server/web
SPHINX_FLAGS = --fail-on-warning --keep-going --quiet

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run demo test check rules pytest fix bench load deep docs lock clean base dev semgrep oracle

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: base ## start the demonstration clinic on http://localhost:8000, until Ctrl-C
	@TITRANT_HOME="$${TITRANT_HOME:-$(CURDIR)/.titrant}" $(BIN)/titrant serve --demo

demo: base ## walk one made-up patient through the program
	@$(BIN)/titrant demo

test: check rules pytest ## everything CI runs: check, our own rules, then every test, with coverage

check: dev ## style, types, imports, security and shell, without running a test
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive src scripts
	$(BIN)/shellcheck scripts/*.sh .ci/run

rules: semgrep ## our own rules: nothing identifying in logs, no float, no naive moment, no bare SQL
	sh scripts/own_rules.sh

pytest: dev oracle ## the tests alone, one worker a core, with coverage; the server on both databases
	$(BIN)/pytest $(WORKERS) --cov --cov-report= --cov-fail-under=0 $(REST:%=--ignore=%)
	$(ON_POSTGRESQL) $(BIN)/pytest $(WORKERS) --cov --cov-append --cov-report=term $(MEASURED)
	$(BIN)/pytest $(BY_FILE) $(IN_ORDER) $(REST)
	$(ON_POSTGRESQL) $(BIN)/pytest $(BY_FILE) tests/journeys tests/server $(AGAIN:%=--ignore=%)

fix: dev ## format the code and repair what ruff can
	$(BIN)/ruff check --fix --quiet || true
	$(BIN)/ruff format
	$(BIN)/ruff check

bench: dev ## measure speed
	@$(BIN)/python -m compileall -q src # as an installed program is
	$(BIN)/python benchmarks/run.py

load: dev ## measure what fifty people of a clinic wait for, and 5,000 courses looked at again
	@$(BIN)/python -m compileall -q src
	$(BIN)/python benchmarks/clinic.py --write
	$(BIN)/python benchmarks/clinic_looking.py --write

deep: dev ## spoilt records for five minutes, then mutation tests: would a test notice a fault?
	$(BIN)/python -m scripts.fuzz
	$(BIN)/python scripts/mutation.py

docs: base ## build the manual into docs/_build/html
	@$(SETUP) docs
	$(BIN)/python scripts/reference.py
	$(BIN)/python -m sphinx $(SPHINX_FLAGS) -b html docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

lock: dev ## pin requirements/*.txt again (newer releases too: make lock UPGRADE=1)
	$(BIN)/python scripts/lock.py $(if $(UPGRADE),--upgrade)

clean: ## delete everything that these targets made
	rm -rf .venv .venv-semgrep .titrant .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache
	rm -rf .ruff_cache build dist docs/_build docs/reference/generated mutants tests/oracles/node_modules tests/oracles/nonmem
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

base dev semgrep oracle:
	@$(SETUP) $@
