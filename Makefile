# Two commands matter: `make run` and `make test`. Both work on a bare machine with Python 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin

# What is fetched from two places is fetched side by side.
MAKEFLAGS += --jobs=2
# A machine that forbids compiled Python would read every source anew in each of our many processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test field bench format environment packages assets browser soak

run: environment assets
	@$(BIN)/python -m yimi run

test: environment assets browser
	@$(BIN)/python tools/check.py

# The phone client: its types, its tests, both builds. Part of `make test`; `make run` shows what was built.
field: environment
	@$(BIN)/python tools/field.py --again

soak: environment assets browser
	@$(BIN)/python -m pytest -m soak tests

bench: environment assets
	@$(BIN)/python -m bench

format: environment
	@$(BIN)/ruff check --fix -q yimi tests tools bench && $(BIN)/ruff format -q yimi tests tools bench
	@$(BIN)/djlint --reformat --quiet yimi/templates || true

environment: .venv/ready
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) tools/environment.py
	@touch $@

packages: node_modules/.yimi-lock
node_modules/.yimi-lock: package-lock.json
	@$(PYTHON) tools/assets.py fetch

# every time, in half a second: a page may have named a new icon
assets: environment packages
	@$(BIN)/python tools/assets.py

browser: environment
	@$(BIN)/python tools/browser.py
