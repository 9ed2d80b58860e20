"""Text as XML can hold it."""

import re
from typing import Final

from coopgraph.view.cells import strings

__all__ = ["clean", "said"]

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(value: str) -> str:
    r"""Leave out the characters that XML cannot hold.

    Parameters
    ----------
    value : str
        Any text.

    Returns
    -------
    str
        The rest of it.

    Examples
    --------
    >>> clean("Ume\x00å")
    'Umeå'
    """
    return _NOT_XML.sub("", value)


def said(value: object) -> str:
    """Give a cell as one text, several texts joined by `` | ``, without what XML cannot hold.

    Parameters
    ----------
    value : object
        Any cell.

    Returns
    -------
    str
        Its text; empty where the cell is.

    Examples
    --------
    >>> said(("Turku", "Åbo")), said(None), said(1.5)
    ('Turku | Åbo', '', '1.5')
    """
    return clean(" | ".join(strings(value)))
