"""The bytes of a page: safe, self-contained, and the same each time."""

import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from coopgraph.errors import CoopgraphError
from coopgraph.view.page import notebook_frame, page, write_page
from tests.view.samples import MALICE, hostile, projection, small


class Reader(HTMLParser):
    """Collects elements, and the texts of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self._inside, data))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def inside(self, tag: str) -> list[str]:
        return [text for inside, text in self.texts if inside == tag]


@pytest.fixture(scope="module")
def written() -> str:
    return page(small())


def policy(reader: Reader) -> dict[str, list[str]]:
    content = next(a["content"] for t, a in reader.elements if t == "meta" and "http-equiv" in a)
    parts = (part.split() for part in str(content).split(";"))
    return {part[0]: part[1:] for part in parts}


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_same_network_gives_the_same_bytes(written: str) -> None:
    assert page(small()).encode() == written.encode()


def test_it_declares_its_encoding_and_language(written: str) -> None:
    assert written.startswith('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')


def test_the_policy_admits_its_own_scripts_and_styles_and_nothing_else(written: str) -> None:
    reader = Reader(written)
    rules = policy(reader)
    data, *scripts = reader.inside("script")
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == [hashed(script) for script in scripts]
    assert rules["style-src"] == [hashed(style) for style in reader.inside("style")]
    for name in ("connect-src", "font-src", "base-uri", "form-action"):
        assert rules[name] == ["'none'"]
    assert not any("unsafe" in word for words in rules.values() for word in words)
    assert json.loads(data)["title"] == "Who cooperates with whom"


def test_nothing_in_it_is_fetched_from_anywhere(written: str) -> None:
    reader = Reader(written)
    for tag, attributes in reader.elements:
        assert "src" not in attributes, tag
        assert "style" not in attributes, tag
        assert not any(name.startswith("on") for name in attributes), tag
        assert str(attributes.get("href", "#")).startswith(("#", "data:,")), tag
    style = reader.inside("style")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_a_hostile_text_is_data_and_nothing_more() -> None:
    calm, wild = Reader(page(small())), Reader(page(hostile()))
    assert [tag for tag, _ in wild.elements] == [tag for tag, _ in calm.elements]
    data = wild.inside("script")[0]
    assert not set(data) & set("<>&\u2028\u2029\x00")
    shown = json.loads(data)
    assert {thing["label"] for thing in shown["things"]} == set(MALICE)
    assert wild.inside("script")[1:] == calm.inside("script")[1:]


def test_a_hostile_title_is_text() -> None:
    written = page(small(), title="</title><script>alert(1)</script>\u202e$data\x00")
    reader = Reader(written)
    assert reader.inside("title") == ["</title><script>alert(1)</script> $data"]
    assert len(reader.inside("script")) == 3


def test_the_title_can_be_chosen() -> None:
    assert "<title>Mine</title>" in page(small(), title="Mine")
    assert "<title>Network</title>" in page(projection([], title="\u202e", name=" "))


def test_scripts_set_text_never_markup() -> None:
    script = Reader(page(small())).inside("script")[2]
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert not re.search(forbidden, script)


def test_an_empty_network_has_a_page() -> None:
    assert json.loads(Reader(page(projection([]))).inside("script")[0])["things"] == []


def test_a_page_is_written_as_utf8(tmp_path: Path) -> None:
    target = tmp_path / "nätverk сеть.html"
    assert write_page(small(), target) == target
    assert target.read_bytes() == page(small()).encode()
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_a_page_replaces_an_older_one_only_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_text("older", encoding="utf-8")
    with pytest.raises(ValueError, match="no such thing"):
        write_page(Broken.of(small()), target)
    assert target.read_text(encoding="utf-8") == "older"
    write_page(small(), str(target), title="Newer")
    assert "<title>Newer</title>" in target.read_text(encoding="utf-8")


class Broken:
    """A projection whose fingerprint fails."""

    @staticmethod
    def of(network: object) -> object:
        class Failing(type(network)):  # type: ignore[misc]
            @property
            def fingerprint(self) -> str:
                raise ValueError("no such thing")

        names = ("nodes", "edges", "statements", "loss", "name", "title", "definition")
        more = ("directed", "mode", "actor_rule", "graph_fingerprint")
        return Failing(**{name: getattr(network, name) for name in (*names, *more)})


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CoopgraphError, match=r"cannot write x\.html: the folder .*absent does not"):
        write_page(small(), tmp_path / "absent" / "x.html")


def test_a_frame_holds_the_page_and_no_more_rights_than_scripts(written: str) -> None:
    (tag, attributes), *_ = Reader(notebook_frame(written, height=480)).elements
    assert tag == "iframe"
    assert attributes["srcdoc"] == html.unescape(html.escape(written))
    assert attributes["sandbox"] == "allow-scripts"
    assert attributes["height"] == "480"


def test_a_frame_cannot_be_broken_out_of() -> None:
    elements = Reader(notebook_frame('"><script>alert(1)</script>')).elements
    assert [tag for tag, _ in elements] == ["iframe", "p", "small", "code"]
