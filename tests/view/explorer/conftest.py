"""The page of the explorer: written here, decoded in Python, opened in Chromium and watched."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import coopgraph.graph
from coopgraph.graph import Graph
from coopgraph.network.projecting.projection import Projection
from coopgraph.networks import project
from coopgraph.showing import extras_of
from coopgraph.view.explorer.document import explorer
from coopgraph.view.explorer.extras import Extras
from tests.view.conftest import WATCH
from tests.view.explorer.decoder import Chunk, chunks, opened
from tests.view.samples import hostile, node, projection, small

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page


@pytest.fixture(scope="session")
def demo_graph() -> Graph:
    """The packaged demo graph."""
    return coopgraph.graph._demo()


@pytest.fixture(scope="session")
def demo(demo_graph: Graph) -> Projection:
    """All cooperation in it."""
    return project(demo_graph)


@pytest.fixture(scope="session")
def demo_extras(demo_graph: Graph, demo: Projection) -> Extras:
    """What the graph says besides."""
    return extras_of(demo_graph, demo)


@pytest.fixture(scope="session")
def demo_page(demo: Projection, demo_extras: Extras) -> str:
    """Its page."""
    return explorer(demo, demo_extras)


class Pages:
    """Files of pages by the name of their sample, each written when first asked for."""

    def __init__(self, folder: Path, writers: dict[str, Callable[[], str]]) -> None:
        self._folder = folder
        self._writers = writers

    def __getitem__(self, name: str) -> Path:
        path = self._folder / f"{name}.html"
        if not path.exists():
            path.write_bytes(self._writers[name]().encode())
        return path


@pytest.fixture(scope="session")
def explorer_pages(
    demo_page: str, demo: Projection, tmp_path_factory: pytest.TempPathFactory
) -> Pages:
    """Pages to open, in a folder with a name that not every locale can write."""
    return Pages(
        tmp_path_factory.mktemp("sidor на диске"),
        {
            "demo": lambda: demo_page,
            "light": lambda: explorer(demo),
            "small": lambda: explorer(small()),
            "directed": lambda: explorer(small(directed=True)),
            "hostile": lambda: explorer(hostile()),
            "empty": lambda: explorer(projection([])),
            "one": lambda: explorer(projection([node("a", "Åland", "Territory")])),
        },
    )


class Visit:
    """An open page, what it shows, and everything that it did besides showing itself."""

    def __init__(self, page: "Page", path: Path, address: str = "", *, wait: bool = True) -> None:
        self.page = page
        self.path = path
        self.requests: list[str] = []
        self.messages: list[str] = []
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("console", lambda message: self._told(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("dialog", lambda dialog: self.messages.append(dialog.message))
        page.on("popup", lambda popup: self.messages.append(popup.url))
        page.add_init_script(WATCH)
        page.goto(path.as_uri() + address)
        if wait:
            page.locator("html[data-ready]").wait_for(state="attached")

    def _asked(self, address: str) -> None:
        if not address.startswith((self.path.as_uri(), "blob:", "data:")):
            self.requests.append(address)

    def _told(self, message: str) -> None:
        if "GL Driver Message" not in message:  # software drawing says that it is slow
            self.messages.append(message)

    def violations(self) -> list[str]:
        return list(self.page.evaluate("window.violations"))

    @property
    def hash(self) -> str:
        """The part of the address that holds the state."""
        return str(self.page.evaluate("decodeURIComponent(location.hash)"))

    @property
    def details(self) -> "Locator":
        return self.page.locator("#details")

    @property
    def title(self) -> str:
        """What is selected."""
        return self.page.locator("#details-title").inner_text()

    @property
    def hidden(self) -> str:
        """The line that says how much is shown."""
        return self.page.locator("#hidden-line").inner_text()

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def settled(self) -> None:
        """Wait until what has been asked for has been drawn."""
        self.page.evaluate(
            "() => new Promise((done) =>"
            " requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
        )

    def search(self, text: str) -> None:
        self.page.locator("#search").fill(text)

    def hits(self) -> list[str]:
        found = self.page.get_by_role("listbox", name="Things found").get_by_role("option")
        return found.locator(".hit").all_inner_texts()

    def core(self) -> Chunk:
        """What the file says, decoded in Python."""
        return opened(chunks(self.path.read_text(encoding="utf-8"))["core"])

    def at(self, label: str) -> tuple[float, float]:
        """Where a node is in the window, while the camera is at ``cam=0.5,0.5,0.9``."""
        core = self.core()
        row = core["nodes.label"].index(label)
        x, y = core["nodes.x"][row] / 65535, 1 - core["nodes.y"][row] / 65535
        return self._point(x, y)

    def between(self, edge: int) -> tuple[float, float]:
        """The middle of a straight edge, likewise."""
        from tests.view.explorer.decoder import edges

        core = self.core()
        ends = [(core["nodes.x"][i], core["nodes.y"][i]) for i in edges(core)[edge]]
        x, y = (sum(int(end[axis]) for end in ends) / 2 / 65535 for axis in (0, 1))
        return self._point(x, 1 - y)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        box = self.page.locator("#stage .host").bounding_box()
        assert box
        scale = 0.9 * min(box["width"], box["height"])
        left = box["x"] + box["width"] / 2 + (x - 0.5) * scale
        return left, box["y"] + box["height"] / 2 + (y - 0.5) * scale


STILL = "#cam=0.5,0.5,0.9"
"""Address of a picture whose camera is known."""


@pytest.fixture
def visit(browser: "Browser", explorer_pages: Pages) -> Iterator[Callable[..., Visit]]:
    """Open a page; at the end it must have asked for nothing and complained of nothing."""
    visits: list[Visit] = []
    contexts = []

    def open_page(
        name: str | Path,
        address: str = "",
        *,
        width: int = 1280,
        height: int = 860,
        script: str = "",
        wait: bool = True,
        **options: Any,
    ) -> Visit:
        options = {"reduced_motion": "reduce"} | options
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        path = name if isinstance(name, Path) else explorer_pages[name]
        visits.append(Visit(context.new_page(), path, address, wait=wait))
        return visits[-1]

    yield open_page
    for each in visits:
        assert each.requests == []
        assert each.messages == []
        assert each.violations() == []
    for context in contexts:
        context.close()
