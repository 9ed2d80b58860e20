"""What statements rest on: a node for each source and locator that a row cites."""

from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

from coopgraph.dataset.mapping.blocks import Field
from coopgraph.dataset.mapping.frames import Faults, always, cell_values, single_values
from coopgraph.dataset.mapping.sources import Source
from coopgraph.dataset.mapping.values import Said, said
from coopgraph.dataset.records.keys import record_keys
from coopgraph.dataset.records.statement_rows import NOWHERE, StatementRows
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import dataset_iri, term_iri

__all__ = ["evidence_values"]

ANNOTATION: Final = "http://www.w3.org/ns/oa#SpecificResource"


def evidence_values(
    rows: StatementRows,
    dataset: str,
    sources: Mapping[str, Source] | None,
    hashes: Mapping[tuple[str, str], str],
    faults: Faults,
) -> Iterator[Said]:
    """Give the evidence of statements; what is not cited is noted.

    Parameters
    ----------
    rows : StatementRows
        The rows.
    dataset : str
        Id of the data set.
    sources : mapping of str to Source, or None
        The sources; None where it is not known which there are.
    hashes : mapping of (str, str) to str
        Passage hashes by source and locator; where there are any, each citation must have one.
    faults : Faults
        Where faults are noted.

    Yields
    ------
    Said
        The records.
    """
    table = _cited(rows, sources, faults)
    digests = _digests(rows, table, hashes, faults)
    keys = record_keys(dataset, rows.keys.reindex(table.index), table["source"], table["locator"])
    nodes = dataset_iri(dataset, "evidence", "") + pd.Series(keys, table.index, dtype="str")
    yield said(rows.iris, "coop:evidence", nodes, "iri")
    stated = single_values(rows.frame, rows.block.evidence.get("as_stated", NOWHERE))
    stated = stated.reindex(table.index)
    table = table.assign(node=nodes, stated=stated, digest=digests).reset_index(drop=True)
    nodes = table["node"]
    for class_iri in (term_iri("Evidence"), ANNOTATION):
        yield said(nodes, "rdf:type", pd.Series(class_iri, nodes.index), "iri")
    yield said(nodes, "oa:hasSource", dataset_iri(dataset, "source", "") + table["source"], "iri")
    for prop, column in (
        ("coop:locator", "locator"),
        ("coop:asStated", "stated"),
        ("coop:passageHash", "digest"),
    ):
        texts = table[column]
        yield said(nodes, prop, texts[texts != ""], "string")


def _cited(rows: StatementRows, known: Mapping[str, Source] | None, faults: Faults) -> pd.DataFrame:
    """Return the ``source`` and ``locator`` of each citation; what is missing is noted."""
    where = rows.block.evidence
    sources = single_values(rows.frame, where["source"])
    locators = _locators(rows, where["locator"])
    index = rows.frame.index
    for name, missing in (
        ("source", index[sources == ""]),
        ("locator", index.difference(locators.index)),
    ):
        empty = pd.Series("", index=missing, dtype="str")
        message = "must not be empty: every statement is cited"
        faults.note(rows.table, empty, where[name], always(message))
    there = sources.isin(list(known or ())) | (known is None)
    faults.note(
        rows.table,
        sources[(sources != "") & ~there],
        where["source"],
        lambda v: f"sources.toml has no such source.{did_you_mean(v, known or ())}",
    )
    locators = locators[there.reindex(locators.index).to_numpy(dtype=bool)]
    return pd.DataFrame({"source": sources.reindex(locators.index), "locator": locators})


def _digests(
    rows: StatementRows,
    cited: pd.DataFrame,
    hashes: Mapping[tuple[str, str], str],
    faults: Faults,
) -> "str | pd.Series[str]":
    """Return the hash of each passage; one that has none is noted where others have."""
    if not hashes:
        return ""
    pairs = zip(cited["source"].tolist(), cited["locator"].tolist(), strict=True)
    digests = pd.Series([hashes.get(pair, "") for pair in pairs], cited.index, dtype="str")
    faults.note(
        rows.table,
        cited["locator"][digests == ""],
        rows.block.evidence["locator"],
        always(
            "passages.csv has no hash of this passage; see "
            "coopgraph check --documents FOLDER --update-passages"
        ),
    )
    return digests


def _locators(rows: StatementRows, where: Field) -> "pd.Series[str]":
    """Return the places that rows cite: what they say, or the record that they are."""
    if not where.record:
        return cell_values(rows.frame, where)
    # By its key, as a row number would change when rows are put in another order.
    columns = [rows.frame[c].tolist() for c in rows.block.key_columns() or (rows.block.id.column,)]
    cells = (" | ".join(filter(None, parts)) for parts in zip(*columns, strict=True))
    texts = [f"{rows.table.file}, record {text}" for text in cells]
    return pd.Series(texts, index=rows.frame.index, dtype="str")
