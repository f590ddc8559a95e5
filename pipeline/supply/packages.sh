#!/bin/sh
# `packages.sh deck` makes .venv anew with the packages of requirements/deck.txt, `packages.sh test` adds those of
# requirements/test.txt. Run from the root of the checkout. PYTHON names the interpreter; without it the first one that
# is new enough is taken.
set -eu

say() { echo "set-up: $*" >&2; }
fail() { echo "error: $*" >&2; exit 4; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
can_make_venv() { "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; }

find_python() {
    if [ -z "${PYTHON:-}" ]; then
        for name in python3 python3.14 python3.13 python3.12 python3.11; do
            if new_enough "$name"; then PYTHON=$name; return; fi
        done
        PYTHON=python3
    fi
    if ! new_enough "$PYTHON"; then
        found=$("$PYTHON" --version 2>&1) || found="no $PYTHON at all"
        fail "Python 3.11 or newer is needed, found was $found. Name one with: make PYTHON=/path/to/python3.12"
    fi
}

# Debian keeps a part of Python that venv needs in a package of its own, named after the command.
complete_python() {
    can_make_venv && return
    package=$(basename "$PYTHON")-venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "$package, by apt-get"
        apt-get -qq update || say "  the package lists could not be renewed"
        DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes "$package" >/dev/null || say "  it is not to be had"
    fi
    can_make_venv || fail "$PYTHON cannot make virtual environments. On Debian and Ubuntu: apt-get install $package"
}

case $1 in
deck)
    find_python
    complete_python
    say "Python packages ($("$PYTHON" --version))"
    "$PYTHON" -m venv --clear .venv
    ;;
test) say "Python packages for the tests" ;;
esac
.venv/bin/python -m pip install -qq --no-compile --no-input --disable-pip-version-check \
    --require-hashes --only-binary :all: -r "requirements/$1.txt" ||
    fail "pip could not install requirements/$1.txt, for the reason above. Check the network and run make again."
