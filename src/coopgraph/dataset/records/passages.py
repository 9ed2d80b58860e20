"""Passages: what a locator points at, and its hash, so that a wrong citation is found.

A text block is a non-empty run of lines between blank lines, headings included, counted from 1. Its
hash is the SHA-256 of its lines, trailing white space removed, joined by line feeds, in UTF-8.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from coopgraph.dataset.formats.tables import read_table
from coopgraph.errors import Problem

__all__ = [
    "FILE",
    "passage_hash",
    "passage_table",
    "read_passages",
    "text_blocks",
    "verify_passages",
]

FILE = "passages.csv"


def text_blocks(text: str) -> list[str]:
    r"""Return the blocks of a text.

    Parameters
    ----------
    text : str
        The whole document.

    Returns
    -------
    list of str
        The blocks; block 1 is at index 0.

    Examples
    --------
    >>> text_blocks("Title\n \nTwo\nlines \n")
    ['Title', 'Two\nlines']
    """
    blocks: list[list[str]] = [[]]
    for line in re.split(r"\r\n|\r|\n", text):
        if line.strip():
            blocks[-1].append(line.rstrip())
        elif blocks[-1]:
            blocks.append([])
    return ["\n".join(block) for block in blocks if block]


def passage_hash(passage: str) -> str:
    """Return the hash of a passage as the graph writes it.

    Examples
    --------
    >>> passage_hash("Title")
    'sha256:7e8cd2056da73a7fefb6cd91f4e5d199d08d9058c517b9a2476b1b520324d674'
    """
    return "sha256:" + sha256(passage.encode()).hexdigest()


def read_passages(folder: Path) -> tuple[dict[tuple[str, str], str], list[Problem]]:
    """Read the hashes of a data set's cited passages (`passages.csv`: source, locator, hash).

    Parameters
    ----------
    folder : Path
        Folder of the data set.

    Returns
    -------
    hashes : dict of (str, str) to str
        Hash by source and locator; empty where the data set has no such file.
    problems : list of Problem
        Everything that is wrong with the file.

    Examples
    --------
    >>> from coopgraph.resources import demo_dataset
    >>> hashes, problems = read_passages(demo_dataset())
    >>> hashes["source-000", "block 5"][:10]
    'sha256:...
    """
    path = folder / FILE
    if not path.is_file():
        return {}, []
    table, problems = read_table("passages", path)
    wanted = ["source", "locator", "hash"]
    if not problems and list(table.frame.columns) != wanted:
        problems.append(Problem(FILE, 1, message=f"expected the columns {', '.join(wanted)}"))
    if problems:
        return {}, problems
    hashes: dict[tuple[str, str], str] = {}
    columns = (table.frame[c] for c in wanted)
    for row, source, locator, digest in zip(table.frame.index, *columns, strict=True):
        if not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
            message = "expected sha256: and 64 hexadecimal digits"
            problems.append(Problem(FILE, row, "hash", digest, message))
        if hashes.get((source, locator), digest) != digest:
            message = "an earlier row has another hash for this passage; delete one"
            problems.append(Problem(FILE, row, "locator", locator, message))
        hashes[source, locator] = digest
    return hashes, problems


def passage_table(hashes: Mapping[tuple[str, str], str]) -> str:
    """Return the text of `passages.csv` for these hashes, in reading order.

    Examples
    --------
    >>> print(passage_table({("a", "block 2"): "sha256:00"}), end="")
    source,locator,hash
    a,block 2,sha256:00
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["source", "locator", "hash"])
    writer.writerows(
        (s, where, hashes[s, where]) for s, where in sorted(hashes, key=_reading_order)
    )
    return out.getvalue()


def _reading_order(citation: tuple[str, str]) -> tuple[str, str, int]:
    source, locator = citation
    word, _, number = locator.partition(" ")
    return source, word, int(number) if number.isdecimal() and len(number) < 10 else 0


def verify_passages(
    cited: Iterable[tuple[str, str]],
    hashes: Mapping[tuple[str, str], str],
    texts: Mapping[str, str],
) -> tuple[dict[tuple[str, str], str], list[Problem]]:
    """Compare the recorded hashes with the documents themselves.

    Parameters
    ----------
    cited : iterable of (str, str)
        Source and locator of every citation.
    hashes : mapping
        The recorded hashes.
    texts : mapping of str to str
        Text of the documents, by source; citations of other sources are passed over.

    Returns
    -------
    found : dict
        The hashes of the cited passages as they are in the documents; recorded ones for others.
    problems : list of Problem
        A problem for each locator that points nowhere or whose hash differs.

    Examples
    --------
    >>> verify_passages([("a", "block 9")], {}, {"a": "one block"})[1][0].message
    'there is no such block: the document has 1'
    """
    found: dict[tuple[str, str], str] = {}
    problems = []
    blocks = {source: text_blocks(text) for source, text in texts.items()}
    for source, locator in sorted(set(cited), key=_reading_order):
        recorded = hashes.get((source, locator), "")
        word, _, number = locator.partition(" ")
        if source not in blocks:
            found[source, locator] = recorded
            continue
        block = int(number) if word == "block" and re.fullmatch(r"[1-9][0-9]{0,8}", number) else 0
        if not 1 <= block <= len(blocks[source]):
            message = f"there is no such block: the document has {len(blocks[source])}"
            problems.append(Problem(FILE, column=source, value=locator, message=message))
            continue
        found[source, locator] = passage_hash(blocks[source][block - 1])
        if recorded != found[source, locator]:
            message = "the recorded hash is not that of the passage; was the document changed?"
            problems.append(Problem(FILE, column=source, value=locator, message=message))
    return found, problems
