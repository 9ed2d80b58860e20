"""Projections to look at: a small true-to-life one, one of any size, and one full of malice."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from coopgraph.network.projecting.contract import (
    EDGE_COLUMNS,
    LOSS_COLUMNS,
    NODE_COLUMNS,
    STATEMENT_COLUMNS,
    Kind,
)
from coopgraph.network.projecting.projection import Projection

ID = "https://w3id.org/coopgraph/id/sample/"
SOURCES = {
    "report": ("Annual report on partners", "Region of Kainuu", "2018-12-31", "CC BY 4.0"),
    "page": ("City web page, Twin towns", "City of Turku", "2013", "all rights reserved"),
    "leaflet": ("Programme leaflet", "Joint Secretariat", "", "https://example.org/licence"),
}
_EMPTY: dict[Kind, Any] = {"text": "", "number": 1.0, "coordinate": float("nan"), "count": 0}


def frame(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, Kind]) -> pd.DataFrame:
    """A table of the contract; what a row does not name is empty."""
    full = [
        {name: row.get(name, _EMPTY.get(kind)) for name, kind in columns.items()} for row in rows
    ]
    table = pd.DataFrame(full, columns=list(columns))
    return table.astype({name: "str" for name, kind in columns.items() if kind == "text"})


def node(key: str, label: str, type_: str, *names: str, **more: Any) -> dict[str, Any]:
    iri = ID + key
    return {
        "id": iri,
        "label": label,
        "type": type_,
        "names": (label, *names),
        "members": (iri,),
    } | more


def statement(key: str, source: str = "report", **more: Any) -> dict[str, Any]:
    title, publisher, date, licence = SOURCES[source]
    return {
        "statement": f"{ID}statement/{key}",
        "label": key,
        "as_of": "2018-12-31",
        "stage": "in-force",
        "basis": "stated",
        "confidence": float("nan"),
        "preference": "normal",
        "source": f"{ID}source/{source}",
        "title": title,
        "publisher": publisher,
        "source_date": date,
        "licence": licence,
        "locator": "block 4",
    } | more


def edge(source: str, target: str, *keys: str, **more: Any) -> dict[str, Any]:
    one, other = sorted((ID + source, ID + target))
    return {
        "source": one,
        "target": other,
        "as_of": "2018-12-31",
        "stage": "in-force",
        "statements": tuple(f"{ID}statement/{key}" for key in keys),
    } | more


def projection(
    nodes: Sequence[Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]] = (),
    statements: Sequence[Mapping[str, Any]] = (),
    loss: Sequence[Mapping[str, Any]] = (),
    **more: Any,
) -> Projection:
    fields: dict[str, Any] = {
        "name": "sample",
        "title": "Who cooperates with whom",
        "definition": "Two things are connected where a statement says that they cooperate.",
        "directed": False,
        "mode": "one-mode",
        "actor_rule": "as-stated",
        "graph_fingerprint": "0" * 64,
    }
    return Projection(
        **(fields | more),
        nodes=frame(nodes, NODE_COLUMNS),
        edges=frame(edges, EDGE_COLUMNS),
        statements=frame(statements, STATEMENT_COLUMNS),
        loss=frame(loss, LOSS_COLUMNS),
    )


def small(**more: Any) -> Projection:
    """Every stage, parallel relations, a conflict, vague dates, two sources of one statement."""
    nodes = [
        node("turku", "Turku", "Territory", "Åbo", "Турку", kind="municipality", country="Finland"),
        node("umea", "Umeå", "Territory", "Uumaja", kind="municipality", country="Sweden"),
        node("petersburg", "Saint Petersburg", "Territory", "Pietari", "Санкт-Петербург"),
        node("kainuu", "Kainuu", "Territory", kind="region", country="Finland"),
        node("council", "Regional Council of Kainuu", "Authority", country="Finland"),
        node("skbic", "SKBIC", "Organisation", "Swedish Karelian information centre"),
        node("bureau", "Barents bureau", "Office"),
        node("programme", "Kolarctic", "Programme"),
        node("call", "Kolarctic, call 8", "Call"),
        node("maritour", "MARITOUR", "Project"),
        node("memo", "Memorandum of 2018", "Agreement"),
        node("forum", "Forum of partners", "Event"),
        node("governor", "Governor", "Post"),
        node("anna", "Anna Andersson", "Person"),
        node("prize", "Best project", "Award"),
        node("tourism", "Tourism", "Theme"),
        node("lighthouse", "Lighthouse of Hanko", "Lighthouse"),
    ]
    edges = [
        edge(
            *("turku", "petersburg", "twinning"),
            type="Twinning",
            begin="1953",
            end="..",
            as_of="2013-01-01",
            begin_earliest="1953-01-01",
            begin_latest="1953-12-31",
        ),
        edge(
            "turku",
            "petersburg",
            "official",
            type="OfficialRelations",
            begin="[..1990]",
            begin_latest="1990-12-31",
        ),
        edge(
            "turku", "umea", "old-talks", type="Cooperation", stage="considered", as_of="2005-12-31"
        ),
        edge("turku", "umea", "planned", type="Cooperation", stage="planned"),
        edge("umea", "skbic", "grant", type="Grant", stage="completed", begin="2005", end="2005"),
        edge("umea", "kainuu", "agreed", type="Partnership", stage="agreed"),
        edge("kainuu", "council", "governs", type="Governance", stage=""),
        edge(
            "council",
            "memo",
            "signing",
            type="Signing",
            stage="completed",
            begin="2018-05-17",
            end="2018-05-17",
        ),
        edge("council", "maritour", "lead", type="Participation", role="lead-partner"),
        edge(
            "council",
            "maritour",
            "lead2",
            type="Participation",
            role="coordinator",
            stage="suspended",
        ),
        edge("maritour", "call", "approval", type="Approval", stage="withdrawn"),
        edge("call", "programme", "part", type="PartOf", stage="unknown"),
        edge("bureau", "skbic", "office", type="OfficeOf"),
        edge("forum", "petersburg", "forum", type="Occurrence", stage="completed"),
        edge("anna", "governor", "holding", type="OfficeHolding", stage="expired"),
        edge("prize", "maritour", "prize", type="Conferral", stage="completed"),
        edge("tourism", "maritour", "theme", type="Characterisation"),
        *(
            edge("kainuu", "petersburg", f"many{i}", type="Cooperation", stage=stage)
            for i, stage in enumerate(["in-force"] * 5 + ["considered"] * 2)
        ),
    ]
    statements = [
        statement(
            "twinning",
            "page",
            type="Twinning",
            label="Turku and Saint Petersburg are twin towns",
            as_of="2013-01-01",
            begin="1953",
            end="..",
            as_stated="1953",
        ),
        statement(
            "twinning",
            "leaflet",
            type="Twinning",
            label="Turku and Saint Petersburg are twin towns",
            as_of="2005-12-31",
            begin="1953",
            end="..",
            locator="block 2",
        ),
        statement(
            "official", "page", begin="[..1990]", basis="computed", as_stated="over 30 years"
        ),
        statement(
            "old-talks",
            "leaflet",
            label="Turku and Umeå considered cooperation",
            stage="considered",
            as_of="2005-12-31",
            note="An idea of the time.",
        ),
        statement("planned", stage="planned"),
        statement(
            "grant",
            stage="completed",
            conflicts_with=f"{ID}statement/agreed",
            basis="interpreted",
            confidence=0.7,
        ),
        statement(
            "agreed", stage="agreed", conflicts_with=f"{ID}statement/grant", preference="preferred"
        ),
        *(statement(key) for key in ("governs", "signing", "lead", "lead2", "approval", "part")),
        *(statement(key) for key in ("office", "forum", "holding", "prize", "theme")),
        *(statement(f"many{i}") for i in range(7)),
    ]
    loss = [
        {"effect": "read", "reason": "rows of the query", "count": 27},
        {"effect": "kept", "reason": "edges", "count": 24},
        {
            "effect": "dropped",
            "reason": "self-loop after folding",
            "count": 3,
            "detail": "Governance 3",
        },
    ]
    return projection(nodes, edges, statements, loss, **more)


def large(count: int = 250) -> Projection:
    """A network with hubs, of some size, the same each time."""
    kinds = ("Territory", "Organisation", "Authority", "Project", "Event", "Programme", "Agreement")
    stages = ("in-force", "in-force", "completed", "agreed", "considered", "planned", "")
    places = ("Leningrad Oblast", "Umeå", "Kostomuksha", "North Karelia", "Lower Silesia", "Bodø")
    nodes = [
        node(f"n{i:04}", f"{kinds[i % 7]} of {places[i % 6]} {i}", kinds[i % 7], country="Finland")
        for i in range(count)
    ]
    # Multiplying by primes scatters the partners; every fourth relation goes to one of six hubs.
    ends = [
        (f"n{i:04}", f"n{(i * 7 % 6 if k % 4 == 0 else (i * 13 + k * 29) % max(i, 1)):04}", k)
        for k in range(2)
        for i in range(1, count)
    ]
    pairs = [(a, b, k) for a, b, k in ends if a != b]
    edges, statements = [], []
    for i, (a, b, k) in enumerate(pairs):
        stage, begin = stages[(i * 5 + k) % 7], str(1990 + i % 30)
        dated = {
            "begin": begin,
            "begin_earliest": f"{begin}-01-01",
            "begin_latest": f"{begin}-12-31",
        }
        edges.append(edge(a, b, f"s{i}", type="Cooperation", stage=stage, **dated))
        statements.append(
            statement(f"s{i}", label=f"{a} cooperates with {b}", stage=stage, begin=begin)
        )
    return projection(nodes, edges, statements)


MALICE = (
    "</script><script>window.hacked=1</script>",
    "</ScRiPt ><img src=x onerror=window.hacked=1>",
    "<!--<script>",
    "]]><svg onload=window.hacked=1>",
    "javascript:window.hacked=1//",
    "data:text/html,<script>parent.hacked=1</script>",
    "{{7*7}}${7*7}$policy<%= 7*7 %>{% raw %}",
    "`${window.hacked=1}`';window.hacked=1;//\";window.hacked=1;//\\",
    "\u202egnp.exe\u202c\u2066\u200f",
    "\x00\x01\x1b[31m\ufffe\u2028\u2029",
    "👩‍👩‍👧‍👦🏴‍☠️é́́́ الطقس",
    "&lt;b&gt;&amp;&#x3c;",
    "x" * 10_000,
    '=HYPERLINK("https://example.org")',
)


def hostile() -> Projection:
    """Every string of the corpus in every field that can hold text."""
    count = len(MALICE)
    nodes, edges, statements, loss = [], [], [], []
    for i, text in enumerate(MALICE):
        nodes.append(
            node(str(i), text, text, text, kind=text, country=text, members=(ID + str(i), text))
            | {"id": f"{ID}{i:02}{text}"}
        )
        iri = f"{text}{i}"
        words = dict.fromkeys(("type", "role", "begin", "end", "stage", "as_of"), text)
        bounds = dict.fromkeys(
            ("begin_earliest", "begin_latest", "end_earliest", "end_latest"), text
        )
        ends = sorted((f"{ID}{i:02}{text}", f"{ID}{(i + 1) % count:02}{MALICE[(i + 1) % count]}"))
        edges.append(words | bounds | {"source": ends[0], "target": ends[1], "statements": (iri,)})
        statements.append(
            {name: text for name, kind in STATEMENT_COLUMNS.items() if kind == "text"}
            | {"statement": iri, "confidence": text}
        )
        loss.append({"effect": "note", "reason": text, "count": 1, "detail": text})
    title = " ".join(MALICE[:8])
    return projection(nodes, edges, statements, loss, title=title, definition=title, name=title)
