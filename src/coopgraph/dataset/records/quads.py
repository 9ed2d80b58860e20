"""Records to canonical N-Quads: lines sorted by code point, each once.

The data hold no blank nodes, so sorting the lines is all that RDF dataset canonicalisation
(RDFC-1.0) asks for, provided that each term is written in the canonical form; `literal` does that.
"""

import re
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.mapping.values import Codes, Values, distinct
from coopgraph.vocabulary import PREFIXES, expand

__all__ = ["canonical", "escape", "literal"]

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


def canonical(values: Values, graph: str, rows: Codes | None = None) -> bytes:
    r"""Write records as canonical N-Quads, in UTF-8.

    No IRI begins another one, angle brackets included, and a blank comes before whatever may go on
    a literal; so lines sort as their terms do, one after the other. There are far fewer terms than
    lines, and numbers sort far quicker than texts.

    Parameters
    ----------
    values : Values
        The records.
    graph : str
        IRI of the named graph.
    rows : numpy.ndarray, optional
        Positions of the records to write; all of them by default.

    Returns
    -------
    bytes
        The lines, each with its line feed.

    Examples
    --------
    >>> from coopgraph.dataset.mapping.values import constant_values
    >>> said = constant_values([("x:a", "coop:party", "x:b", "iri")] * 2)
    >>> canonical(Values.of([said]), "x:g")
    b'<x:a> <https://w3id.org/coopgraph/ontology#party> <x:b> <x:g> .\n'
    """
    codes = values.codes if rows is None else {c: values.codes[c][rows] for c in values.codes}
    if not len(codes["subject"]):
        return b""
    subjects, subject = _ranked(*_iris(values.names["subject"], codes["subject"]))
    names = pa.array([expand(n) for n in values.names["property"].to_pylist()], pa.large_string())
    predicates, predicate = _ranked(*_iris(names, codes["property"]))
    objects, object_ = _ranked(*_objects(values, codes["value"], codes["kind"]))
    key = (subject * len(predicates) + predicate) * len(objects) + object_
    key, object_ = np.divmod(distinct(key), len(objects))
    subject, predicate = np.divmod(key, len(predicates))
    end = _large(f"<{graph}> .\n")
    lines = pc.binary_join_element_wise(
        subjects.take(subject), predicates.take(predicate), objects.take(object_), end, _large(" ")
    )
    # The lines stand one behind the other in Arrow's buffer: it is the text of the file.
    size = pc.sum(pc.binary_length(lines)).as_py()
    text: bytes = lines.buffers()[2].slice(0, size).to_pybytes()
    return text


def _iris(names: Any, codes: Codes) -> tuple[Any, Any]:
    """Return the distinct terms of IRIs, and where each is among them."""
    used, places = np.unique(codes, return_inverse=True)
    return _joined(_large("<"), names.take(used), _large(">")), places


def _objects(values: Values, texts: Codes, kinds: Codes) -> tuple[Any, Any]:
    """Return the distinct terms of objects, and where each is among them."""
    known = values.names["kind"].to_pylist()
    used, places = np.unique(texts.astype(np.int64) * len(known) + kinds, return_inverse=True)
    texts, kinds = np.divmod(used, len(known))
    text = values.names["value"].take(texts)
    iris = np.array([kind == "iri" for kind in known])[kinds]
    special = pc.match_substring_regex(text, r'[\x00-\x1f"\\\x7f\x{FFFE}\x{FFFF}]')
    special = pc.and_(special, pa.array(~iris))
    if pc.any(special).as_py():
        escaped = [escape(t.as_py()) for t in pc.filter(text, special)]
        text = pc.replace_with_mask(text, special, pa.array(escaped, text.type))
    before = pa.array(["<" if kind == "iri" else '"' for kind in known], pa.large_string())
    after = pa.array([_suffix(kind) for kind in known], pa.large_string())
    return _joined(before.take(kinds), text, after.take(kinds)), places


def _ranked(terms: Any, places: Any) -> tuple[Any, Any]:
    """Return terms in the order of their bytes, and where those at some places are now."""
    order = pc.array_sort_indices(terms).to_numpy()
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return terms.take(order), ranks[places]


def _joined(*parts: Any) -> Any:
    return pc.binary_join_element_wise(*parts, _large(""))


def _large(text: str) -> Any:
    return pa.scalar(text, pa.large_string())
