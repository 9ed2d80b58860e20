"""`import coopgraph as cg` gives everything that is promised."""

import builtins

import coopgraph as cg


def test_star_import_gives_what_is_listed() -> None:
    names: dict[str, object] = {}
    exec("from coopgraph import *", names)
    assert set(cg.__all__) <= set(names)


def test_public_names_are_in_order() -> None:
    """Constants, classes, functions, each by name, as ruff sorts them."""
    order = sorted(cg.__all__, key=lambda name: (not name.isupper(), name.islower(), name))
    assert cg.__all__ == order


def test_the_builtin_open_stays_what_it_was() -> None:
    assert builtins.open is open
    assert cg.open is not open
