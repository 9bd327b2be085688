# The two commands are `make html` and `make test`; `make help` lists the rest.

PYTHON     ?= python3
SPHINXOPTS ?= --fail-on-warning --keep-going --nitpicky --jobs auto
PYTESTOPTS ?= -W error
WORKERS    ?= --numprocesses auto --maxprocesses 8 --dist worksteal
LOCKOPTS   ?= --upgrade
# The live suite waits for daemons half of its time.
HOSTS      ?= --numprocesses 8 --dist loadgroup

# Compiles the locks; nothing else needs it.
UV = uv==0.13.9

VENV  = .venv
BIN   = $(VENV)/bin
STAMP = $(VENV)/stamp
LOCKED = $(VENV)/locked
WHEEL = _build/wheel.stamp
PIP   = $(BIN)/python -m pip --disable-pip-version-check --quiet

# Where it is set, each process of a test compiles all our modules anew.
unexport PYTHONDONTWRITEBYTECODE

# The tests write 14,000 small files: into memory, where a gigabyte of it is free.
MEMORY := $(shell df -k --output=avail /dev/shm 2>/dev/null | awk 'NR > 1 && $$1 > 1e6 { print "/dev/shm" }')
TMPDIR ?= $(or $(MEMORY),/tmp)

# Folders of tests that have targets of their own.
SLOW = bench browser drift fuzz live mutants rebuild upstream
TESTS = $(SLOW:%=--ignore tests/%) tests kbase

# The one build rule: `build` with its BUILDER.
BUILDER = html

.DEFAULT_GOAL = help
.DELETE_ON_ERROR:
.PHONY: help html test told same lock check serve live live-mutants live-roots drift upstream rebuild bench fuzz mutants browser coverage \
  lint linkcheck links build clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

html: build  ## build the site into _build/html; a wrong example stops it

test same mutants: export TMPDIR := $(TMPDIR)
test: $(STAMP)  ## run every example and every test with pytest
	$(BIN)/pytest $(PYTESTOPTS) $(WORKERS) $(TESTS)

same: $(STAMP)  ## run the tests by several workers and by none, and compare the outcomes
	mkdir -p _build/same
	-PYTHONHASHSEED=1 $(BIN)/pytest $(PYTESTOPTS) $(WORKERS) --junit-xml _build/same/1.xml $(TESTS)
	-PYTHONHASHSEED=2 $(BIN)/pytest $(PYTESTOPTS) --junit-xml _build/same/2.xml $(TESTS)
	$(BIN)/python tests/same.py _build/same/1.xml _build/same/2.xml

check: BUILDER = dummy
check: build  ## check every example without writing HTML

linkcheck: BUILDER = linkcheck
linkcheck: links build  ## follow the links of the pages; those that lead elsewhere need a network

links: $(STAMP)
	$(BIN)/pytest $(PYTESTOPTS) tests/test_links.py

build: $(STAMP) $(WHEEL)
	$(BIN)/sphinx-build -b $(BUILDER) $(SPHINXOPTS) . _build/$(BUILDER)

serve: $(STAMP)  ## build, serve on 127.0.0.1:8000, rebuild and reload on a change
	$(BIN)/sphinx-autobuild --nitpicky . _build/html --re-ignore \
	  '/(_build|\.venv|\.git|__pycache__|\.[a-z]+_cache|[^/]+\.egg-info|tests)(/|$$)'

live: $(STAMP)  ## run the examples on the libvirt that is installed, and on those of live-roots
	KB_LEDGER=write $(BIN)/pytest $(PYTESTOPTS) $(HOSTS) -rs tests/live

live-mutants: $(STAMP)  ## change SAMPLE= words, flags and settings, and look what `make live` does not see
	$(BIN)/python tests/live/mutants.py

drift: $(STAMP)  ## compare the tables with the programs that are installed here
	$(BIN)/pytest $(PYTESTOPTS) -rs tests/drift

