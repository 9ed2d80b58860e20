"""Figures of results: the same every time, with what they rest on."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.network.change.robustness import robustness
from coopgraph.network.change.timeline import series
from coopgraph.network.measures.nullmodel import null_model
from coopgraph.network.measures.registry import describe, rank
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.result import Result
from coopgraph.view.figures import draw
from tests.network import builders as make

pytest.importorskip("matplotlib")
STAR = [("hub", "a $1$ & <b>"), ("hub", "Санкт-Петербург"), ("hub", "c"), ("c", "d")]


def result(**columns: object) -> Result:
    found = rank(make.network(STAR), "degree")
    table = found.values.assign(**columns)
    return Result(table, found.measure, found.definition, {}, "towns", "f" * 64, engine="scipy")


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_the_same_result_gives_the_same_file(tmp_path: Path, ending: str) -> None:
    one, two = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
    draw(result(), one)
    draw(result(), two)
    assert one.read_bytes() == two.read_bytes()
    assert one.stat().st_size > 1000


def test_labels_stand_as_they_are(tmp_path: Path) -> None:
    draw(result(), tmp_path / "rank.svg")
    text = (tmp_path / "rank.svg").read_text(encoding="utf-8")
    assert "a $1$ &amp; &lt;b&gt;" in text
    assert "Санкт-Петербург" in text
    assert "projection ffffffffffff, scipy" in text


def test_the_first_row_is_on_top() -> None:
    labels = [tick.get_text() for tick in draw(result()).axes[0].get_yticklabels()]
    assert labels[0].startswith("hub")
    places = draw(result()).axes[0].get_yticks()
    assert places[0] == max(places)


def test_intervals_are_drawn() -> None:
    figure = draw(result(low=0.5, high=3.5))
    legend = figure.axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["95 % interval", "as stated"]


def test_the_level_of_an_interval_is_told() -> None:
    ninety = replace(result(low=0.5, high=3.5), parameters={"level": "0.9"})
    legend = draw(ninety).axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["90 % interval", "as stated"]


def test_chance_is_drawn_beside() -> None:
    found = null_model(make.network(STAR), "closeness", samples=5)
    legend = draw(found).axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["value", "chance ± 2 sd"]


def test_the_distribution_is_a_share_of_all_nodes() -> None:
    axes = draw(result(), form="distribution").axes[0]
    x, y = axes.lines[0].get_data()
    assert np.asarray(x).tolist() == [1, 2, 3]
    assert np.asarray(y).tolist() == pytest.approx([1, 2 / 5, 1 / 5])


def test_drawing_leaves_the_settings_alone() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    draw(result())
    assert dict(mpl.rcParams) == before


def test_nothing_to_draw() -> None:
    empty = Result(pd.DataFrame({"label": [], "value": []}), "degree", "", {}, "towns", "f")
    with pytest.raises(CoopgraphError, match="no values to draw"):
        draw(empty)


def test_figures_in_different_units_are_not_drawn_on_one_axis() -> None:
    net = make.network(STAR)
    with pytest.raises(CoopgraphError, match="no common scale"):
        draw(describe(net))
    assert draw(describe(net, "density")).axes


def test_unknown_form_and_ending() -> None:
    with pytest.raises(NameNotFound, match='Did you mean "distribution"'):
        draw(result(), form="distribtion")  # type: ignore[arg-type]
    with pytest.raises(CoopgraphError, match=r"picture.gif: expected a file that ends in .svg"):
        draw(result(), "picture.gif")


def test_a_robustness_is_drawn_as_curves() -> None:
    found = robustness(make.network(STAR), ["degree", "random"], runs=5)
    axes = draw(found.curves).axes[0]
    assert [line.get_label() for line in axes.lines] == ["degree", "random"]
    removed, left = axes.lines[0].get_data()
    assert np.asarray(removed).tolist() == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    assert np.asarray(left)[:2].tolist() == pytest.approx([1, 0.4])


def dated() -> Projection:
    edges = make.network([*STAR, ("a $1$ & <b>", "d")])
    begins = ["1990-01-01", "1990-01-01", "1990-01-01", "2000-01-01", "2000-01-01"]
    frame = edges.edges.assign(
        begin=begins, begin_earliest=begins, begin_latest=begins, as_of="2020-01-01"
    )
    return replace(edges, edges=frame)


def test_ranks_over_time_are_drawn_as_a_clock() -> None:
    figure = draw(series(dated(), "degree", [1995, 2005], top=5), top=3)
    dial = figure.axes[0]
    assert dial.name == "polar"
    assert [tick.get_text() for tick in dial.get_xticklabels()] == ["1995", "2005"]
    assert len(dial.lines) == 3
    assert dial.lines[0].get_label() == "hub"
    assert np.asarray(dial.lines[0].get_ydata()).tolist() == [1, 1]


def test_figures_over_time_are_drawn_as_lines() -> None:
    axes = draw(series(dated(), "edges", [1995, 2005])).axes[0]
    assert np.asarray(axes.lines[0].get_ydata()).tolist() == [3, 5]


def test_a_form_that_does_not_fit_says_what_it_needs() -> None:
    with pytest.raises(CoopgraphError, match="degree has no column period, which a clock needs"):
        draw(result(), form="clock")
