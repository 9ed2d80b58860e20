"""The page in notebooks: JupyterLab, and the static HTML that nbconvert makes of one."""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import nbconvert
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from playwright.sync_api import expect

from coopgraph.api import show
from coopgraph.graph import Graph
from coopgraph.network.projecting.projection import Projection
from coopgraph.networks import project
from coopgraph.showing import Shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def towns(demo_graph: Graph) -> Projection:
    return project(demo_graph, "partnerships")


@pytest.fixture(scope="module")
def shown(demo_graph: Graph, towns: Projection) -> Shown:
    return show(towns, graph=demo_graph, height=420, sparql=False)


def test_a_notebook_keeps_page_picture_and_sentence(shown: Shown) -> None:
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
    assert bundle["text/plain"].startswith("<page of Territories by partnership")
    assert bundle["text/html"].startswith("<iframe ")
    assert "trust the notebook" in bundle["text/html"]
    for label in ("Turku", "Saint Petersburg"):
        assert label in bundle["image/svg+xml"]


def static(shown: Shown, copies: int) -> str:
    """What nbconvert makes of a notebook that shows a page some times."""
    data = shown._repr_mimebundle_()
    outputs = [new_output("display_data", data=data)]
    cells = [new_code_cell("cg.show(network)", outputs=outputs) for _ in range(copies)]
    text, _ = nbconvert.HTMLExporter(embed_images=True).from_notebook_node(
        new_notebook(cells=cells)
    )
    # Its template links MathJax and RequireJS; they are no part of the page.
    return re.sub(r'<script[^>]*src="https?:[^>]*></script>', "", str(text))


def works(frame: "FrameLocator") -> None:
    """Search and read inside a frame."""
    frame.locator("html[data-ready]").wait_for(state="attached", timeout=20_000)
    frame.locator("#search").fill("abo")
    frame.locator("#search").press("Enter")
    expect(frame.locator("#details-title")).to_have_text("Turku")


def test_it_works_in_the_static_html_several_on_one_page(
    browser: "Browser", shown: Shown, tmp_path: Path
) -> None:
    target = tmp_path / "notebook.html"
    target.write_text(static(shown, 3), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1100, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(target.as_uri(), wait_until="domcontentloaded")
    frames = page.locator("iframe[srcdoc]")
    assert frames.count() == 3
    for i in range(3):
        frames.nth(i).scroll_into_view_if_needed()
        works(page.frame_locator("iframe[srcdoc]").nth(i))
        box = frames.nth(i).bounding_box()
        assert box
        assert box["height"] == pytest.approx(420, abs=6)
    outside = [a for a in asked if not a.startswith((target.as_uri(), "about:", "data:", "blob:"))]
    # What the template of nbconvert asks for stands in the notebook, never in a frame.
    assert all("mathjax" in address.lower() for address in outside)
    assert told == []
    context.close()


def test_where_scripts_are_blocked_a_sentence_says_so(
    browser: "Browser", shown: Shown, tmp_path: Path
) -> None:
    policy = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'none'\">"
    target = tmp_path / "blocked.html"
    target.write_text(f"<!doctype html><meta charset=utf-8>{policy}{shown._repr_html_()}", "utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(target.as_uri())
    inside = page.frame_locator("iframe")
    assert "scripts are not allowed to run" in inside.locator("#boot").inner_text()
    assert "no later evidence is held" in inside.locator("main").inner_text()
    assert "trust the notebook" in page.locator("body").inner_text()
    context.close()


def test_the_frame_cannot_reach_the_notebook(
    browser: "Browser", shown: Shown, tmp_path: Path
) -> None:
    target = tmp_path / "frame.html"
    target.write_text(f"<!doctype html><meta charset=utf-8>{shown._repr_html_()}", "utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(target.as_uri())
    frame = page.frames[1]
    frame.wait_for_load_state()
    assert frame.evaluate("window.origin") == "null"
    assert (
        frame.evaluate("(() => { try { return parent.document.title } catch { return 'no' } })()")
        == "no"
    )
    context.close()


@pytest.fixture(scope="module")
def lab(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A JupyterLab of its own on this machine, with a notebook that shows a page twice."""
    folder = tmp_path_factory.mktemp("lab")
    page = shown.write(folder / "page.html")
    # The kernel shows what Python made here: it need not build a graph of its own.
    bundle = folder / "bundle.json"
    bundle.write_text(json.dumps(shown._repr_mimebundle_()), encoding="utf-8")
    code = (
        "import json\nfrom IPython.display import display\n"
        f"bundle = json.load(open({str(bundle)!r}, encoding='utf-8'))\n"
        "for _ in range(2):\n    display(bundle, raw=True)"
    )
    notebook = new_notebook(cells=[new_code_cell(code)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "shown.ipynb")
    assert page.exists()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    own = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1"]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    log = (folder / "log.txt").open("wb")
    server = subprocess.Popen(
        command, cwd=folder, env=os.environ | own, stdout=log, stderr=subprocess.STDOUT
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                with urlopen(f"{address}/api/status?token={token}", timeout=1):
                    break
            except (URLError, OSError):
                assert server.poll() is None, (folder / "log.txt").read_text(encoding="utf-8")
                time.sleep(0.25)
        yield f"{address}/lab/tree/shown.ipynb?token={token}"
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def test_it_works_in_jupyterlab_several_on_one_page(browser: "Browser", lab: str) -> None:
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(lab)
    page.locator(".jp-Notebook .jp-Cell").first.click()
    page.locator(
        ".jp-NotebookPanel [data-command='notebook:run-cell-and-select-next']"
    ).first.wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Enter")
    frames = page.locator(".jp-OutputArea-output iframe[srcdoc]")
    expect(frames).to_have_count(2, timeout=60_000)
    for i in range(2):
        frames.nth(i).scroll_into_view_if_needed()
        works(page.frame_locator(".jp-OutputArea-output iframe[srcdoc]").nth(i))
    context.close()
