import pytest

from coopgraph.dataset.reconcile.admin import region_name, regions
from coopgraph.dataset.reconcile.gazetteer import gazetteer


@pytest.mark.parametrize(
    ("country", "name", "city"),
    [
        ("US", "Ohio", "Cleveland"),
        ("CA", "N.S.", "Halifax"),
        ("DE", "Pfalz", "Mainz"),
        ("AU", "NSW", "Sydney"),
        ("IT", "RM", "Rome"),
        ("PL", "Małopolska", "Kraków"),
        ("ES", "Euskadi", "Bilbao"),
        ("FR", "Bretagne", "Rennes"),
        ("CH", "VD", "Lausanne"),
        ("BR", "São Paulo", "Campinas"),
    ],
)
def test_the_codes_are_those_of_the_gazetteer(country: str, name: str, city: str) -> None:
    places = gazetteer().places
    here = places[(places["country"] == country) & (places["name"] == city)]
    largest = here.sort_values("population").iloc[-1]
    assert largest["admin1"] in regions(country, name)


def test_unknown_regions_are_none() -> None:
    assert regions("DE", "Atlantis") == frozenset()
    assert regions("XX", "Ohio") == frozenset()


def test_a_region_is_named_or_numbered() -> None:
    assert region_name("US", "OH") == "Ohio"
    assert region_name("KE", "22") == "region 22"
    assert region_name("CN", "") == ""
