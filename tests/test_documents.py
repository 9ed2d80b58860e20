"""Citations are compared with the documents themselves."""

from hashlib import sha256
from pathlib import Path

import pytest

from coopgraph.dataset.mapping.template import init
from coopgraph.documents import check_documents
from coopgraph.errors import CoopgraphError, InputError

TEXT = "Our partner towns\n\nTwinned for more than 30 years.\n\nOne joint project.\n"


@pytest.fixture
def cited(tmp_path: Path) -> Path:
    """A data set that cites the second block of a document, which lies beside it."""
    folder = tmp_path / "data"
    init(folder)
    sources = folder / "sources.toml"
    content = sources.read_text("utf-8").replace("# file = ", "file = ")
    assert "\nfile = " in content
    sources.write_text(content, encoding="utf-8")
    for name in ("participations.csv", "structure.csv"):
        (folder / name).unlink()
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "example-page.txt").write_text(TEXT, encoding="utf-8")
    return folder


def documents(cited: Path) -> Path:
    return cited.parent / "documents"


def cite(cited: Path, locator: str) -> None:
    path = cited / "cooperation.csv"
    text = path.read_text("utf-8")
    assert "block 2" in text
    path.write_text(text.replace("block 2", locator), encoding="utf-8")


def messages(cited: Path, *, update: bool = False) -> list[str]:
    with pytest.raises(InputError) as caught:
        check_documents(cited, documents(cited), update=update)
    return [str(problem) for problem in caught.value.problems]


def test_hashes_are_written_and_then_agree(cited: Path) -> None:
    assert check_documents(cited, documents(cited), update=True) == 1
    passage = sha256(b"Twinned for more than 30 years.").hexdigest()
    written = (cited / "passages.csv").read_text("utf-8")
    assert written == f"source,locator,hash\nexample-page,block 2,sha256:{passage}\n"
    assert check_documents(cited, documents(cited)) == 1


def test_a_changed_document_is_noticed(cited: Path) -> None:
    check_documents(cited, documents(cited), update=True)
    changed = TEXT.replace("30 years", "40 years")
    (documents(cited) / "example-page.txt").write_text(changed, encoding="utf-8")
    assert any("block 2" in m for m in messages(cited))
    assert check_documents(cited, documents(cited), update=True) == 1


def test_a_new_citation_can_be_hashed(cited: Path) -> None:
    check_documents(cited, documents(cited), update=True)
    cite(cited, "block 2 | block 3")
    assert check_documents(cited, documents(cited), update=True) == 2


@pytest.mark.parametrize("update", [False, True])
def test_a_locator_that_points_nowhere_is_wrong_either_way(cited: Path, update: bool) -> None:
    cite(cited, "block 9")
    assert any("no such block: the document has 3" in m for m in messages(cited, update=update))
    assert not (cited / "passages.csv").exists()


def test_a_missing_document_is_named(cited: Path) -> None:
    (documents(cited) / "example-page.txt").unlink()
    assert any('"example-page.txt": no such file' in m for m in messages(cited))


def test_a_document_in_another_encoding_is_named(cited: Path) -> None:
    (documents(cited) / "example-page.txt").write_bytes("Umeå".encode("latin-1"))
    assert any("the document is not UTF-8" in m for m in messages(cited))


def test_a_missing_folder_is_named(cited: Path, tmp_path: Path) -> None:
    with pytest.raises(CoopgraphError, match="there is no folder"):
        check_documents(cited, tmp_path / "none")


@pytest.mark.shared
def test_the_demo_data_agree_with_their_documents(root: Path, shared_dir: Path) -> None:
    folder = root / "graph_data" / "baltic-barents"
    assert check_documents(folder, shared_dir / "sources") > 50
