"""Pictures for the documentation: taken of a real page, small, and all there."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coopgraph.view.explorer.document import write_explorer
from tests.view.samples import small
from tools import screenshots

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.browser
def test_pictures_are_taken_and_small(
    browser: "Browser", monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    some = {name: screenshots.PICTURES[name] for name in ("explorer-details", "explorer-table")}
    monkeypatch.setattr(screenshots, "PICTURES", some)
    page = write_explorer(small(), tmp_path / "page.html")
    taken = screenshots.take(browser, page, tmp_path / "pictures")
    assert [path.name for path in taken] == ["explorer-details.png", "explorer-table.png"]
    for path in taken:
        content = path.read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert 5_000 < len(content) < 200_000


def test_every_picture_of_the_documentation_is_there(root: Path) -> None:
    found = {path.stem for path in (root / "docs/pictures").glob("explorer-*.png")}
    assert found == set(screenshots.PICTURES)
