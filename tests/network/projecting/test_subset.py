"""A part of a network says what it leaves out, and its loss report still adds up."""

import numpy as np
import pandas as pd

from coopgraph.network.projecting.credit import Credit, credit_lines, source_credits
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.projecting.subset import without
from tests.network import builders as make


def total(loss: pd.DataFrame, *effects: str) -> int:
    return int(loss.loc[loss["effect"].isin(effects), "count"].sum())


def test_rows_read_are_still_rows_kept_dropped_or_merged(folded: Projection) -> None:
    out = (folded.edges["type"] == "Twinning").to_numpy(bool)
    part = without(folded, edges=out, reason="a test", parameters={"test": "yes"})
    assert len(part.edges) == len(folded.edges) - 1
    assert total(part.loss, "read") == total(part.loss, "kept", "dropped", "merged")
    assert total(part.loss, "kept") == len(part.edges)
    assert part.parameters["test"] == "yes"
    assert make.iri("statement/twins") not in set(part.statements["statement"])


def test_where_rows_are_no_edges_the_loss_is_noted() -> None:
    network = make.network([("a", "b"), ("b", "c")])
    part = without(network, edges=np.array([True, False]), reason="a test")
    assert part.loss[["effect", "reason", "count"]].to_numpy().tolist() == [["note", "a test", 1]]


def test_edges_leave_with_their_nodes(folded: Projection) -> None:
    none = np.zeros(len(folded.edges), dtype=bool)
    part = without(folded, edges=none, nodes=[make.iri("umea")], reason="a test")
    reasons = part.loss.set_index("reason")["count"]
    assert reasons["a test: its node is left out"] == 2
    assert reasons["a test: nodes left out"] == 1


def test_nothing_left_out_changes_nothing(folded: Projection) -> None:
    none = np.zeros(len(folded.edges), dtype=bool)
    assert without(folded, edges=none, reason="a test").fingerprint == folded.fingerprint


def test_every_source_is_credited_once(folded: Projection) -> None:
    assert [credit.title for credit in source_credits(folded.statements)] == ["Page", "Paper"]
    lines = credit_lines([Credit("d", "Data", "Authors", "CC BY 4.0")], folded.statements)
    assert lines[0] == "Data: Data, Authors. Licence: CC BY 4.0. d"
    assert lines[2].startswith("Source: Paper (2018-05-17). Licence: not stated.")
