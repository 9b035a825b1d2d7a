# Two commands for a fresh machine: `make run` and `make test`. Everything they need, they install.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
HOST ?= 127.0.0.1
READY := $(VENV)/.ready
TESTS := $(VENV)/.tests
TOOLS := $(VENV)/tools
LOCKING := $(TOOLS)/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-annotate --custom-compile-command 'make lock'

.PHONY: run serve test check audit lock bench demo-data

run: $(READY)
	@$(BIN)/python -m kpi_core demo
	@$(BIN)/streamlit run app.py --server.address=127.0.0.1 --server.port=$(PORT)

# For a company: HOST=0.0.0.0, a shared passphrase in ATTAIN_PASSPHRASE, and the names people use in ATTAIN_HOSTS.
serve: $(READY)
	@case "$(HOST)" in 127.0.0.1|localhost|::1) ;; *) \
	  test -n "$$(printf %s "$$ATTAIN_PASSPHRASE" | tr -d '[:space:]')" || { echo "Refused: $(HOST) can be reached by others; set ATTAIN_PASSPHRASE to a shared passphrase and run make serve again." >&2; exit 2; } ;; esac
	@$(BIN)/streamlit run app.py --server.address=$(HOST) --server.port=$(PORT) --server.headless=true

test: check
	@tests/get_browser.sh
	@$(BIN)/python -m pytest

check: $(TESTS)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check . 
	@$(BIN)/mypy kpi_core

# Known vulnerabilities of what is locked; it fails where they cannot be asked for.
audit: $(TOOLS)/.ready
	@$(TOOLS)/bin/python .ci/audit.py $(TOOLS)/bin/pip-audit .ci/requirements.lock .ci/tests.lock

# The locks made again from what is required: what still fits keeps its version.
lock: $(TOOLS)/.ready
	@$(LOCKING) requirements.txt -o .ci/requirements.lock >/dev/null
	@$(LOCKING) tests/requirements.txt -c .ci/requirements.lock -o .ci/tests.lock >/dev/null
	@$(LOCKING) .ci/tools.in -o .ci/tools.lock >/dev/null

bench: $(TESTS)
	@tests/get_browser.sh
	@$(BIN)/python tests/bench/store.py
	@$(BIN)/python tests/bench/board.py
	@$(BIN)/python tests/bench/pages.py
	@$(BIN)/python tests/bench/series.py
	@$(BIN)/python tests/bench/signals.py
	@$(BIN)/python tests/bench/forecast.py
	@$(BIN)/python tests/bench/memory.py

demo-data: $(READY)
	@$(BIN)/python data/demo/make_demo.py

# What a company runs, and what the tests need on top: both as the locks have them, and no file but those whose hashes they hold.
INSTALL := install --quiet --disable-pip-version-check --require-hashes

$(READY): .ci/requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with PYTHON=..." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip $(INSTALL) -r .ci/requirements.lock
	@touch $(READY)

$(TESTS): $(READY) .ci/tests.lock
	@$(BIN)/pip $(INSTALL) -r .ci/tests.lock
	@touch $(TESTS)

$(TOOLS)/.ready: .ci/tools.lock
	@$(PYTHON) -m venv $(TOOLS)
	@$(TOOLS)/bin/pip $(INSTALL) -r .ci/tools.lock
	@touch $(TOOLS)/.ready
