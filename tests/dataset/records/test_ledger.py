"""The ledger accounts for every row, or raises."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopgraph.dataset.mapping.presets import preset_folder
from coopgraph.dataset.records.ledger import TableCount
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.store.ontology import load_schema

CELLS = st.sampled_from(["", "Lindhavn", "Fjernby", "Sund", "Berg"])


def counts(records: Records, table: str) -> dict[str, int]:
    found = next(count for count in records.ledger if count.table == table)
    return {
        name: getattr(found, name)
        for name in ("read", "used", "merged", "empty", "filtered", "rejected")
        if getattr(found, name)
    }


def test_a_ledger_that_does_not_balance_raises() -> None:
    with pytest.raises(ValueError, match="4 rows read, 3 accounted for"):
        TableCount("t", "t.csv", read=4, used=1, merged=1, rejected=1)


def test_rows_are_used_or_filtered(
    towns: Callable[..., Path], read: Callable[[Path], Records]
) -> None:
    folder = towns(towns_csv="id,label,kind\naby,Aby,city\nbeby,Beby,city\nceby,Ceby,village\n")
    with (folder / "mapping.toml").open("a", encoding="utf-8") as file:
        file.write('\n[tables.towns]\nwhere = { kind = "city" }\n')
    records = read(folder)
    assert counts(records, "towns") == {"read": 3, "used": 2, "filtered": 1}
    assert counts(records, "links") == {"read": 1, "used": 1}


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Records]:
    folder = tmp_path_factory.mktemp("cities")
    with preset_folder("sister-cities") as preset:
        for path in preset.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
    (folder / "cities").mkdir()

    def make(text: str) -> Records:
        (folder / "cities" / "cities.csv").write_text(text, encoding="utf-8")
        return read_records(folder, load_schema(), lenient=True)

    return make


def test_rows_that_say_the_same_are_merged(cities: Callable[[str], Records]) -> None:
    text = "Lindhavn\tFjernby\nFjernby\tLindhavn\nLindhavn\tFjernby\nSund\tBerg\n"
    assert counts(cities(text), "cities") == {"read": 4, "used": 2, "merged": 2}


@settings(max_examples=25)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=12))
def test_every_row_of_any_table_is_accounted_for(
    cities: Callable[[str], Records], rows: list[tuple[str, str]]
) -> None:
    records = cities("Oster\tVester\n" + "".join(f"{a}\t{b}\n" for a, b in rows))
    found = counts(records, "cities")
    said = {tuple(sorted(row)) for row in rows if all(row) and row[0] != row[1]}
    assert found["read"] == 1 + sum(any(row) for row in rows)
    assert found["read"] == sum(n for name, n in found.items() if name != "read")
    assert found["used"] >= 1 + len(said)
