#!/bin/sh
# Makes sure that there is a Chromium for the tests of the page; installs Debian's when missing.
set -eu
cd "$(dirname "$0")/.."

if [ -n "${COOPGRAPH_CHROMIUM:-}" ]; then
    [ -x "$COOPGRAPH_CHROMIUM" ] && exit 0
    echo "browser: COOPGRAPH_CHROMIUM=$COOPGRAPH_CHROMIUM is no program" >&2
    exit 1
fi
command -v chromium >/dev/null 2>&1 && exit 0
sh tools/apt.sh chromium && command -v chromium >/dev/null 2>&1 || {
    echo "browser: the tests of the page need Chromium: install Debian's chromium, or set" >&2
    echo "browser: COOPGRAPH_CHROMIUM to the path of a Chromium or Chrome" >&2
    exit 1
}
