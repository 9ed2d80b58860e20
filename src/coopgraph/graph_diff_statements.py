"""Statements and entities that two builds of a graph do not have alike, found piece by piece."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.errors import GraphNotFound
from coopgraph.graph_diff_lines import text_of
from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH, ONTOLOGY_GRAPH, VOCABULARY_GRAPH, expand

__all__ = ["Differences", "EntityRow", "Row"]

_GONE: Final = "noLongerStatedAsOf"
_NOT_DATA: Final = tuple(
    f" <{graph}> .\n".encode() for graph in (DERIVED_GRAPH, ONTOLOGY_GRAPH, VOCABULARY_GRAPH)
)
_TYPE, _STATEMENT, _EVIDENCE, _CITED = (
    f"<{expand(name)}>".encode()
    for name in ("rdf:type", "coop:Statement", "coop:Evidence", "coop:evidence")
)
_NAMED: Final = f"<{expand('skos:prefLabel')}>".encode()
_OURS: Final = f"<{expand('coop:')}".encode()
# What a row tells of each statement.
_HEAD: Final = frozenset(f"<{expand(n)}>".encode() for n in ("rdf:type", "rdfs:label", "coop:asOf"))
_IRI: Final = re.compile(rb'<[^\x00-\x20<>"{}|^`\\]+>')
_AT_ONCE: Final = 5_000  # statements that a store is asked about
_SAID: Final = """SELECT ?s ?p ?o {
  VALUES ?s { %s } GRAPH ?g { ?s a coop:Statement ; ?p ?o FILTER(?p != coop:evidence) } }"""
_SHOWN: Final = """SELECT ?s ?p ?o { VALUES ?s { %s }
  GRAPH ?g { ?s a coop:Statement ; coop:evidence ?e . ?e ?p ?o FILTER(?p != rdf:type) } }"""
_CITING: Final = "SELECT DISTINCT ?s { VALUES ?e { %s } GRAPH ?g { ?s coop:evidence ?e } }"

# What follows the predicate in each line of a subject, by predicate.
_Said = dict[bytes, list[bytes]]


class Row(NamedTuple):
    """One field of a statement that differs; empty where the whole statement is meant."""

    change: str
    statement: str
    type: str
    label: str
    as_of: str
    field: str
    before: str
    after: str


class EntityRow(NamedTuple):
    """An entity that is in one graph only, or has other names; these are empty elsewhere."""

    change: str
    entity: str
    type: str
    label: str
    field: str
    before: str
    after: str


class Differences:
    r"""Collects what differs, as lines and as rows of a table.

    Only what differs is kept in memory.

    Examples
    --------
    >>> found = Differences()
    >>> found.add([], [b"<x:a> <x:p> <x:b> <x:g> .\n"])
    >>> found.added, found.removed
    ([b'<x:a> <x:p> <x:b> <x:g> .\n'], [b''])
    """

    def __init__(self) -> None:
        self.added: list[bytes] = []
        self.removed: list[bytes] = []
        self._parts: list[pa.Table] = []
        self._entities: list[EntityRow] = []
        self._late: set[bytes] = set()  # statements in both graphs that cite other evidence
        self._evidence: set[bytes] = set()  # evidence that does not say the same in both

    def add(self, old: Sequence[bytes], new: Sequence[bytes]) -> None:
        """Compare all lines of some subjects, as `unlike_pieces` gives them."""
        was, now = set(old), set(new)
        gone = [line for line in old if line not in now and not line.endswith(_NOT_DATA)]
        come = [line for line in new if line not in was and not line.endswith(_NOT_DATA)]
        self.removed.append(b"".join(gone))
        self.added.append(b"".join(come))
        touched = {line.partition(b" ")[0] for lines in (gone, come) for line in lines}
        if not touched:
            return
        one, other = _said(old, touched), _said(new, touched)
        rows: list[Row] = []
        for subject in touched:
            before, after = one.get(subject, {}), other.get(subject, {})
            if _is(before, _STATEMENT) or _is(after, _STATEMENT):
                rows += self._compared(subject, before, after)
            elif _is(before, _EVIDENCE) and _is(after, _EVIDENCE):
                self._evidence.add(subject)
            else:
                self._entities += _renamed(subject, before, after)
        self._parts.append(_table(rows))

    def _compared(self, subject: bytes, before: _Said, after: _Said) -> list[Row]:
        every = before.keys() | after.keys()
        unlike = _HEAD | {name for name in every if before.get(name) != after.get(name)}
        fields = _fields(before, unlike), _fields(after, unlike)
        rows = list(_rows(subject[1:-1].decode(), *fields))
        same = set(before.get(_CITED, ())) == set(after.get(_CITED, ()))
        if same or not (before and after) or (rows and rows[0].change == "retired"):
            return rows
        self._late.add(subject)
        return []

    def entities(self) -> pd.DataFrame:
        """Return the rows of all entities, sorted."""
        rows = sorted(self._entities, key=lambda row: (row.change, row.label, row.entity))
        return pd.DataFrame(rows, columns=list(EntityRow._fields), dtype="str")

    def table(self, before: Store, after: Store) -> pd.DataFrame:
        """Return the rows of all statements, sorted.

        Parameters
        ----------
        before, after : Store
            The two graphs: they are asked about statements whose evidence differs.
        """
        parts = self._parts
        citing = {iri.encode() for (iri,) in _asked(after, _CITING, self._evidence)}
        if citing:
            again = pa.array([iri.decode() for iri in citing], pa.large_string())
            parts = [t.filter(pc.invert(pc.is_in(t["statement"], again))) for t in parts]
        late = sorted(self._late | {b"<%s>" % iri for iri in citing})
        for start in range(0, len(late), _AT_ONCE):
            chunk = late[start : start + _AT_ONCE]
            one, other = _stored(before, chunk), _stored(after, chunk)
            every = sorted(one.keys() | other.keys())
            rows = [row for iri in every for row in _rows(iri, one.get(iri), other.get(iri))]
            parts = [*parts, _table(rows)]
        whole = pa.concat_tables([*parts, _table([])])
        order = ("change", "label", "statement", "field")
        whole = whole.sort_by([(name, "ascending") for name in order])
        frame: pd.DataFrame = whole.to_pandas()
        return frame.astype("str")


def _renamed(subject: bytes, before: _Said, after: _Said) -> Iterator[EntityRow]:
    """Give the row of an entity that is new, gone, or has other preferred names."""
    names = [sorted(said.get(_NAMED, ())) for said in (before, after)]
    known = after if names[1] else before
    kinds = [k for k in known.get(_TYPE, ()) if k.startswith(_OURS)]
    if names[0] == names[1] or not kinds:
        return
    own = names[1] or names[0]
    label = next((text_of(name) for name in own if b'"@en ' in name), text_of(own[0]))
    head = subject[1:-1].decode(), _local(text_of(min(kinds))), label
    if not all(names):
        yield EntityRow("removed" if names[0] else "added", *head, "", "", "")
        return
    was, now = (" | ".join(text_of(name) for name in found) for found in names)
    yield EntityRow("renamed", *head, "prefLabel", was, now)


def _table(rows: Sequence[Row]) -> pa.Table:
    """Turn rows into columns, which take a third of the memory."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in Row._fields)
    return pa.table([pa.array(c, pa.large_string()) for c in columns], names=list(Row._fields))


