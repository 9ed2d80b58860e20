"""Records to quads: four columns of N-Quads terms, sorted and unique, hence canonical.

The data hold no blank nodes, so sorting the lines is all that RDF dataset canonicalisation
(RDFC-1.0) asks for, provided that each term is written in the canonical form; `literal` does that.
"""

import re
from typing import Final

import pandas as pd

from coopgraph.vocabulary import PREFIXES, expand

__all__ = ["escape", "literal", "nquads", "quads"]

DATATYPES: Final = {
    "date": PREFIXES["xsd"] + "date",
    "decimal": PREFIXES["xsd"] + "decimal",
    "integer": PREFIXES["xsd"] + "integer",
    "edtf": PREFIXES["edtf"] + "EDTF",
}
# Canonical N-Quads: these have short escapes; other controls are written \u00XX.
SHORT: Final = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
SPECIAL: Final = re.compile(r'[\x00-\x1f"\\\x7f]')


def escape(text: str) -> str:
    """Escape a literal's text as canonical N-Quads does.

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
    >>> print(escape('say "hi"\\x01'))
    say \\"hi\\"\\u0001
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
    quoted = f'"{escape(text)}"'
    if kind == "string":
        return quoted
    return quoted + kind if kind.startswith("@") else f"{quoted}^^<{DATATYPES[kind]}>"


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
    predicates = {p: f"<{expand(p)}>" for p in values["property"].unique()}
    is_iri = values["kind"] == "iri"
    objects = pd.Series("", index=values.index, dtype="str")
    objects[is_iri] = "<" + values.loc[is_iri, "value"] + ">"
    plain = values[~is_iri]
    objects[~is_iri] = [
        literal(text, kind) for text, kind in zip(plain["value"], plain["kind"], strict=True)
    ]
    frame = pd.DataFrame(
        {
            "subject": "<" + values["subject"] + ">",
            "predicate": values["property"].map(predicates),
            "object": objects,
            "graph": f"<{graph}>",
        }
    )
    return frame.drop_duplicates(ignore_index=True)


def nquads(frame: pd.DataFrame) -> str:
    """Write quads as N-Quads, lines sorted by code point.

    Examples
    --------
    >>> frame = pd.DataFrame([["<x:a>", "<x:p>", '"1"', "<x:g>"]],
    ...                      columns=["subject", "predicate", "object", "graph"])
    >>> nquads(frame)
    '<x:a> <x:p> "1" <x:g> .\\n'
    """
    s, p, o, g = (frame[c] for c in ("subject", "predicate", "object", "graph"))
    return "".join(sorted(s + " " + p + " " + o + " " + g + " .\n"))
