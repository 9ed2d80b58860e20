import pandas as pd
import pytest
from rapidfuzz.distance import OSA

from coopgraph.dataset.reconcile import slips
from coopgraph.dataset.reconcile.slips import near_names


def names(*keys: str) -> pd.DataFrame:
    return pd.DataFrame({"place": range(len(keys)), "main": True, "key": keys})


def test_one_slip_in_a_short_name_two_in_a_long_one() -> None:
    known = names("turku", "petrozavodsk")
    assert near_names(["turkku"], known) == {"turkku": [(0, True, "turku", 1)]}
    assert near_names(["petrozavod"], known) == {"petrozavod": [(1, True, "petrozavodsk", 2)]}
    assert near_names(["tuk", "trkkku"], known) == {}


def test_it_is_the_same_as_comparing_all() -> None:
    known = ["petrozavodsk", "petrozavod", "kostomuksha", "kostamuksha", "lappeenranta", "lappi"]
    wanted = ["petrozavodks", "kostomuksa", "lapeenranta", "lapi"]
    found = near_names(wanted, names(*known))
    for name in wanted:
        most = 2 if len(name) >= 8 else 1
        near = {k for k in known if OSA.distance(name, k) <= most}
        assert {key for _, _, key, _ in found.get(name, [])} == near


def test_small_chunks_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    known = names("petrozavodsk", "kostomuksha")
    whole = near_names(["petrozavods", "kostomuksh"], known)
    monkeypatch.setattr(slips, "CELLS", 1)
    assert near_names(["petrozavods", "kostomuksh"], known) == whole
