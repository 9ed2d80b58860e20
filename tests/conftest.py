"""What every test shares: no network, reference data where there are any, a real browser.

``COOPGRAPH_REQUIRE_SHARED=1`` makes missing reference data a failure instead of a skip;
``COOPGRAPH_CHROMIUM`` names another browser than Debian's; ``HYPOTHESIS_PROFILE=soak`` makes
properties run long.
"""

import ipaddress
import os
import shutil
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]

CHROMIUM_ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    # No name resolves: whatever a page asks of the network fails, and is seen to be asked.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]

# Two busy cores make single examples slow; a deadline would only make tests flaky.
hypothesis.settings.register_profile("gate", deadline=None, derandomize=True, max_examples=100)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=3000, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


class NetworkUse(RuntimeError):
    """A test tried to reach beyond this machine."""


def _loopback(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guard_network(patch: pytest.MonkeyPatch) -> None:
    """Let sockets reach this machine only, everywhere: tests, doctests, fixtures, imports."""

    def on_address(name: str, position: int) -> None:
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, *args: Any) -> Any:
            address = args[position]
            inet = self.family in (socket.AF_INET, socket.AF_INET6)
            if inet and not _loopback(address[0]):
                raise NetworkUse(f"socket.{name}({address!r}): tests use no network")
            return original(self, *args)

        patch.setattr(socket.socket, name, guarded)

    def on_name(name: str) -> None:
        original = getattr(socket, name)

        def guarded(host: Any, *args: Any, **options: Any) -> Any:
            if not _loopback(host):
                raise NetworkUse(f"socket.{name}({host!r}): tests use no network")
            return original(host, *args, **options)

        patch.setattr(socket, name, guarded)

    on_address("connect", 0)
    on_address("connect_ex", 0)
    on_address("sendto", -1)
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        on_name(name)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the tests marked soak as well")


def pytest_configure(config: pytest.Config) -> None:
    # A job in the background starts with Ctrl-C ignored, and its children inherit that; the tests
    # that interrupt a program need what a terminal gives.
    if (
        signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        and threading.current_thread() is threading.main_thread()
    ):
        signal.signal(signal.SIGINT, signal.default_int_handler)
    patch = pytest.MonkeyPatch()
    _guard_network(patch)
    config.add_cleanup(patch.undo)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--soak"):
        long = [item for item in items if "soak" in item.keywords]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if "soak" not in item.keywords]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared"):
        _shared()


def _shared() -> Path:
    folder = Path(os.environ.get("COOPGRAPH_SHARED") or ROOT.parent / "shared")
    if folder.is_dir():
        return folder
    message = "the reference data (../shared) are not here"
    if os.environ.get("COOPGRAPH_REQUIRE_SHARED", "0") not in ("", "0"):
        pytest.fail(f"{message}, and COOPGRAPH_REQUIRE_SHARED is set", pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of reference data beside the checkout; mark the test `shared` too."""
    return _shared()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a real Chromium. Having none is a failure, never a skip."""
    named = os.environ.get("COOPGRAPH_CHROMIUM")
    found = shutil.which(named) if named else shutil.which("chromium")
    if not found:
        pytest.fail("no Chromium: run `make browser`, or set COOPGRAPH_CHROMIUM", pytrace=False)
    return found


# One browser a module, not a session: playwright keeps an event loop running in the thread, which
# tests that start their own would trip over.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator["Browser"]:
    """A headless Chromium without network, driven by playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=CHROMIUM_ARGUMENTS, chromium_sandbox=False
        )
        yield launched
        launched.close()


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A blank page in a fresh profile."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def requests(page: "Page") -> list[str]:
    """Addresses that `page` asks for beyond files, as they are asked for; must stay empty."""
    asked: list[str] = []
    local = ("file:", "data:", "blob:", "about:")

    def note(request: Any) -> None:
        if not request.url.startswith(local):
            asked.append(request.url)

    page.on("request", note)
    page.on("websocket", lambda websocket: asked.append(websocket.url))
    return asked
