"""What only an earlier export states stays with its evidence, its source and its entities."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coopgraph.dataset.importing.history import RETIRED, EarlierExport, with_earlier
from coopgraph.dataset.records.records import Records

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
