"""What all projections of a graph share: its tables, checked, and put into numbers once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.errors import InputError
from coopgraph.network.projecting.codes import Codes, coded, firsts, places
from coopgraph.network.projecting.contract import (
    NODE_COLUMNS,
    STATEMENT_COLUMNS,
    Kind,
    among,
    check_columns,
)

__all__ = ["BOUND_COLUMNS", "Known", "fold_actors", "known", "taken"]

BOUND_COLUMNS: Final = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
_ENTITIES: Final[dict[str, Kind]] = {
    name: kind for name, kind in NODE_COLUMNS.items() if name not in ("side", "members")
}
_STATEMENTS: Final[dict[str, Kind]] = {**STATEMENT_COLUMNS, **dict.fromkeys(BOUND_COLUMNS, "text")}
_FOLD: Final[dict[str, Kind]] = {"entity": "text", "actor": "text"}
# The day from which its source no longer makes a statement; a table may lack it.
_GONE: Final = "no_longer_stated"


@dataclass(frozen=True, eq=False)
class Known:
    """The tables of a graph; see `known`.

    Parameters
    ----------
    entities : pandas.DataFrame
        Each entity once, in order of the ids: an entity is its place here.
    statements : pandas.DataFrame
        One row a statement and evidence.
    fold : pandas.DataFrame
        ``entity, actor``: who acts for whom.
    fact : numpy.ndarray of int
        The place in `facts` of each row of `statements`.
    facts : pandas.DataFrame
        The first row of each statement, in order of their IRIs.
    """

    entities: pd.DataFrame
    statements: pd.DataFrame
    fold: pd.DataFrame
    fact: Codes
    facts: pd.DataFrame

    @cached_property
    def types(self) -> "npt.NDArray[np.object_]":
        """The type of each fact; the last one, which place -1 is, is empty."""
        return np.append(self.facts["type"].to_numpy(object), "")

    @cached_property
    def type_rank(self) -> Codes:
        """The number of each fact's type, in their order."""
        return coded(self.facts["type"])[0]

    @cached_property
    def stages(self) -> tuple[Codes, list[str]]:
        """The number of each fact's stage, and the stages in order."""
        codes, names = coded(self.facts["stage"])
        return codes, names.to_list()

    @cached_property
    def deprecated(self) -> npt.NDArray[np.bool_]:
        """Which facts are deprecated."""
        return (self.facts["preference"] == "deprecated").to_numpy(bool)

    @cached_property
    def gone(self) -> npt.NDArray[np.bool_]:
        """Which facts their source no longer states."""
        if _GONE not in self.facts.columns:
            return np.zeros(len(self.facts), dtype=bool)
        return (self.facts[_GONE].fillna("") != "").to_numpy(bool)

    @cached_property
    def actors(self) -> dict[str, str]:
        """For whom each entity finally acts, see `fold_actors`."""
        return fold_actors(self.fold, self.entities["id"])

    @cached_property
    def acts_for(self) -> Codes:
        """The place of each entity's actor; its own where it is one."""
        pairs = pd.DataFrame(
            {"entity": list(self.actors), "actor": list(self.actors.values())}, dtype="str"
        )
        entity, actor = (places(pairs[name], self.entities["id"]) for name in pairs.columns)
        found = np.arange(len(self.entities))
        found[entity[entity >= 0]] = actor[entity >= 0]
        return found

    @cached_property
    def inside(self) -> dict[str, list[str]]:
        """The entities that are folded into each actor, in order."""
        found: dict[str, list[str]] = {}
        for entity, actor in sorted(self.actors.items()):
            found.setdefault(actor, []).append(entity)
        return found

    @cached_property
    def ambiguous(self) -> list[str]:
        """The entities that act for several actors, in order."""
        several = self.fold.drop_duplicates()["entity"].value_counts()
        return sorted(map(str, several[several > 1].index))

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """The names of each entity, as its table has them."""
        return dict(
            zip(self.entities["id"].to_list(), self.entities["names"].to_list(), strict=True)
        )

    @cached_property
    def spellings(self) -> dict[str, tuple[str, ...]]:
        """All that every entity is called, its label first, misprints too."""
        own = self.entities
        hidden = own["hidden"].to_list() if "hidden" in own.columns else [()] * len(own)
        shown = (own[name].to_list() for name in ("id", "label", "names"))
        return {
            iri: tuple(dict.fromkeys((label, *names, *more)))
            for iri, label, names, more in zip(*shown, hidden, strict=True)
        }


