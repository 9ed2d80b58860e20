"""Proof that the wheel does the job of the checkout, in a clean environment, somewhere else.

Run as ``python -m tools.wheel_check``. Builds the source archive and, from it, the wheel; compares
what is in them with the checkout; installs the wheel with the pinned packages into a fresh
environment below a folder whose name has blanks and letters beyond ASCII; and works there under
``LC_ALL=C`` with an empty home.
"""

import csv
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from tools.explorer_page import ASSETS, BUILT
from tools.hygiene import files_of, generated

__all__ = ["Failure", "check_sdist", "check_wheel", "main"]

ROOT = Path(__file__).parents[1]
# What the wheel carries beside the package: folder in the checkout, folder in the wheel.
CARRIED = {
    "src/coopgraph/": "coopgraph/",
    "ontology/": "coopgraph/_data/ontology/",
    "graph_data/baltic-barents/": "coopgraph/_data/graph_data/baltic-barents/",
}
COUNT = """\
PREFIX coop: <https://w3id.org/coopgraph/ontology#>
SELECT (COUNT(DISTINCT ?statement) AS ?statements) WHERE { ?statement a coop:Statement }
"""


class Failure(Exception):
    """The check failed; the message says what was expected."""


def run(
    command: list[str | Path], folder: Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder`; a failure shows everything that it printed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=_environment() | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        shown = " ".join(map(str, command))
        raise Failure(f"exit code {done.returncode} from: {shown}\n{done.stdout}{done.stderr}")
    return done


def _environment() -> dict[str, str]:
    """Return the environment without what could let the checkout shine through."""
    hidden = ("COOPGRAPH_", "PYTHON", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)}


def check_sdist(names: set[str], tracked: list[str]) -> None:
    """Everything that is tracked must be in the source archive, and no product."""
    missing = sorted(set(tracked) - names)
    if missing:
        raise Failure(f"not in the source archive: {', '.join(missing[:10])}")
    products = sorted(name for name in names if generated(name))
    if products:
        raise Failure(f"product in the source archive: {', '.join(products[:10])}")


def check_wheel(contents: dict[str, bytes], expected: dict[str, bytes]) -> None:
    """The wheel must hold the package and its data, byte for byte, and nothing else."""
    inside = {name: data for name, data in contents.items() if ".dist-info/" not in name}
    missing = sorted(expected.keys() - inside.keys())
    if missing:
        raise Failure(f"not in the wheel: {', '.join(missing[:10])}")
    extra = sorted(inside.keys() - expected.keys())
    if extra:
        raise Failure(f"should not be in the wheel: {', '.join(extra[:10])}")
    changed = sorted(name for name, data in expected.items() if inside[name] != data)
    if changed:
        raise Failure(f"differs from the checkout: {', '.join(changed[:10])}")
    for licence in ("LICENSE", "LICENSE-data.md"):
        if not any(name.endswith(f".dist-info/licenses/{licence}") for name in contents):
            raise Failure(f"the wheel does not carry {licence}")


def _build(folder: Path) -> Path:
    # --no-isolation: the build tool is pinned in the environment of the checkout already.
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT], folder)
    tracked = files_of(ROOT)
    (archive,) = folder.glob("coopgraph-*.tar.gz")
    with tarfile.open(archive) as tar:
        names = {member.name.partition("/")[2] for member in tar if member.isfile()}
    check_sdist(names - {"PKG-INFO"}, tracked)
    expected = {
        there + name.removeprefix(here): (ROOT / name).read_bytes()
        for name in tracked
        for here, there in CARRIED.items()
        if name.startswith(here)
    }
    # Not tracked: the page of the explorer is built where it is missing.
    for name in BUILT:
        packed = ASSETS.removeprefix("src/") + "/" + name
        expected[packed] = (ROOT / ASSETS / name).read_bytes()
    (wheel,) = folder.glob("coopgraph-*.whl")
    with zipfile.ZipFile(wheel) as zipped:
        check_wheel({name: zipped.read(name) for name in zipped.namelist()}, expected)
    print(f"wheel: {wheel.name}, {len(expected)} files as in the checkout")
    return wheel


def _install(wheel: Path, folder: Path) -> Path:
    """Return the folder of programs of a fresh environment with the wheel in it."""
    environment = folder / "miljö"
    run([sys.executable, "-m", "venv", environment], folder)
    programs = environment / "bin"
    pip: list[str | Path] = [programs / "python", "-m", "pip", "--disable-pip-version-check"]
    constraints = ROOT / "constraints.txt"
    run([*pip, "install", "-qq", "--no-input", "--constraint", constraints, wheel], folder)
    run([*pip, "check"], folder)
    return programs


def _use(programs: Path, folder: Path) -> None:
    """Do what a user does right after the installation, and compare with the checkout."""
    elsewhere = folder / "tom mapp"
    elsewhere.mkdir()
    home = folder / "hem"
    home.mkdir()
    # LC_ALL=C is what cron jobs and bare containers give.
    plain = {"LC_ALL": "C", "HOME": str(home)}
    tool = programs / "coopgraph"
    where = (
        "import coopgraph, coopgraph.resources as r; print(coopgraph.__file__, r.demo_dataset())"
    )
    origin = run([programs / "python", "-W", "error", "-c", where], elsewhere, **plain).stdout
    if str(ROOT / "src") in origin:
        raise Failure(f"the checkout shines through: {origin}")
    data = "import coopgraph.resources as r; print(r.demo_dataset(), end='')"
    dataset = run([programs / "python", "-c", data], elsewhere, **plain).stdout

    path = run([tool, "path", "Umeå", "Turku"], elsewhere, **plain)
    _expect("a path with its ends", path.stdout, "Umeå", "Turku")
    _expect("the graph and its fingerprint, on standard error", path.stderr, "fingerprint")
    run([tool, "build", dataset, "-o", "ut"], elsewhere, **plain)
    for name in ("graph.nq", "graph.trig", "report.json"):
        if not (elsewhere / "ut" / name).is_file():
            raise Failure(f"coopgraph build left no {name}")
    (elsewhere / "fråga.rq").write_text(COUNT, encoding="utf-8")
    ask: list[str | Path] = [tool, "query", "--graph", "ut", "fråga.rq", "--format", "csv"]
    rows = list(csv.reader(io.StringIO(run(ask, elsewhere, **plain).stdout)))
    if len(rows) != 2 or rows[0] != ["statements"] or int(rows[1][0]) < 1:
        raise Failure(f"a count of statements expected, got {rows}")
    run([tool, "show", "--graph", "ut", "-o", "sida.html"], elsewhere, **plain)
    page = (elsewhere / "sida.html").read_text(encoding="utf-8")
    _expect("a whole page", page, 'id="chunk-core"', 'id="chunk-sparql"', 'id="end"')
    run([tool, "show", "--graph", "ut", "-o", "bild.html", "--engine", "pyvis"], elsewhere, **plain)
    page = (elsewhere / "bild.html").read_text(encoding="utf-8")
    _expect("a page that names its places", page, "Umeå", "Turku")

    here = Path(sys.executable).parent / "coopgraph"
    run([here, "build", ROOT / "graph_data/baltic-barents", "-o", "här"], folder)
    if (folder / "här/graph.nq").read_bytes() != (elsewhere / "ut/graph.nq").read_bytes():
        raise Failure("the wheel and the checkout build different graphs from the same tables")
    print(f"wheel: works elsewhere, {rows[1][0]} statements, the same graph as the checkout")


def _expect(what: str, text: str, *parts: str) -> None:
    missing = [part for part in parts if part not in text]
    if missing:
        raise Failure(f"{what} expected; {missing} not in:\n{text[:2000]}")


def main() -> int:
    """Build, compare, install, use; print what went wrong, return the exit code."""
    with tempfile.TemporaryDirectory(prefix="coopgraph hjul å ") as name:
        folder = Path(name)
        try:
            (folder / "byggt").mkdir()
            wheel = _build(folder / "byggt")
            _use(_install(wheel, folder), folder)
        except Failure as failure:
            print(f"wheel: {failure}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
