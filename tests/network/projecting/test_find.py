"""Nodes are found by any of their names."""

import pandas as pd
import pytest

from coopgraph.errors import AmbiguousName, NameNotFound
from coopgraph.network.projecting.assemble import assemble
from coopgraph.network.projecting.find import find
from coopgraph.network.projecting.known import known
from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make


@pytest.mark.parametrize(
    "name",
    [
        make.iri("umea"),
        "Umeå",
        "Uumaja",
        "umea",
        "UMEA",
        " umeå ",
    ],
)
def test_a_node_has_many_names(demo: Projection, name: str) -> None:
    assert find(demo, name) == make.iri("umea")


@pytest.mark.parametrize(
    "name", ["Санкт-Петербург", "Pietari", "saint-petersburg", "sankt peterburg"]
)
def test_a_node_has_names_in_all_languages(demo: Projection, name: str) -> None:
    assert find(demo, name) == make.iri("saint-petersburg")


def test_who_is_folded_into_a_node_is_found_in_it(folded: Projection) -> None:
    assert find(folded, "City of Turku") == make.iri("turku")
    assert find(folded, "turku office") == make.iri("turku")


def test_an_unknown_name_comes_with_near_ones(demo: Projection) -> None:
    with pytest.raises(NameNotFound, match=r'"demo" is called "Petrozavods"\. Near: Petrozavodsk'):
        find(demo, "Petrozavods")


@pytest.mark.parametrize("name", ["", "…", "Xyzzy"])
def test_a_name_like_no_other(demo: Projection, name: str) -> None:
    with pytest.raises(NameNotFound, match="is called"):
        find(demo, name)


def named(*pairs: tuple[str, str, tuple[str, ...]]) -> Projection:
    """Nodes with these ids, labels and other names."""
    table = make.network([], isolates=[iri for iri, _, _ in pairs]).nodes
    table["label"] = pd.Series([label for _, label, _ in pairs], dtype="str")
    table["names"] = pd.Series([(label, *others) for _, label, others in pairs], dtype=object)
    return make.network([], nodes=table)


def test_several_nodes_of_one_name_are_listed() -> None:
    with pytest.raises(
        AmbiguousName,
        match=r'"vyborg" is the name of 2 nodes\. .*VYBORG \(\) 2; Vyborg \(\) 1',
    ):
        find(named(("1", "Vyborg", ()), ("2", "VYBORG", ())), "vyborg")


def test_the_exact_name_wins_over_a_folded_one() -> None:
    assert find(named(("1", "Vyborg", ()), ("2", "VYBORG", ())), "VYBORG") == "2"


def test_a_label_wins_over_another_name() -> None:
    assert find(named(("1", "Karelia", ()), ("2", "Republic", ("Karelia",))), "Karelia") == "1"


def test_a_misprint_is_found_and_no_name(entity_table: pd.DataFrame) -> None:
    hidden = [("Ümea",) if one == make.iri("umea") else () for one in entity_table["id"]]
    network = assembled(entity_table.assign(hidden=pd.Series(hidden, dtype=object)))
    assert find(network, "Ümea") == find(network, "ümea") == make.iri("umea")
    assert "Ümea" not in network.nodes["names"].explode().to_list()


def test_a_name_wins_over_a_misprint(entity_table: pd.DataFrame) -> None:
    hidden = [("TURKU",) if one == make.iri("umea") else () for one in entity_table["id"]]
    network = assembled(entity_table.assign(hidden=pd.Series(hidden, dtype=object)))
    assert find(network, "turku") == make.iri("turku")


def test_a_name_that_only_the_graph_has_is_told(entity_table: pd.DataFrame) -> None:
    with pytest.raises(NameNotFound, match=r"The graph has Kainuu, .* try another projection"):
        find(assembled(entity_table), "kainuu")


def test_near_names_are_of_the_same_script() -> None:
    network = named(("1", "ЕС", ()), ("2", "Конгресс", ()))
    with pytest.raises(NameNotFound, match=r'is called "Congress"\.$'):
        find(network, "Congress")


def assembled(entities: pd.DataFrame) -> Projection:
    """Turku and Umeå, one edge."""
    rows, facts = make.rows(("s", "turku", "umea")), make.statements({"statement": "s"})
    tables = known(entities, facts, make.fold_table())
    return assemble(make.spec(), rows, tables, graph_fingerprint="g")
