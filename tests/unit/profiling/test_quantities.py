"""Which numbers are quantities: names and values made by hand, as they stand in public customer tables."""

import numpy as np
import polars as pl
import pytest

from segtui.profiling.name_words import name_words
from segtui.profiling.quantities import kinds_of

N = 400


@pytest.fixture(scope="module")
def made():
    """Columns of values, by a word for each."""
    chance = np.random.default_rng(0)
    return {
        "few": chance.poisson(1.2, N),
        "from 1": chance.geometric(0.45, N),
        "money": chance.lognormal(8, 1, N).round().astype(int),
        "scale": chance.choice([1, 2, 3, 4, 5], N, p=[0.1, 0.15, 0.3, 0.3, 0.15]),
        "month": chance.integers(1, 13, N),
        "day": chance.integers(1, 32, N),
        "hour": chance.integers(0, 24, N),
        "year": chance.integers(1990, 2020, N),
        "birth": chance.integers(1935, 2003, N),
        "age": chance.integers(18, 90, N),
        "five digits": chance.integers(10_000, 99_999, N),
        "nine digits": chance.permutation(np.arange(708_082_083, 708_082_083 + 11 * N, 11)),
        "counter": np.arange(1, N + 1),
        "groups": chance.integers(1, 45, N),
        "cylinders": chance.choice([4, 6, 8], N),
        "subjects": np.repeat(np.arange(300, 300 + N // 20), 20),
        "degrees": chance.uniform(-60, 60, N),
        "whole floats": chance.integers(0, 53, N).astype(float),
    }


def wrong(made, wanted, named):
    found = {
        (name, values): kinds_of(pl.DataFrame({name: made[values]}), [name])[name]
        for values, names in named.items()
        for name in names.split("; ")
    }
    return {which: kind for which, kind in found.items() if kind not in wanted}


def test_counts_amounts_durations_and_ages_are_quantities(made):
    named = {
        "few": "number_of_orders; n_orders; num_web_purchases; NumWebPurchases; Dependent_count; Kidhome; orders; "
        "Contacts_Count_12_mon; phone_calls; store_visits; previous; emails_opened; Anzahl_Bestellungen; "
        "nombre_commandes; visits_per_month; purchases_2y; frequency; NumberOfDeviceRegistered; orders_last_month; "
        "visits_mobile; orders_phone; n_codes; children_no; sessions_last_week; sms_count; key_accounts; min",
        "from 1": "no_of_items; no_rooms; household_size; Quantity; campaign; Cards; fsize; Total_Relationship_Count",
        "money": "income; account_balance; duration; MntWines; loyalty_points; monthly_charges; Policy_Amount; Umsatz; "
        "orders_store",
        "age": "Age; customer_age; hours_per_week; tenure_months; WarehouseToHome; DaySinceLastOrder; recency; months; "
        "OrderAmountHikeFromlastYear; last_order_days; MPG.city; kw; dia; dom; Breite; month",
        "birth": "Year_Birth; birth_year; yob",
    }
    assert wrong(made, {"quantity"}, named) == {}


def test_codes_and_ids_are_not_quantities(made):
    named = {
        "five digits": "zip; postal_code; plz; PLZ; ZipCode; zipcode; sku; código_postal; code_postal; branch_code; "
        "Postleitzahl; store_key; Zip Code",
        "nine digits": "phone; mobile; tel; fax; account_number; AccountNo; CLIENTNUM; client; Kundennummer; isbn; "
        "Telefonnummer; numero_telephone; order_no; card_number; ean; upc; phone_1; anything",
        "counter": "index; Unnamed: 0; RowNumber; rownames; anything",
        "groups": "store; StoreID; department; vendor_id; Occupation; Product_Category_1; TrafficType; Browser",
        "scale": "region; type; product_type; segment_id; SegmentID; cluster; store_type; age_group",
        "subjects": "Subject; anything",
        "whole floats": "Region_Code; Policy_Sales_Channel",
    }
    assert wrong(made, {"id", "code"}, named) == {}


def test_levels_dates_places_and_the_future_are_not_quantities(made):
    levels = {
        "scale": "rating; satisfaction_score; SatisfactionScore; education; CityTier; income_bracket; generation; "
        "some; Income; nps",
        "cylinders": "cylinders; Cylinders; cyl",
    }
    assert wrong(made, {"level", "code"}, levels) == {}
    dates = {
        "month": "month; order_month; Monat; mois; Mo.Sold",
        "day": "day; day_of_month",
        "hour": "hour; order_hour_of_day; hr",
        "year": "year; signup_year; ModelYear; model year; Jahr; earliest_credit_line",
        "scale": "weekday; dayofweek",
    }
    assert wrong(made, {"date"}, dates) == {}
    assert wrong(made, {"place"}, {"degrees": "latitude; longitude; lat; lng; long; store_lat; Breitengrad"}) == {}
    assert wrong(made, {"future"}, {"few": "orders_next_90d; spend_next_month; predicted_orders"}) == {}


def test_the_questions_of_one_form_are_levels_together_and_counts_stay_counts():
    chance = np.random.default_rng(1)
    frame = pl.DataFrame({f"A{i}": 1 + chance.binomial(5, 0.2, N) for i in range(1, 6)})
    frame = frame.with_columns(n_visits=pl.Series(1 + chance.binomial(5, 0.2, N)))
    assert set(kinds_of(frame, frame.columns[:5]).values()) == {"level"}
    assert kinds_of(frame, frame.columns)["n_visits"] == "quantity"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("customerID", ["customer", "id"]),
        ("CLIENTNUM", ["client", "num"]),
        ("NumWebPurchases", ["num", "web", "purchases"]),
        ("Unnamed: 0", ["unnamed", "0"]),
        ("Téléphone_Mobile", ["telephone", "mobile"]),
        ("income", ["income"]),
        ("…", [""]),
    ],
)
def test_names_are_split_into_words(name, words):
    assert name_words(name) == words


@pytest.mark.parametrize("values", [[], [None, None], [float("nan")] * 3, [1e308, -1e308], [float("inf"), 1.0], [7]])
def test_odd_columns_have_a_kind(values):
    frame = pl.DataFrame({"month": pl.Series(values, dtype=pl.Float64, strict=False)})
    assert kinds_of(frame, ["month"])["month"] in ("quantity", "date")


def test_small_counts_of_many_things_are_no_form():
    chance = np.random.default_rng(2)
    small = np.repeat([0, 1, 2, 3, 4], [200, 110, 60, 20, 10])
    names = ["children", "siblings", "returns", "cars", "pets", "Kidhome", "previous"]
    frame = pl.DataFrame({name: chance.permutation(small) for name in names})
    assert set(kinds_of(frame, names).values()) == {"quantity"}


def test_groups_and_official_codes_by_other_names_are_codes(made):
    named = {"scale": "Kundengruppe; customergroup; producttype", "groups": "fips; naics; MCC; ward; constituency"}
    assert wrong(made, {"code"}, named) == {}
