# Two commands do all the set-up: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TYPESCRIPT := 5.9.3
RUNS := out/first-light
SHIPPED := support-not-supplant interdiction-only military-campaign demand-first institutions-first

.PHONY: run serve test quick lint bench bench-page clean

$(VENV)/run.stamp: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[report,web]'
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip --constraint constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group dev
	@touch $@

# TypeScript depends on nothing else, so its version alone pins it; Node comes with the Python packages.
$(VENV)/typescript-$(TYPESCRIPT).stamp: $(VENV)/dev.stamp
	$(BIN)/npm install --silent --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --prefix $(VENV)/typescript typescript@$(TYPESCRIPT)
	@touch $@

run: $(VENV)/run.stamp
	rm -rf $(RUNS)
	$(BIN)/undercut run $(SHIPPED) --futures 256 --out $(RUNS)
	$(BIN)/undercut memo $(RUNS) --to out/memo.pdf

serve: $(VENV)/run.stamp
	$(BIN)/undercut serve

test: lint
	$(BIN)/pytest -q

quick: $(VENV)/dev.stamp
	$(BIN)/pytest -q -m 'not slow and not browser'

lint: $(VENV)/dev.stamp $(VENV)/typescript-$(TYPESCRIPT).stamp
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/node $(VENV)/typescript/node_modules/typescript/bin/tsc --project tsconfig.json

bench: $(VENV)/dev.stamp
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/sectors.py
	$(BIN)/python benchmarks/commands.py
	$(BIN)/python benchmarks/batch.py

bench-page: $(VENV)/dev.stamp
	$(BIN)/python benchmarks/page.py

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
