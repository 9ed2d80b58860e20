"""Which queries ask how things are connected, and never what their texts are.

Such a query sees of a value no more than its kind, unless it is a class or an IRI of a vocabulary.
What it finds wrong with one node, it finds with each that looks alike: of which the same is said,
and of whatever it points to, but for texts (see `coopgraph.dataset.records.profiles`).
"""

from collections import Counter
from collections.abc import Collection
from typing import Any, Final

from coopgraph.store.algebra import ANY, Parsed, children, is_step, parse, variables
from coopgraph.vocabulary import PREFIXES

__all__ = ["is_structural"]

_TYPE: Final = PREFIXES["rdf"] + "type"
_LOGIC: Final = {"ConditionalAndExpression", "ConditionalOrExpression", "UnaryNot"}
_KINDS: Final = {"Builtin_isIRI", "Builtin_isURI", "Builtin_isBLANK", "Builtin_isLITERAL"}
_PARTS: Final = {"Builtin_DATATYPE", "Builtin_LANG"}
_FOLDS: Final = {"Builtin_LCASE", "Builtin_UCASE", "Builtin_STR"}
_EXISTS: Final = {"Builtin_EXISTS", "Builtin_NOTEXISTS"}
_EQUAL: Final = {"=", "!=", "IN", "NOT IN"}


def is_structural(query: str, unsure: Collection[str] = ()) -> bool:
    """Tell whether a query that is local finds one of two nodes if it finds the other.

    The nodes are such that look alike.

    Parameters
    ----------
    query : str
        A SELECT or CONSTRUCT query, see `coopgraph.store.local`.
    unsure : collection of str
        Properties that may differ between nodes that look alike.

    Returns
    -------
    bool
        False where that is not certain.

    Examples
    --------
    >>> is_structural("SELECT ?s { ?s a coop:Twinning FILTER NOT EXISTS { ?s coop:party ?e } }")
    True
    >>> is_structural("SELECT ?s { ?s coop:begin ?day FILTER (STR(?day) > '2020') }")
    False
    """
    parsed = parse(query)
    used = parsed.predicates(parsed.patterns)
    if used & set(unsure) or (ANY in used and unsure) or _renamed(parsed):
        return False
    # What a node is told by what points to it, or by two things having one value, is not seen.
    about = {s for s, _, _ in parsed.patterns}
    named = {o for s, _, o in parsed.asserted if o != s}
    roots = {s for s in about if s not in named}
    values = Counter(o for _, _, o in set(parsed.patterns) if _is_variable(o))
    if not roots or _written(parsed) or any(o in roots for _, _, o in parsed.patterns):
        return False
    if max(values.values(), default=0) > 1:
        return False
    return all(is_step(p) for _, p, _ in parsed.patterns) and all(
        _sound(node, parsed) for node in parsed.filters
    )


def _renamed(parsed: Parsed) -> bool:
    """Tell whether a query gives names to values, and uses them."""
    given = {variable for variable, _ in parsed.named}
    used = {term for pattern in parsed.patterns for term in pattern}
    return bool(given & (used | set(variables(parsed.filters))))


def _written(parsed: Parsed) -> bool:
    """Tell whether a text is written out or listed, or the node itself is: examples have others."""
    from rdflib import Literal

    subjects = {s for s, _, _ in parsed.patterns}
    if any(isinstance(o, Literal) for _, _, o in parsed.patterns):
        return True
    if any(not _is_variable(s) or s in parsed.listed for s in subjects):
        return True
    return any(ANY in listed for listed in parsed.listed.values())  # a text is no name


def _is_variable(term: Any) -> bool:
    from rdflib import Variable

    return isinstance(term, Variable)


def _sound(node: Any, parsed: Parsed) -> bool:
    """Tell whether an expression has the same value for nodes that look alike."""
    name = getattr(node, "name", "")
    if name in _EXISTS or (name in _KINDS and _is_variable(node["arg"])):
        return True
    if not set(variables(node)) - _known(parsed):
        return True
    if name in _LOGIC or name == "Builtin_COALESCE" or isinstance(node, list | tuple):
        return all(_sound(child, parsed) for _, child in children(node))
    if name == "RelationalExpression" and node["op"] in _EQUAL:
        other = node["other"]
        sides = [node["expr"], *(other if isinstance(other, list) else [other])]
        return _by_kind(sides) or _by_name(sides)
    if name == "Builtin_sameTerm":
        sides = [node["arg1"], node["arg2"]]
        return _by_name(sides) or _same_role(sides, parsed)
    return False


def _known(parsed: Parsed) -> set[Any]:
    """Return the variables whose values are properties or classes: these matter by themselves."""
    found = {p for _, p, _ in parsed.patterns if _is_variable(p)}
    found |= {o for _, p, o in parsed.patterns if str(p) == _TYPE}
    return found - {o for _, p, o in parsed.patterns if str(p) != _TYPE}


def _by_kind(sides: list[Any]) -> bool:
    """Tell whether kinds of values are compared, with one another or with what is written out."""
    return all(_is_kind(side) for side in sides)


def _is_kind(node: Any) -> bool:
    """Tell whether an expression sees of variables no more than the kind of their values."""
    name = getattr(node, "name", "")
    if name in _PARTS:
        return _is_variable(node["arg"])
    if _is_variable(node):
        return False
    return (name in _FOLDS and _is_kind(node["arg"])) or not set(variables(node))


def _by_name(sides: list[Any]) -> bool:
    """Tell whether one value is compared with IRIs that are written out."""
    from rdflib import URIRef

    written = [side for side in sides if isinstance(side, URIRef)]
    return len(written) == len(sides) - 1 and any(_is_variable(side) for side in sides)


def _same_role(sides: list[Any], parsed: Parsed) -> bool:
    """Tell whether two variables are values of one property of one subject: equal or not."""
    from rdflib import URIRef

    roles = [{(s, p) for s, p, o in parsed.patterns if o == side} for side in sides]
    if len(sides) != 2 or len(roles[0]) != 1 or roles[0] != roles[1]:
        return False
    return all(isinstance(p, URIRef) for _, p in roles[0])  # one of several may be another one
