"""The bytes of a page: safe, self-contained, and cut files can be told."""

import base64
import hashlib
from pathlib import Path

import pytest

from coopgraph.errors import CoopgraphError
from coopgraph.view.explorer import document
from coopgraph.view.explorer.document import explorer, write_explorer
from tests.view.samples import hostile, small
from tests.view.test_page import Reader, policy


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def scripts(reader: Reader) -> list[dict[str, str | None]]:
    return [attributes for tag, attributes in reader.elements if tag == "script"]


def test_it_declares_its_encoding_and_language(demo_page: str) -> None:
    head = '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    assert demo_page.startswith(head)


def test_the_policy_with_sparql(demo_page: str) -> None:
    reader = Reader(demo_page)
    rules = policy(reader)
    script = reader.inside("script")[0]
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == [hashed(script), "'wasm-unsafe-eval'"]
    assert rules["style-src"] == [hashed(reader.inside("style")[0])]
    assert rules["worker-src"] == ["blob:"]
    assert rules["img-src"] == ["data:", "blob:"]
    for name in ("connect-src", "font-src", "base-uri", "form-action"):
        assert rules[name] == ["'none'"]


def test_the_policy_without_sparql() -> None:
    rules = policy(Reader(explorer(small())))
    assert "worker-src" not in rules
    assert len(rules["script-src"]) == 1
    assert not any("unsafe" in word for words in rules.values() for word in words)


def test_one_script_runs_and_the_rest_is_data(demo_page: str) -> None:
    reader = Reader(demo_page)
    runs, *data = scripts(reader)
    assert runs == {}
    assert {one["type"] for one in data} == {"application/octet-stream", "text/plain"}
    names = ["core", "map110", "detail", "queryjs", "wasm", "sparql"]
    assert [one["id"] for one in data] == [*(f"chunk-{name}" for name in names), "notices", "end"]


def test_the_licences_of_others_travel_with_the_page(demo_page: str) -> None:
    reader = Reader(demo_page)
    notices = next(text for text in reader.inside("script") if "Software of others" in text)
    for name in ("preact", "oxigraph", "d3-geo"):
        assert name in notices


def test_nothing_in_it_is_fetched_from_anywhere(demo_page: str) -> None:
    reader = Reader(demo_page)
    for tag, attributes in reader.elements:
        assert "src" not in attributes, tag
        assert "style" not in attributes, tag
        assert not any(name.startswith("on") for name in attributes), tag
        assert str(attributes.get("href", "#")).startswith(("#", "data:,")), tag


def test_a_hostile_network_makes_no_element() -> None:
    calm, wild = Reader(explorer(small())), Reader(explorer(hostile()))
    calm_tags, wild_tags = ([tag for tag, _ in reader.elements] for reader in (calm, wild))
    assert [tag for tag in wild_tags if tag != "li"] == [tag for tag in calm_tags if tag != "li"]


def test_a_hostile_title_is_text() -> None:
    reader = Reader(explorer(small(), title="</title><script>alert(1)</script>\u202e$data\x00"))
    assert reader.inside("title") == ["</title><script>alert(1)</script> $data"]


def test_the_title_can_be_chosen() -> None:
    assert "<title>Mine</title>" in explorer(small(), title="Mine")


def test_it_says_what_it_rests_on_before_any_script_runs() -> None:
    text = " ".join(part for _, part in Reader(explorer(small())).texts)
    assert "2005-12-31 to 2018-12-31; no later evidence is held." in text
    assert "scripts are not allowed to run" in text


def test_it_is_written_as_utf8(tmp_path: Path) -> None:
    target = write_explorer(small(), tmp_path / "nätverk сеть.html")
    assert target.read_bytes() == explorer(small()).encode()
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_a_page_that_was_not_built_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_ASSETS", "nowhere")
    with pytest.raises(CoopgraphError, match="--engine pyvis"):
        explorer(small())
