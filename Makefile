# The two commands are `make html` and `make test`; `make help` lists the rest.

PYTHON     ?= python3
SPHINXOPTS ?= --fail-on-warning --keep-going --nitpicky --jobs auto
PYTESTOPTS ?= -W error

VENV  = .venv
BIN   = $(VENV)/bin
STAMP = $(VENV)/stamp
DRIVER = $(VENV)/browser-stamp
PIP   = $(BIN)/python -m pip --disable-pip-version-check --quiet

# Folders of tests that have targets of their own.
SLOW = bench browser live rebuild

# The one build rule: `build` with its BUILDER.
BUILDER = html

.DEFAULT_GOAL = help
.DELETE_ON_ERROR:
.PHONY: help html test check serve live bench browser rebuild coverage lint linkcheck links build clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

html: build  ## build the site into _build/html; a wrong example stops it

test: $(STAMP)  ## run every example and every test with pytest
	$(BIN)/pytest $(PYTESTOPTS) $(SLOW:%=--ignore tests/%) tests kbase

check: BUILDER = dummy
check: build  ## check every example without writing HTML

linkcheck: BUILDER = linkcheck
linkcheck: links build  ## follow the links of the pages; those that lead elsewhere need a network

links: $(STAMP)
	$(BIN)/pytest $(PYTESTOPTS) tests/test_links.py

build: $(STAMP)
	$(BIN)/sphinx-build -b $(BUILDER) $(SPHINXOPTS) . _build/$(BUILDER)

serve: $(STAMP)  ## build, serve on 127.0.0.1:8000, rebuild and reload on a change
	$(BIN)/sphinx-autobuild --nitpicky . _build/html --re-ignore \
	  '/(_build|\.venv|\.git|__pycache__|\.[a-z]+_cache|[^/]+\.egg-info|tests)(/|$$)'

live: $(STAMP)  ## run the examples on the libvirt that is installed here
	$(BIN)/pytest $(PYTESTOPTS) tests/live

bench: $(STAMP)  ## time the checks
	$(BIN)/pytest $(PYTESTOPTS) --benchmark-only --capture no tests/bench

browser: $(STAMP) $(DRIVER)  ## read the site in Chromium: barriers, tabs, copying, small screens
	$(BIN)/pytest $(PYTESTOPTS) tests/browser

rebuild: $(STAMP)  ## compare builds after edits, kills and damage with builds from nothing
	$(BIN)/pytest $(PYTESTOPTS) tests/rebuild

coverage: $(STAMP)  ## list what of the model no case and no example uses
	$(BIN)/python tests/model_coverage.py

lint: $(STAMP)  ## ruff, mypy and sphinx-lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict _ext
	$(BIN)/sphinx-lint --enable all --disable line-too-long index.rst kbase

clean:  ## remove what was built; the virtual environment stays
	rm -rf _build

# Requirements first, then _ext without its dependencies: so a hash lock stays possible.
$(STAMP): requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

# Only `make browser` needs it; where it cannot be installed those tests skip.
$(DRIVER): tests/browser/requirements.txt $(STAMP)
	$(PIP) install -r $< && touch $@ || echo "not installed: $<"
