# Everything here is relative and quoted, so that it also works from a path with blanks in it.
# `make help` lists the targets.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
PY := .venv/bin/python
COOPGRAPH := .venv/bin/coopgraph
PAGE := baltic-barents.html
WORKERS ?= 2

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test setup browser lint types page layers hygiene wheel pytest format soak bench clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

demo: setup ## build the demo graph, print what is in it, write its page
	@echo "==> the graph of five documents"
	@$(COOPGRAPH) build graph_data/baltic-barents -o build
	@echo "==> who stands between the others"
	@$(COOPGRAPH) rank --measure betweenness --graph build
	@echo "==> from Umeå to Turku, with sources"
	@$(COOPGRAPH) path Umeå Turku --graph build
	@echo "==> the page"
	@$(COOPGRAPH) show -o $(PAGE) --graph build
	@echo "open $(PAGE) in a browser"

# pytest comes last: its closing line is what a reader, or a machine, looks for.
test: setup browser lint types page layers hygiene wheel pytest ## the whole gate

setup: ## make or update .venv
	@sh tools/setup.sh

browser: setup ## find Chromium, or install Debian's
	@sh tools/browser.sh

lint: setup ## formatting and lint
	@echo "==> lint"
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .

types: setup ## mypy --strict
	@echo "==> types"
	@$(PY) -m mypy

page: setup ## types and tests of the page's own source
	@echo "==> page"
	@$(PY) tools/explorer_page.py --check

layers: setup ## who may import whom; sizes
	@echo "==> layers"
	@$(PY) -m tools.layers

hygiene: setup ## what must not be in the repository
	@echo "==> hygiene"
	@$(PY) -m tools.hygiene

wheel: setup ## build the wheel, install it elsewhere, use it there
	@echo "==> wheel"
	@$(PY) -m tools.wheel_check

pytest: setup browser ## tests, doctests, documents, notebooks
	@echo "==> tests"
	@$(PY) -m pytest -n $(WORKERS)

format: setup ## format and fix what can be fixed
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

soak: setup browser ## long randomised runs
	@HYPOTHESIS_PROFILE=soak $(PY) -m pytest -n $(WORKERS) --soak

bench: setup ## speed, side by side with other tools
	@$(PY) -m pip -qq install --constraint constraints.txt --no-build-isolation --editable '.[test,bench]'
	@$(PY) benchmarks/run.py

clean: ## remove what was made, .venv included
	@rm -rf explorer/node_modules src/coopgraph/view/explorer_assets
	@rm -rf build dist .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis $(PAGE)
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
