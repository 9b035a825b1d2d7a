# Two commands for a fresh machine: `make run` and `make test`. Everything they need, they install.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
HOST ?= 127.0.0.1
READY := $(VENV)/.ready
TESTS := $(VENV)/.tests

.PHONY: run serve test check bench demo-data

run: $(READY)
	@$(BIN)/python -m kpi_core demo
	@$(BIN)/streamlit run app.py --server.address=127.0.0.1 --server.port=$(PORT)

# For a company: HOST=0.0.0.0 and a shared passphrase in ATTAIN_PASSPHRASE.
serve: $(READY)
	@case "$(HOST)" in 127.0.0.1|localhost|::1) ;; *) \
	  test -n "$$ATTAIN_PASSPHRASE" || { echo "Refused: $(HOST) can be reached by others; set ATTAIN_PASSPHRASE to a shared passphrase and run make serve again." >&2; exit 2; } ;; esac
	@$(BIN)/streamlit run app.py --server.address=$(HOST) --server.port=$(PORT) --server.headless=true

test: check
	@tests/get_browser.sh
	@$(BIN)/python -m pytest

check: $(TESTS)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check . 
	@$(BIN)/mypy kpi_core

bench: $(TESTS)
	@tests/get_browser.sh
	@$(BIN)/python tests/bench/store.py
	@$(BIN)/python tests/bench/board.py
	@$(BIN)/python tests/bench/pages.py
	@$(BIN)/python tests/bench/series.py
	@$(BIN)/python tests/bench/signals.py
	@$(BIN)/python tests/bench/forecast.py

demo-data: $(READY)
	@$(BIN)/python data/demo/make_demo.py

# What a company runs, and what the tests need on top: both at the versions of the lock.
$(READY): requirements.txt .ci/requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with PYTHON=..." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt -c .ci/requirements.lock
	@touch $(READY)

$(TESTS): $(READY) tests/requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check -r tests/requirements.txt -c .ci/requirements.lock
	@touch $(TESTS)
