"""What must not be in the repository: traces of a machine, index hosts, contact data, products.

Run as ``python -m tools.hygiene [FOLDER]`` in a checkout, or in an unpacked source archive.
Prints one line a violation and exits 1 if there is any. The patterns are written so that they do
not match themselves.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

__all__ = ["check", "files_of", "generated", "main", "problems_in"]

# A path of somebody's machine; not part of a web address or of a longer path.
MACHINE_PATH = re.compile(
    r"(?<![\w.:/*<>{}-])/(?:(?:work|root)(?=/)|(?:home|Users)/(?=\w))[^\s\"'`)\]]*"
    r"|\b[A-Z]:\\{1,2}Users\\"
)
INDEX_HOST = re.compile(
    r"\b(?:(?:test[.])?pypi[.]org|files[.]pythonhosted[.]org|pythonhosted[.]org"
    r"|registry[.](?:npmjs[.]org|yarnpkg[.]com)|(?:deb|security|ftp|snapshot)[.]debian[.]org"
    r"|(?:static[.])?crates[.]io|proxy[.]golang[.]org|conda[.]anaconda[.]org)",
    re.IGNORECASE,
)
INDEX_OPTION = re.compile(
    r"^\s*--?(?:(?:extra-)?index-url|find-links|trusted-host)\b", re.MULTILINE
)
RESOLVED = re.compile(r"[\"']?\bresolved[\"']?\s*[:=]\s*[\"']?https?:")
E_MAIL = re.compile(r"[\w.+-]+(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]+(?:[.][\w-]+)*[.][A-Za-z]{2,}\b")
PHONE = re.compile(
    r"(?<![\w.-])(?:"
    r"\+\s?\d(?:[ ()/-]*\d){7,14}"  # +358 2 123 4567
    r"|00\d{2,4}(?:[ ()/-]+\d+){2,}"  # 00358 2 1234567
    r"|\(\d{2,5}\)\s?\d{2,4}(?:[ -]?\d{2,4}){1,3}"  # (812) 123-45-67
    r"|\d{3}-\d{2}-\d{2}"  # 123-45-67
    r"|0\d{1,3}[ /-]\d{2,4}(?:[ -]\d{2,4}){1,3}"  # 090-16 10 00
    r")(?![\w-])"
    r"|\b(?:tel|phone|fax|puh)[.:]{1,2}\s*[\d(+]",
    re.IGNORECASE,
)
# A day or a span of days is written with hyphens too.
ISO_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")

PRODUCTS = (
    ".venv",
    "__pycache__",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    ".ipynb_checkpoints",
    "node_modules",
)
PRODUCT_FOLDERS_AT_ROOT = ("build", "dist")
PRODUCT_SUFFIXES = (".pyc", ".pyo", ".whl", ".egg-info", ".log", ".orig", ".rej", ".swp", "~")
# Where contact data could slip in from the sources.
NO_CONTACT_DATA = "graph_data/"


def files_of(folder: Path) -> list[str]:
    """Return what git tracks or would track, with forward slashes; without git, every file."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=folder,
            capture_output=True,
            check=True,
            env={**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.resolve().parent)},
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        every = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        names = {path.as_posix() for path in every if path.parts[0] != ".git"}
        return sorted(name for name in names if not generated(name))
    names = {os.fsdecode(name) for name in listing.split(b"\0") if name}
    return sorted(name for name in names if (folder / name).is_file())


def generated(name: str) -> bool:
    """Tell whether a file of that name is a product of the build, not a source."""
    path = PurePosixPath(name)
    parts = path.parts
    if parts[0] in PRODUCT_FOLDERS_AT_ROOT and len(parts) > 1:
        return True
    if len(parts) == 1 and path.suffix in {".html", ".graphml"}:
        return True
    return any(part in PRODUCTS or part.endswith(PRODUCT_SUFFIXES) for part in parts)


def problems_in(name: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield line number and complaint for everything wrong with the text of a file."""
    patterns = [
        (MACHINE_PATH, "path of a machine"),
        (INDEX_HOST, "host of a package index"),
        (INDEX_OPTION, "package index option"),
        (RESOLVED, "address that a package was taken from"),
    ]
    for pattern, what in patterns:
        for match in pattern.finditer(text):
            yield _line(text, match.start()), f"{what}: {match.group().strip()}"
    if name.startswith(NO_CONTACT_DATA):
        yield from _contact_data(text)


def _contact_data(text: str) -> Iterator[tuple[int, str]]:
    for match in E_MAIL.finditer(text):
        yield _line(text, match.start()), f"e-mail address: {match.group()}"
    # Dates keep their length, so that line numbers stay right.
    dateless = ISO_DATE.sub(lambda match: "x" * len(match.group()), text)
    for match in PHONE.finditer(dateless):
        yield _line(text, match.start()), f"telephone number: {match.group().strip()}"


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def check(folder: Path) -> list[str]:
    """Return every violation in the checkout `folder`, one line each."""
    found = []
    for name in files_of(folder):
        if generated(name):
            found.append(f"{name}: generated, must not be tracked")
            continue
        data = (folder / name).read_bytes()
        if b"\0" in data[:8192]:
            continue
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            # Bad input is kept on purpose where the tests of bad input need it.
            if not name.startswith("tests/"):
                found.append(f"{name}: not UTF-8: {error.reason} at byte {error.start}")
            continue
        found += [f"{name}:{line}: {problem}" for line, problem in problems_in(name, text)]
    return found


def main(arguments: list[str]) -> int:
    """Check the folder named, print what is wrong, return the exit code."""
    folder = Path(arguments[0]) if arguments else Path()
    found = check(folder)
    for line in found:
        print(line)
    if found:
        print(f"hygiene: {len(found)} violations")
        return 1
    print(f"hygiene: {len(files_of(folder))} files clean")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