def known(entities: pd.DataFrame, statements: pd.DataFrame, fold: pd.DataFrame) -> Known:
    """Check the tables of a graph, and put them in order.

    Parameters
    ----------
    entities : pandas.DataFrame
        All entities: ``id, label, type, kind, country, lat, lon, names``, optionally ``hidden``
        (tuple: names to be found but never shown).
    statements : pandas.DataFrame
        All statements of the graph, one row a statement and evidence: `STATEMENT_COLUMNS` and
        `BOUND_COLUMNS`. Stage and preference are slugs.
    fold : pandas.DataFrame
        ``entity, actor``: who acts for whom. Chains are followed to their end. An entity with
        several actors stays itself.

    Returns
    -------
    Known
        The tables.

    Raises
    ------
    InputError
        Where a table lacks a column or holds a bad cell.
    """
    problems = [
        *check_columns("table of entities", entities, _ENTITIES),
        *check_columns("table of statements", statements, _STATEMENTS),
        *check_columns("table of actors", fold, _FOLD),
    ]
    if problems:
        raise InputError(problems)
    fact, _ = coded(statements["statement"])
    first = firsts(fact)
    alone = len(first) == len(fact) and (first == fact).all()  # a copy would take gigabytes
    return Known(
        entities=entities.take(firsts(coded(entities["id"])[0])).reset_index(drop=True),
        statements=statements,
        fold=fold,
        fact=fact,
        facts=statements if alone else statements.take(first).reset_index(drop=True),
    )


def fold_actors(fold: pd.DataFrame, entities: "pd.Series[str]") -> dict[str, str]:
    """Find for every entity the actor that it finally acts for.

    Parameters
    ----------
    fold : pandas.DataFrame
        ``entity, actor``: one step of folding.
    entities : pandas.Series of str
        The entities that exist: nothing folds into anything else.

    Returns
    -------
    dict of str to str
        The last actor of each chain; entities that stay themselves are left out. An entity with
        several actors ends a chain, and a circle of actors stays as it is.

    Examples
    --------
    >>> steps = pd.DataFrame({"entity": ["office", "city"], "actor": ["city", "territory"]})
    >>> fold_actors(steps, pd.Series(["office", "city", "territory"]))
    {'office': 'territory', 'city': 'territory'}
    """
    there = fold[among(fold["actor"], entities) & (fold["entity"] != fold["actor"])]
    single = there.drop_duplicates()
    single = single[~single["entity"].duplicated(keep=False)]
    step = dict(zip(single["entity"].to_list(), single["actor"].to_list(), strict=True))
    actors = {}
    for entity in step:
        seen, last = {entity}, step[entity]
        while last in step and last not in seen:
            seen.add(last)
            last = step[last]
        if last not in seen:
            actors[entity] = last
    return actors


def taken(frame: pd.DataFrame, columns: Iterable[str], at: Codes) -> dict[str, Any]:
    """Give some rows of some columns, without the frame in between that `DataFrame.take` makes.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.
    columns : iterable of str
        The columns; those that it lacks are left out.
    at : numpy.ndarray of int
        The places of the rows.

    Returns
    -------
    dict of str to array
        The columns.

    Examples
    --------
    >>> table = pd.DataFrame({"a": ["one", "two"], "b": ["x", "y"]})
    >>> taken(table, ["a"], np.array([1]))["a"].tolist()
    ['two']
    """
    return {name: frame[name].array.take(at) for name in columns if name in frame.columns}
