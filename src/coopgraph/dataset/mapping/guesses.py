"""What the columns of an unknown table may be, by their names and cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from coopgraph.dataset.mapping.blocks import Recipe
from coopgraph.dataset.mapping.cells import date_pattern, number_marks, prepared
from coopgraph.dates import DateProblem, bounds
from coopgraph.names import fold

__all__ = ["MAX_ROLES", "Guess", "guessed"]

SAMPLE: Final = 2_000  # distinct cells looked at
DATES: Final = (
    *("YYYY-MM-DD", "YYYY/MM/DD", "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY"),
    *("YYYY/MM", "MM/YYYY", "YYYY-MM-DDT00:00:00Z", "DD. MONTH YYYY", "DD MONTH YYYY"),
)
NUMBERS: Final = ("1,234.5", "1.234,5", "1 234,5", "1'234.5")
NUTS: Final = re.compile("[A-Z]{2}[0-9A-Z]{0,3}")
# Words in the names of columns, in some languages; each is looked for in the folded name.
WORDS: Final[dict[str, str]] = {
    "latitude": "lat latitude breite",
    "longitude": "lon lng long longitude laenge lange",
    "email": "email mail phone tel telefon telephone fax contact contacto kontakt ansprechpartner "
    "ansprechperson",
    "nuts": "nuts nuts1 nuts2 nuts3",
    "country": "country countries land pays pais paese kraj maa strana state",
    "begin": "begin start from since von ab seit beginn debut inicio desde signed date year datum "
    "fecha jahr annee",
    "end": "end until to bis ende fin hasta finish closing",
    "role": "role lead leader coordinator rolle funktion",
    "amount": "amount budget cost funding contribution total sum eur erdf grant",
    "activity": "project acronym activity programme program call initiative network projekt "
    "projet proyecto progetto",
    "participant": "partner participant organisation organization institution beneficiary member "
    "applicant company university trager traeger beneficiaire socio",
    "place": "city town municipality region territory place ort stadt gemeinde ville commune "
    "ciudad comune miasto source target",
    "name": "name title label bezeichnung titel nom nombre",
    "id": "id code number nr key pic rcn identifier",
}
# Of compounds, as German has them: with what they end, or else begin.
ENDS: Final = {
    "country": ("land",),
    "place": ("stadt", "gemeinde"),
    "begin": ("beginn", "datum"),
    "end": ("ende",),
    "amount": ("kosten", "summe"),
    "role": ("rolle",),
    "id": ("nummer",),
    "name": ("name",),
}
STARTS: Final = {"projekt": "activity", "partner": "participant", "organisation": "participant"}
WEAK: Final = ("name", "id")  # say what of something else a column is
OF: Final = re.compile(r"\s(?:of|de|du|della|der|des)\s", re.IGNORECASE)
ARTICLES: Final = {"begin": "a date", "end": "a date", "id": "an id", "email": "a contact"}
READ: Final = ("begin", "end", "latitude", "longitude", "amount")
VOID: Final = (
    *("NA", "N/A", "n/a", "n.a.", "k.A.", "k. A.", "-", "--", "–", "—", "?"),
    *("null", "NULL", "None", "unknown", "unbekannt", "inconnu"),
)
MAX_ROLES: Final = 12
FIRST: Final = ("email", "latitude", "longitude", "nuts")  # known by the name alone, mostly


@dataclass(frozen=True)
class Guess:
    """What a column may be.

    Parameters
    ----------
    column : str
        Its header.
    kind : str
        ``begin``, ``country``, ``participant`` and so on; ``text`` where nothing tells.
    reason : str
        Why, for a comment.
    form : str
        How its days or numbers are written; empty where they need no reading.
    void : tuple of str
        Cells that mean nothing.
    distinct, filled : int
        How many cells differ, and how many are not empty.
    """

    column: str
    kind: str
    reason: str
    form: str = ""
    void: tuple[str, ...] = ()
    distinct: int = 0
    filled: int = 0


def guessed(frame: pd.DataFrame) -> list[Guess]:
    """Return a guess for each column.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of text.

    Examples
    --------
    >>> frame = pd.DataFrame({"Partner": ["A", "B"], "Start": ["01.02.2016", "28.02.2017"]})
    >>> [(g.column, g.kind, g.form) for g in guessed(frame)]
    [('Partner', 'participant', ''), ('Start', 'begin', 'DD.MM.YYYY')]
    """
    return [_guess(str(column), frame[column]) for column in frame.columns]


def _guess(column: str, cells: "pd.Series[str]") -> Guess:
    filled = cells[cells != ""]
    distinct = filled.drop_duplicates().tolist()
    kind, reason, form = _kind(column, distinct)
    void: tuple[str, ...] = ()
    if kind in ("other", "text"):  # perhaps but for cells that mean nothing
        void = tuple(v for v in VOID if v in distinct)
        rest = _kind(column, [cell for cell in distinct if cell not in VOID])
        if void and rest[0] in (*READ, "number"):
            kind, reason, form = rest
        else:
            void = ()
    return Guess(column, kind, reason, form, void, len(distinct), len(filled))


def _kind(column: str, distinct: list[str]) -> tuple[str, str, str]:
    """Return kind, reason and form of a column with these cells."""
    sample = distinct[:SAMPLE]
    kind = _by_name(column)
    if any("@" in cell and "." in cell for cell in sample[:50]):
        return "email", "cells look like addresses of persons", ""
    if not sample or kind == "email":
        return kind or "text", _named(kind) if sample else "empty", ""
    if kind == "role" and len(distinct) > MAX_ROLES:
        kind = "participant"
    day = _days(sample, loose=kind in ("begin", "end"))
    if day is not None:
        return kind if kind in ("begin", "end") else "begin", "cells are dates", day
    number = _numbers(sample)
    if kind in READ:
        if number is not None and kind not in ("begin", "end"):
            return kind, _named(kind) + " and numbers", number
        return "other", _named(kind) + ", but has other cells", ""
    codes = kind in ("", "id") and all(NUTS.fullmatch(c) and len(c) > 3 for c in sample)
    if kind == "nuts" or codes:
        return "nuts", "codes of regions", ""
    if number is not None and kind != "id":
        return "number", "cells are numbers", number
    return kind or "text", _named(kind), ""


def _named(kind: str) -> str:
    return f"named like {ARTICLES.get(kind, kind)}" if kind else "nothing tells what it is"


def _by_name(column: str) -> str:
    """Return what the name of a column says.

    Of `organisation.country` and of "Country of partner", the country comes first.
    """
    for part in (column.rpartition(".")[2], OF.split(column)[0]):
        kind = _by_words(part) if part != column else ""
        if kind and kind not in WEAK:
            return kind
    return _by_words(column)


def _by_words(name: str) -> str:
    """Return what words say; of two the later one of the list counts less."""
    words = set(re.sub(r"(?<=[a-z])(?=[0-9])", " ", fold(_spaced(name))).split())
    words |= {"".join(sorted(words))} if len(words) == 1 else set()
    found = [kind for kind, known in WORDS.items() if words & set(known.split())]
    found = found or [kind for kind in map(_of_compound, sorted(words)) if kind]
    if "end" in found and "begin" in found:  # end_date
        found.remove("begin")
    first = [kind for kind in found if kind in FIRST]
    if "participant" in found and "role" not in found:  # a project partner is a partner
        return "participant"
    return (first or found or [""])[0]


def _of_compound(word: str) -> str:
    for kind, ends in ENDS.items():
        if word.endswith(ends) and word not in ends:
            return kind
    return next((kind for start, kind in STARTS.items() if word.startswith(start)), "")


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def _days(sample: Sequence[str], *, loose: bool) -> str | None:
    """Return how days are written: empty for EDTF, None where they are none or ambiguous."""
    if all(_is_edtf(cell) for cell in sample) and (loose or not all(c.isdigit() for c in sample)):
        return ""
    fitting = []
    for form in DATES:
        pattern = date_pattern(form)
        if pattern and all(pattern.fullmatch(cell) for cell in sample):
            done = prepared(Recipe(("x",), date=(form,)), list(sample))
            if not any(message for _, message in done.values()):
                fitting.append(form)
    return fitting[0] if len(fitting) == 1 else None


def _is_edtf(cell: str) -> bool:
    try:
        bounds(cell)
    except DateProblem:
        return False
    return "/" not in cell


def _numbers(sample: Sequence[str]) -> str | None:
    """Return how numbers are written: empty for plain ones, None where they are none."""
    if all(re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", cell) for cell in sample):
        return ""
    for form in NUMBERS:
        if number_marks(form):
            done = prepared(Recipe(("x",), number=form), list(sample))
            if not any(message for _, message in done.values()):
                return form
    return None
