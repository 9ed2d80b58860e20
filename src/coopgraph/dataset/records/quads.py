"""Records to quads: four columns of N-Quads terms, sorted and unique, hence canonical.

The data hold no blank nodes, so sorting the lines is all that RDF dataset canonicalisation
(RDFC-1.0) asks for, provided that each term is written in the canonical form; `literal` does that.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.vocabulary import PREFIXES, expand

__all__ = ["canonical", "escape", "literal", "nquads", "quads"]

DATATYPES: Final = {
    "date": PREFIXES["xsd"] + "date",
    "decimal": PREFIXES["xsd"] + "decimal",
    "integer": PREFIXES["xsd"] + "integer",
    "edtf": PREFIXES["edtf"] + "EDTF",
}
# Canonical N-Quads: these have short escapes; other controls are written \u00XX, and so are the
# two characters that XML has no place for.
SHORT: Final = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
SPECIAL: Final = re.compile('[\x00-\x1f"\\\\\x7f\ufffe\uffff]')
COLUMNS: Final = ["subject", "predicate", "object", "graph"]


def escape(text: str) -> str:
    r"""Escape a literal's text as canonical N-Quads does.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The escaped text.

    Examples
    --------
    >>> print(escape('say "hi"\x01'))
    say \"hi\"\u0001
    """
    return SPECIAL.sub(lambda m: SHORT.get(m[0]) or f"\\u{ord(m[0]):04X}", text)


def literal(text: str, kind: str) -> str:
    """Write a literal as an N-Quads term.

    Parameters
    ----------
    text : str
        The lexical form.
    kind : str
        ``string``, a language such as ``@en``, or ``date``, ``decimal``, ``integer``, ``edtf``.

    Returns
    -------
    str
        The term.

    Examples
    --------
    >>> literal("Turku", "@fi")
    '"Turku"@fi'
    """
    return f'"{escape(text)}{_suffix(kind)}'


def _suffix(kind: str) -> str:
    """Return what follows a term's text."""
    if kind == "iri":
        return ">"
    if kind == "string":
        return '"'
    return f'"{kind}' if kind.startswith("@") else f'"^^<{DATATYPES[kind]}>'


def quads(values: pd.DataFrame, graph: str) -> pd.DataFrame:
    """Turn records into quads.

    Parameters
    ----------
    values : pandas.DataFrame
        Columns ``subject`` (IRI), ``property`` (prefixed name), ``value`` and ``kind`` (``iri`` or
        as in `literal`).
    graph : str
        IRI of the named graph.

    Returns
    -------
    pandas.DataFrame
        Columns ``subject``, ``predicate``, ``object``, ``graph``, each cell an N-Quads term; one
        row a record, in the same order.

    Examples
    --------
    >>> values = pd.DataFrame([["x:a", "coop:party", "x:b", "iri"]],
    ...                       columns=["subject", "property", "value", "kind"])
    >>> quads(values, "x:g").loc[0, "object"]
    '<x:b>'
    """
    # Arrow, because it joins millions of strings without making Python objects of them.
    nothing, left, right = map(_large, ("", "<", ">"))
    text, kinds = _strings(values["value"]), _strings(values["kind"]).dictionary_encode()
    special = pc.and_(
        pc.match_substring_regex(text, r'[\x00-\x1f"\\\x7f\x{FFFE}\x{FFFF}]'),
        pc.not_equal(kinds, "iri"),
    )
    if pc.any(special).as_py():
        escaped = [escape(t.as_py()) for t in pc.filter(text, special)]
        text = pc.replace_with_mask(text, special, pa.array(escaped, text.type))
    objects = pc.binary_join_element_wise(
        _mapped(kinds, lambda kind: "<" if kind == "iri" else '"'),
        text,
        _mapped(kinds, _suffix),
        nothing,
    )
    predicates = _mapped(_strings(values["property"]).dictionary_encode(), expand)
    table = pa.table(
        {
            "subject": pc.binary_join_element_wise(
                left, _strings(values["subject"]), right, nothing
            ),
            "predicate": pc.binary_join_element_wise(left, predicates, right, nothing),
            "object": objects,
        }
    )
    graphs = pa.repeat(_large(f"<{graph}>"), len(table))
    frame: pd.DataFrame = table.append_column("graph", graphs).to_pandas()
    return frame


