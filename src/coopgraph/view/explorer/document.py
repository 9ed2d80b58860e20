"""A network as one HTML file that explains itself offline: the page, its policy, its chunks.

The data stand in the file as base64, which no parser can take for markup; a content security
policy admits the page's own script and style by their hashes and nothing else.
"""

import base64
import hashlib
import html
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import Final

from coopgraph.errors import CoopgraphError
from coopgraph.files import write_files
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.cells import text
from coopgraph.view.explorer.cited import cite
from coopgraph.view.explorer.container import packed
from coopgraph.view.explorer.core import core
from coopgraph.view.explorer.detail import detail, languages_of, names_of
from coopgraph.view.explorer.extras import Extras
from coopgraph.view.explorer.place import Place, place
from coopgraph.view.wording import resting_on

__all__ = ["explorer", "write_explorer"]

_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_ASSETS: Final = "explorer_assets"
_SPARQL: Final = ("queryjs", "wasm")
_ICON: Final = "data:,"
_BOOT: Final = (
    "This page is drawn by a script that is part of it. If this sentence stays, scripts are not "
    "allowed to run where the page is shown, such as in a notebook that is not trusted, or the "
    "file is not complete: open the file itself in a browser."
)


def explorer(
    projection: Projection,
    extras: Extras | None = None,
    *,
    title: str | None = None,
    placed: Place | None = None,
) -> str:
    """Return a network with its statements and sources as one HTML file that works offline.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    extras : Extras, optional
        What the graph says besides; with its N-Quads, the page answers SPARQL.
    title : str, optional
        Title of the page; the projection's own where none is given.
    placed : Place, optional
        Where the nodes stand, if that has been computed.

    Returns
    -------
    str
        HTML, to be written as UTF-8; the same for the same input.

    Raises
    ------
    CoopgraphError
        The page has not been built, which a checkout does on its own when it is installed.

    Examples
    --------
    >>> from coopgraph import project
    >>> explorer(project(name="partnerships"))[:15]
    '<!doctype html>'
    """
    known = extras or Extras()
    heading = text(title) or text(projection.title) or text(projection.name)
    # Placing and compressing need no interpreter: another core does them meanwhile.
    with ThreadPoolExecutor(1, thread_name_prefix="coopgraph") as aside:
        placing = aside.submit(lambda: placed or place(projection))
        cited, names = cite(projection, known), names_of(projection, known)
        second = aside.submit(packed, detail(projection, cited, known, names))
        first = core(
            projection,
            cited,
            placing.result(),
            title=heading,
            languages=languages_of(names),
            has_sparql=known.quads is not None,
        )
        chunks = [
            ("core", packed(first)),
            ("map110", _asset_packed("map110")),
            ("detail", second.result()),
        ]
    if known.quads is not None:
        chunks += [(name, _asset_packed(name)) for name in _SPARQL]
        chunks.append(("sparql", packed(known.quads)))
    stated = resting_on([each[1] or each[0] for each in cited.sources], cited.dates)
    credit = [text(f"Data: {each}") for each in projection.credits]
    return _document(heading, stated, credit, chunks, sparql=known.quads is not None)


def write_explorer(
    projection: Projection,
    path: str | Path,
    extras: Extras | None = None,
    *,
    title: str | None = None,
) -> Path:
    """Write a network as one HTML file that works offline; see `explorer`.

    Parameters
    ----------
    projection, extras, title
        As in `explorer`.
    path : str or pathlib.Path
        Where to; a file that is there is replaced once the new one is complete.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    CoopgraphError
        The file cannot be written, or the page has not been built.
    """
    target = Path(path)
    content = explorer(projection, extras, title=title).encode()
    return write_files(target.parent, {target.name: content})[0]


def _document(
    title: str,
    stated: str,
    credit: Iterable[str],
    chunks: Iterable[tuple[str, str]],
    *,
    sparql: bool,
) -> str:
    script, style = _asset("page.js").decode(), _asset("page.css").decode()
    plain = html.escape(" ".join(_UNSEEN.sub(" ", title).split()) or "Network")
    said = "".join(f"<li>{html.escape(line)}</li>" for line in credit)
    notices = _asset("NOTICES.txt").decode().replace("<", "\\u003c")
    data = "\n".join(
        f'<script type="application/octet-stream" id="chunk-{name}">{content}</script>'
        for name, content in chunks
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(script, style, sparql=sparql)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{plain}</title>
<link rel="icon" href="{_ICON}">
<style>{style}</style>
</head>
<body>
<div id="app"><main><h1>{plain}</h1><p>{html.escape(stated)}</p>
<p id="boot">{_BOOT}</p>
<ul>{said}</ul></main></div>
<script>{script}</script>
{data}
<script type="text/plain" id="notices">
{notices}</script>
<script type="application/octet-stream" id="end"></script>
</body>
</html>
"""


def _policy(script: str, style: str, *, sparql: bool) -> str:
    wasm, worker = (" 'wasm-unsafe-eval'", "; worker-src blob:") if sparql else ("", "")
    return (
        f"default-src 'none'; script-src {_hash(script)}{wasm}; style-src {_hash(style)}; "
        "img-src data: blob:; font-src 'none'; connect-src 'none'; base-uri 'none'; "
        f"form-action 'none'{worker}"
    )


def _hash(inline: str) -> str:
    digest = hashlib.sha256(inline.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _asset(name: str) -> bytes:
    found = files("coopgraph.view").joinpath(_ASSETS, name)
    if not found.is_file():
        raise CoopgraphError(
            f"the page of the explorer has not been built (there is no {name}): install "
            "coopgraph again, or draw with the other engine: --engine pyvis"
        )
    return found.read_bytes()


def _asset_packed(name: str) -> str:
    return base64.b64encode(_asset(f"{name}.gz")).decode("ascii")
