# make deck    notes/ → output/deck.apkg
# make check   all diagnostics of the notes, nothing written
# make preview notes/ → output/preview/index.html: every card, to look at
# make watch   the same page, and each save of the notes in it at once, until Ctrl-C
# make test    lint, types and tests
# make lint    lint and types alone
# make bench   bench/RESULTS.md: speed against peers, growth, memory, watch, same bytes, older Ankis, kills; over an hour
# make bench-fuzz   10,000 nasty notes through everything but the browser, into Anki
# make lock    requirements/ anew from pyproject.toml; needs uv
# make clean   removes all that make made; the notes and their identity stay
#
# Each sets up what it needs, once. PYTHON=… names the interpreter that .venv is made with; FLAGS=… goes to the build.

UV ?= uv
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make lock'

.PHONY: deck check preview watch test lint bench bench-fuzz lock clean no-venv

deck: .venv/.ready
	@.venv/bin/python build_deck.py build $(FLAGS)

check: .venv/.ready
	@.venv/bin/python build_deck.py check

preview: .venv/.ready
	@.venv/bin/python build_deck.py preview

watch: .venv/.ready
	@.venv/bin/python build_deck.py watch --open

test: lint
	.venv/bin/python -m pytest

lint: .venv/.ready .venv/.test-packages
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m mypy

bench: .venv/.ready .venv/.test-packages
	.venv/bin/python -m bench.run

bench-fuzz: .venv/.ready .venv/.test-packages
	.venv/bin/python -m bench.fuzz

lock:
	$(LOCK) --output-file requirements/deck.txt pyproject.toml
	$(LOCK) --output-file requirements/test.txt --extra dev pyproject.toml
	$(LOCK) --output-file requirements/npm.txt --group npm

clean:
	rm -rf .venv output .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The stamps of set-up. Each is written last, so that a set-up that was broken off starts again.

.venv/.packages: requirements/deck.txt $(if $(realpath .venv/bin/python),,no-venv)
	@sh pipeline/supply/packages.sh deck
	@touch $@

.venv/.test-packages: .venv/.packages requirements/test.txt pipeline/supply/pins.toml
	@sh pipeline/supply/packages.sh test
	@.venv/bin/python -m pipeline.supply --tests --stamp $@

# Not written while there is no browser: the next run looks for one again.
.venv/.ready: .venv/.packages pipeline/supply/pins.toml
	@.venv/bin/python -m pipeline.supply --stamp $@
