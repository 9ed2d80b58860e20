#!/bin/sh
# Makes sure that the tests of the page can drive a Chromium; takes from Debian what is missing.
# Runs after setup.sh.
set -eu
cd "$(dirname "$0")/.."

die() {
    printf 'browser: %s\n' "$*" >&2
    exit 1
}

if [ -n "${COOPGRAPH_CHROMIUM:-}" ]; then
    [ -x "$COOPGRAPH_CHROMIUM" ] || die "COOPGRAPH_CHROMIUM=$COOPGRAPH_CHROMIUM is no program"
elif ! command -v chromium >/dev/null 2>&1; then
    sh tools/apt.sh chromium && command -v chromium >/dev/null 2>&1 ||
        die "the tests of the page need Chromium: install Debian's chromium, or set" \
            "COOPGRAPH_CHROMIUM to the path of a Chromium or Chrome"
fi

# Playwright's driver comes with the package, but leans on one library of the system.
driver() {
    for node in .venv/lib/python3*/site-packages/playwright/driver/node; do
        "$node" --version
    done
}
if ! driver >/dev/null 2>&1; then
    sh tools/apt.sh libatomic1 && driver >/dev/null ||
        die "playwright's driver does not start: install Debian's libatomic1"
fi
