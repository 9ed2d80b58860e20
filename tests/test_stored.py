"""A graph built on disk is the same, byte for byte, as one built in memory."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from coopgraph.dataset.generator import generate, write_generated
from coopgraph.dataset.mapping.values import Values, constant_values
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.resources import demo_dataset
from coopgraph.store.check import shacl, verify
from coopgraph.store.derive import derive
from coopgraph.store.ontology import load_schema
from coopgraph.store.parts import Part, Parts
from coopgraph.store.store import Store
from coopgraph.stored import derived_records, store_records, write_nquads


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Records:
    folder = tmp_path_factory.mktemp("generated")
    write_generated(folder, generate(300))
    return read_records(folder, load_schema())


@pytest.fixture(scope="module")
def demo() -> Records:
    return read_records(demo_dataset(), load_schema())


@pytest.mark.parametrize("name", ["generated", "demo"])
def test_on_disk_and_in_memory_a_graph_is_the_same(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    records: Records = request.getfixturevalue(name)
    written = {}
    for place, limit in (("memory", 10**9), ("disk", 0)):
        store, sound = derived_records([records], in_memory=limit, size=1500)
        path = tmp_path / f"{place}.nq"
        digest, counts = write_nquads(store, path)
        assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
        assert sum(counts.values()) == path.read_bytes().count(b"\n") == len(store)
        store.write(tmp_path / place)
        opened = Store.open(tmp_path / place)
        assert opened.nquads() == path.read_bytes()
        assert bool(sound.shapes) == bool(sound.lint) == (place == "disk")
        written[place] = (digest, counts, shacl(store, sound=sound), verify(store, sound=sound))
    assert written["memory"] == written["disk"]


def test_the_files_of_a_store_on_disk_go_with_it(generated: Records) -> None:
    store, _ = derived_records([generated], checked=False, in_memory=0)
    assert store.bulk
    folder = store.bulk.folder
    assert folder.is_dir()
    del store
    assert not folder.exists()


def test_a_graph_made_on_disk_tells_how_far_it_is(generated: Records) -> None:
    steps: list[str] = []
    told: dict[str, list[tuple[int, int]]] = {}

    def advance(done: int, total: int) -> None:
        told.setdefault(steps[-1], []).append((done, total))

    derived_records([generated], in_memory=0, size=1500, progress=steps.append, advance=advance)
    said = len(generated.coded)
    assert list(told) == ["deriving, slice by slice", "loading"]
    sliced, loaded = told.values()
    assert len(sliced) > 3
    assert all(0 < done <= total == said for done, total in sliced)
    assert sliced == sorted(sliced)
    assert sliced[-1][0] > said * 0.95  # what is said twice counts once
    assert loaded[-1][0] > said


def test_a_run_that_was_ended_goes_on_with_the_slices_that_it_finished(
    generated: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    how: dict[str, Any] = {"in_memory": 0, "size": 1500, "kept": tmp_path / "kept"}
    store, sound = derived_records([generated], **how)
    kept = sorted(how["kept"].iterdir())
    assert len(kept) > 3
    whole = b"".join(store.canonical())
    kept[0].unlink()
    seen = tmp_path / "seen"
    examine = Parts.examine

    def counted(self: Parts, lines: bytes) -> Part:
        with seen.open("ab") as file:  # this is another process
            file.write(b".")
        return examine(self, lines)

    monkeypatch.setattr(Parts, "examine", counted)
    again, said = derived_records([generated], **how)
    assert b"".join(again.canonical()) == whole
    assert said == sound
    assert seen.read_bytes() == b"."
    assert sorted(how["kept"].iterdir()) == kept


def test_clean_data_conform(generated: Records) -> None:
    store = store_records([generated])
    derive(store)
    assert [*shacl(store), *verify(store)] == []


def test_what_is_wrong_is_found_in_slices_too(generated: Records) -> None:
    values = generated.values
    names = values["property"] == "skos:prefLabel"
    stages = values["property"].isin(["coop:stage", "coop:locator"]) & (values.index % 7 == 0)
    ends = (values["property"] == "coop:endLatest") & (values.index % 5 == 0)
    unnamed = values.index[names][:20]
    untyped = values.index[values["property"] == "rdf:type"][30:50]
    worse = values.drop([*unnamed, *untyped, *values.index[stages]])
    worse.loc[worse.index.isin(values.index[ends]), "value"] = "1900-01-01"
    wrong = replace(generated, coded=Values.of([worse]))
    found = []
    for limit in (10**9, 0):
        store, sound = derived_records([wrong], in_memory=limit, size=1500)
        found.append((shacl(store, sound=sound), verify(store, sound=sound)))
    assert found[0] == found[1]
    shapes, lint = ({v.rule for v in part} for part in found[0])
    assert {"Tie-stage", "Evidence-locator", "Roles-entity", "Entity-name"} <= shapes
    assert {"03-unknown-entity", "12-begin-after-end"} <= lint


def test_several_data_sets_are_sliced_together(generated: Records, demo: Records) -> None:
    graphs = []
    for limit in (10**9, 0):
        store, _ = derived_records([generated, demo], checked=False, in_memory=limit, size=2000)
        graphs.append(b"".join(store.canonical()))
    assert graphs[0] == graphs[1]


def _spoilt(records: Records, seed: int) -> Records:
    """Change one record in twenty: leave it out, say it of another, or say something else."""
    rng = np.random.default_rng(seed)
    values = records.values
    chosen = rng.permutation(len(values))[: len(values) // 20]
    gone, moved, other, kinds = np.array_split(chosen, 4)
    spoilt = values.copy()
    for rows, column in ((moved, "subject"), (other, "value"), (kinds, "kind")):
        spoilt.loc[rows, column] = values[column].iloc[rng.permutation(rows)].to_numpy()
    # Every subject and every address is one still, as the tables make no others.
    wrong = spoilt["kind"].eq("iri") & ~spoilt["value"].str.fullmatch(r"https?:\S+")
    return replace(records, coded=Values.of([spoilt[~wrong].drop(gone, errors="ignore")]))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_wrong_slices_and_examples_find_what_the_whole_does(
    generated: Records, demo: Records, seed: int
) -> None:
    wrong = [_spoilt(generated, seed), _spoilt(demo, seed)]
    whole, none = derived_records(wrong, in_memory=10**9)
    parted, sound = derived_records(wrong, in_memory=0, size=4000)
    assert b"".join(parted.canonical()) == whole.nquads()
    assert shacl(parted, sound=sound) == shacl(whole, sound=none) != []
    assert verify(parted, sound=sound) == verify(whole, sound=none) != []


def _both_ways(records: list[Records]) -> list[list[str]]:
    """Return the rules that are violated, of a graph in memory and of one on disk."""
    found = []
    for limit in (10**9, 0):
        store, sound = derived_records(records, in_memory=limit, size=1500)
        found.append([violation.rule for violation in shacl(store, sound=sound)])
    return found


def test_subjects_of_two_data_sets_look_alike_only_if_they_do(generated: Records) -> None:
    names = dict(generated.coded.names)
    for column in ("subject", "value"):
        names[column] = pc.replace_substring(names[column], "/id/generated/", "/id/second/")
    properties = names["property"].to_pylist()
    others = ["rdfs:seeAlso" if name == "coop:stage" else name for name in properties]
    names["property"] = pa.array(others, pa.large_string())
    told = {**generated.mapping.dataset, "id": "second"}
    second = replace(
        generated,
        coded=Values(names, generated.coded.codes),
        mapping=replace(generated.mapping, dataset=told),
    )
    memory, disk = _both_ways([generated, second])
    assert memory.count("Tie-stage") > 300
    assert memory == disk


def test_an_example_does_not_stand_for_what_has_another_text(generated: Records) -> None:
    values = generated.values
    done = values["value"].str.endswith("/stage/completed") & (values["property"] == "coop:stage")
    own = values["subject"].isin(values.loc[done, "subject"])
    bounds = own & values["property"].isin(["coop:endEarliest", "coop:endLatest"])
    ends = values.index[own & (values["property"] == "coop:end")]
    worse = values.copy()
    worse.loc[ends, "value"] = "XXXX"
    worse.loc[ends[-3:], "value"] = ".."
    memory, disk = _both_ways([replace(generated, coded=Values.of([worse[~bounds]]))])
    assert memory.count("Finished") == 3
    assert memory == disk


def test_an_example_does_not_stand_for_what_names_one_thing_twice(demo: Records) -> None:
    rows = []
    for name in "abcd":
        rows += [(f"https://x/{name}", "rdf:type", "coop:Organisation", "term")]
    for name, funder, recipient in (("1", "a", "b"), ("2", "c", "c"), ("3", "b", "d")):
        statement = f"https://x/s{name}"
        rows += [
            (statement, "rdf:type", "coop:Funding", "term"),
            (statement, "rdf:type", "coop:Statement", "term"),
            (statement, "coop:funder", f"https://x/{funder}", "iri"),
            (statement, "coop:recipient", f"https://x/{recipient}", "iri"),
        ]
    memory, disk = _both_ways([replace(demo, coded=Values.of([constant_values(rows)]))])
    assert memory.count("Funding-ends") == 1
    assert memory == disk
