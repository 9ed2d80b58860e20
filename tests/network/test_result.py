"""Results can be cited, repeated and put into a paper."""

import io
import json
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.network import result as module
from coopgraph.network.measures.registry import describe, rank
from coopgraph.network.projecting.subset import without
from coopgraph.network.result import Result
from tests.network import builders as make

HOSTILE = "a & b_% $x$ #1 {y} ~^ \\ | <i>*"


def sample() -> Result:
    table = pd.DataFrame(
        {
            "id": ["https://x/1", "https://x/2"],
            "label": [HOSTILE, "Umeå"],
            "value": [1 / 3, float("nan")],
            "rank": [1, 2],
        }
    )
    return Result(
        table,
        "closeness",
        "Nearness.",
        {"weighted": "no"},
        "towns",
        "0123456789abcdef",
        title="Twin towns",
        engine="scipy",
        engine_version="1.17",
        seed=7,
        reference="Freeman 1978",
    )


def test_csv_has_all_digits_and_its_provenance() -> None:
    text = sample().to_csv()
    head = [line for line in text.splitlines() if line.startswith("# ")]
    said = dict(line[2:].split(": ", 1) for line in head)
    assert json.loads(said["seed"]) == 7
    assert json.loads(said["parameters"]) == {"weighted": "no"}
    table = pd.read_csv(io.StringIO(text), skiprows=len(head))
    assert table["value"].iloc[0] == 1 / 3
    assert table["label"].iloc[0] == HOSTILE


def test_csv_begins_no_formula_in_a_spreadsheet_and_keeps_numbers() -> None:
    table = pd.DataFrame({"label": ["=1+1", "-0.5"], "value": [-0.5, -1e-7]})
    result = Result(table, "m", "d", {}, "towns", "f")
    assert result.to_csv().splitlines()[-2:] == ["'=1+1,-0.5", "-0.5,-1e-07"]
    assert result.to_csv(for_spreadsheets=False).splitlines()[-2] == "=1+1,-0.5"


def test_json_has_null_for_what_is_not_defined() -> None:
    content = json.loads(sample().to_json())
    assert content["values"][1]["value"] is None
    assert content["values"][0]["label"] == HOSTILE
    assert (content["engine"], content["fingerprint"]) == ("scipy", "0123456789abcdef")


def test_markdown_escapes_what_would_be_markup() -> None:
    lines = sample().to_markdown().splitlines()
    assert lines[0] == "| rank | label | value |"
    assert lines[2] == ("| 1 | a &amp; b\\_% $x$ #1 {y} \\~^ \\\\ \\| &lt;i&gt;\\* | 0.3333 |")
    assert lines[3] == "| 2 | Umeå | – |"


def test_latex_is_a_table_for_a_paper() -> None:
    text = sample().to_latex(label="tab:close")
    for part in (r"\toprule", r"\midrule", r"\bottomrule", r"\label{tab:close}", "{rlr}"):
        assert part in text
    assert r"a \& b\_\% \$x\$ \#1 \{y\} \textasciitilde{}\textasciicircum{}" in text
    assert r"\textbackslash{} \textbar{} \textless{}i\textgreater{}*" in text
    assert "seed 7" in text
    assert "computed by scipy 1.17" in text


def test_top_limits_printed_rows() -> None:
    assert "Umeå" not in sample().to_markdown(top=1)
    assert "Umeå" not in sample().to_latex(top=1)


def test_every_form_is_written_where_asked(tmp_path: Path) -> None:
    for form in ("csv", "json", "markdown", "latex"):
        text = getattr(sample(), f"to_{form}")(tmp_path / form)
        assert (tmp_path / form).read_text(encoding="utf-8") == text


def test_the_same_result_is_the_same_text() -> None:
    projection = make.network([("a", "b"), ("b", "c")])
    one, two = (rank(projection, "closeness").to_json() for _ in range(2))
    assert one == two


def test_a_description_says_why_a_figure_is_missing() -> None:
    table = describe(make.network([], isolates="ab")).values.set_index("id")
    assert pd.isna(table.loc["degree-assortativity", "value"])
    assert "no edges" in table.loc["degree-assortativity", "note"]
    assert table.loc["nodes", "value"] == 2
    assert "note" in describe(make.network([], isolates="ab")).to_markdown()


def test_without_a_drawing_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "entry_points", lambda **_: ())
    with pytest.raises(CoopgraphError, match=r"coopgraph\[plot\]"):
        sample().plot()


def test_a_result_is_drawn_by_the_view(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("result", "coopgraph.view.figures:draw", "coopgraph.figures")
    monkeypatch.setattr(module, "entry_points", lambda **_: (entry,))
    assert sample().plot(form="rank").axes


def test_columns_are_chosen_named_and_explained() -> None:
    table = pd.DataFrame(
        {"label": ["Umeå"], "value": [0.25], "low": [0.1], "high": [0.5], "rank": 1}
    )
    found = Result(table, "closeness", "Nearness.", {}, "towns", "f0")
    text = found.to_markdown(columns={"label": "Town", "low": "from", "high": "to"})
    assert text.splitlines()[0] == "| Town | from | to |"
    assert "Columns: from and to: bounds of the interval of the value." in text
    assert "Columns: low and high: bounds" in found.to_latex()
    with pytest.raises(NameNotFound, match=r'no column "lable".*Did you mean "label"'):
        found.to_markdown(columns=["lable"])


def test_a_ranking_has_one_precision() -> None:
    table = pd.DataFrame({"label": list("abc"), "value": [12.5, 3.25, 1.0], "rank": [1, 2, 3]})
    found = Result(table, "strength", "Sum.", {}, "towns", "f0")
    cells = [line.split("|")[3].strip() for line in found.to_markdown().splitlines()[2:5]]
    assert cells == ["12.50", "3.25", "1.00"]


def test_what_was_left_out_stands_in_the_note() -> None:
    network = make.network([("a", "b"), ("b", "c")])
    left = without(network, edges=np.array([True, False]), reason="of another period")
    assert "left out: of another period" in rank(left, "degree").note()
