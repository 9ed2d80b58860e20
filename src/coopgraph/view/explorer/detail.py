"""The second chunk of a page: statements, evidence, names, members, search and questions."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from typing import Any, Final

import numpy as np

from coopgraph.names import fold
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.explorer.cited import Cited
from coopgraph.view.explorer.columns import add_texts, days, encode, iris, nested, texts
from coopgraph.view.explorer.container import Container
from coopgraph.view.explorer.extras import Extras
from coopgraph.view.wording import words

__all__ = ["Names", "detail", "languages_of", "names_of"]

_PLAIN: Final = {"label": "label", "note": "note", "begin": "begin", "end": "end"}
_CODED: Final = {"type": "type", "stage": "stage", "basis": "basis", "preference": "preference"}
_DAYS: Final = {
    "beginEarliest": "begin_earliest",
    "beginLatest": "begin_latest",
    "endEarliest": "end_earliest",
    "endLatest": "end_latest",
}
_SIGNS: Final = re.compile(r"[^a-z0-9\n]+")
Names = list[list[tuple[str, str]]]


def names_of(projection: Projection, extras: Extras) -> Names:
    """Return the names of every node, each with its language, its label first.

    Parameters
    ----------
    projection : Projection
        The network.
    extras : Extras
        Names by language; a name that only the projection has is of no language.

    Returns
    -------
    list of list of (str, str)
        For each node its names and their languages.

    Examples
    --------
    >>> from coopgraph import project
    >>> names = names_of(project(name="partnerships"), Extras())
    >>> all(len(each) > 0 for each in names)
    True
    """
    known: dict[str, dict[str, list[str]]] = {}
    columns = (texts(extras.names[name]) for name in ("entity", "name", "language"))
    for entity, name, language in zip(*columns, strict=True):
        known.setdefault(entity, {}).setdefault(name, []).append(language)
    nodes = projection.nodes
    rows = zip(
        texts(nodes["label"]),
        texts(nodes["id"]),
        nested(nodes["names"]),
        nested(nodes["members"]),
        strict=True,
    )
    found = []
    for label, iri, names, members in rows:
        languages: dict[str, list[str]] = {}
        for member in (iri, *members):
            for name, tags in known.get(member, {}).items():
                languages.setdefault(name, []).extend(tags)
        shown = dict.fromkeys((label or iri, *names, *languages))
        pairs = ((n, tag) for n in shown if n for tag in _ordered(languages.get(n, ())))
        found.append(list(dict.fromkeys(pairs)))
    return found


def _ordered(languages: Sequence[str]) -> list[str]:
    """English, the language of labels, first; none where none is stated."""
    if not languages:
        return [""]
    return sorted(set(languages), key=lambda tag: (tag != "en", tag))


def detail(projection: Projection, cited: Cited, extras: Extras, names: Names) -> bytes:
    """Write what the page says about nodes and edges.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    cited : Cited
        What its edges and nodes rest on.
    extras : Extras
        What the graph says besides.
    names : list
        The names of every node, from `names_of`.

    Returns
    -------
    bytes
        A container, see docs/explorer.md.
    """
    file = Container()
    codes: dict[str, Any] = {}
    _add_statements(file, codes, cited)
    _add_evidence(file, codes, cited)
    file.add_offsets("detail.edgeAt", cited.edge_counts)
    file.add("detail.edgeOf", cited.edge_of, "u32")
    file.add_offsets("detail.alsoAt", cited.also_counts)
    file.add("detail.alsoOf", cited.also_of, "u32")
    _add_names(file, codes, projection, names)
    _add_search(file, projection, names)
    file.add_json("queries", [asdict(question) for question in extras.questions])
    return file.content({"codes": codes, "prefixes": dict(extras.prefixes)})


def _add_statements(file: Container, codes: dict[str, Any], cited: Cited) -> None:
    table = cited.statements
    file.add_json("statements.iri", iris(table["statement"]))
    for name, column in _PLAIN.items():
        add_texts(file, codes, f"statements.{name}", table[column])
    for name, column in _CODED.items():
        add_texts(file, codes, f"statements.{name}", table[column], words)
    add_texts(file, codes, "statements.asOf", table["as_of"])
    add_texts(file, codes, "statements.confidence", table["confidence"])
    for name, column in _DAYS.items():
        file.add(f"statements.{name}", days(table[column]), "i32")
    conflicts = enumerate(texts(table["conflicts_with"]))
    found = {str(i): c.replace("|", " ").split() for i, c in conflicts if c}
    file.add_json("statements.conflicts", found)


def _add_evidence(file: Container, codes: dict[str, Any], cited: Cited) -> None:
    table = cited.evidence
    file.add_offsets("detail.evidenceAt", cited.evidence_counts)
    file.add_codes("evidence.source", table["source"].to_numpy(np.int64))
    for name, column in (
        ("locator", "locator"),
        ("asStated", "as_stated"),
        ("sentence", "sentence"),
    ):
        add_texts(file, codes, f"evidence.{name}", table[column])


def _add_names(
    file: Container, codes: dict[str, Any], projection: Projection, names: Names
) -> None:
    file.add_offsets("names.at", np.array([len(each) for each in names], dtype=np.int64))
    file.add_json("names.text", [name for each in names for name, _ in each])
    languages = encode([language for each in names for _, language in each])
    codes["names.language"] = languages.legend(str)
    file.add_codes("names.language", languages.rows)
    members = nested(projection.nodes["members"])
    flat = [iri for each in members for iri in each]
    labels = dict(zip(texts(projection.nodes["id"]), texts(projection.nodes["label"]), strict=True))
    file.add_offsets("members.at", np.array([len(each) for each in members], dtype=np.int64))
    file.add_json("members.iri", iris(flat))
    file.add_json("members.label", [_label(iri, labels, projection.spellings) for iri in flat])


def _label(iri: str, labels: Mapping[str, str], spellings: Mapping[str, Sequence[str]]) -> str:
    known = spellings.get(iri)  # the label stands first
    return labels.get(iri) or (texts(known)[0] if known else iri)


def _add_search(file: Container, projection: Projection, names: Names) -> None:
    """One line a node: its names, folded, also as misprinted in a source."""
    spellings = projection.spellings
    wanted = [
        [*(name for name, _ in each), *chain.from_iterable(spellings.get(m, ()) for m in members)]
        for each, members in zip(names, projection.nodes["members"].to_list(), strict=True)
    ]
    folded = _folded(set(chain.from_iterable(wanted)))
    lines = [
        f"|{'|'.join(filter(None, dict.fromkeys([folded[name] for name in each])))}|\n"
        for each in wanted
    ]
    file.add_offsets("search.start", np.array([len(line) for line in lines], dtype=np.int64))
    file.add_json("search.text", "".join(lines))


def _folded(names: Iterable[str]) -> dict[str, str]:
    """Fold names, those of ASCII in one go: the page of a large network has a hundred thousand."""
    plain: list[str] = []
    other: list[str] = []
    for name in names:
        (plain if name.isascii() and "\n" not in name else other).append(name)
    lines = _SIGNS.sub(" ", "\n".join(plain).lower().replace("'", "")).split("\n")
    folded = {name: line.strip() for name, line in zip(plain, lines, strict=bool(plain))}
    return folded | {name: fold(name) for name in other}


def languages_of(names: Names) -> list[str]:
    """Return the languages of names, the most frequent first."""
    counts = Counter(language for each in names for _, language in each)
    return [language for language, _ in sorted(counts.items(), key=lambda c: (-c[1], c[0]))]
