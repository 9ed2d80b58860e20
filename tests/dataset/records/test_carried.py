"""Corrections hold for rows of a newer export that are known again, and for no others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coopgraph.dataset.mapping.reader import read_mapping
from coopgraph.dataset.records.carried import Carried, carried_corrections
from coopgraph.vocabulary import Schema

HEAD = "id,label,kind\n"
MARKS = "rejected: table,rejected: row,rejected: why,"


@pytest.fixture
def carried(towns: Callable[..., Path], schema: Schema, tmp_path: Path) -> Callable[..., Carried]:
    """Carry corrections of the towns over to a newer list of towns."""

    def run(old: str, corrected: str, new: str) -> Carried:
        older = towns(towns_csv=HEAD + old).rename(tmp_path / "older")
        (older / "corrected").mkdir()
        path = older / "corrected" / "towns.csv"
        path.write_text(MARKS + HEAD + corrected, encoding="utf-8")
        newer = towns(towns_csv=new if new.startswith("id") else HEAD + new)
        mappings = [read_mapping(folder, schema) for folder in (older, newer)]
        return carried_corrections(older, mappings[0], newer, mappings[1])

    return run


def _lines(made: Carried) -> list[str]:
    content = made.files.get("corrected/towns.csv", b"").decode("utf-8-sig")
    return content.splitlines()[1:]


def test_the_row_of_the_same_key_is_corrected_where_it_is_now(
    carried: Callable[..., Carried],
) -> None:
    made = carried("aby,Aby,cty\n", "towns,2,,aby,Aby,city\n", "beby,Beby,city\naby,Aaby,cty\n")
    assert _lines(made) == ["towns,3,,aby,Aaby,city"]
    assert (made.held, made.lost) == (1, {})


@pytest.mark.parametrize(
    "new",
    [
        "aby,Aby,town\n",  # the faulty cell is another
        "abyy,Aby,cty\n",  # the key is another
        "aby,Aby,cty\naby,Aby,cty\n",  # it may be either
        "id,name,kind\naby,Aby,cty\n",  # the columns are others
        "",
    ],
)
def test_nothing_is_guessed(carried: Callable[..., Carried], new: str) -> None:
    made = carried("aby,Aby,cty\n", "towns,2,,aby,Aby,city\n", new)
    assert made == Carried({}, 0, {"corrected/towns.csv": [2]})


def test_rows_that_are_alike_were_corrected_alike(carried: Callable[..., Carried]) -> None:
    twice = "aby,Aby,cty\n" * 2
    made = carried(twice, "towns,2,,aby,Aby,city\ntowns,3,,aby,Aby,city\n", twice)
    assert _lines(made) == ["towns,2,,aby,Aby,city", "towns,3,,aby,Aby,city"]
    assert made.lost == {}


def test_a_row_with_too_many_cells_must_be_the_same_in_all(
    carried: Callable[..., Carried],
) -> None:
    made = carried(
        "aby,Aby,on sea,city\n", 'towns,2,,aby,"Aby, on sea",city\n', "aby,Aby,on sea,city\n"
    )
    assert _lines(made) == ['towns,2,,aby,"Aby, on sea",city']