def _said(lines: Iterable[bytes], subjects: Collection[bytes]) -> dict[bytes, _Said]:
    """Return what the data say of subjects."""
    found: dict[bytes, _Said] = {}
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        if subject in subjects and not line.endswith(_NOT_DATA):
            found.setdefault(subject, {}).setdefault(predicate, []).append(rest)
    return found


def _is(said: _Said, kind: bytes) -> bool:
    return any(rest.startswith(kind) for rest in said.get(_TYPE, ()))


def _fields(said: _Said, names: Collection[bytes]) -> dict[str, str] | None:
    """Return the values of some of a statement's own properties; None where nothing is said."""
    values = {
        _local(predicate[1:-1].decode()): {_short(text_of(rest)) for rest in found}
        for predicate, found in said.items()
        if predicate in names and predicate != _CITED
    }
    return _joined(values) if said else None


def _joined(values: Mapping[str, set[str]]) -> dict[str, str]:
    # Each is a Statement, which says nothing.
    own = {**values, "type": values.get("type", set()) - {"Statement"}}
    return {name: " | ".join(sorted(found)) for name, found in own.items()}


def _rows(iri: str, old: Mapping[str, str] | None, new: Mapping[str, str] | None) -> Iterator[Row]:
    """Give a row for each field of a statement that differs."""
    known = new or old or {}
    head = (iri, known.get("type", ""), known.get("label", ""), known.get("asOf", ""))
    if old is None or new is None:
        yield Row("added" if old is None else "removed", *head, "", "", "")
        return
    fields = {
        field: (old.get(field, ""), new.get(field, ""))
        for field in sorted(old.keys() | new.keys())
        if old.get(field, "") != new.get(field, "")
    }
    change = _kind(fields)
    for field, values in fields.items():
        if change != "retired" or field == _GONE:
            yield Row(change, *head, field, *values)


def _kind(fields: Mapping[str, tuple[str, str]]) -> str:
    """Say what kind of change a statement's differences make."""
    if fields.get(_GONE, ("x", ""))[0] == "":
        return "retired"
    if set(fields) == {"asOf"} and fields["asOf"][0] < fields["asOf"][1]:
        return "confirmed"
    return "changed"


def _stored(store: Store, statements: Sequence[bytes]) -> dict[str, dict[str, str]]:
    """Values of every property of statements and their evidence, as text."""
    found: dict[str, dict[str, set[str]]] = {}
    for query, prefix in ((_SAID, ""), (_SHOWN, "evidence: ")):
        for iri, prop, value in _asked(store, query, statements):
            fields = found.setdefault(iri, {})
            fields.setdefault(prefix + _local(prop), set()).add(_short(value))
    return {iri: _joined(values) for iri, values in found.items()}


def _asked(store: Store, query: str, names: Collection[bytes]) -> Iterator[tuple[str, ...]]:
    """Give the answers of a query about things that are named in a file."""
    odd = next((name for name in names if not _IRI.fullmatch(name)), None)
    if odd is not None:  # it would be read as a part of the query
        raise GraphNotFound(f"graph.nq is not as a build has written it: {odd!r} is no IRI")
    listed = sorted(names)
    for start in range(0, len(listed), _AT_ONCE):
        values = b" ".join(listed[start : start + _AT_ONCE]).decode()
        yield from store.table(query % values).itertuples(index=False, name=None)


def _short(value: str) -> str:
    """Return the last part of a term or concept, which says enough."""
    return _local(value) if value.startswith((ONTOLOGY_GRAPH, VOCABULARY_GRAPH)) else value


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]
