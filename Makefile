# Everything a newcomer needs: `make run`, `make test`, `make demo`. Each sets up its own
# environment in .venv first; all it asks for is Python 3.11+ (with venv and pip) and make.

PYTHON ?= python3
BIN := .venv/bin
# Compiled at once: else, where Python may not write beside its modules, every start does it again.
UV := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python

.PHONY: run demo test check bench lock clean help

help:
	@echo "make run     start the monitor on config.toml (Ctrl-C ends it)"
	@echo "make demo    see it work in under a minute, without internet"
	@echo "make test    run all tests"
	@echo "make check   format, lint, types, import rules, tests"
	@echo "make bench   measure polling beside other feed readers (see docs/performance.md)"
	@echo "make lock    resolve the dependencies anew"

run: .venv/runtime
	$(BIN)/hajiz run

demo: .venv/runtime
	$(BIN)/hajiz demo

test: .venv/dev
	$(BIN)/pytest -n auto -q

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto -q

bench: .venv/dev
	$(BIN)/python bench/poll.py

.venv/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Hajiz needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	@$(PYTHON) -m venv .venv || { echo "Could not make .venv. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/tools.txt
	@touch $@

.venv/runtime: .venv/python locks/runtime.txt pyproject.toml
	@echo "Installing what Hajiz needs into .venv (about 100 packages, once) ..."
	@$(UV) --require-hashes -r locks/runtime.txt
	@$(UV) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/runtime locks/dev.txt
	@$(UV) --require-hashes -r locks/dev.txt
	@touch $@

# The locks hold versions and hashes for every platform, and no address of any registry.
COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-annotate --no-header --upgrade pyproject.toml

lock: .venv/python
	$(COMPILE) --output-file locks/runtime.txt
	$(COMPILE) --group dev --output-file locks/dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--no-emit-index-url --no-annotate --no-header --upgrade --group tools --output-file locks/tools.txt

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
