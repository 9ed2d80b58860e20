"""Derivation: the binary triples that the rules of the ontology make of real statements."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from coopgraph.errors import QueryError, QueryRefused
from coopgraph.resources import ontology_folder
from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH

__all__ = ["apply_rules", "derive", "read_rules"]

_COMMENT: Final = re.compile(r"(?m)^\s*#.*$")
_RULE: Final = re.compile(r"CONSTRUCT\s*\{([^}]*)\}(.*)", re.DOTALL)
_TRIPLE: Final = re.compile(r"\?\w+\s+(\S+)\s+\S+")
_NAME: Final = re.compile(r"(?<![?\w:-])(?:a(?=\s)|\w+:[\w-]+|<[^>\s]+>)")
_ANY: Final = re.compile(r"[?\w>]\s+(\?\w+)\s+[?<\w\"]")


def derive(store: Store, folder: Path | None = None) -> None:
    """Run the rules in the order of their names and add what they make to the derived graph.

    Rules that stand together and need nothing of one another run at the same time.

    Parameters
    ----------
    store : Store
        The store; each rule sees the data and what the rules before it made.
    folder : Path, optional
        Folder of the ontology; the packaged one by default.

    Raises
    ------
    QueryError
        If a rule is not a valid CONSTRUCT query; the message names its file.

    Examples
    --------
    >>> derive(Store.from_nquads(b""))
    """
    apply_rules(store, read_rules(folder or ontology_folder(), store))


def read_rules(folder: Path, store: Store | None = None) -> list[str]:
    """Return the rules in the order of their names.

    Parameters
    ----------
    folder : Path
        Folder of the ontology.
    store : Store, optional
        Where the rules are tried.

    Returns
    -------
    list of str
        CONSTRUCT queries.

    Raises
    ------
    QueryError
        If a rule is not a valid CONSTRUCT query; the message names its file.

    Examples
    --------
    >>> read_rules(Path("nowhere"))
    []
    """
    rules = []
    for path in sorted(folder.glob("rules/*.rq")):
        text = path.read_text(encoding="utf-8")
        try:
            (store or Store.from_nquads(b"")).check_rule(text)
        except (QueryError, QueryRefused) as error:
            raise type(error)(f"{path.name}: {error}") from None
        rules.append(text)
    return rules


def apply_rules(store: Store, rules: Sequence[str]) -> None:
    """Apply rules one after the other, at the same time where none needs what another one makes.

    Examples
    --------
    >>> apply_rules(Store.from_nquads(b""), [])
    """
    for together in _batches(rules):
        store.derive(together, DERIVED_GRAPH)


def _batches(rules: Sequence[str]) -> Iterator[list[str]]:
    """Part the rules where one may use what another one before it has made."""
    batch: list[str] = []
    made: set[str] = set()
    for rule in rules:
        makes, uses = _terms(rule)
        if batch and (uses & made or "?" in uses | made):
            yield batch
            batch, made = [], set()
        batch.append(rule)
        made |= makes
    if batch:
        yield batch


def _terms(rule: str) -> tuple[set[str], set[str]]:
    """Return the predicates that a rule makes, and every name in its conditions; ``?`` is any."""
    found = _RULE.search(_COMMENT.sub("", rule))
    if not found:
        return {"?"}, {"?"}
    makes, conditions = {"?" if m[0] == "?" else m for m in _TRIPLE.findall(found[1])}, found[2]
    uses = set(_NAME.findall(conditions))
    listed = set(re.findall(r"VALUES\s+(\?\w+)", conditions))
    if "<" in "".join(makes) or set(_ANY.findall(conditions)) - listed:
        uses.add("?")
    return makes, uses
