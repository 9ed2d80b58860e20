"""`import coopgraph as cg` gives everything that is promised."""

import builtins

import coopgraph as cg


def test_star_import_gives_what_is_listed() -> None:
    names: dict[str, object] = {}
    exec("from coopgraph import *", names)
    assert set(cg.__all__) <= set(names)


def test_public_names_are_in_order() -> None:
    assert cg.__all__ == sorted(cg.__all__)


def test_the_builtin_open_stays_what_it_was() -> None:
    assert builtins.open is open
    assert cg.open is not open