def _large(text: str) -> Any:
    return pa.scalar(text, pa.large_string())


def _strings(column: "pd.Series[str]") -> Any:
    array = pa.array(column, pa.large_string(), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _mapped(encoded: Any, function: Any) -> Any:
    """Apply a function to the few distinct values of a dictionary-encoded array."""
    words = pa.array([function(w) for w in encoded.dictionary.to_pylist()], pa.large_string())
    return pc.take(words, encoded.indices)


def nquads(frame: pd.DataFrame) -> str:
    r"""Write quads as N-Quads, lines sorted by code point.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `quads` returns it.

    Returns
    -------
    str
        The lines, each with its line feed; an empty text for no quads.

    Examples
    --------
    >>> frame = pd.DataFrame([["<x:a>", "<x:p>", '"1"', "<x:g>"]],
    ...                      columns=["subject", "predicate", "object", "graph"])
    >>> nquads(frame)
    '<x:a> <x:p> "1" <x:g> .\n'
    """
    return canonical(frame).decode()


def canonical(frame: pd.DataFrame) -> bytes:
    r"""Write quads as canonical N-Quads: lines sorted by code point, each once, in UTF-8.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `quads` returns it.

    Returns
    -------
    bytes
        The lines, each with its line feed.

    Examples
    --------
    >>> frame = pd.DataFrame([["<x:a>", "<x:p>", '"1"', "<x:g>"]] * 2,
    ...                      columns=["subject", "predicate", "object", "graph"])
    >>> canonical(frame)
    b'<x:a> <x:p> "1" <x:g> .\n'
    """
    if frame.empty:
        return b""
    columns = [_strings(frame[c]) for c in COLUMNS]
    order = _order(columns)
    lines = pc.binary_join_element_wise(
        *(pc.take(column, order) for column in columns), _large(".\n"), _large(" ")
    )
    # The lines stand one behind the other in Arrow's buffer: it is the text of the file.
    size = pc.sum(pc.binary_length(lines)).as_py()
    text: bytes = lines.buffers()[2].slice(0, size).to_pybytes()
    return text


def _order(columns: Sequence[Any]) -> Any:
    """Return the positions of distinct quads, in the order of their lines.

    No IRI begins another one, angle brackets included, and a blank comes before whatever may go
    on a literal; so lines sort as their terms do, one after the other. Subjects and predicates
    are few, and sorting their numbers is far quicker than sorting lines.
    """
    subject, predicate = (_ranks(column) for column in columns[:2])
    key = subject * (predicate.max() + 1) + predicate
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    same = ordered[1:] == ordered[:-1]
    tied = np.flatnonzero(np.r_[same, False] | np.r_[False, same])
    if not len(tied):
        return order
    among = order[tied]
    ends = [_ranks(pc.take(column, among)) for column in columns[2:]]
    inner = np.lexsort((ends[1], ends[0], ordered[tied]))
    order[tied] = among[inner]
    parts = [part[inner] for part in (ordered[tied], *ends)]
    again = np.logical_and.reduce([part[1:] == part[:-1] for part in parts])
    keep = np.ones(len(order), dtype=bool)
    keep[tied[1:][again]] = False
    return order[keep]


def _ranks(column: Any) -> Any:
    """Return for each string its position among the distinct ones, in the order of their bytes."""
    encoded = column.dictionary_encode()
    places = pc.array_sort_indices(encoded.dictionary).to_numpy()
    ranks = np.empty(len(places), np.int64)
    ranks[places] = np.arange(len(places))
    return ranks[encoded.indices.to_numpy()]
