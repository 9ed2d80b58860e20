"""JSON as a table: a list of records, or the result of a SPARQL query."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from coopgraph.dataset.formats.encoding import decoded
from coopgraph.dataset.formats.grid import MAX_CELLS, MAX_COLUMNS
from coopgraph.errors import Problem

__all__ = ["json_rows"]

MAX_BYTES: Final = 300_000_000
MAX_RECORDS: Final = 10_000_000  # and lists; an empty one takes two bytes, and 64 in memory
MAX_VALUES: Final = 40_000_000
MAX_TEXT: Final = 1_000_000_000  # characters of all cells, those of outer records each time
SEVERAL: Final = "|"  # parts the values of a list in its cell


def json_rows(file: str, raw: bytes, part: str = "") -> tuple[list[list[str]], list[Problem]]:
    """Read records of JSON as rows; numbers keep their digits.

    Members of records in records become columns such as ``country.code``, and a list of values one
    cell, parted by bars. Of the SPARQL 1.1 Query Results JSON Format each variable is a column;
    values that are not known (blank nodes) are empty cells.

    Parameters
    ----------
    file : str
        Name of the file for messages.
    raw : bytes
        What it holds.
    part : str
        Name of the member that has the list of records, where it is not the file itself. Points
        lead to a list inside the records, as in ``projects.partners``: it gives a row a record,
        with the columns of that in which it lies.

    Returns
    -------
    rows : list of list of str
        The header and a row a record; empty where there are problems.
    problems : list of Problem
        What is wrong.

    Examples
    --------
    >>> json_rows("a.json", b'[{"id": 1.50, "in": {"code": "FI"}}, {"id": 2, "names": ["a", "b"]}]')
    ([['id', 'in.code', 'names'], ['1.50', 'FI', ''], ['2', '', 'a|b']], [])
    >>> json_rows("a.json", b'{"p": [{"id": 1, "in": [{"code": "FI"}, {"code": "SE"}]}]}', "p.in")
    ([['id', 'in.code'], ['1', 'FI'], ['1', 'SE']], [])
    """
    if len(raw) > MAX_BYTES:
        message = f"larger than {MAX_BYTES // 10**6} MB of JSON; give it as CSV or Parquet"
        return [], [Problem(file, message=message)]
    if raw.count(b"{") + raw.count(b"[") > MAX_RECORDS or raw.count(b",") > MAX_VALUES:
        message = f"more than {MAX_RECORDS:,} records or lists, or {MAX_VALUES:,} values"
        return [], [Problem(file, message=f"{message}; give it as CSV or Parquet")]
    told = decoded(raw)
    if told.message:
        return [], [Problem(file, value=repr(told.broken)[2:-1], message=told.message)]
    try:
        content = json.loads(
            told.text,
            parse_float=str,
            parse_int=str,
            parse_constant=str,
            object_pairs_hook=_record,
        )
        return _rows(*_records(content, part)), []
    except (ValueError, RecursionError) as error:
        reason = str(error).partition("\n")[0][:200]
        return [], [Problem(file, message=f"not readable as a table of JSON: {reason}")]


def _record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        again = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f'a record has two members "{again}"')
    return found


def _records(content: Any, part: str) -> tuple[list[str], Iterator[Mapping[str, Any]], bool]:
    """Return known columns and the records, in whichever form; True where they lie in others."""
    path = part.split(".") if part else []
    if isinstance(content, dict) and not part and {"head", "results"} <= set(content):
        names = content["head"].get("vars", []) if isinstance(content["head"], dict) else []
        results = content["results"]
        bindings = results.get("bindings", []) if isinstance(results, dict) else []
        return names, map(_binding, bindings), False
    if isinstance(content, dict):
        lists = [key for key, value in content.items() if isinstance(value, list)]
        path = [part] if part in lists else path
        if path and path[0] not in lists:
            raise ValueError(f'no list "{part}"; it has: {", ".join(lists)}')
        if not part and len(lists) != 1:
            raise ValueError(
                f"several lists or none ({', '.join(lists)}); "
                "name one as the table's sheet in the mapping"
            )
        content = content[path.pop(0) if path else lists[0]]
    if not isinstance(content, list) or not all(isinstance(r, dict) for r in content):
        raise ValueError("expected a list of records")
    inside = (row for record in content for row in _inside(record, path)) if path else content
    return [], iter(inside), bool(path)


def _inside(record: Any, path: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Yield a record for each of those in a list inside it; itself where there are none."""
    if not path:
        yield record
        return
    key, *rest = path
    if not isinstance(record, dict):
        raise ValueError(f'expected records that have the member "{key}"')
    inner = record.get(key)
    items = inner if isinstance(inner, list) else [inner] if inner else []
    own = {name: value for name, value in record.items() if name != key}
    if not items:
        yield own
    for item in items:
        for found in _inside(item, rest):
            if not isinstance(found, dict):
                raise ValueError(f'"{key}" is no list of records')
            yield {**own, key: found}


def _binding(binding: Any) -> dict[str, str]:
    if not isinstance(binding, dict) or not all(isinstance(v, dict) for v in binding.values()):
        raise ValueError("expected a SPARQL result with one record a row")
    known = {name: v for name, v in binding.items() if v.get("type") != "bnode"}
    return {name: str(value.get("value", "")) for name, value in known.items()}


def _rows(names: list[str], records: Iterator[Mapping[str, Any]], inner: bool) -> list[list[str]]:
    flat: list[dict[str, str]] = []
    columns: dict[str, None] = dict.fromkeys(names)
    cells = size = 0
    for record in records:
        row = _flat(record, inner)
        flat.append(row)
        columns.update(dict.fromkeys(row))
        cells += len(row)
        size += sum(map(len, row.values()))
        if len(columns) > MAX_COLUMNS:
            raise ValueError(f"more than {MAX_COLUMNS:,} columns")
        if cells > MAX_CELLS or size > MAX_TEXT:
            raise ValueError(f"more than {MAX_CELLS:,} cells or {MAX_TEXT:,} characters")
    if len(columns) * len(flat) > MAX_CELLS:
        raise ValueError(f"more than {MAX_CELLS:,} cells")
    return [list(columns), *([r.get(c, "") for c in columns] for r in flat)]


def _flat(record: Mapping[str, Any], inner: bool, before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            found |= _flat(value, inner, f"{before}{key}.")
        else:
            found[before + key] = _cell(value, before + key, inner)
    return found


def _cell(value: Any, name: str, inner: bool) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            if any(isinstance(part, (list, dict)) for part in value):
                if inner:  # another list than that whose records are the rows
                    return json.dumps(value, ensure_ascii=False)
                raise ValueError(
                    f'"{name}" is a list of records inside a record; for a row each, end the '
                    f'sheet in its name, as in sheet = "{name}" or "projects.{name}"'
                )
            parts = [_cell(part, name, inner) for part in value]
            if any(SEVERAL in part for part in parts):
                raise ValueError("a list whose values have bars; expected values without |")
            return SEVERAL.join(parts)
    return str(value)
