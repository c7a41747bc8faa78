# `make setup` makes .venv; `make test` sets up and runs every test and the import contracts.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.PHONY: setup test lint clean

setup: .venv/installed

# The stamp makes a second call start at once; it is written last, so a broken install is redone.
.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: try make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

test: setup
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(ARGS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv
