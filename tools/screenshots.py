"""Pictures of the explorer for README and documentation, taken in a real Chromium.

Run as ``python -m tools.screenshots [FOLDER]``; FOLDER is ``docs/pictures`` unless told. The page
is that of the packaged demo graph. Pictures are reduced to a palette, so that they stay small.
"""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coopgraph.api import show
from coopgraph.graph import open_graph
from coopgraph.networks import project

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["main", "take"]

_COLOURS: Final = 256
_QUERY: Final = "SELECT ?tie ?begin { ?s a coop:Partnership ; rdfs:label ?tie ; coop:begin ?begin }"


def _select(name: str) -> Callable[["Page"], None]:
    def act(page: "Page") -> None:
        page.locator("#search").fill(name)
        page.locator("#search").press("Enter")
        page.locator("#details .relation summary").first.click()

    return act


def _ask(page: "Page") -> None:
    page.locator("textarea.sparql").fill(_QUERY)
    page.get_by_role("button", name="Run").click()
    page.get_by_role("grid").wait_for()


def _stay(_: "Page") -> None:
    """The page as it opens."""


PICTURES: Final[dict[str, tuple[str, str, tuple[int, int], Callable[["Page"], None]]]] = {
    "explorer-network": ("", "light", (1280, 800), _stay),
    "explorer-details": ("", "light", (1280, 800), _select("Turku")),
    "explorer-map": ("#view=map", "light", (1280, 800), _stay),
    "explorer-table": ("#view=table&tab=edges", "light", (1280, 800), _stay),
    "explorer-query": ("#view=query", "light", (1280, 800), _ask),
    "explorer-dark": ("#colour=community&t=2000..2013", "dark", (1280, 800), _stay),
    "explorer-phone": ("", "light", (390, 844), _select("Kainuu")),
}
"""Name to address, colours, size, and what is done before the picture is taken."""


def take(browser: "Browser", page_file: Path, folder: Path) -> list[Path]:
    """Take all pictures.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
        A Chromium.
    page_file : pathlib.Path
        A page of the explorer.
    folder : pathlib.Path
        Where the pictures go; files that are there are replaced.

    Returns
    -------
    list of pathlib.Path
        The pictures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    for name, (address, scheme, size, act) in PICTURES.items():
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(page_file.as_uri() + address)
        page.locator("html[data-ready]").wait_for(state="attached")
        act(page)
        page.mouse.move(1, 1)
        page.wait_for_timeout(700)
        taken.append(_saved(page.screenshot(), folder / f"{name}.png"))
        context.close()
    return taken


def _saved(content: bytes, path: Path) -> Path:
    from PIL import Image

    picture = Image.open(io.BytesIO(content)).convert("RGB")
    picture = picture.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)
    return path


def main(arguments: list[str]) -> int:
    """Write the page of the demo graph, take its pictures, print them, return the exit code."""
    from playwright.sync_api import sync_playwright

    folder = Path(arguments[0]) if arguments else Path("docs/pictures")
    found = shutil.which(os.environ.get("COOPGRAPH_CHROMIUM", "chromium"))
    if not found:
        print("no Chromium: run `make browser`, or set COOPGRAPH_CHROMIUM")
        return 1
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        graph = open_graph()
        page = show(project(graph), graph=graph).write(Path(scratch) / "page.html")
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(
            executable_path=found, args=options, chromium_sandbox=False
        )
        for path in take(browser, page, folder):
            print(f"{path} {path.stat().st_size:,} bytes")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
