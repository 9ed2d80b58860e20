"""What only an earlier export states stays with its evidence, its source and its entities."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pandas as pd
import pytest
from hypothesis import strategies as st

from coopgraph.dataset.importing.history import RETIRED, EarlierExport, with_earlier
from coopgraph.dataset.mapping.blocks import DatasetMapping
from coopgraph.dataset.mapping.values import VALUE_COLUMNS, Values
from coopgraph.dataset.records.ledger import Changes
from coopgraph.dataset.records.records import Records
from coopgraph.vocabulary import dataset_iri

HEAD = "parties,source,locator,stage\n"
ONE = "aby | beby,report,block 1,in-force\n"
TWO = "beby | ceby,report,block 2,in-force\n"


@pytest.fixture
def export(towns: Callable[..., Path], read: Callable[[Path], Records]) -> Callable[..., Records]:
    """Read an export of some links; towns without a link are not in it."""

    def make(*links: str) -> Records:
        used = [t for t in ("aby", "beby", "ceby") if any(t in link for link in links)]
        table = "id,label\n" + "".join(f"{t},{t.title()}\n" for t in used)
        return read(towns(towns_csv=table, links_csv=HEAD + "".join(links)))

    return make


def said(records: Records, prop: str) -> list[str]:
    return sorted(records.values[records.values["property"] == prop]["value"])


def test_without_an_earlier_export_nothing_changes(export: Callable[..., Records]) -> None:
    records = export(ONE)
    assert with_earlier(records, "2024-01-01", []) is records


def test_what_is_gone_stays_whole_and_is_marked(export: Callable[..., Records]) -> None:
    old, new = export(ONE, TWO), export(ONE)
    whole = with_earlier(new, "2024-01-01", [EarlierExport("earlier/a", "2020-01-01", old)])
    assert said(whole, RETIRED) == ["2024-01-01"]
    assert len(said(whole, "coop:evidence")) == 2
    assert said(whole, "skos:prefLabel") == ["Aby", "Beby", "Ceby"]
    assert said(whole, "coop:identifier") == ["report", "report-2020-01-01"]
    nodes = set(whole.values["subject"])
    targets = whole.values[whole.values["property"].isin(["oa:hasSource", "coop:party"])]["value"]
    assert set(targets) <= nodes
    files = set(whole.origins["file"])
    assert files == {"towns.csv", "links.csv", "earlier/a/towns.csv", "earlier/a/links.csv"}


def test_a_value_that_differs_is_a_change_and_a_day_is_none(
    export: Callable[..., Records],
) -> None:
    old, new = export(ONE, TWO), export(ONE.replace("in-force", "expired"), TWO)
    whole = with_earlier(new, "2024-01-01", [EarlierExport("earlier/a", "2020-01-01", old)])
    assert whole.changes is not None
    counts = (whole.changes.added, whole.changes.changed, whole.changes.confirmed)
    assert counts == (0, 1, 1)
    assert whole.values.equals(new.values)


def test_the_day_of_the_mark_is_that_of_the_first_export_without_the_statement(
    export: Callable[..., Records],
) -> None:
    earlier = [
        EarlierExport("earlier/b", "2022-01-01", export(ONE)),
        EarlierExport("earlier/a", "2020-01-01", export(ONE, TWO)),
    ]
    whole = with_earlier(export(ONE), "2024-01-01", earlier)
    assert said(whole, RETIRED) == ["2022-01-01"]
    assert whole.changes is not None
    assert (whole.changes.retired, whole.changes.retired_before) == (0, 1)


# ---- any exports, against the same rules over sets of tuples ----------------------------------

Quad = tuple[str, str, str, str]
OWN = dataset_iri("towns", "")
STATEMENTS = [f"{OWN}statement/{n}" for n in "abcd"]
TOWNS = [f"{OWN}{n}" for n in "wxyz"]
SOURCES = [f"{OWN}source/{n}" for n in ("r", "s")]


@dataclass(frozen=True)
class Made:
    """An export: what it says, in order, and what its tables make."""

    said: list[Quad]
    statements: set[str]
    towns: set[str]
    refused: frozenset[str]


@st.composite
def exports(draw: st.DrawFn) -> Made:
    statements = draw(st.lists(st.sampled_from(STATEMENTS), unique=True))
    towns = draw(st.lists(st.sampled_from(TOWNS), unique=True))
    said: list[Quad] = []
    for town in towns:
        said.append((town, "rdf:type", "x:Territory", "iri"))
        said += [(town, "skos:note", draw(st.sampled_from("mn")), "string")]
    for iri in statements:
        said.append((iri, "rdf:type", "x:Twinning", "iri"))
        ends = st.lists(st.sampled_from([*TOWNS, *STATEMENTS]), max_size=3, unique=True)
        said += [(iri, "coop:party", end, "iri") for end in draw(ends)]
        notes = st.sampled_from([("1", "string"), ("1", "decimal"), ("2", "string")])
        said += [(iri, "skos:note", *note) for note in draw(st.lists(notes, max_size=3))]
        others = st.lists(st.sampled_from(STATEMENTS), max_size=2, unique=True)
        said += [(iri, "coop:conflictsWith", other, "iri") for other in draw(others)]
        said.append((iri, "coop:asOf", draw(st.sampled_from(["2019-01-01", "2020-01-01"])), "date"))
        for source in draw(st.lists(st.sampled_from(SOURCES), unique=True)):
            cited = f"{OWN}evidence/{iri[-1]}-{source[-1]}"
            said.append((iri, "coop:evidence", cited, "iri"))
            said.append((cited, "rdf:type", "x:Evidence", "iri"))
            said.append((cited, "oa:hasSource", source, "iri"))
    for source in SOURCES:
        said.append((source, "coop:identifier", source[-1], "string"))
        said.append((source, "dcterms:title", "Report", "string"))
    refused = frozenset(draw(st.sets(st.sampled_from(STATEMENTS)))) - set(statements)
    return Made(said, set(statements), set(towns), refused)


def records(made: Made, mapping: DatasetMapping) -> Records:
    rows = [("statements[0]", iri) for iri in sorted(made.statements)]
    rows += [("entities[0]", iri) for iri in sorted(made.towns)]
    origins = pd.DataFrame(rows, columns=["block", "subject"], dtype="str")
    origins = origins.assign(file="t.csv", row=range(2, len(rows) + 2))
    return Records(
        mapping=mapping,
        coded=Values.of([pd.DataFrame(made.said, columns=VALUE_COLUMNS, dtype="str")]),
        origins=origins,
        counts={},
        refused=made.refused,
    )


def kept_of(made: Made, gone: set[str], present: set[str], day: str) -> tuple[set[Quad], set[str]]:
    """What stays of an export, and the subjects whose rows it keeps."""
    own = {q for q in made.said if q[0] in gone and (q[1] != "coop:conflictsWith" or q[2] in gone)}
    cited = {q[2] for q in own if q[1] == "coop:evidence"}
    pointed = {q[2] for q in own if q[3] == "iri" and q[1] != "coop:evidence"}
    evidence = {q for q in made.said if q[0] in cited}
    new = {q for q in made.said if q[0] in pointed - present - gone}
    used = {q[2] for q in evidence if q[1] == "oa:hasSource"}
    cites = {(s, p, f"{o}-{day}" if o in used else o, k) for s, p, o, k in evidence}
    sources = {
        (f"{s}-{day}", p, f"{s[-1]}-{day}" if p == "coop:identifier" else o, k)
        for s, p, o, k in made.said
        if s in used
    }
    return own | cites | sources | new, {q[0] for q in own | evidence | new}


@hypothesis.given(exports(), st.lists(exports(), min_size=1, max_size=3))
def test_what_is_said_of_any_exports_is_what_the_rules_say(newest: Made, older: list[Made]) -> None:
    mapping = DatasetMapping({"id": "towns", "title": "Towns"}, {}, (), ())
    days = [f"20{30 - n}-01-01" for n in range(len(older) + 1)]
    earlier = [
        EarlierExport(f"earlier/{day}", day, records(made, mapping))
        for day, made in zip(days[1:], older, strict=True)
    ]
    whole = with_earlier(records(newest, mapping), days[0], earlier)

    said, known, present = set(newest.said), set(newest.statements), {q[0] for q in newest.said}
    files, retired, kept = {("t.csv", iri) for iri in newest.statements | newest.towns}, [], 0
    for day, follows, made in zip(days[1:], days, older, strict=False):
        gone = made.statements - known
        stays, subjects = kept_of(made, gone, present, day)
        told = gone - newest.refused
        said |= stays | {(iri, RETIRED, follows, "date") for iri in told}
        made_here = made.statements | made.towns
        files |= {(f"earlier/{day}/t.csv", iri) for iri in (subjects & made_here) - present}
        retired.append(len(told))
        kept += len(gone - told)
        known |= gone
        present |= subjects
    assert set(whole.values.itertuples(index=False, name=None)) == said
    assert set(zip(whole.origins["file"], whole.origins["subject"], strict=True)) == files

    def own(made: Made, iri: str) -> set[Quad]:
        skipped = ("coop:evidence", "coop:asOf")
        return {q for q in made.said if q[0] == iri and q[1] not in skipped}

    both = newest.statements & older[0].statements
    changed = sum(own(newest, iri) != own(older[0], iri) for iri in both)
    assert whole.changes == Changes(
        entities=frozenset(present & set().union(*(made.towns for made in older))),
        added=len(newest.statements - older[0].statements),
        changed=changed,
        confirmed=len(both) - changed,
        retired=retired[0],
        retired_before=sum(retired[1:]),
        kept=kept,
    )
