"""Whom to credit for a network, and on which licence its data stand."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from coopgraph.vocabulary import PREFIXES, dataset_graph

__all__ = ["Credit", "credit_lines", "source_credits", "used_credits"]


@dataclass(frozen=True)
class Credit:
    """A data set or a source to be credited.

    Parameters
    ----------
    iri : str
        What identifies it.
    title, publisher, licence : str
        What it is called, who publishes it, and on which terms; empty where not known.
    date : str
        Its date; empty where not known.

    Examples
    --------
    >>> print(Credit("https://example.org/d", "Twin towns", "A. Author", "CC BY 4.0", "2013"))
    Twin towns (2013), A. Author. Licence: CC BY 4.0. https://example.org/d
    """

    iri: str
    title: str
    publisher: str = ""
    licence: str = ""
    date: str = ""

    def __str__(self) -> str:
        named = (self.title or self.iri) + (f" ({self.date})" if self.date else "")
        by = f", {self.publisher}" if self.publisher else ""
        return f"{named}{by}. Licence: {self.licence or 'not stated'}. {self.iri}"


def used_credits(credits: Iterable[Credit], statements: "pd.Series[str]") -> tuple[Credit, ...]:
    """Keep the data sets that some statements come from.

    Parameters
    ----------
    credits : iterable of Credit
        Data sets; what identifies each is its graph.
    statements : pandas.Series of str
        IRIs of statements, which begin with the id of their data set.

    Returns
    -------
    tuple of Credit
        In order of their IRIs.

    Examples
    --------
    >>> data = Credit("https://w3id.org/coopgraph/graph/demo", "Demo")
    >>> facts = pd.Series(["https://w3id.org/coopgraph/id/demo/statement/1"])
    >>> used_credits([data], facts) == (data,), used_credits([data], facts[:0])
    (True, ())
    """
    own = dataset_graph("")
    found = {
        credit
        for credit in credits
        if statements.str.startswith(f"{PREFIXES['id']}{credit.iri.removeprefix(own)}/").any()
    }
    return tuple(sorted(found, key=lambda credit: credit.iri))


def source_credits(statements: pd.DataFrame) -> list[Credit]:
    """Give the sources that a table of statements cites, each once.

    Parameters
    ----------
    statements : pandas.DataFrame
        Table of the statements of a projection.

    Returns
    -------
    list of Credit
        In order of their titles.
    """
    columns = ("source", "title", "publisher", "licence", "source_date")
    cells = zip(*(statements[name].to_list() for name in columns), strict=True)
    found = {row[0]: Credit(*map(_text, row)) for row in cells if _text(row[0])}
    return sorted(found.values(), key=lambda credit: (credit.title, credit.iri))


def credit_lines(credits: Iterable[Credit], statements: pd.DataFrame) -> list[str]:
    """Say in words whom to credit: data sets first, then the sources that they cite.

    Parameters
    ----------
    credits : iterable of Credit
        The data sets.
    statements : pandas.DataFrame
        Table of the statements of a projection.

    Returns
    -------
    list of str
        One line each.

    Examples
    --------
    >>> columns = ["source", "title", "publisher", "licence", "source_date"]
    >>> table = pd.DataFrame([["s1", "Report", "Region", "", "2018"]], columns=columns)
    >>> credit_lines([Credit("d1", "Data", "Authors", "CC BY 4.0")], table)
    ['Data: Data, Authors. Licence: CC BY 4.0. d1',
     'Source: Report (2018), Region. Licence: not stated. s1']
    """
    lines = [f"Data: {credit}" for credit in credits]
    return [*lines, *(f"Source: {credit}" for credit in source_credits(statements))]


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
