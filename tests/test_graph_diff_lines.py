"""Two sorted files side by side: what differs, whole subjects at a time, whatever the piece."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopgraph.dataset.records.quads import literal
from coopgraph.errors import GraphNotFound
from coopgraph.graph_diff_lines import text_of, unlike_pieces

LINES = st.sets(
    st.tuples(st.sampled_from(["a", "a-b", "ab", "b", "é"]), st.integers(0, 9)), max_size=20
)


def _lines(told: set[tuple[str, int]]) -> list[bytes]:
    return sorted(f'<x:{name}> <x:p> "{n}" <x:g> .\n'.encode() for name, n in told)


@given(one=LINES, other=LINES, at_once=st.integers(1, 200))
@settings(max_examples=200, deadline=None)
def test_pieces_are_all_that_differs(
    tmp_path_factory: pytest.TempPathFactory,
    one: set[tuple[str, int]],
    other: set[tuple[str, int]],
    at_once: int,
) -> None:
    folder = tmp_path_factory.mktemp("pieces")
    files = folder / "one.nq", folder / "other.nq"
    for path, told in zip(files, (one, other), strict=True):
        path.write_bytes(b"".join(_lines(told)))
    pieces = list(unlike_pieces(*files, at_once=at_once))
    seen: set[bytes] = set()
    for piece in pieces:
        assert piece[0] != piece[1]
        subjects = {line.partition(b" ")[0] for lines in piece for line in lines}
        assert not subjects & seen, "a subject is in two pieces"
        seen |= subjects
    gone = [line for old, new in pieces for line in old if line not in new]
    come = [line for old, new in pieces for line in new if line not in old]
    assert (gone, come) == (_lines(one - other), _lines(other - one))


def test_lines_that_are_not_sorted_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one.nq").write_bytes(b"<x:b> <x:p> <x:o> .\n<x:a> <x:p> <x:o> .\n")
    (tmp_path / "other.nq").write_bytes(b"")
    with pytest.raises(GraphNotFound, match="its lines are not sorted"):
        list(unlike_pieces(tmp_path / "one.nq", tmp_path / "other.nq"))


@given(
    st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["string", "@en", "edtf"])
)
def test_texts_are_read_as_they_were_written(text: str, kind: str) -> None:
    assert text_of(f"{literal(text, kind)} <x:g> .\n".encode()) == text


def test_the_text_of_a_thing_is_its_iri() -> None:
    assert text_of(b"<x:o> <x:g> .\n") == "x:o"