live-roots: $(STAMP)  ## make a root folder of each libvirt that the suites know (as root)
	$(BIN)/python tests/live/roots.py

upstream: $(STAMP)  ## compare the model with those libvirts, or with the one in ROOT=
	KB_ROOT=$(ROOT) $(BIN)/pytest $(PYTESTOPTS) -rs tests/upstream

bench: $(STAMP)  ## time the checks
	$(BIN)/pytest $(PYTESTOPTS) --benchmark-only --capture no tests/bench

browser: $(VENV)/browser-stamp  ## read the site in Chromium: barriers, tabs, copying, small screens
	$(BIN)/pytest $(PYTESTOPTS) tests/browser

rebuild: $(STAMP)  ## compare builds after edits, kills and damage with builds from nothing
	$(BIN)/pytest $(PYTESTOPTS) tests/rebuild

fuzz: $(VENV)/fuzz-stamp  ## damage texts of every kind, RUNS= of each, and look what breaks
	$(BIN)/python tests/fuzz/fuzz.py $(FUZZOPTS)

mutants: $(VENV)/mutants-stamp  ## change the code in SAMPLE= places of MODULE=, and look what no test sees
	$(BIN)/python tests/mutants/mutants.py $(MODULE)

told: $(STAMP)  ## keep what is told of each bad case, and how pages look, in tests/cases
	$(BIN)/python tests/told.py

coverage: $(STAMP)  ## list what of the model no case and no example uses
	$(BIN)/python tests/model_coverage.py

lint: $(STAMP)  ## ruff, mypy and sphinx-lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict _ext
	$(BIN)/sphinx-lint --enable all --disable line-too-long index.rst kbase

clean:  ## remove what was built; the virtual environment stays
	rm -rf _build

# The lock is the whole environment: packages, hashes, wheels only.  pip goes first, as
# the one that came with Python differs; _ext comes last, as it has no hash to check.
$(LOCKED): requirements.lock
	$(PYTHON) -m venv --clear $(VENV)
	sed -n '/^pip==/,/[^\\]$$/p' $< > $(VENV)/pip.lock
	$(PIP) install --require-hashes --only-binary :all: -r $(VENV)/pip.lock
	$(PIP) install --require-hashes --only-binary :all: -r $<
	touch $@

$(STAMP): pyproject.toml $(LOCKED)
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

# kbcheck as a file to install, which the site offers beside its pages.  Made from a copy:
# setuptools writes into the folder that it packs.  One date, so that it stays the same.
$(WHEEL): $(STAMP) README.md LICENSE $(shell find _ext -name '*.py' -o -name '*.toml' -o -name '*.rnc')
	rm -rf _build/wheel _build/packed && mkdir -p _build/packed
	cp -R pyproject.toml README.md LICENSE _ext _build/packed
	SOURCE_DATE_EPOCH=1000000000 $(PIP) wheel --no-deps --no-build-isolation \
	  --wheel-dir _build/wheel/kbcheck _build/packed
	rm -rf _build/packed && touch $@

# What one suite alone needs; where it cannot be installed, that suite skips.
$(VENV)/%-stamp: tests/%/requirements.lock $(STAMP)
	$(PIP) install --require-hashes --only-binary :all: -r $< && touch $@ || \
	  echo "not installed: $<"

# Renews what nobody pinned, too; LOCKOPTS= keeps all that need not change.
LOCK = _build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 \
  --generate-hashes --only-binary :all: --emit-build-options --no-config \
  --custom-compile-command 'make lock' $(LOCKOPTS)

lock:  ## renew requirements.lock, and those of single suites (needs a network)
	$(PYTHON) -m venv --clear _build/lock
	_build/lock/bin/python -m pip --quiet install --only-binary :all: $(UV)
	$(LOCK) --output-file requirements.lock requirements.txt
	for suite in browser fuzz mutants; do \
	  $(LOCK) --output-file tests/$$suite/requirements.lock \
	    --constraints requirements.lock tests/$$suite/requirements.txt || exit; \
	done
