from coopgraph.dataset.reconcile.areas import Area, area_of_code, areas_named


def test_an_area_holds_what_is_near_its_middle() -> None:
    area = Area(60.0, 20.0, 50.0)
    assert area.holds((60.4, 20.0))
    assert not area.holds((60.5, 20.0))


def test_a_unit_is_found_by_code_and_by_name() -> None:
    gorlitz = area_of_code("DED2D")
    assert gorlitz is not None
    assert areas_named("DE", "Landkreis Görlitz") == (gorlitz,)
    assert gorlitz.holds((51.15, 14.99))


def test_the_name_of_a_swedish_county_is_known_without_its_ending() -> None:
    assert areas_named("SE", "Värmland") == areas_named("SE", "Värmlands län") != ()


def test_unknown_codes_and_names() -> None:
    assert area_of_code("XX999") is None
    assert areas_named("DE", "Hobbiton") == ()
