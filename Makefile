# Everything a developer or a first-time user types. Each target does its own set-up; `make` alone lists them.

PYTHON   ?= $(shell command -v python3.11 || command -v python3 || echo python3)
BIN      := .venv/bin
READY    := .venv/.ready
PEERS    := .venv/.peers
PACKAGES := models notifications flows portal deployments tests
UV       ?= $(shell command -v uv || echo .uv/bin/uv)

# Tests wait for servers more than they compute: four at once keep two cores busy. One after the other: make test SPREAD=
SPREAD   ?= -n 4 --dist worksteal

# The tests of the law itself: what must be covered to the last branch, listed in pyproject.toml.
LAW      := $(foreach module,stages accounts lifecycle codes zones workdays deadlines ladders proofs proof_text articles dates \
              written terms decisions,$(wildcard tests/test_$(module)*.py))

# A shell that forbids byte code would make every new process compile Prefect again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test cover check format bench soak lock migration migration-first clean

help: ## list what can be done
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' $(MAKEFILE_LIST) | while IFS=: read -r name what; do \
	  printf '  make %-16s %s\n' "$$name" "$$what"; done

setup: $(READY) ## install everything into .venv (once)

# The lock names every package there is, so pip has nothing to resolve: without --no-deps it may look past the lock.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Narahubung needs Python 3.11 or newer; '$(PYTHON)' is older or missing."; \
	  echo "Install it (Debian: apt-get install python3 python3-venv), or name one: make setup PYTHON=/path/to/python3.11"; \
	  exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing (Debian: apt-get install python3-venv)."; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q $(PACKAGES) || true
	@touch $@

demo: setup ## an office with sample complaints, its mail and its clock, in one terminal
	$(BIN)/narahubung demo $(ARGS)

test: setup ## all tests; some of them: make test ARGS="tests/test_lifecycle.py -k reachable"
	$(BIN)/python -m pytest $(SPREAD) $(ARGS)

cover: setup ## the law's tests, with the proof that they reach every branch of it
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest --quiet $(LAW)
	$(BIN)/python -m coverage report

check: setup ## format, lint, types, the direction of imports, nothing of one machine
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports --no-logo
	@if git grep --untracked -nIE 'p[y]pi\.(org|python)|python[h]osted|--(extra-)?index-url|[f]ind-links|/(root|Users)/[a-z]' \
	  -- . ':!Makefile'; then echo "The lines above name a package index or a place on one machine."; exit 1; fi

format: setup ## lay the code out as `check` wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(PEERS) ## how fast it is here, beside its peers; one of them: ARGS=tests/benchmarks/bench_start.py
	$(BIN)/python -m pytest --quiet -s -o python_files='bench_*.py' $(or $(ARGS),tests/benchmarks)

soak: setup ## an office that works for twenty minutes under kills and jumps of the clock: SOAK_MINUTES=20
	NARAHUBUNG_TEST_COMPLAINTS=$(or $(SOAK_COMPLAINTS),200) \
	  $(BIN)/python -m pytest --quiet -s -o python_files='soak_*.py test_topology.py' \
	  tests/soak tests/test_topology.py $(ARGS)

$(PEERS): requirements-bench.lock $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-bench.lock
	@touch $@

lock: $(UV) ## choose the versions anew: requirements.lock, and what the image and the benchmarks' peers need
	$(UV) pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-strip-extras \
	  --python-version 3.11 -o requirements.lock $(ARGS)
	$(UV) pip compile pyproject.toml --group build --constraints requirements.lock --generate-hashes \
	  --no-emit-index-url --no-strip-extras --no-annotate --python-version 3.11 -o deployments/image.lock
	$(UV) pip compile --group bench --constraint requirements.lock --generate-hashes --no-emit-index-url \
	  --no-strip-extras --python-version 3.11 -o requirements-bench.lock $(ARGS)

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check uv

migration: setup ## the next step of the tables: make migration NAME="add the column x to y"
	$(BIN)/python -m deployments.migrations.new "$(NAME)"
	@$(BIN)/ruff format --quiet deployments/migrations

migration-first: setup ## write the first step anew; only as long as nothing has been released
	$(BIN)/python -m deployments.migrations.new --first
	@$(BIN)/ruff format --quiet deployments/migrations

clean: ## remove what can be made again
	rm -rf .venv .uv dist .coverage .pytest_cache .ruff_cache .hypothesis .import_linter_cache
