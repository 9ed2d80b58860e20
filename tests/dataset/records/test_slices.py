"""Slices hold every subject once, with what it points to; together they are the whole."""

from pathlib import Path

import pytest

from coopgraph.dataset.generator import generate, write_generated
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.dataset.records.slices import examples, slices
from coopgraph.dataset.records.subjects import Subjects
from coopgraph.resources import demo_dataset
from coopgraph.store.ontology import load_schema
from coopgraph.store.parts import Parts
from coopgraph.stored import derived_records, store_records, write_nquads
from coopgraph.vocabulary import expand


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Records:
    folder = tmp_path_factory.mktemp("generated")
    write_generated(folder, generate(200))
    return read_records(folder, load_schema())


@pytest.fixture(scope="module")
def demo() -> Records:
    return read_records(demo_dataset(), load_schema())


def _lines(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


def test_every_quad_is_at_home_in_one_slice(demo: Records) -> None:
    found = [line for one in slices(Subjects([demo]), 500) for line in _lines(one.home)]
    whole = store_records([demo]).nquads().splitlines(keepends=True)
    assert len(found) == len(set(found))
    assert set(found) == {line for line in whole if b"/graph/baltic-barents> ." in line}


def test_what_is_seen_is_home_and_what_it_points_to(demo: Records) -> None:
    for one in slices(Subjects([demo]), 2000):
        assert one.seen.startswith(one.home)
        near = {line.partition(b" ")[0] for line in _lines(one.seen[len(one.home) :])}
        named = {line.split(b" ", 3)[2] for line in _lines(one.home)}
        assert near <= named


def test_of_some_properties_only_these_are_seen(demo: Records) -> None:
    wanted = {expand("skos:prefLabel"), expand("coop:party")}
    names = {f"<{name}>".encode() for name in wanted}
    subjects = Subjects([demo])
    every, some = slices(subjects, 2000), slices(subjects, 2000, wanted)
    for one, part in zip(every, some, strict=True):
        assert part.home == one.home
        expected = [line for line in _lines(one.seen) if line.split(b" ", 2)[1] in names]
        assert sorted(_lines(part.seen)) == sorted(expected)


def test_examples_have_all_that_is_said_of_them(generated: Records) -> None:
    subjects = Subjects([generated])
    found = examples(subjects, [])
    assert 0 < found.home.count(b"\n") < len(generated.coded) / 2
    own = {line.partition(b" ")[0] for line in _lines(found.home)}
    whole = [line for one in slices(subjects, 10**9) for line in _lines(one.home)]
    assert sorted(_lines(found.home)) == [line for line in whole if line.partition(b" ")[0] in own]


@pytest.mark.parametrize("name", ["generated", "demo"])
def test_an_unchecked_build_on_disk_is_that_in_memory(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Slices show the rules some properties only; no rule misses any."""
    records: Records = request.getfixturevalue(name)
    assert Parts(b"", checked=False).properties
    for place, limit in (("memory", 10**9), ("disk", 0)):
        store, _ = derived_records([records], checked=False, in_memory=limit, size=1000)
        write_nquads(store, tmp_path / place)
    assert (tmp_path / "disk").read_bytes() == (tmp_path / "memory").read_bytes()
