"""A dump is what was put into it, with its digest and the size of each graph."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.store.dump import Dump

LINES = st.sampled_from(
    [
        b"<x:a> <x:p> <x:b> <x:g> .\n",
        b'<x:a> <x:p> "in <x:g> .\\n"@en <x:h> .\n',
        b'<x:a> <x:p> "\xc3\xbc" <x:h> .\n',
        b"<x:g> <x:p> <x:g> <x:gg> .\n",
    ]
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dump") / "graph.nq"


@given(pieces=st.lists(st.lists(LINES, max_size=5).map(b"".join), max_size=5))
def test_pieces_are_counted_as_the_whole_is(path: Path, pieces: list[bytes]) -> None:
    with Dump(path) as dump:
        for piece in pieces:
            dump.add(piece)
    whole = b"".join(pieces)
    graphs = [line.rsplit(b" ", 2)[1].decode()[1:-1] for line in whole.splitlines()]
    assert path.read_bytes() == whole
    assert dump.counts == {graph: graphs.count(graph) for graph in graphs}
    assert dump.lines == len(graphs)
    assert dump.digest == hashlib.sha256(whole).hexdigest()


def test_the_file_is_closed_where_a_build_fails(tmp_path: Path) -> None:
    line = b"<x:a> <x:p> <x:b> <x:g> .\n"
    dump = Dump(tmp_path / "graph.nq")
    with pytest.raises(TypeError), dump:
        dump.add(b"".join([line, None]))  # type: ignore[list-item]
    with pytest.raises(ValueError, match="closed"):
        dump.add(line)
