"""Records to quads: four columns of N-Quads terms, sorted and unique, hence canonical.

The data hold no blank nodes, so sorting the lines is all that RDF dataset canonicalisation
(RDFC-1.0) asks for, provided that each term is written in the canonical form; `literal` does that.
"""

import re
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.vocabulary import PREFIXES, expand

__all__ = ["escape", "literal", "nquads", "quads"]

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
        Columns ``subject``, ``predicate``, ``object``, ``graph``, each cell an N-Quads term;
        unique, in no particular order.

    Examples
    --------
    >>> values = pd.DataFrame([["x:a", "coop:party", "x:b", "iri"]],
    ...                       columns=["subject", "property", "value", "kind"])
    >>> quads(values, "x:g").loc[0, "object"]
    '<x:b>'
    """
    # Arrow, because it joins millions of strings without making Python objects of them.
    values = values.drop_duplicates()
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
    columns = [_strings(frame[c]) for c in COLUMNS]
    lines = pc.binary_join_element_wise(*columns, _large(".\n"), _large(" "))
    # Arrow sorts by UTF-8 bytes, which is the order of code points.
    ordered = pc.take(lines, pc.array_sort_indices(lines))
    if not len(ordered):
        return ""
    # The lines stand one behind the other in Arrow's buffer: it is the text of the file.
    size = pc.sum(pc.binary_length(ordered)).as_py()
    text: bytes = ordered.buffers()[2].slice(0, size).to_pybytes()
    return text.decode()
