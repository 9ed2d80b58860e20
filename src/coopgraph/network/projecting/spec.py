"""The front matter of a projection file: what its nodes and edges are."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from coopgraph.errors import InputError, Problem
from coopgraph.names import did_you_mean

__all__ = ["NOT_REAL", "ActorRule", "ProjectionSpec", "Weight", "parse_spec"]

ActorRule: TypeAlias = Literal["as-stated", "territory"]
Weight: TypeAlias = Literal["one", "query", "count", "newman"]

# A thing at one of these stages is not there (yet): it never becomes an edge unless asked for.
NOT_REAL: Final = ("considered", "planned", "unknown")

_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "mode": ("one-mode", "two-mode"),
    "actor": ("as-stated", "territory"),
    "weight": ("one", "query", "count", "newman"),
    "one_mode": ("source", "target"),
}
_REQUIRED: Final = ("title", "definition", "directed", "mode", "actor")
_KEYS: Final = (*_REQUIRED, "weight", "one_mode", "stages")
_MARK: Final = "#+"


@dataclass(frozen=True)
class ProjectionSpec:
    """What a projection file says about itself.

    Parameters
    ----------
    name : str
        The file's stem.
    title, definition : str
        What the network is called, and in words what its nodes and edges are.
    directed : bool
        Whether edges lead from source to target only.
    mode : {"one-mode", "two-mode"}
        Whether sources and targets of the query are of one sort or of two.
    actor : {"as-stated", "territory"}
        Which entities are one node.
    weight : {"one", "query", "count", "newman"}
        Strength of an edge: 1; the query's ``?weight``; and after a one-mode projection the number
        of shared nodes, or of these each divided by its number of other members (Newman 2001).
    one_mode : {"", "source", "target"}
        The side of a two-mode result that stays, joined where it shares a node of the other.
    stages : tuple of str
        Stages of which a statement makes an edge; empty for all but `NOT_REAL`.
    query : str
        The whole file, which is the query.
    """

    name: str
    title: str
    definition: str
    directed: bool
    mode: Literal["one-mode", "two-mode"]
    actor: ActorRule
    weight: Weight = "one"
    one_mode: Literal["", "source", "target"] = ""
    stages: tuple[str, ...] = ()
    query: str = ""


def parse_spec(name: str, text: str, *, known_stages: Collection[str] = ()) -> ProjectionSpec:
    """Read the front matter of a projection file.

    Parameters
    ----------
    name : str
        The file's stem, which becomes the projection's name.
    text : str
        The file: SPARQL whose first lines begin with ``#+`` and hold TOML.
    known_stages : collection of str
        Stages that exist, to check ``stages`` against; empty for no check.

    Returns
    -------
    ProjectionSpec
        What the front matter says.

    Raises
    ------
    InputError
        Where it is no TOML, or a key is missing, unknown or has a wrong value; all of these
        together.

    Examples
    --------
    >>> spec = parse_spec("twins", '''#+ title = "Twin towns"
    ... #+ definition = "Territories, joined by twinnings."
    ... #+ directed = false
    ... #+ mode = "one-mode"
    ... #+ actor = "territory"
    ... SELECT ?statement ?source ?target {}''')
    >>> spec.title, spec.weight
    ('Twin towns', 'one')
    """
    file = f"{name}.rq"
    front = _front_matter(text)
    if not front:
        message = f"the file begins with its front matter: lines of TOML behind '{_MARK} '"
        raise InputError([Problem(file, 1, message=message)])
    try:
        table = tomllib.loads("\n".join(front))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        row = int(line[1]) if line else len(front)
        raise InputError([Problem(file, row, message=f"no TOML: {error}")]) from None
    lines = {
        match[1]: number
        for number, line in enumerate(front, start=1)
        if (match := re.match(r"\s*([\w-]+)\s*=", line))
    }
    problems = [
        Problem(file, lines.get(key, 1), key, value, message)
        for key, value, message in _wrong(table, known_stages)
    ]
    if problems:
        raise InputError(problems)
    if "stages" in table:
        table["stages"] = tuple(table["stages"])
    one_mode = bool(table.get("one_mode"))
    return ProjectionSpec(
        **{"weight": "count" if one_mode else "one", **table}, name=name, query=text
    )


def _front_matter(text: str) -> list[str]:
    """The first lines that carry the mark, without it."""
    lines: list[str] = []
    for line in text.removeprefix("\ufeff").splitlines():
        if not line.startswith(_MARK):
            break
        lines.append(line.removeprefix(_MARK).removeprefix(" "))
    return lines


def _wrong(
    table: Mapping[str, Any], known_stages: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """Key, value and message of everything that is wrong."""
    for key in table:
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            yield key, "", f"unknown key; expected {', '.join(_KEYS)}.{hint}"
    for key in _REQUIRED:
        if key not in table:
            yield key, "", "the key is missing"
    for key in ("title", "definition"):
        if key in table and not (isinstance(table[key], str) and table[key].strip()):
            yield key, str(table[key]), "expected a text in quotes"
    if not isinstance(table.get("directed", False), bool):
        yield "directed", str(table["directed"]), "expected true or false, without quotes"
    for key, choices in _CHOICES.items():
        if key in table and table[key] not in choices:
            hint = did_you_mean(str(table[key]), choices)
            yield key, str(table[key]), f"expected {' or '.join(choices)}.{hint}"
    yield from _wrong_stages(table.get("stages", []), known_stages)
    yield from _wrong_together(table)


def _wrong_stages(stages: Any, known: Collection[str]) -> Iterator[tuple[str, str, str]]:
    if not isinstance(stages, list) or not all(isinstance(stage, str) for stage in stages):
        yield "stages", str(stages), 'expected a list such as ["in-force", "completed"]'
        return
    for stage in stages:
        if known and stage not in known:
            yield "stages", stage, f"unknown stage.{did_you_mean(stage, known)}"


def _wrong_together(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Values that are right each, but not with each other."""
    one_mode, weight = table.get("one_mode"), table.get("weight")
    if one_mode and table.get("mode") == "one-mode":
        yield "one_mode", str(one_mode), 'only a query with mode = "two-mode" has a side to keep'
    if one_mode and table.get("directed") is True:
        yield "one_mode", str(one_mode), "a one-mode projection is not directed"
    if one_mode and weight in ("one", "query"):
        yield "weight", weight, "with one_mode, expected count or newman"
    if not one_mode and weight in ("count", "newman"):
        yield "weight", weight, "only with one_mode; expected one or query"
