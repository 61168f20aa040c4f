"""Names: what sets a segment apart, unique, and the same for the same input."""

import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from segtui.language.column_labels import ColumnLabels, labelling
from segtui.segments.choosing.choose import relabel
from segtui.segments.describing.effect_sizes import effect_sizes
from segtui.segments.naming.name_segments import Segments, name_segments


def named(
    centres: dict[str, list[float]],
    *,
    used: list[str] | None = None,
    chosen: dict[int, str] | None = None,
    rows: int = 60,
) -> dict[int, str]:
    """The names of segments of equal size whose rows lie around the given centres."""
    rng = np.random.default_rng(1)
    k = len(next(iter(centres.values())))
    labels = np.repeat(np.arange(k, dtype=np.int32), rows)
    columns = {name: rng.normal(np.array(values)[labels], 0.5) for name, values in centres.items()}
    frame = pl.DataFrame({"id": np.arange(len(labels)), **columns})
    return name_segments(effect_sizes(frame, labels, id="id", used=used or list(centres)), chosen).names


def test_segments_are_named_by_their_two_strongest_traits() -> None:
    names = named({"recency_days": [0, 0, 6], "monetary": [0, 8, 3], "age": [4, 4, 4]})
    assert names == {
        -1: "Noise",
        0: "Low spend, recent customers",
        1: "High spend, recent customers",
        2: "Lapsed customers",
    }


def test_a_segment_without_traits_is_average() -> None:
    assert named({"income": [-6, 0, 6], "age": [1, 1, 1]})[1] == "Average customers"


def test_columns_the_clusters_were_made_from_come_first() -> None:
    centres = {"income": [0.0, 3, 6], "age": [0.0, 6, 12]}
    assert named(centres, used=["income"])[2].startswith("High income")
    assert named(centres, used=["age"])[2].startswith("Older")


def test_columns_that_say_the_same_are_said_once() -> None:
    names = named({"monetary": [0, 5], "m_score": [0, 5], "total_spend": [0, 5]})
    assert names == {-1: "Noise", 0: "Low spend", 1: "High spend"}


def test_spend_on_many_kinds_of_goods_is_said_as_spend() -> None:
    kinds = ["MntWines", "MntFruits", "MntFishProducts", "MntSweetProducts"]
    assert named({kind: [0, 5] for kind in kinds})[1] == "High spend"
    assert named({kinds[0]: [0, 5], kinds[1]: [1, 1], kinds[2]: [1, 1]})[1] == "High wine spend"


def test_buyers_of_one_order_are_one_time() -> None:
    frame = pl.DataFrame({"id": range(8), "frequency": [1, 1, 1, 1, 4, 5, 6, 9]})
    labels = np.array([0] * 4 + [1] * 4, dtype=np.int32)
    assert name_segments(effect_sizes(frame, labels, id="id", used=["frequency"])).names[0] == "One-time customers"


def test_one_huge_value_makes_nobody_high() -> None:
    frame = pl.DataFrame({"id": range(100), "monetary": [50.0] * 49 + [1e7] + list(range(51, 101))})
    labels = np.array([0] * 50 + [1] * 50, dtype=np.int32)
    found = name_segments(effect_sizes(frame, labels, id="id", used=["monetary"])).names
    assert "high" not in found[0].lower()


def test_a_category_that_most_of_a_segment_has_is_a_trait() -> None:
    frame = pl.DataFrame({"id": range(40), "gender": ["Female"] * 18 + ["Male"] * 22, "Channel": [1, 2] * 20})
    labels = np.array([0] * 20 + [1] * 20, dtype=np.int32)
    found = name_segments(effect_sizes(frame, labels, id="id", used=["gender"])).names
    assert (found[0], found[1]) == ("Mostly women", "Men")


def test_codes_are_never_high_or_low() -> None:
    frame = pl.DataFrame({"id": range(40), "Region": [1] * 20 + [3] * 20})
    labels = np.array([0] * 20 + [1] * 20, dtype=np.int32)
    found = name_segments(effect_sizes(frame, labels, id="id", used=["Region"])).names
    assert (found[0], found[1]) == ("Region 1", "Region 3")


def test_equal_names_are_told_apart_by_how_much() -> None:
    names = named({"income": [0] * 14 + [12, 20]})
    assert len(set(names.values())) == 17
    assert {names[14], names[15]} == {"High income", "Very high income"}


