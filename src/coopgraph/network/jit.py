"""Machine code for the few loops that no array operation expresses.

A kernel is a plain function over arrays, so it can be read, typed and tested as such. Numba, heavy
to import, is loaded when the first kernel is wanted, never before.
"""

from collections.abc import Callable
from functools import cache
from typing import ParamSpec, TypeVar, cast

__all__ = ["compiled"]

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Give a kernel as machine code that runs without the interpreter's lock.

    It is compiled for the types of its first call, a second or so, and kept on disk beside the
    module, or in the user's own cache where that folder is read-only; later processes load it.

    Parameters
    ----------
    function : callable
        One self-contained function of numbers and arrays.

    Returns
    -------
    callable
        The same function, compiled.
    """
    return cast(Callable[P, R], _dispatcher(function))


@cache
def _dispatcher(function: Callable[..., object]) -> object:
    from numba import njit  # type: ignore[import-untyped]

    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder that Numba may write to
        return njit(nogil=True)(function)
