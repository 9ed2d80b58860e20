"""What came out of parts of a graph, kept until the whole is done: an ended run goes on there.

What is kept is found by the content of the part and of all that works on it, never by its name or
date.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final

from coopgraph.resources import ontology_folder
from coopgraph.store.check import Sound
from coopgraph.store.parts import Part

__all__ = ["Finished", "parts_kept"]

_NAME: Final = re.compile(r"[0-9a-f]{64}(?:\.\d+)?")


class Finished:
    r"""Looks a part up before it is worked on, and keeps what came out.

    Parameters
    ----------
    folder : Path
        Where it is kept; made when there is something to keep.
    background : bytes
        What every part is seen together with.
    checked : bool
        Whether shapes and lint queries are applied too.

    Examples
    --------
    >>> import tempfile
    >>> kept = Finished(Path(tempfile.mkdtemp()) / "parts", b"", checked=False)
    >>> kept.through(lambda lines: Part(lines, b"", Sound()), b"one")
    Part(derived=b'one', needed=b'', sound=Sound(shapes=frozenset(), lint=frozenset()))
    >>> kept.through(lambda lines: Part(b"another", b"", Sound()), b"one").derived
    b'one'
    """

    def __init__(self, folder: Path, background: bytes, *, checked: bool):
        self.folder = folder
        self._about = background, checked

    def through(self, examine: Callable[[bytes], Part], lines: bytes) -> Part:
        """Return what comes out of a part: of now, or of the run before."""
        path = self.folder / sha256(self._stamp + lines).hexdigest()
        part = _read(path)
        if part is None:
            part = examine(lines)
            with suppress(OSError):  # a full disk: then nothing is kept
                self._write(path, part)
        return part

    @cached_property
    def _stamp(self) -> bytes:
        """A digest of all that decides what comes out of a part, besides the part."""
        background, checked = self._about
        names = ("coopgraph", "pyoxigraph")
        said = [background, *(version(name).encode() for name in names), b"%d" % checked]
        rules = (sorted(ontology_folder().glob(f"{n}/*")) for n in ("rules", "shapes", "verify"))
        programs = sorted(Path(__file__).parent.glob("*.py"))  # of a checkout, whose version stays
        said += [path.read_bytes() for paths in (*rules, programs) for path in paths]
        return sha256(b"".join(sha256(one).digest() for one in said)).digest()

    def _write(self, path: Path, part: Part) -> None:
        sound = {"shapes": sorted(part.sound.shapes), "lint": sorted(part.sound.lint)}
        body = part.derived + part.needed
        head = {**sound, "derived": len(part.derived), "sha256": sha256(body).hexdigest()}
        self.folder.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}")
        new.write_bytes(json.dumps(head).encode() + b"\n" + body)
        new.replace(path)


@contextmanager
def parts_kept(target: Path) -> Iterator[Path]:
    """Give a hidden folder for finished parts, beside what is made of them.

    When the block ends, well or by an error, they go. They stay where the run is ended from
    outside: the next one goes on there.

    Parameters
    ----------
    target : Path
        What is made.

    Yields
    ------
    Path
        The folder, for `Finished`.

    Examples
    --------
    >>> with parts_kept(Path("build")) as folder:
    ...     print(folder.name)
    .build.parts
    """
    target = target.absolute()
    folder = target.with_name(f".{target.name}.parts")
    try:
        yield folder
    except Exception:
        _forget(folder)
        raise
    _forget(folder)


def _forget(folder: Path) -> None:
    """Remove the parts that are kept in a folder, and the folder if it has nothing else."""
    with suppress(OSError):
        for path in folder.iterdir():
            if _NAME.fullmatch(path.name):
                path.unlink()
        folder.rmdir()


def _read(path: Path) -> Part | None:
    """Return what a file keeps; None where there is none, or it is not whole."""
    try:
        text, _, body = path.read_bytes().partition(b"\n")
        head = json.loads(text)
        if head["sha256"] != sha256(body).hexdigest():
            return None  # the power went before all of it was on the disk
        cut = int(head["derived"])
        sound = Sound(frozenset(map(str, head["shapes"])), frozenset(map(str, head["lint"])))
        return Part(body[:cut], body[cut:], sound)
    except (OSError, ValueError, KeyError, TypeError):
        return None
