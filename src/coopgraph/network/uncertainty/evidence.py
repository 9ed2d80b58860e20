"""How likely each statement is to hold: a model of its evidence, and draws from it."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

import pandas as pd

from coopgraph.errors import InputError, Problem
from coopgraph.names import did_you_mean
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.uncertainty.holding import Evidence

__all__ = ["EvidenceModel", "read_evidence_model"]

# Round numbers, for the reasons given in docs/uncertainty.md; whoever knows better sets them.
_BASIS: Final = MappingProxyType({"stated": 0.95, "computed": 0.9, "interpreted": 0.8, "": 0.95})
_STAGE: Final = MappingProxyType(
    {
        **dict.fromkeys(("in-force", "completed", "terminated", "expired", "suspended", ""), 1.0),
        "withdrawn": 0.9,
        "agreed": 0.9,
        "unknown": 0.5,
        "planned": 0.4,
        "considered": 0.1,
    }
)
_PREFERENCE: Final = MappingProxyType(
    {"preferred": 1.0, "normal": 1.0, "": 1.0, "overruled": 0.2, "deprecated": 0.0}
)
_TABLES: Final = ("basis", "stage", "preference")


@dataclass(frozen=True)
class EvidenceModel:
    r"""Probability that a statement holds, from what is known about it.

    A statement :math:`i` holds with probability

    .. math:: p_i = s_i\, w_i \Bigl(1 - \prod_{k} (1 - r_{ik})\Bigr)

    where :math:`k` runs over the independent sources that attest it, :math:`r_{ik}` is the
    probability that what the source was read to say is so (the coder's confidence where one is
    given, otherwise that of the basis), :math:`s_i` belongs to the stage and :math:`w_i` to the
    preference. More sources make it more likely that the words are right, but not that a plan is
    carried out: so stage and preference stand outside the product.

    Parameters
    ----------
    basis : mapping of str to float
        :math:`r` by basis; the empty name where none is given.
    stage : mapping of str to float
        :math:`s` by stage.
    preference : mapping of str to float
        :math:`w` by preference; ``overruled`` is for a statement, not itself preferred, that is in
        conflict with a preferred one.
    use_confidence : bool
        Whether the coder's confidence takes the place of the number for the basis.
    corroboration : {"edge", "statement"}
        Which sources attest a statement: its own only (``statement``), or also those of every other
        statement with the same type, ends and roles whose stated dates are not different and that
        is not in conflict with it (``edge``). Where a source attests several of these, the greatest
        :math:`r` counts, once.
    independent : {"publisher", "source"}
        Whether sources of one publisher count as one.
    exclusive : bool
        Whether statements in conflict never hold together: they are drawn independently, on the
        condition that no two in conflict hold. Statements of probability 1 are beyond doubt, so
        that two of them in conflict both hold.

    Examples
    --------
    >>> model = EvidenceModel(stage={**EvidenceModel().stage, "agreed": 0.7})
    >>> model.stage["agreed"], model.basis["interpreted"]
    (0.7, 0.8)
    """

    basis: Mapping[str, float] = field(default_factory=lambda: _BASIS)
    stage: Mapping[str, float] = field(default_factory=lambda: _STAGE)
    preference: Mapping[str, float] = field(default_factory=lambda: _PREFERENCE)
    use_confidence: bool = True
    corroboration: Literal["edge", "statement"] = "edge"
    independent: Literal["publisher", "source"] = "publisher"
    exclusive: bool = True

    def __post_init__(self) -> None:
        problems = list(_wrong("evidence model", {f.name: getattr(self, f.name) for f in _FIELDS}))
        if problems:
            raise InputError(problems)

    @classmethod
    def certain(cls) -> "EvidenceModel":
        """Give the model in which every statement holds with probability 1."""
        model = cls()
        return cls(
            basis=dict.fromkeys(model.basis, 1.0),
            stage=dict.fromkeys(model.stage, 1.0),
            preference=dict.fromkeys(model.preference, 1.0),
            use_confidence=False,
        )

    def parameters(self) -> dict[str, str]:
        """Say how the model differs from the default one, for the parameters of a result."""
        default, said = EvidenceModel(), dict[str, str]()
        for one in _FIELDS:
            mine, other = getattr(self, one.name), getattr(default, one.name)
            if isinstance(mine, Mapping):
                changed = {k: v for k, v in mine.items() if other.get(k) != v}
                said |= {f"{one.name} {k or 'not given'}": f"{v:g}" for k, v in changed.items()}
            elif mine != other:
                said[one.name] = str(mine)
        return said or {"evidence model": "default"}

    def weigh(self, projection: Projection) -> Evidence:
        """Give every statement of a network its probability.

        Parameters
        ----------
        projection : Projection
            The network. Of one that was made one-mode, weigh the two-mode one: its edges are what
            the statements say.

        Returns
        -------
        Evidence
            The probabilities, with what made them, and the conflicts.

        Raises
        ------
        InputError
            Where a statement has a basis, stage or preference that the model does not know, or a
            confidence that is no probability.
        """
        rows = projection.statements
        facts = rows.drop_duplicates("statement", ignore_index=True)
        confidence = _confidence(facts["confidence"])
        problems = [
            *(p for name in _TABLES for p in _unknown(name, facts[name], getattr(self, name))),
            *_bad_confidence(facts["confidence"], confidence),
        ]
        if problems:
            raise InputError(problems)
        conflicts = _conflicts(facts)
        preference = _overruled(facts["preference"].to_list(), conflicts)
        reading = facts["basis"].map(self.basis).astype(float)
        if self.use_confidence:
            reading = confidence.fillna(reading)
        sources = self._sources(rows, facts)
        attested = self._attested(projection, facts, sources, reading.to_list(), conflicts)
        table = facts[["statement", "type", "label", "basis", "stage"]].assign(
            preference=pd.Series(preference, dtype="str"),
            reading=reading,
            sources=[len(chances) for chances in attested],
            attested=[1.0 - _product(1.0 - r for r in chances) for chances in attested],
            stage_factor=facts["stage"].map(self.stage).astype(float),
            preference_factor=pd.Series(preference, dtype="str").map(self.preference).astype(float),
        )
        factors = table["stage_factor"] * table["preference_factor"]
        table["probability"] = table["attested"] * factors
        return Evidence(table, conflicts if self.exclusive else ())

    def _sources(self, rows: pd.DataFrame, facts: pd.DataFrame) -> list[set[str]]:
        """The independent sources of each statement."""
        name = rows["source"]
        if self.independent == "publisher":
            name = rows["publisher"].where(rows["publisher"] != "", name)
        found: dict[str, set[str]] = {}
        for iri, source in zip(rows["statement"].to_list(), name.to_list(), strict=True):
            found.setdefault(iri, set()).add(source)
        return [found[iri] for iri in facts["statement"].to_list()]

    def _attested(
        self,
        projection: Projection,
        facts: pd.DataFrame,
        sources: Sequence[set[str]],
        reading: Sequence[float],
        conflicts: Iterable[tuple[int, int]],
    ) -> list[list[float]]:
        """For each statement, how likely each independent source is to be right about it."""
        alike = [{place} for place in range(len(facts))]
        if self.corroboration == "edge":
            alike = _alike(projection, facts, conflicts)
        attested = []
        for places in alike:
            best: dict[str, float] = {}
            for place in places:
                for source in sources[place]:
                    best[source] = max(best.get(source, 0.0), reading[place])
            attested.append(list(best.values()))
        return attested


_FIELDS: Final = fields(EvidenceModel)
_CHOICES: Final[Mapping[str, tuple[Any, ...]]] = {
    "use_confidence": (True, False),
    "exclusive": (True, False),
    "corroboration": ("edge", "statement"),
    "independent": ("publisher", "source"),
}


def read_evidence_model(path: str | Path) -> EvidenceModel:
    r"""Read an evidence model from a TOML file.

    The tables ``[basis]``, ``[stage]`` and ``[preference]`` give probabilities by name; what they
    do not mention stays as in the default model. The other keys are those of `EvidenceModel`.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    EvidenceModel
        The model.

    Raises
    ------
    InputError
        Where the file cannot be read, or has an unknown key or a value that is no probability; all
        of these together.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "cautious.toml"
    >>> _ = file.write_text("[basis]\ninterpreted = 0.5\n", encoding="utf-8")
    >>> read_evidence_model(file).basis["interpreted"]
    0.5
    """
    file = Path(path)
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError([Problem(str(file), message=f"cannot be read: {error}")]) from None
    problems = list(_wrong(str(file), table))
    if problems:
        raise InputError(problems)
    default = EvidenceModel()
    merged: dict[str, Any] = {
        name: {**getattr(default, name), **value} if name in _TABLES else value
        for name, value in table.items()
    }
    return replace(default, **merged)


def _wrong(where: str, table: Mapping[str, Any]) -> Iterable[Problem]:
    """Everything that is wrong with the settings of a model."""
    names = [one.name for one in _FIELDS]
    for name, value in table.items():
        if name not in names:
            hint = did_you_mean(name, names)
            message = f"unknown key; expected {', '.join(names)}.{hint}"
            yield Problem(where, column=name, message=message)
        elif name in _CHOICES:
            if value not in _CHOICES[name]:
                shown = " or ".join(str(choice).lower() for choice in _CHOICES[name])
                yield Problem(where, 0, name, str(value), f"expected {shown}")
        elif not isinstance(value, Mapping):
            yield Problem(where, 0, name, str(value), "expected a table of probabilities")
        else:
            for key, p in value.items():
                if isinstance(p, bool) or not isinstance(p, int | float) or not 0 <= p <= 1:
                    message = "expected a probability, from 0 to 1"
                    yield Problem(where, 0, f"{name}.{key}", str(p), message)


def _unknown(name: str, column: "pd.Series[str]", known: Mapping[str, float]) -> Iterable[Problem]:
    """The values of a column for which the model has no number."""
    for value in sorted(set(column.to_list()) - set(known)):
        hint = did_you_mean(value, known)
        message = f"the evidence model has no number for it; add it to [{name}].{hint}"
        yield Problem("table of statements", 0, name, value, message)


def _confidence(column: "pd.Series[Any]") -> "pd.Series[float]":
    """Confidences as numbers, NaN where there is none or it is no number."""
    return pd.to_numeric(column, errors="coerce").astype(float)


def _bad_confidence(column: "pd.Series[Any]", numbers: "pd.Series[float]") -> Iterable[Problem]:
    """The first confidence that is no probability."""
    given = column.notna() & (column.astype("str") != "")
    bad = column[given & ~numbers.between(0, 1)]
    if len(bad):
        message = "expected a probability, from 0 to 1"
        yield Problem("table of statements", 0, "confidence", str(bad.iloc[0]), message)


def _conflicts(facts: pd.DataFrame) -> tuple[tuple[int, int], ...]:
    """Pairs of statements in conflict, both of them in the network, by place."""
    place = {iri: number for number, iri in enumerate(facts["statement"].to_list())}
    pairs = set()
    for one, named in enumerate(facts["conflicts_with"].to_list()):
        others = (place[iri] for iri in named.replace("|", " ").split() if iri in place)
        pairs |= {(min(one, other), max(one, other)) for other in others if other != one}
    return tuple(sorted(pairs))


def _overruled(preference: list[str], conflicts: Iterable[tuple[int, int]]) -> list[str]:
    """Preferences, and which statements a preferred one overrules."""
    found = list(preference)
    for pair in conflicts:
        for one, other in (pair, pair[::-1]):
            if preference[one] == "preferred" and preference[other] in ("normal", ""):
                found[other] = "overruled"
    return found


def _alike(
    projection: Projection, facts: pd.DataFrame, conflicts: Iterable[tuple[int, int]]
) -> list[set[int]]:
    """For each statement, those that say the same, itself included."""
    place = {iri: number for number, iri in enumerate(facts["statement"].to_list())}
    dates = list(zip(facts["begin"].to_list(), facts["end"].to_list(), strict=True))
    columns = (projection.edges[name].to_list() for name in ("source", "target", "type", "role"))
    at: dict[tuple[str, ...], set[int]] = {}
    says: list[set[tuple[str, ...]]] = [set() for _ in range(len(facts))]
    for iris, *key in zip(projection.edges["statements"].to_list(), *columns, strict=True):
        for number in map(place.__getitem__, iris):
            at.setdefault(tuple(key), set()).add(number)
            says[number].add(tuple(key))
    against: dict[int, set[int]] = {}
    for one, other in conflicts:
        against.setdefault(one, set()).add(other)
        against.setdefault(other, set()).add(one)
    alike = []
    for one, keys in enumerate(says):
        found = set.intersection(*(at[key] for key in keys)) if keys else set()
        same = {other for other in found if _dates_agree(dates[one], dates[other])}
        alike.append((same - against.get(one, set())) | {one})
    return alike


def _dates_agree(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether no date is stated differently."""
    return all(a == b or not a or not b for a, b in zip(one, other, strict=True))


def _product(factors: Iterable[float]) -> float:
    product = 1.0
    for factor in factors:
        product *= factor
    return product
