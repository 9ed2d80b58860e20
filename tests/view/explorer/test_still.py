"""The picture that stands in for the page: well-formed, without scripts, whatever is in it."""

import pytest
from lxml import etree

from coopgraph.network.projecting.projection import Projection
from coopgraph.view.explorer import still as module
from coopgraph.view.explorer.place import place
from coopgraph.view.explorer.still import still
from tests.view.samples import hostile, large, projection, small


def drawn(network: Projection) -> "etree._Element":
    return etree.fromstring(still(network, place(network)).encode())


def texts(picture: "etree._Element") -> list[str]:
    return [str(text.text) for text in picture.iter("{*}text")]


def test_it_names_the_most_connected() -> None:
    picture = drawn(small())
    assert "Kainuu" in texts(picture)
    assert picture.findtext("{*}title") == "Who cooperates with whom"
    assert len(list(picture.iter("{*}path"))) == 1 + 17


def test_malice_is_text() -> None:
    picture = drawn(hostile())
    tags = {etree.QName(element).localname for element in picture.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "path", "g", "text"}
    assert not any(name.startswith("on") for element in picture.iter() for name in element.attrib)


def test_nothing_is_a_blank_picture() -> None:
    assert texts(drawn(projection([]))) == []


def test_what_is_not_drawn_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SHAPES", 100)
    monkeypatch.setattr(module, "_LINES", 50)
    network = large()
    said = drawn(network).findtext("{*}desc")
    assert said == f"150 nodes and {len(network.edges) - 50} edges are not drawn."


def test_labels_do_not_overlap_and_are_few() -> None:
    found = texts(drawn(large()))
    assert 5 < len(found) <= 25
    assert len(set(found)) == len(found)
