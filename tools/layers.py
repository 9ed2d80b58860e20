"""Who may import whom, and how large a module or function may grow (see docs/design.md).

Run as ``python -m tools.layers [FOLDER]``; FOLDER holds the package, ``src`` unless told.
Prints one line a violation and exits 1 if there is any.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Module", "check", "main", "read_modules"]

PACKAGE = "coopgraph"
ROOMS = ("dataset", "store", "network", "view")
# The way through a room that has rooms of its own; its other modules see none of them.
INNER = {
    "dataset": ("formats", "mapping", "records", "reconcile", "importing"),
    "network": ("projecting", "kernels", "measures", "paths", "uncertainty", "change"),
}
GROUND = frozenset(
    {
        *("errors", "files", "spreadsheets", "vocabulary", "dates", "names"),
        *("memory", "parallel", "resources"),
    }
)
COMPOSITION = (
    *(
        "stored",
        "pipeline",
        "importing",
        "graph",
        "networks",
        "documents",
        "replace",
        "showing",
        "api",
    ),
    "reconciliation",
    *("terminal", "options", "commands", "cli_networks", "cli", "__init__", "__main__"),
)
# Third-party packages that one room alone may see.
OWNERS = {"rdflib": "store", "pyoxigraph": "store", "pyshacl": "store", "pyvis": "view"}

MODULE_LINES = 500
FUNCTION_LINES = 60

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """One import: the full dotted names that it may stand for, where, and how deep."""

    names: tuple[str, ...]
    line: int
    in_function: bool


@dataclass
class Module:
    """A module of the package, as read from its source."""

    name: str
    path: Path
    lines: int
    imports: list[Import] = field(default_factory=list)
    functions: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def layer(self) -> str:
        """Room, ``ground`` or ``composition``; empty where the module has no place."""
        parts = self.name.split(".")[1:]
        if not parts:
            return "composition"
        head = parts[0]
        if head in ROOMS:
            return head
        if head in GROUND:
            return "ground"
        stem = head.split("_")[0] if not head.startswith("_") else head
        return "composition" if stem in COMPOSITION else ""

    @property
    def depth(self) -> int:
        """How far along the way through its room, 0 outside its inner rooms."""
        parts = self.name.split(".")[1:]
        inner = INNER.get(parts[0], ()) if parts else ()
        return inner.index(parts[1]) + 1 if len(parts) > 2 and parts[1] in inner else 0


def read_modules(folder: Path) -> dict[str, Module]:
    """Read every module of the package below `folder`, by dotted name."""
    modules = {}
    for path in sorted((folder / PACKAGE).rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        dotted = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        module = Module(dotted, path, len(text.splitlines()))
        is_package = path.name == "__init__.py"
        _Reader(module, is_package=is_package).visit(ast.parse(text, filename=str(path)))
        modules[dotted] = module
    return modules


class _Reader(ast.NodeVisitor):
    """Collects imports and function lengths."""

    def __init__(self, module: Module, *, is_package: bool) -> None:
        self.module = module
        self.package = module.name if is_package else module.name.rpartition(".")[0]
        self.depth = 0

    def _add(self, names: tuple[str, ...], line: int) -> None:
        self.module.imports.append(Import(names, line, self.depth > 0))

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._add((alias.name,), node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = node.module or ""
        if node.level:
            ancestors = self.package.split(".")
            stem = ".".join(ancestors[: len(ancestors) - node.level + 1])
            base = f"{stem}.{base}" if base else stem
        for alias in node.names:
            # `from a.b import c` means the module a.b.c if there is one, else a name in a.b.
            self._add((f"{base}.{alias.name}", base), node.lineno)

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        first = node.args[0] if node.args else None
        if (
            called in {"import_module", "__import__"}
            and isinstance(first, ast.Constant)
            and isinstance(first.value, str)
        ):
            self._add((first.value,), node.lineno)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def _function(self, node: FunctionNode) -> None:
        self.module.functions.append((node.name, node.lineno, _code_lines(node)))
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1


def _code_lines(node: FunctionNode) -> int:
    """Lines from `def` to the end, without the docstring: explaining is never too long."""
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        length -= (first.end_lineno or first.lineno) - first.lineno + 1
    return length


def _resolve(names: tuple[str, ...], modules: Mapping[str, Module]) -> str:
    """Return the module of the package that an import reaches, or an empty string."""
    for name in names:
        if name in modules:
            return name
    base = names[-1]
    return base if base.split(".")[0] == PACKAGE else ""


def check(folder: Path) -> list[str]:
    """Return every violation in the package below `folder`, one line each."""
    modules = read_modules(folder)
    if not modules:
        return [f"{folder / PACKAGE}: no package here"]
    graph: dict[str, set[str]] = {name: set() for name in modules}
    found = []
    for module in modules.values():
        found += [f"{module.path}:{line}: {text}" for line, text in _sizes(module)]
        for imported in module.imports:
            target = _resolve(imported.names, modules)
            problems = (
                _inner_import(module, imported, target, modules)
                if target
                else _outer_import(module, imported)
            )
            found += [f"{module.path}:{imported.line}: {text}" for text in problems]
            if target in modules and target != module.name:
                graph[module.name].add(target)
    found = list(dict.fromkeys(found))  # one line may import several names of one module
    found += [f"import cycle: {' -> '.join(cycle)}" for cycle in _cycles(graph)]
    return found


def _sizes(module: Module) -> Iterator[tuple[int, str]]:
    if not module.layer:
        yield 1, f"{module.name} has no place: not a room, nor ground floor, nor composition"
    if module.lines > MODULE_LINES:
        yield 1, f"module has {module.lines} lines, at most {MODULE_LINES}"
    for name, line, length in module.functions:
        if length > FUNCTION_LINES:
            yield line, f"{name}() has {length} lines of code, at most {FUNCTION_LINES}"


def _inner_import(
    module: Module, imported: Import, target: str, modules: Mapping[str, Module]
) -> Iterator[str]:
    if imported.in_function:
        yield f"{target} is imported inside a function"
    if target not in modules:
        yield f"{target} does not exist"
        return
    here, there = module.layer, modules[target].layer
    # A module without a place is a violation of its own, said once.
    if here and there and not _may_see(here, there):
        yield f"{module.name} ({here}) must not import {target} ({there})"
    if here == there and module.depth < modules[target].depth:
        yield f"{module.name} must not import {target}: the way leads through {_way(here)}"


def _way(room: str) -> str:
    return " → ".join(INNER[room])


def _may_see(here: str, there: str) -> bool:
    if here == "composition" or there == "ground":
        return True
    if here in ROOMS and there in ROOMS:
        return ROOMS.index(there) <= ROOMS.index(here)
    return False


def _outer_import(module: Module, imported: Import) -> Iterator[str]:
    top = imported.names[0].split(".")[0]
    owner = OWNERS.get(top)
    if owner and module.layer != owner:
        yield f"{module.name} ({module.layer}) must not import {top}: only {owner} may"


def _cycles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Return one closed walk for each strongly connected knot of modules."""
    reach = {start: _reachable(start, graph) for start in graph}
    seen: set[str] = set()
    cycles = []
    for start in sorted(graph):
        if start in seen or start not in reach[start]:
            continue
        knot = {other for other in reach[start] if start in reach[other]}
        seen |= knot
        cycles.append(_walk_back(start, knot, graph))
    return cycles


def _reachable(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for target in graph[waiting.pop()] - found:
            found.add(target)
            waiting.append(target)
    return found


def _walk_back(start: str, knot: set[str], graph: Mapping[str, set[str]]) -> list[str]:
    """Return the shortest walk from `start` to itself inside `knot`."""
    walks = [[start]]
    visited: set[str] = set()
    while walks:
        walk = walks.pop(0)
        for target in sorted(graph[walk[-1]] & knot):
            if target == start:
                return [*walk, start]
            if target not in visited:
                visited.add(target)
                walks.append([*walk, target])
    raise AssertionError("a knot without a cycle")


def main(arguments: list[str]) -> int:
    """Check the package below the folder named, print what is wrong, return the exit code."""
    folder = Path(arguments[0]) if arguments else Path("src")
    found = check(folder)
    for line in found:
        print(line)
    if found:
        print(f"layers: {len(found)} violations")
        return 1
    print(f"layers: {len(read_modules(folder))} modules in order")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
