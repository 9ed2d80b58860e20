"""The face of the package: what is public is listed, described, and shown by example."""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from numpydoc.validate import validate

import coopgraph

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "coopgraph"

# numpydoc's names for what a public function must not lack.
REQUIRED = {
    "GL08": "no docstring",
    "SS01": "no summary",
    "PR01": "a parameter is not described",
    "PR02": "a parameter is described that is not there",
    "RT01": "what it returns is not described",
    "YD01": "what it yields is not described",
    "EX01": "no example",
}
# Commands are described for the command line: their docstrings are the help text.
COMMAND_LINE = re.compile(r"coopgraph\.(?:cli\w*|commands|__main__)(?:\.|$)")
# Run as a program, never imported: nothing in it is public.
SCRIPTS = {"coopgraph.store.worker"}
# Declared for pandas, which imports them itself when it reads and writes such files.
READ_BY_PANDAS = {"openpyxl", "pyarrow"}
# Packages whose module has another name than the distribution.
DISTRIBUTIONS = {"sknetwork": "scikit-network", "charset_normalizer": "charset-normalizer"}


def modules() -> list[str]:
    found = pkgutil.walk_packages(coopgraph.__path__, "coopgraph.")
    return [
        "coopgraph",
        *sorted(found.name for found in found if found.name != "coopgraph.__main__"),
    ]


def functions_of(names_of_modules: list[str]) -> list[str]:
    """Return the dotted names of the functions that modules list, each where it is defined."""
    names = set()
    for name in names_of_modules:
        module = importlib.import_module(name)
        for public in getattr(module, "__all__", ()):
            value = getattr(module, public, None)
            if inspect.isfunction(value) and value.__module__.startswith("coopgraph"):
                names.add(f"{value.__module__}.{value.__qualname__}")
    return sorted(name for name in names if not COMMAND_LINE.match(name))


def defined(module: ModuleType) -> set[str]:
    """Return the public names that the module's own source defines, imports left out."""
    names: set[str] = set()
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
    return {name for name in names if not name.startswith("_")}


@pytest.mark.parametrize("name", modules())
def test_module_lists_what_is_public(name: str) -> None:
    module = importlib.import_module(name)
    listed = getattr(module, "__all__", None)
    assert listed is not None, f"{name} has no __all__"
    assert sorted(set(listed)) == sorted(listed), "a name is listed twice"
    missing = [public for public in listed if not hasattr(module, public)]
    assert not missing, f"listed, not there: {missing}"
    if not COMMAND_LINE.match(name) and name not in SCRIPTS:
        unlisted = defined(module) - set(listed)
        assert not unlisted, f"public by its name, not in __all__: {sorted(unlisted)}"


def _described(value: type, attribute: str, member: Any) -> bool:
    """Fields with a default that is a function are described with the class."""
    fields = getattr(value, "__dataclass_fields__", {})
    return attribute.startswith("_") or attribute in fields or bool(inspect.getdoc(member))


@pytest.mark.parametrize("name", modules())
def test_public_classes_and_their_methods_are_described(name: str) -> None:
    module = importlib.import_module(name)
    bare = []
    for public in getattr(module, "__all__", ()):  # its absence is another test's finding
        value = getattr(module, public, None)
        if not inspect.isclass(value) or value.__module__ != name:
            continue
        bare += [public] if not value.__doc__ else []
        for attribute, member in vars(value).items():
            routine = inspect.isfunction(member) or isinstance(
                member, property | classmethod | staticmethod
            )
            if routine and not _described(value, attribute, member):
                bare.append(f"{public}.{attribute}")
    assert not bare, f"no docstring: {bare}"


def lacks(name: str, required: dict[str, str]) -> list[str]:
    """Return what numpydoc misses in a docstring, of what is required."""
    result: dict[str, Any] = validate(name)
    errors = dict(result["errors"])
    if _is_getter(name, result["docstring"]):
        errors.pop("RT01", None)
    return [f"{required[code]} ({text})" for code, text in errors.items() if code in required]


@pytest.mark.parametrize("name", functions_of(["coopgraph"]))
def test_function_of_the_package_is_described_with_an_example(name: str) -> None:
    assert not lacks(name, REQUIRED)


@pytest.mark.parametrize("name", functions_of(modules()))
def test_function_between_rooms_is_described(name: str) -> None:
    assert not lacks(name, {code: REQUIRED[code] for code in ("GL08", "SS01", "PR02")})


def _is_getter(name: str, docstring: str) -> bool:
    """Without parameters, a summary that says what is returned says it all."""
    module, _, function = name.rpartition(".")
    value = getattr(importlib.import_module(module), function)
    return docstring.startswith("Return ") and not inspect.signature(value).parameters


def test_every_public_name_is_reached_from_the_package() -> None:
    assert coopgraph.__all__
    for name in coopgraph.__all__:
        value = getattr(coopgraph, name)
        origin = getattr(value, "__module__", "coopgraph")
        assert origin.startswith("coopgraph"), f"{name} comes from {origin}"
        home = importlib.import_module(origin)
        if hasattr(value, "__name__"):
            assert value.__name__ in home.__all__, f"{name} is private where it comes from"


def test_version_is_the_same_everywhere() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert metadata.version("coopgraph") == declared
    assert getattr(coopgraph, "__version__", declared) == declared
    assert f"[{declared}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"version: {declared}" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_package_is_marked_as_typed() -> None:
    assert (SOURCE / "py.typed").is_file()


def _imported() -> set[str]:
    """Return the top names of the third-party packages that the source imports anywhere."""
    tops = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                tops |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                tops.add(node.module.split(".")[0])
    tops -= {*sys.stdlib_module_names, "coopgraph"}
    return {DISTRIBUTIONS.get(name, name) for name in tops}


def test_dependencies_are_those_that_the_source_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {re.split(r"[<>=\[; ]", line)[0].lower() for line in project["dependencies"]}
    extras = project["optional-dependencies"]
    optional = {
        re.split(r"[<>=\[; ]", line)[0].lower()
        for name, lines in extras.items()
        if name != "test"
        for line in lines
    }
    assert _imported() - declared - optional == set(), "imported, not declared"
    assert declared - _imported() - READ_BY_PANDAS == set(), "declared, not imported"


def test_constraints_pin_every_dependency_and_name_no_index() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    odd = [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_]+", line)]
    assert not odd
    pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    asked = [*project["dependencies"], *(line for extra in extras for line in extra)]
    names = {re.sub(r"[-_.]+", "-", re.split(r"[<>=\[; ]", line)[0]).lower() for line in asked}
    assert names <= pinned
