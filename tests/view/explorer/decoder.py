"""Read a page as docs/explorer.md describes it, independently of what wrote it."""

import base64
import gzip
import json
import re
import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

TYPES = {"u8": "<u1", "u16": "<u2", "u32": "<u4", "i32": "<i4", "f32": "<f4"}


@dataclass
class Chunk:
    """An opened container."""

    meta: dict[str, Any]
    sections: dict[str, dict[str, Any]]
    body: bytes

    def __getitem__(self, name: str) -> Any:
        head = self.sections[name]
        start = head["offset"]
        assert start % 8 == 0
        if head["type"] == "json":
            return json.loads(self.body[start : start + head["count"]])
        column = np.frombuffer(self.body, TYPES[head["type"]], head["count"], start)
        return np.cumsum(column, dtype=column.dtype) if head.get("delta") else column

    def texts(self, name: str) -> list[str]:
        found = self[name]
        if isinstance(found, list):
            return found
        return [self.meta["codes"][name]["values"][code] for code in found]

    def iris(self, name: str) -> list[str]:
        found = self[name]
        parts = zip(found["p"], found["rest"], strict=True)
        return [found["prefixes"][p] + rest for p, rest in parts]

    def lists(self, at: str, of: str | None = None) -> list[list[int]]:
        starts = self[at].tolist()
        items = self[of].tolist() if of else range(starts[-1])
        return [list(items[a:b]) for a, b in pairwise(starts)]


def opened(content: bytes) -> Chunk:
    assert content[:4] == b"CGX1"
    (length,) = struct.unpack("<I", content[4:8])
    assert length % 8 == 0
    header = json.loads(content[8 : 8 + length])
    return Chunk(header["meta"], header["sections"], content[8 + length :])


def chunks(page: str) -> dict[str, bytes]:
    """What the chunks of a page unpack to."""
    found = re.findall(
        r'<script type="application/octet-stream" id="chunk-(\w+)">([A-Za-z0-9+/=]*)</script>', page
    )
    return {name: gzip.decompress(base64.b64decode(content)) for name, content in found}


def edges(core: Chunk) -> list[tuple[int, int]]:
    """Ends of the edges."""
    steps = iter(core["edges.target"].tolist())
    pairs = []
    for source, degree in enumerate(core["edges.degree"].tolist()):
        target = 0
        for _ in range(degree):
            target += next(steps)
            pairs.append((source, target))
    assert next(steps, None) is None
    return pairs
