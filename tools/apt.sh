#!/bin/sh
# Installs Debian packages, if this is Debian and we may: apt.sh PACKAGE...
set -eu

command -v apt-get >/dev/null 2>&1 || {
    echo "apt: no apt-get here; install by hand: $*" >&2
    exit 1
}
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "apt: neither root nor sudo without a password; run as root: apt-get install $*" >&2
    exit 1
fi

echo "==> installing by apt: $*"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Debian's mirrors drop old versions: without a fresh list the named file may be gone.
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update >"$log" 2>&1 &&
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends \
        install "$@" >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    echo "apt: could not install $*" >&2
    exit 1
}
