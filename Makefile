# What a newcomer runs. `make demo` and `make test` need Python 3.11, pip, make and git, and set up the rest.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
UV_VERSION := 0.13.9
ATHERIS_VERSION := 3.0.0

.PHONY: help setup page demo test check format bench fuzz soak lock graph contract clean

help: ## List the targets.
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

setup: .venv/.ready ## Set up .venv with the locked dependencies and the orderdesk command.

.venv/.ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed: install it, or say where it is: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up .venv ..."
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet "uv==$(UV_VERSION)"
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch .venv/.ready

page: setup ## Build the review page again, where its sources have changed.
	@$(BIN)/python hatch_build.py

demo: page ## Handle the demo distributor's recorded orders, then serve the review page with what waits.
	$(BIN)/orderdesk demo

test: page ## Run every test.
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

check: setup ## Lint, formatting, types and import rules.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python hatch_build.py check

format: setup ## Format the code.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: page ## Measure matching beside other searches, and speed: the desk beside a bare graph, the API beside its floor.
	$(BIN)/python -m desk.bench

fuzz: setup ## Feed every reader, some minutes each, with what its own coverage suggests; an hour in all.
	$(BIN)/uv pip install --quiet --python $(BIN)/python "atheris==$(ATHERIS_VERSION)"
	@for door in mail mail_text text call page edi delimited grid pasted; do \
		echo "== $$door"; $(BIN)/python -m tests.fuzz $$door --minutes 7 || exit 1; done

soak: setup ## The long tests: 500 kills of a desk, 1,000 conversations with failing models.
	$(BIN)/pytest -m soak -s

lock: ## Lock the newest dependencies that pyproject.toml allows.
	$(BIN)/uv pip compile --universal --python-version 3.11 --group dev --generate-hashes --upgrade --no-header \
		--quiet --output-file requirements.lock pyproject.toml

graph: setup ## Draw the order graph into docs/graph.md again.
	$(BIN)/python -m graphs.picture docs/graph.md

contract: setup ## Write the API's OpenAPI document again, from which the page's client is made.
	$(BIN)/python -m api.contract api/ui/openapi.json

clean: ## Remove what was set up and made.
	rm -rf .venv .orderdesk .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build api/ui/dist api/ui/node_modules
