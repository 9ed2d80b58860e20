"""Write files whole or not at all."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from coopgraph.errors import CoopgraphError

__all__ = ["write_files"]


def write_files(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder; each appears complete, or stays as it was.

    Parameters
    ----------
    folder : pathlib.Path
        An existing folder.
    contents : mapping of str to bytes
        File names and what goes into them. All are written to the disk before the first is put
        in its place.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    CoopgraphError
        The folder is missing, or a file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in write_files(Path(folder), {"a.txt": b"a"})]
    ['a.txt']
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist: make it first"
        raise CoopgraphError(f"cannot write {', '.join(contents)}: the folder {folder} {what}")
    waiting: dict[Path, Path] = {}
    target = folder
    try:
        for name, content in contents.items():
            target = folder / name
            if target.is_dir():
                raise CoopgraphError(f"cannot write {target}: it is a folder; give a file name")
            waiting[target] = folder / f".{secrets.token_hex(8)}.part"
            with waiting[target].open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for target, temporary in waiting.items():
            temporary.replace(target)
    except OSError as error:
        raise CoopgraphError(
            f"cannot write {target}: {error.strerror or error}; "
            "choose a folder where you may write and that has room"
        ) from error
    finally:
        for temporary in waiting.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    return list(waiting)
