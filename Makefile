# Two commands are all a newcomer needs: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test check live bench lock screenshots

run: $(VENV)/run.stamp
	@$(BIN)/net-finder dashboard --refresh --port $(PORT)

test: check
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# Off by default: asks the real registry and prints which of our open points about it hold.
live: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -m live -s -p no:xdist tests/live

bench: $(VENV)/dev.stamp
	@$(BIN)/python -m benchmarks.refresh

screenshots: $(VENV)/dev.stamp
	@$(BIN)/python tests/e2e/take_screenshots.py docs

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "NET Finder needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: $(VENV)/bin/python requirements.lock pyproject.toml
	@echo "Installing what NET Finder needs into $(VENV) (once, about a minute) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/bin/python requirements-dev.lock pyproject.toml
	@echo "Installing what the tests need into $(VENV) (once, about a minute) ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run.stamp

# Renews the lock files from pyproject.toml; needs the package `uv`.
UV := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet
lock:
	$(UV) pyproject.toml --group build -o requirements.lock
	$(UV) pyproject.toml --extra servers --group build -c requirements.lock -o requirements-servers.lock
	$(UV) pyproject.toml --extra servers --group dev -c requirements-servers.lock -o requirements-dev.lock
