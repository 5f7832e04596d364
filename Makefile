# Everything runs in a virtual environment of its own; nothing but Python >= 3.11 is needed.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV ?= .venv
RUN = $(VENV)/bin/

.PHONY: brief test check format bench setup clean

# The brief of the example articles, drafted without a model.
brief: $(VENV)/.app
	@$(RUN)briefer brief examples/articles -m extractive

test: $(VENV)/.dev $(VENV)/.aimock
	AIMOCK=$(abspath $(VENV))/aimock/node_modules/.bin/llmock $(RUN)python -m pytest -n auto

# Format, lint, types and import contracts.
check: $(VENV)/.dev
	$(RUN)ruff format --check .
	$(RUN)ruff check .
	$(RUN)mypy
	$(RUN)lint-imports

format: $(VENV)/.dev
	$(RUN)ruff format .
	$(RUN)ruff check --fix .

# Every figure that the README gives, written into it. DATA names the folder with the data sets.
DATA ?= ../shared
bench: $(VENV)/.bench $(VENV)-instructor/.bench
	$(RUN)python -m benchmarks --readme --shared $(DATA) --peers $(VENV)-instructor/bin/python

setup: $(VENV)/.dev

clean:
	rm -rf $(VENV) $(VENV)-instructor dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/.app: pyproject.toml
	@test -n "$(PYTHON)" || { echo "briefer needs Python 3.11 or newer; set PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@echo "Installing briefer into $(VENV) ..." >&2
	@$(RUN)python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1' >&2
	@$(RUN)python -m pip install --quiet --editable . >&2
	@touch $@

$(VENV)/.dev: $(VENV)/.app
	@echo "Installing what the tests need ..." >&2
	@$(RUN)python -m pip install --quiet --group dev >&2
	@touch $@

# A server by other people for the tests, where there is Node; elsewhere these tests are skipped.
$(VENV)/.aimock: $(VENV)/.app
	@if command -v npm >/dev/null 2>&1; then \
		npm install --silent --no-audit --no-fund --prefix $(VENV)/aimock @copilotkit/aimock >&2 \
		|| echo "aimock cannot be installed: its tests are skipped" >&2; fi
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	@echo "Installing what briefer is measured against ..." >&2
	@$(RUN)python -m pip install --quiet --group bench --group peers >&2
	@touch $@

$(VENV)-instructor/.bench: pyproject.toml
	@$(PYTHON) -m venv $(VENV)-instructor
	@$(VENV)-instructor/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1' >&2
	@$(VENV)-instructor/bin/python -m pip install --quiet --group instructor >&2
	@touch $@
