"""Memory that was used and is free again, given back to the system."""

import ctypes
import os
import sys
from pathlib import Path
from typing import Final

__all__ = ["give_back"]

_MUCH: Final = 500_000_000  # bytes: nobody misses less


def give_back() -> None:
    """Give free memory back to the system, where it is much and the system takes it.

    Allocators keep what was freed, for the next time. After a step that held much more than the
    next one needs, other processes should have it.

    Examples
    --------
    >>> give_back()
    """
    if sys.platform == "linux" and _held() < _MUCH:
        return
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of the GNU C library only
        if trim:
            trim(0)


def _held() -> int:
    """Return the resident memory of this process, in bytes."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return _MUCH
    return pages * os.sysconf("SC_PAGE_SIZE")