def test_the_strongest_trait_leads_even_where_another_all_but_follows_from_it() -> None:
    rng = np.random.default_rng(5)
    labels = np.repeat(np.arange(3, dtype=np.int32), 100)
    discount = np.array([60.0, 20, 15])[labels] + rng.normal(0, 4, 300)
    income = 90 - discount + rng.normal(0, 9, 300)
    recency = np.array([300.0, 200, 200])[labels] + rng.normal(0, 90, 300)
    frame = pl.DataFrame({"id": range(300), "discount_share": discount, "income": income, "recency_days": recency})
    found = effect_sizes(frame, labels, id="id", used=frame.columns[1:])
    assert abs(found.heights[0, 0]) > abs(found.heights[0, 1]) > abs(found.heights[0, 2])
    assert name_segments(found).names[0].startswith("High discount share, ")


def test_a_segment_that_is_hardly_above_the_rest_is_average() -> None:
    frame = pl.DataFrame({"id": range(100), "monetary": [100.0 + i for i in range(80)] + [10.0 + i for i in range(20)]})
    labels = np.array([0] * 80 + [1] * 20, dtype=np.int32)
    found = name_segments(effect_sizes(frame, labels, id="id", used=["monetary"])).names
    assert (found[0], found[1]) == ("Average customers", "Low spend")


def test_a_segment_that_another_far_exceeds_is_only_fairly_high() -> None:
    assert named({"frequency": [0, 0, 0, 5, 9], "age": [1, 1, 1, 1, 1]})[3] == "Fairly frequent customers"


def test_one_member_of_a_family_that_stands_far_above_it_is_said_itself() -> None:
    deals = {"NumDealsPurchases": [0.0, 0, 6], "NumWebPurchases": [0.0, 3, 3], "NumStorePurchases": [0.0, 9, 5]}
    deals |= {"NumCatalogPurchases": [0.0, 9, 5]}
    names = named(deals)
    assert names[2].startswith("Many deal purchases")
    assert names[0] == "Few purchases"


def test_a_score_says_nothing_beside_what_it_scores() -> None:
    names = named({"frequency": [0, 0, 0], "f_score": [1, 3, 6], "income": [5, 0, -5]}, used=["frequency", "income"])
    assert not any("frequent" in name.lower() for name in names.values())


def test_segments_that_nothing_tells_apart_are_numbered() -> None:
    frame = pl.DataFrame({"id": range(6), "x": [1.0, 2.0] * 3})
    labels = np.array([0, 0, 1, 1, 2, 2], dtype=np.int32)
    found = name_segments(effect_sizes(frame, labels, id="id", used=["x"])).names
    assert found == {-1: "Noise", 0: "Average customers", 1: "Average customers (2)", 2: "Average customers (3)"}


def test_names_of_the_plan_are_kept_and_not_given_twice() -> None:
    names = named({"monetary": [0, 5]}, chosen={0: "High spend", -1: "Strays"})
    assert names == {-1: "Strays", 0: "High spend", 1: "High spend (about 4.97)"}


def test_a_name_for_a_segment_that_is_not_there_is_said_in_a_note() -> None:
    frame = pl.DataFrame({"id": range(4), "x": [1.0, 2, 8, 9]})
    found = effect_sizes(frame, np.array([0, 0, 1, 1], dtype=np.int32), id="id", used=["x"])
    naming = name_segments(found, {7: "VIP"})
    assert naming.notes == ('The plan names segment 7 "VIP", but there is no such segment: they are numbered 0 to 1.',)


def test_names_in_a_plan_may_have_text_for_keys() -> None:
    assert Segments.model_validate({"names": {"0": "Loyal", 1: " At risk "}}).names == {0: "Loyal", 1: "At risk"}
    assert Segments().names is None


@pytest.mark.parametrize("names", [{"0": "A", "1": "a"}, {"0": " "}, {"x": "A"}])
def test_names_that_are_the_same_or_empty_or_for_no_number_are_refused(names: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Segments.model_validate({"names": names})


COLUMNS = ["monetary", "frequency", "recency_days", "Age", "MntWines", "is_new", "=x", "客户", "city"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_names_are_unique_never_empty_and_the_same_again(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 30))
    cell = st.none() | st.integers(-3, 3) | st.sampled_from([1e9, -1e9, 0.5])
    columns = data.draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=4, unique=True))
    frame = pl.DataFrame(
        {"id": range(n), **{c: data.draw(st.lists(cell, min_size=n, max_size=n)) for c in columns}},
        schema_overrides=dict.fromkeys(columns, pl.Float64),
        strict=False,
    )
    labels, _ = relabel(np.array(data.draw(st.lists(st.integers(-1, 5), min_size=n, max_size=n)), dtype=np.int32))
    found = effect_sizes(frame, labels, id="id", used=columns[:2])
    names = name_segments(found).names
    assert len({name.casefold() for name in names.values()}) == len(names)
    assert all(name.strip() == name and name for name in names.values())
    assert set(names) == {-1, *(s for s in labels.tolist())}
    assert name_segments(effect_sizes(frame, labels, id="id", used=columns[:2])).names == names


