# make help tells what there is. Everything happens in .venv; delete that to begin anew.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
MODEL  ?= sphinx
SAMPLE := tests/sample_session
DEMO   := .demo

.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: demo
demo: $(VENV)/installed ## transcribe the sample session (MODEL=small: the same with Whisper)
	@mkdir -p $(DEMO)
	@$(BIN)/transcriber transcribe $(SAMPLE) -o $(DEMO) --model $(MODEL) --again
	@echo
	@echo "The same with Whisper, which hears much better:  make demo MODEL=small"

.PHONY: test
test: $(VENV)/developing ## all tests, in two processes
	@$(BIN)/pytest -n 2 --dist loadfile

.PHONY: test-browser
test-browser: $(VENV)/developing ## the page in a real browser: needs Chromium (apt install chromium)
	@$(BIN)/pytest tests/browser

.PHONY: check
check: format-check lint types test ## format, lint, types and tests

.PHONY: format-check
format-check: $(VENV)/developing
	@$(BIN)/ruff format --check .

.PHONY: lint
lint: $(VENV)/developing
	@$(BIN)/ruff check .

.PHONY: types
types: $(VENV)/developing
	@$(BIN)/mypy

.PHONY: format
format: $(VENV)/developing ## format the code and mend what lint can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: bench
bench: $(VENV)/benching ## measure speed, memory and quality against their budgets
	@$(BIN)/python tests/bench

TRAINING ?= .training
.PHONY: small-whisper
small-whisper: $(VENV)/training ## train the tests' small Whisper anew: hours (needs apt install flite espeak-ng)
	@cd tests && ../$(BIN)/python -m whisper_training.corpus ../$(TRAINING)/corpus
	@cd tests && ../$(BIN)/python -m whisper_training.train ../$(TRAINING)/corpus ../$(TRAINING)/weights
	@cd tests && ../$(BIN)/python -m whisper_training.export ../$(TRAINING)/weights synthetic_whisper
	@cd tests && ../$(BIN)/python -m whisper_training.measure synthetic_whisper

.PHONY: bench-quality
bench-quality: $(VENV)/benching ## words, speakers, times, languages of any model (MODEL="small sphinx")
	@$(BIN)/python tests/bench/quality.py $(if $(filter-out file,$(origin MODEL)),$(MODEL))

.PHONY: local-discord
local-discord: $(VENV)/developing ## a Discord on this machine with three talking people, to try the bot
	@$(BIN)/python tests/local_discord

.PHONY: clean
clean: ## delete .venv and everything derived
	rm -rf $(VENV) $(DEMO) .bench build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Versions come from constraints.txt, so that everybody runs what was tested.
$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "Python could not make a virtual environment (Debian, Ubuntu: apt install python3-venv)."; exit 1; }
	@touch $@

$(VENV)/installed: $(VENV)/made pyproject.toml constraints.txt
	@echo "Installing into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/developing: $(VENV)/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

$(VENV)/training: $(VENV)/developing
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train]'
	@touch $@

$(VENV)/benching: $(VENV)/developing
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]' \
	  || { echo "The bench needs a C and C++ compiler (Debian, Ubuntu: apt install build-essential python3-dev)."; exit 1; }
	@touch $@
