import pytest

from coopgraph.dataset.reconcile.genitives import nominatives


@pytest.mark.parametrize(
    ("country", "genitive", "nominative"),
    [
        ("FI", "rovaniemen", "rovaniemi"),
        ("FI", "turun", "turku"),
        ("FI", "helsingin", "helsinki"),
        ("LV", "liepajas", "liepaja"),
        ("LV", "cesu", "cesis"),
        ("LT", "klaipedos", "klaipeda"),
        ("LT", "vilniaus", "vilnius"),
        ("GR", "kavalas", "kavala"),
        ("PL", "krakowa", "krakow"),
        ("HR", "rijeke", "rijeka"),
    ],
)
def test_the_nominative_is_among_the_candidates(
    country: str, genitive: str, nominative: str
) -> None:
    assert nominative in nominatives(country, genitive)


def test_languages_without_endings_give_nothing() -> None:
    assert nominatives("DE", "roms") == []
    assert nominatives("FI", "iin") == []  # too short to cut
