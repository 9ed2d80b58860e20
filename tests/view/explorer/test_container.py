"""Containers of columns: what is put in comes out, on whole addresses, the same each time."""

import base64
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.view.explorer.container import Container, as_json, packed
from tests.view.explorer.decoder import opened

LIMITS = {"u8": (0, 2**8 - 1), "u16": (0, 2**16 - 1), "u32": (0, 2**32 - 1)}
LIMITS |= {"i32": (-(2**31), 2**31 - 1)}
COLUMNS = st.sampled_from(sorted(LIMITS)).flatmap(
    lambda kind: st.tuples(
        st.just(kind), st.lists(st.integers(*LIMITS[kind]), max_size=9), st.just(False)
    )
)


@given(st.lists(COLUMNS, max_size=5), st.text())
def test_columns_come_out_as_they_were_put_in(
    columns: list[tuple[str, list[int], bool]], title: str
) -> None:
    container = Container()
    for i, (kind, values, _) in enumerate(columns):
        container.add(f"c{i}", np.array(values, dtype=np.int64), kind)
        container.add_json(f"j{i}", {"title": title})
    found = opened(container.content({"title": title}))
    assert found.meta == {"title": title}
    for i, (kind, values, _) in enumerate(columns):
        assert found[f"c{i}"].tolist() == values
        assert found.sections[f"c{i}"]["type"] == kind
        assert found[f"j{i}"] == {"title": title}


@given(st.lists(st.integers(0, 1000)))
def test_offsets_are_sums_of_counts(counts: list[int]) -> None:
    container = Container()
    container.add_offsets("at", np.array(counts, dtype=np.int64))
    assert opened(container.content({}))["at"].tolist() == [0, *np.cumsum(counts).tolist()]


@pytest.mark.parametrize(
    ("most", "kind"), [(0, "u8"), (255, "u8"), (256, "u16"), (65535, "u16"), (65536, "u32")]
)
def test_codes_are_as_narrow_as_they_can_be(most: int, kind: str) -> None:
    container = Container()
    container.add_codes("codes", np.array([most]))
    found = opened(container.content({}))
    assert found.sections["codes"]["type"] == kind
    assert found["codes"].tolist() == [most]


def test_offsets_compress_to_next_to_nothing() -> None:
    container = Container()
    container.add_offsets("at", np.ones(100_000, dtype=np.int64))
    assert len(packed(container.content({}))) < 1500


def test_lone_surrogates_become_replacement_characters() -> None:
    assert as_json({"a": "x\ud800y"}).decode() == '{"a":"x\ufffdy"}'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_an_error(value: Any) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        as_json([value])


def test_packing_has_no_date_in_it() -> None:
    assert packed(b"x" * 100) == packed(b"x" * 100)
    head = base64.b64decode(packed(b"abc"))[:10]
    assert head == b"\x1f\x8b\x08\0\0\0\0\0\0\xff"  # gzip, no name, no time, no system
