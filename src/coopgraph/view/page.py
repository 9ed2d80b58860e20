"""A network as one HTML file that works offline and asks nothing of any server.

The data stand in the file as JSON and reach the page as text, never as markup; a content security
policy admits the file's own scripts and styles by their hashes and nothing else.
"""

import base64
import hashlib
import html
import json
import re
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final

from coopgraph.files import write_files
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.cells import text
from coopgraph.view.content import content
from coopgraph.view.drawing import drawing, vis_script
from coopgraph.view.palette import stylesheet

__all__ = ["notebook_frame", "page", "write_page"]

_SCRIPTS: Final = ("base", "state", "details", "legend", "table", "picture", "search", "main")
_ESCAPES: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_UNDER_FRAME: Final = (
    "<p><small>An interactive page of coopgraph. Where it does not appear, scripts are blocked: "
    "trust the notebook, or open the file that <code>write</code> makes.</small></p>"
)
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def page(projection: Projection, *, title: str | None = None) -> str:
    """Return the picture of a network with its statements and sources, as one HTML file.

    The same projection gives the same characters. The page opens from a folder, makes no request,
    and shows for every node and line its statements, their dates and who states them.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    title : str, optional
        Title of the page; the projection's own where none is given.

    Returns
    -------
    str
        HTML, to be written as UTF-8.

    Raises
    ------
    CoopgraphError
        The network is larger than a page can show.

    Examples
    --------
    >>> from coopgraph import project
    >>> page(project(name="partnerships"))[:15]
    '<!doctype html>'
    """
    shown = content(projection, text(title) or None)
    data = json.dumps(
        shown | {"network": drawing(shown)},
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    ).translate(_ESCAPES)
    vis, script, style = vis_script(), _script(), stylesheet() + _asset("page.css")
    plain_title = " ".join(_UNSEEN.sub(" ", shown["title"]).split())
    return Template(_asset("page.html")).substitute(
        policy=_policy(scripts=(vis, script), style=style),
        title=html.escape(plain_title or "Network"),
        style=style,
        data=data,
        vis=vis,
        script=script,
    )


def write_page(projection: Projection, path: str | Path, *, title: str | None = None) -> Path:
    """Write the page of a network to a file.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    path : str or pathlib.Path
        Where to; a file that is there is replaced once the new one is complete.
    title : str, optional
        Title of the page; the projection's own where none is given.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    CoopgraphError
        The file cannot be written, or the network cannot be shown.

    Examples
    --------
    >>> import tempfile
    >>> from coopgraph import project
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_page(project(name="partnerships"), Path(folder) / "network.html").name
    'network.html'
    """
    target = Path(path)
    return write_files(target.parent, {target.name: page(projection, title=title).encode()})[0]


def notebook_frame(html_page: str, height: int = 640) -> str:
    """Return a frame that shows a page inside a notebook, cut off from the notebook itself.

    Parameters
    ----------
    html_page : str
        What `page` returns.
    height : int
        Height in pixels.

    Returns
    -------
    str
        HTML for ``IPython.display.HTML``. Scripts of the page run without access to the notebook;
        links to other sites do not open from inside the frame.

    Examples
    --------
    >>> print(notebook_frame("<p>", 200))
    <iframe title="Network" width="100%" height="200" sandbox="allow-scripts" srcdoc="&lt;p&gt;">...
    """
    return (
        f'<iframe title="Network" width="100%" height="{int(height)}" sandbox="allow-scripts" '
        f'srcdoc="{html.escape(html_page, quote=True)}"></iframe>{_UNDER_FRAME}'
    )


def _asset(name: str) -> str:
    return files("coopgraph.view").joinpath("assets", name).read_text(encoding="utf-8")


def _script() -> str:
    parts = "\n".join(_asset(f"{name}.js") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}\n}})();\n'


def _policy(scripts: tuple[str, ...], style: str) -> str:
    allowed = " ".join(map(_hash, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data: blob:; "
        "font-src 'none'; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _hash(inline: str) -> str:
    digest = hashlib.sha256(inline.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
