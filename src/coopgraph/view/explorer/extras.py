"""What a page knows beyond the projection: plain tables that composition reads from the graph."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from coopgraph.network.projecting.contract import STATEMENT_COLUMNS

__all__ = ["BOUNDS", "Extras", "Question"]

BOUNDS: Final = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
"""The computed bounds of a statement's dates."""


def _empty(*columns: str) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([], dtype="str") for name in columns})


@dataclass(frozen=True)
class Question:
    """A query that the page offers as an example.

    Parameters
    ----------
    name, title : str
        What it is called, and the question in words.
    text : str
        SPARQL.
    """

    name: str
    title: str
    text: str


@dataclass(frozen=True, eq=False)
class Extras:
    """What the graph says beyond a projection of it; all of it may be left out.

    Parameters
    ----------
    names : pandas.DataFrame
        ``entity, name, language``: names of entities to be shown, none of them misprinted.
    statements : pandas.DataFrame
        All statements of the graph: the columns of a projection's statements and the four bounds.
    involved : pandas.DataFrame
        ``statement, entity``: who and what a statement is about.
    questions : tuple of Question
        Queries to be offered.
    quads : bytes or None
        The graph as N-Quads, for SPARQL in the page.
    prefixes : mapping of str to str
        What a query need not declare.
    """

    names: pd.DataFrame = field(default_factory=lambda: _empty("entity", "name", "language"))
    statements: pd.DataFrame = field(default_factory=lambda: _empty(*STATEMENT_COLUMNS, *BOUNDS))
    involved: pd.DataFrame = field(default_factory=lambda: _empty("statement", "entity"))
    questions: tuple[Question, ...] = ()
    quads: bytes | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
