"""Texts that are safe to show: no control characters, no addresses that are programs."""

import re
from typing import Final

from coopgraph.vocabulary import is_web_address

__all__ = ["hidden_character", "is_licence"]

# C0 but tab and line ends, DEL, C1 but its line end; marks that turn the direction of writing.
HIDDEN: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
SCHEME: Final = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*\s*:")


def hidden_character(text: str) -> str:
    r"""Return the first control character of a text, as its number; empty if there is none.

    Tabs and line ends are no fault. Marks that turn the direction of writing are: what is read
    would not be what is stored. Marks that only say the direction of a neighbour are none.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Such as ``U+001B``.

    Examples
    --------
    >>> hidden_character("Tur\x1bku"), hidden_character("Turku\n")
    ('U+001B', '')
    """
    found = HIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def is_licence(text: str) -> bool:
    """Tell whether a text may name a licence: an address on the web, or words.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    bool
        False for addresses of any other scheme, such as ``javascript:``.

    Examples
    --------
    >>> is_licence("CC BY 4.0"), is_licence("https://example.org/licence"), is_licence("data:x")
    (True, True, False)
    """
    return is_web_address(text) or not SCHEME.match(text)
