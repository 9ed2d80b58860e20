"""The comparison of wheel and source archive with the checkout catches what it is for."""

import pytest

from tools.wheel_check import Failure, check_sdist, check_wheel

EXPECTED = {"coopgraph/errors.py": b"x", "coopgraph/_data/ontology/coopgraph.ttl": b"y"}
LICENCES = {
    "coopgraph-0.1.0.dist-info/licenses/LICENSE": b"",
    "coopgraph-0.1.0.dist-info/licenses/LICENSE-data.md": b"",
}


def test_accepts_a_wheel_like_the_checkout() -> None:
    check_wheel(EXPECTED | LICENCES, EXPECTED)


@pytest.mark.parametrize(
    ("contents", "complaint"),
    [
        ({"coopgraph/errors.py": b"x"}, "not in the wheel: coopgraph/_data/ontology"),
        (EXPECTED | {"tests/test_x.py": b""}, "should not be in the wheel: tests/test_x.py"),
        (
            EXPECTED | {"coopgraph/errors.py": b"z"},
            "differs from the checkout: coopgraph/errors.py",
        ),
    ],
)
def test_refuses_a_wheel_unlike_the_checkout(contents: dict[str, bytes], complaint: str) -> None:
    with pytest.raises(Failure, match=complaint):
        check_wheel(contents | LICENCES, EXPECTED)


def test_refuses_a_wheel_without_its_licences() -> None:
    with pytest.raises(Failure, match=r"does not carry LICENSE"):
        check_wheel(EXPECTED, EXPECTED)


def test_accepts_a_complete_source_archive() -> None:
    check_sdist({"Makefile", "src/x.py"}, ["Makefile", "src/x.py"])


def test_refuses_an_incomplete_source_archive() -> None:
    with pytest.raises(Failure, match="not in the source archive: Makefile"):
        check_sdist({"src/x.py"}, ["Makefile", "src/x.py"])


def test_refuses_a_product_in_the_source_archive() -> None:
    with pytest.raises(Failure, match=r"product in the source archive: build/graph\.nq"):
        check_sdist({"build/graph.nq"}, [])
