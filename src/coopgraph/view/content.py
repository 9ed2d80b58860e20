"""What a page says: a projection as plain data, ready to be written as JSON.

Everything that a reader is told is put into words in this room's Python, where it can be tested;
the scripts of the page only arrange it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from coopgraph.names import fold
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.cells import Record, records, strings, text
from coopgraph.view.palette import FAMILIES, LINES, family_of
from coopgraph.view.relations import evidence_date, relations_of
from coopgraph.view.wording import words

__all__ = ["content"]

_YEAR: Final = re.compile(r"\d{4}")
_ACTOR_RULES: Final[Mapping[str, str]] = {
    "as-stated": "as stated: a territory, its authority and its offices are separate things",
    "territory": "territory: an authority is folded into the territory that it governs, "
    "an office into its parent body",
}


def content(projection: Projection, title: str | None = None) -> Record:
    """Say everything that the page of a projection shows.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    title : str, optional
        Title of the page; the projection's own where none is given.

    Returns
    -------
    dict
        Plain data: `things`, `relations`, `statements`, `sources`, `loss`, the legend's `families`
        and `lines`, and what is said about the whole. Relations point at things and statements by
        position.

    Examples
    --------
    >>> from coopgraph import project
    >>> content(project(name="partnerships"))["actorRule"][:10]
    'territory:'
    """
    relations, statements, sources = relations_of(projection)
    degrees = Counter(end for r in relations for end in {r["source"], r["target"]})
    things = [
        _thing(row, degrees[i], projection.spellings)
        for i, row in enumerate(records(projection.nodes))
    ]
    said = map(evidence_date, records(projection.statements))
    dates = sorted(date for date in said if _YEAR.match(date))
    return {
        "title": title or projection.title or projection.name,
        "name": projection.name,
        "definition": projection.definition,
        "directed": bool(projection.directed),
        "mode": projection.mode,
        "actorRule": _ACTOR_RULES.get(projection.actor_rule, projection.actor_rule),
        "graphFingerprint": projection.graph_fingerprint,
        "fingerprint": projection.fingerprint,
        "held": [dates[0], dates[-1]] if dates else [],
        "families": _families(things),
        "lines": _lines(relations),
        "things": things,
        "relations": relations,
        "statements": statements,
        "sources": sources,
        "loss": [
            {key: text(row.get(key)) for key in ("effect", "reason", "count", "detail")}
            for row in records(projection.loss)
        ],
        "lost": sum(
            int(row["count"])
            for row in records(projection.loss)
            if row["effect"] in ("dropped", "merged")
        ),
        "parameters": [
            [words(name).replace("_", " ").capitalize(), value]
            for name, value in projection.parameters.items()
        ],
        "letters": _letters(things, projection.spellings),
    }


def _thing(row: Record, degree: int, spellings: Mapping[str, tuple[str, ...]]) -> Record:
    iri, label, type_name = text(row.get("id")), text(row.get("label")), text(row.get("type"))
    names = [name for name in dict.fromkeys(strings(row.get("names"))) if name and name != label]
    # What is misprinted in a source is found, but only the folded key of the search has it.
    spelt = (name for member in strings(row.get("members")) for name in spellings.get(member, ()))
    return {
        "iri": iri,
        "label": label or iri,
        "type": words(type_name) or "Thing",
        "family": family_of(type_name).key,
        "kind": words(text(row.get("kind"))),
        "country": _country(text(row.get("country"))),
        "names": names,
        "members": [member for member in strings(row.get("members")) if member != iri],
        "degree": degree,
        "key": "\n".join(dict.fromkeys(fold(name) for name in (label or iri, *names, *spelt))),
    }


def _country(country: str) -> str:
    # A country may come as a name, a code or an IRI; of an IRI the last part is the readable one.
    return words(country.rsplit("/", 1)[-1]).title() if "://" in country else country


def _letters(things: Iterable[Record], spellings: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """How the search folds the letters that occur in names: accents, ligatures, scripts."""
    used = {
        letter
        for thing in things
        for iri in (thing["iri"], *thing["members"])
        for name in (thing["label"], *thing["names"], *spellings.get(iri, ()))
        for letter in name.lower()
        if ord(letter) > 127
    }
    return {letter: fold(letter) for letter in sorted(used)}


def _families(things: list[Record]) -> list[Record]:
    """Rows of the legend, those that occur; the types that share a glyph are named."""
    rows = []
    for family in FAMILIES:
        types = Counter(thing["type"] for thing in things if thing["family"] == family.key)
        if types:
            rows.append(
                {"key": family.key, "outline": family.outline, "ink": family.ink}
                | {"label": ", ".join(sorted(types)), "count": types.total()}
            )
    return rows


def _lines(relations: list[Record]) -> list[Record]:
    """Rows of the legend for the stages that occur."""
    rows = []
    for line in LINES:
        stages = Counter(r["slug"] for r in relations if r["line"] == line.key)
        if stages:
            named = ", ".join(words(stage) for stage in sorted(stages))
            label = f"{line.label} ({named})" if line.key == "ended" else line.label
            rows.append(
                {"key": line.key, "label": label, "count": stages.total(), "width": line.width}
                | {"dashes": line.dashes, "opacity": line.opacity, "tick": line.tick}
            )
    return rows
