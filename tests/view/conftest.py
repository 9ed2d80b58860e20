"""Pages in a real browser, watched: what they ask for, complain about, or let run."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coopgraph.view.page import write_page
from tests.view import samples

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) =>
  violations.push(event.violatedDirective + " " + event.blockedURI));
"""


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Files of pages by the name of their sample."""
    folder = tmp_path_factory.mktemp("sidor на диске")
    networks = {
        "small": samples.small(),
        "directed": samples.small(directed=True),
        "large": samples.large(),
        "hostile": samples.hostile(),
        "empty": samples.projection([]),
        "one": samples.projection([samples.node("a", "Åland", "Territory")]),
    }
    return {
        name: write_page(network, folder / f"{name}.html") for name, network in networks.items()
    }


class Watched:
    """An open page, and everything that it did besides showing itself."""

    def __init__(self, page: "Page", path: Path) -> None:
        self.page = page
        self.requests: list[str] = []
        self.messages: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("dialog", lambda dialog: self.messages.append(dialog.message))
        page.on("popup", lambda popup: self.messages.append(popup.url))
        page.add_init_script(WATCH)
        page.goto(path.as_uri())
        self.address = page.url

    def at(self, point: str) -> tuple[float, float]:
        """Where something of the picture is in the window: ``thingAt(0)`` or ``lineAt(3)``."""
        box = self.page.locator("#canvas").bounding_box()
        spot = self.page.evaluate(f"coopgraph.{point}")
        assert box
        return box["x"] + spot["x"], box["y"] + spot["y"]

    def click(self, point: str) -> None:
        self.page.mouse.click(*self.at(point))

    def details(self) -> str:
        return str(self.page.locator("#details").inner_text())

    def violations(self) -> list[str]:
        return list(self.page.evaluate("window.violations"))


@pytest.fixture
def opened(browser: "Browser", pages: dict[str, Path]) -> Iterator[Callable[..., Watched]]:
    """Open a sample; at the end it must have asked for nothing, complained of nothing."""
    watched: list[Watched] = []
    contexts = []

    def open_page(name: str, width: int = 1280, height: int = 860, **options: Any) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        watched.append(Watched(context.new_page(), pages[name]))
        return watched[-1]

    yield open_page
    for each in watched:
        assert each.requests == [each.address]
        assert each.messages == []
        assert each.violations() == []
    for context in contexts:
        context.close()
