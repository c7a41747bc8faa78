# `make run` sets up and opens the explorer; `make test` sets up and runs every test.
#   make run ARGS="--data PATH"      arguments of `pegasus`
#   make run YES=1                   installs what Qt lacks of the system without asking
#   make test ARGS="-k data"         arguments of pytest
#   make test WORKERS=4              tests side by side in so many processes; 2 without that
#   make PYTHON=python3.12 ...       another interpreter
#   make soak PART=fuzz              a long trial of at most 40 minutes; the same command goes on
#   make coursework DATA=PATH        docs/coursework.md, from CIFAR-10 and dreams; hours
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
WORKERS ?= 2

.PHONY: run setup test lint screenshots soak coursework clean

run: setup
	@$(BIN)/python -m explorer.commands.parts.system_packages $(if $(YES),--yes)
	@$(BIN)/pegasus $(ARGS)

setup: .venv/installed

# The stamp makes a second call start at once; it is written last, so a broken install is redone.
.venv/installed: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON): install Python 3.11 or newer (on Debian and Ubuntu: apt install python3 python3-venv)." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: try make PYTHON=python3.12")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) lacks venv: install the system package python3-venv (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# Windows of the tests are drawn in memory, so that no screen is needed.
test screenshots soak: export QT_QPA_PLATFORM := offscreen

test: setup
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

screenshots: setup
	$(BIN)/python -m tests.screenshots .screenshots $(ARGS)

soak: setup
	$(BIN)/python -m tests.soak $(PART) $(ARGS)

# What the page shows may be passed on: curves, and pictures of dreams. SVG and HTML are not kept.
coursework: setup
	$(BIN)/python -m training reproduce --pictures dreams --data $(DATA) --out docs/coursework $(ARGS)
	sed 's#](\([^)]*\.png\))#](coursework/\1)#' docs/coursework/report.md > docs/coursework.md

clean:
	rm -rf .venv