def test_mall_customers_get_the_names_that_the_textbook_gives_them() -> None:
    folder = os.environ.get("SEGTUI_REAL_DATA")
    if not folder:
        pytest.skip("SEGTUI_REAL_DATA does not name a folder of real data")
    frame = pl.read_csv(Path(folder) / "Mall_Customers.csv")
    income, score = frame.columns[3:5]
    rich, keen = frame[income].to_numpy(), frame[score].to_numpy()
    middle = (abs(rich - 55) < 17) & (abs(keen - 50) < 15)
    labels = np.where(middle, 0, 1 + (rich > 55) + 2 * (keen > 50)).astype(np.int32)
    names = name_segments(effect_sizes(frame, labels, id="CustomerID", used=[income, score])).names
    assert {frozenset(name.lower().split(", ")) for name in names.values()} == {
        frozenset(["noise"]),
        frozenset(["average customers"]),
        frozenset(["low income", "low spenders"]),
        frozenset(["high income", "low spenders"]),
        frozenset(["low income", "high spenders"]),
        frozenset(["high income", "high spenders"]),
    }


def test_notes_are_kept_by_segment_number_on_one_line() -> None:
    assert Segments.model_validate({"notes": {"0": " call\n them ", "-1": "leave"}}).notes == {
        0: "call them",
        -1: "leave",
    }


def test_an_empty_note_is_a_fault() -> None:
    with pytest.raises(ValidationError, match="note is empty"):
        Segments.model_validate({"notes": {"0": "  "}})


@pytest.mark.parametrize(
    ("recency", "frequency", "monetary", "expected"),
    [
        ([0, 9, 9], [9, 1, 1], [9, 1, 1], "Champions"),
        ([9, 0, 0], [9, 1, 1], [9, 1, 1], "Can't lose them"),
        ([9, 0, 0], [1, 9, 9], [1, 9, 9], "Lost customers"),
        ([0, 9, 9], [1, 9, 9], [1, 9, 9], "New customers"),
    ],
)
def test_recency_frequency_and_spend_have_the_names_that_marketers_know(recency, frequency, monetary, expected) -> None:
    names = named({"days_since_last_order": recency, "orders": frequency, "revenue": monetary})
    assert names[0] == expected


def test_the_life_cycle_names_nobody_who_stands_out_by_something_else() -> None:
    centres = {"recency_days": [0, 0, 1], "orders": [1, 1, 2], "revenue": [3, 3, 4], "income": [0, 40, 0]}
    assert named(centres)[1].startswith("High income")


def test_the_segment_by_rules_that_most_are_in_names_the_segment() -> None:
    labels = np.repeat(np.arange(2, dtype=np.int32), 30)
    half = [1.0] * 30 + [9.0] * 30
    ruled = ["Champions"] * 20 + ["Others"] * 10 + ["Hibernating"] * 30
    frame = pl.DataFrame({"id": range(60), "recency_days": half, "frequency": half, "monetary": half})
    frame = frame.with_columns(rfm_segment=pl.Series(ruled))
    found = effect_sizes(frame, labels, id="id", used=["recency_days", "frequency", "monetary"])
    with labelling(ColumnLabels(worded=frozenset({"rfm_segment"}))):
        assert name_segments(found).names == {-1: "Noise", 0: "Champions", 1: "Hibernating"}
    assert "Hibernating" not in name_segments(found).names.values(), "the customer's own column is no maker's"


def test_none_of_a_count_is_none_and_not_few() -> None:
    rng = np.random.default_rng(3)
    counts = np.where(np.arange(90) < 30, 0, rng.poisson(6, 90) + 1)
    frame = pl.DataFrame({"id": range(90), "catalog_orders": counts, "age": rng.normal(40, 9, 90)})
    labels = np.repeat(np.arange(3, dtype=np.int32), 30)
    assert name_segments(effect_sizes(frame, labels, id="id", used=["catalog_orders"])).names[0] == "No catalog orders"


def test_an_adjective_that_leads_has_its_noun() -> None:
    names = named({"tenure": [0, 9, 9], "loan_balance": [0, 0, 6.0]})
    assert names[0] in ("New customers", "New customers, low loan balance")


def test_a_flag_that_most_have_not_is_not_said_of_all() -> None:
    frame = pl.DataFrame({"id": range(200), "has_app": [1] * 40 + [0] * 60 + [0] * 100, "age": [30.0, 50] * 100})
    labels = np.repeat(np.arange(2, dtype=np.int32), 100)
    names = name_segments(effect_sizes(frame, labels, id="id", used=["has_app"])).names
    assert (names[0], names[1]) == ("More with app", "Without app")
