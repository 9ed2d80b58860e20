"""Bytes to text: by byte order mark, as UTF-8, or in the encoding that the bytes show."""

import codecs
from dataclasses import dataclass
from typing import Final

__all__ = ["Text", "decoded", "is_encoding"]

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE: Final = 200_000  # bytes of lines with letters beyond ASCII
ENOUGH: Final = 40  # such letters, for an encoding to be told by them
NEARLY: Final = 0.1
COMMON: Final = "cp1252"  # where it is as likely as others
LIKELY: Final = 0.4  # how much like a language the text must be


@dataclass(frozen=True)
class Text:
    """What bytes say, or where they cannot be read.

    Parameters
    ----------
    text : str
        The text; up to the fault where there is one.
    encoding : str
        In which it is written.
    message : str
        What is wrong and what to do; empty where nothing is.
    broken : bytes
        The first bytes that cannot be read.
    likely : str
        An encoding in which all can be read, where it is but one of several.
    """

    text: str
    encoding: str = "utf-8"
    message: str = ""
    broken: bytes = b""
    likely: str = ""


def is_encoding(name: str) -> bool:
    """Tell whether there is an encoding of text of that name.

    Examples
    --------
    >>> is_encoding("cp1252"), is_encoding("cp12520"), is_encoding("zip")
    (True, False, False)
    """
    try:
        return isinstance("a".encode(name), bytes) and codecs.lookup(name).name != "undefined"
    except (LookupError, ValueError):
        return False


def decoded(raw: bytes, encoding: str = "") -> Text:
    """Read bytes as text.

    Parameters
    ----------
    raw : bytes
        The bytes.
    encoding : str
        What the mapping says; by byte order mark, UTF-8 or the bytes themselves when empty.

    Returns
    -------
    Text
        The text, or why and where it cannot be read: bytes that fit several encodings, or lines
        in two encodings, are never guessed.

    Examples
    --------
    >>> decoded("Åbo".encode("utf-16")).text
    'Åbo'
    >>> print(decoded("Åbo".encode("cp1252")).message)
    not UTF-8; save the file with the encoding UTF-8, or name its encoding in the mapping...
    """
    for mark, marked in MARKS:
        if raw.startswith(mark) and (not encoding or _same(encoding, marked)):
            raw = raw.removeprefix(mark)
            encoding = marked
            break
    try:
        return Text(raw.decode(encoding or "utf-8"), encoding or "utf-8")
    except UnicodeDecodeError as error:
        start = error.start
        if encoding and encoding != "utf-8":
            before = raw[:start].decode(encoding, errors="replace")
            return Text(
                before, encoding, f"not {encoding}, as the mapping says", _around(raw, start)
            )
    before = raw[:start].decode("utf-8")
    advice = "save the file with the encoding UTF-8, or name its encoding in the mapping"
    mixed, strange = _lines(raw)
    if mixed:
        message = "not UTF-8, though other rows are: two encodings in one file; "
        return Text(before, "", message + advice.partition(",")[0], _around(raw, start))
    likely, sure = ("", False) if encoding else _likely(strange)
    if sure:
        try:
            return Text(raw.decode(likely), likely)
        except UnicodeDecodeError:
            likely = ""
    hint = f'; it may be encoding = "{likely}"' if likely else ""
    return Text(before, "", f"not UTF-8; {advice}{hint}", _around(raw, start), likely)


def _same(encoding: str, marked: str) -> bool:
    plain = encoding.lower().replace("_", "-").removesuffix("-sig")
    return marked.startswith(plain)


def _around(raw: bytes, start: int) -> bytes:
    return raw[max(0, start - 15) : start + 5]


def _lines(raw: bytes) -> tuple[bool, bytes]:
    """Tell whether some lines are UTF-8 and some are not, and return those that are not."""
    strange: list[bytes] = []
    size = good = 0
    for line in raw.split(b"\n"):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            size += len(line)
            strange.append(line)
            if size > SAMPLE:
                break
    # A line in another encoding is UTF-8 by chance now and then.
    return good > 0.2 * len(strange), b"\n".join(strange)


def _likely(sample: bytes) -> tuple[str, bool]:
    """Return the encoding that the bytes look like, and whether no other is nearly as likely."""
    from charset_normalizer import from_bytes

    found = list(from_bytes(sample, steps=10, chunk_size=2048, threshold=0.2))
    if not found:
        return "", False
    least, most = found[0].chaos, found[0].coherence - NEARLY
    ties = (m for m in found if m.chaos <= least and m.coherence > most)
    best = next((m for m in ties if m.encoding == COMMON), found[0])
    enough = sum(byte > 127 for byte in sample) >= ENOUGH and best.coherence >= LIKELY
    rivals = [m for m in found[1:] if str(m) != str(best)]
    near = [m for m in rivals if m.coherence > best.coherence - NEARLY and m.chaos <= best.chaos]
    return best.encoding, enough and not near
