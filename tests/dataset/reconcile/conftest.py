from typing import Any

import pytest

from coopgraph.dataset.reconcile.gazetteer import Gazetteer, make_gazetteer


def city(
    name: str, country: str, people: int, lat: float, lon: float, *others: str, admin1: str = "01"
) -> dict[str, Any]:
    return {
        "name": name,
        "countrycode": country,
        "admin1code": admin1,
        "latitude": lat,
        "longitude": lon,
        "population": people,
        "alternatenames": list(others),
    }


CITIES = [
    city("Turku", "FI", 200_000, 60.45, 22.27, "Åbo", "Абу", "TKU"),
    city("Brest", "FR", 144_000, 48.39, -4.49),
    city("Brest", "BY", 347_000, 52.11, 23.72, "Брест"),
    city("Paris", "FR", 2_138_000, 48.85, 2.35, "Parigi", "ba li", "PAR"),
    city("Paris", "US", 24_000, 33.66, -95.56, admin1="TX"),
    city("Portland", "US", 632_000, 45.52, -122.68, admin1="OR"),
    city("Portland", "US", 66_000, 43.66, -70.26, admin1="ME"),
    city("Boston", "US", 653_000, 42.36, -71.06, admin1="MA"),
    city("Boston", "US", 8_000, 42.63, -78.74, admin1="NY"),
    city("Springfield", "US", 155_000, 42.1, -72.59, admin1="MA"),
    city("Springfield", "US", 160_000, 37.2, -93.3, admin1="MO"),
    city("Sankt Pölten", "AT", 49_000, 48.2, 15.62, admin1="03"),
    city("Frankfurt am Main", "DE", 650_000, 50.12, 8.68, "Frankfurt", admin1="05"),
    city("Frankfurt (Oder)", "DE", 57_000, 52.35, 14.55, "Frankfurt", admin1="11"),
    city("Münster", "DE", 308_000, 51.96, 7.63, admin1="07"),
    city("Munster", "DE", 17_000, 52.99, 10.09, admin1="06"),
    city("Berlin", "DE", 3_426_000, 52.52, 13.41, admin1="16"),
    city("Mitte", "DE", 102_000, 52.52, 13.40, admin1="16"),
    city("Mitte", "DE", 10_000, 52.37, 9.74, admin1="06"),
    city("Petrozavodsk", "RU", 279_000, 61.78, 34.35),
    city("Rome", "IT", 2_318_000, 41.89, 12.51, "Roma", admin1="07"),
    city("Zagreb", "HR", 698_000, 45.81, 15.98),
    city("Zagreb", "HR", 900, 45.9, 16.0),
    city("Saint-Denis", "RE", 137_000, -20.88, 55.45),
    city("Bozen", "IT", 94_000, 46.49, 11.34, "Bolzano", admin1="17"),
    city("Elva", "EE", 5_600, 58.22, 26.42),
    city("Tartu", "EE", 91_000, 58.38, 26.72),
    city("Washington", "US", 689_000, 38.9, -77.04, admin1="DC"),
    city("Mitrovica", "XK", 84_000, 42.89, 20.87),
]


@pytest.fixture(scope="session")
def small() -> Gazetteer:
    cities = {str(n): {**c, "geonameid": n} for n, c in enumerate(CITIES, 1)}
    capitals = {"FR": "Paris", "DE": "Berlin", "US": "Washington", "IT": "Rome", "HR": "Zagreb"}
    return make_gazetteer(cities, capitals)
