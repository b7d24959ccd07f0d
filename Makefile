# Every command a person or CI needs. `make` alone lists them.
# The set-up is in scripts/setup.sh: it looks at what is installed, and does nothing where that is right.

PYTHON ?= python3
export PYTHON

BIN = .venv/bin
SETUP = sh scripts/setup.sh
SPHINX_FLAGS = --fail-on-warning --keep-going --quiet

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run demo test check pytest fix bench deep docs lock clean base dev oracle

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: demo ## start Titrant (today: the demonstration)

demo: base ## walk one made-up patient through the program
	@$(BIN)/titrant demo

test: check pytest ## everything CI runs: check, then every test, with coverage

check: dev ## style, types, imports, security and shell, without running a test
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive src scripts
	$(BIN)/shellcheck scripts/*.sh .ci/run

pytest: dev oracle ## the tests alone, one worker a core, with coverage
	$(BIN)/pytest --numprocesses=auto --cov --cov-report=term

fix: dev ## format the code and repair what ruff can
	$(BIN)/ruff check --fix --quiet || true
	$(BIN)/ruff format
	$(BIN)/ruff check

bench: dev ## measure speed
	@$(BIN)/python -m compileall -q src # as an installed program is
	$(BIN)/python benchmarks/run.py

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
	rm -rf .venv .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache
	rm -rf .ruff_cache build dist docs/_build docs/reference/generated mutants tests/oracles/node_modules tests/oracles/nonmem
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

base dev oracle:
	@$(SETUP) $@
