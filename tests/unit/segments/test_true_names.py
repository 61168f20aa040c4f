"""Names are true: words only for what stands out, nobody active called lapsed, no code, date or value for none."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.segments.describing.effect_sizes import effect_sizes
from segtui.segments.naming.cards import describe
from segtui.segments.naming.disambiguate import told_apart
from segtui.segments.naming.monetary_columns import worth_by_names
from segtui.segments.naming.name_segments import name_segments
from segtui.segments.naming.select_traits import spoken_traits
from segtui.segments.vocabulary.dictionary import wording
from segtui.segments.vocabulary.recencies import counts_activity, is_lately, since_what
from segtui.segments.vocabulary.tokens import words

ROWS = 200
HALF = np.repeat(np.arange(2, dtype=np.int32), ROWS // 2)


def rng():
    return np.random.default_rng(11)


def around(*centres, spread=1.0, seed=11):
    """Values around the centre of each of the two segments."""
    return np.random.default_rng(seed).normal(np.array(centres)[HALF], spread)


def names(used=None, labels=HALF, **columns):
    frame = pl.DataFrame({"id": [f"c{i}" for i in range(len(labels))], **columns})
    found = name_segments(effect_sizes(frame, labels, id="id", used=used or list(columns))).names
    return [found[s] for s in sorted(found) if s >= 0]


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(2, 5), st.floats(0.0, 1.2))
def test_every_word_of_a_name_is_of_an_effect_of_four_tenths(seed, segments, apart):
    draw = np.random.default_rng(seed)
    labels = np.repeat(np.arange(segments, dtype=np.int32), 60)
    columns = {
        name: draw.normal(draw.normal(0, apart, segments)[labels], 1)
        for name in ("income", "monetary", "age", "tenure")
    }
    frame = pl.DataFrame({"id": [f"c{i}" for i in range(len(labels))], **columns})
    found = effect_sizes(frame, labels, id="id", used=list(columns))
    said = {s: spoken_traits(found, row) for row, s in enumerate(found.segments)}
    for segment, traits in told_apart(found, said).items():
        for trait in traits:
            values = frame[found.traits[trait.column].column].to_numpy()
            effect = (values[labels == segment].mean() - values.mean()) / values.std()
            assert abs(effect) >= 0.4 or trait.phrase == trait.words.average, trait
            assert trait.phrase == trait.words.average or (effect > 0) == (trait.height > 0)


@pytest.mark.parametrize(
    "column",
    ["orders_last_30_days", "visits_last_month", "logins_past_90_days", "purchases_last_12_months", "web_visits_7d"],
)
def test_many_orders_lately_are_no_lapse(column):
    many, few = names(**{column: around(12, 2)})
    assert "lapsed" not in (many + few).lower() and "recent" not in (many + few).lower()
    assert is_lately(words(column))


def test_the_most_active_customers_are_not_called_lapsed():
    active = around(20, 3)
    for lately in ("orders_last_30_days", "active_days_last_month"):
        first, second = names(**{"recency_days": around(9, 2), lately: active})
        assert "lapsed" not in first.lower() and "recent" not in second.lower()
        first, second = names(**{"recency_days": around(2, 9), lately: active})
        assert "recent" in first.lower() and "lapsed" in second.lower()


def test_two_measures_of_recency_that_contradict_each_other_name_nobody():
    orders, visits = around(60, 20, spread=5), around(5, 30, spread=5, seed=3)
    found = names(days_since_last_order=orders, days_since_last_visit=visits)
    assert not any(word in name.lower() for name in found for word in ("lapsed", "recent"))
    agreeing = names(days_since_last_order=orders, days_since_last_visit=around(40, 10, spread=5, seed=3))
    assert agreeing == ["Lapsed customers", "Recent customers"]
    scored = names(recency_days=orders, r_score=np.where(orders > 40, 1.0, 5.0))
    assert scored == ["Lapsed customers", "Recent customers"], (
        "a score of recency falls where recency rises, and agrees"
    )


@pytest.mark.parametrize(
    ("column", "high", "low"),
    [
        ("days_since_last_claim", "long since last claim", "recent claim"),
        ("months_since_last_complaint", "long since last complaint", "recent complaint"),
        ("Months.Since.Policy.Inception", "long-standing", "new"),
        ("last_login_days", "lapsed", "recent"),
        ("DaysSinceLastPurchase", "lapsed", "recent"),
        ("Months_Inactive_12_mon", "lapsed", "recent"),
        ("Months_on_book", "long-standing", "new"),
        ("orders_last_30_days", "many orders", "few orders"),
        ("lead_time", "long lead time", "short lead time"),
        ("loan_amount", "high loan amount", "low loan amount"),
        ("Total_Amt_Chng_Q4_Q1", None, None),
    ],
)
def test_what_is_no_recency_of_activity_and_no_spend_is_not_said_as_such(column, high, low):
    said = wording(column)
    if high is None:
        assert said.family != "spend" and "spend" not in said.high
    elif column == "orders_last_30_days":
        assert said.high not in ("lapsed", "recent")
    else:
        assert (said.high, said.low) == (high, low)


def test_times_since_things_are_told_from_counts_in_a_time():
    assert since_what(words("days_since_last_order")) == ["order"]
    assert since_what(words("recency")) == []
    for column in (
        "orders_last_30_days",
        "spend_last_12_months",
        "last_month_spend",
        "last_year",
        "visits_in_last_week",
    ):
        assert since_what(words(column)) is None, column
    assert counts_activity(["order"]) and not counts_activity(["claim"])


def test_a_value_that_stands_for_none_is_no_quantity():
    never = np.where(rng().random(ROWS) < np.where(HALF == 0, 0.95, 0.3), -1, rng().integers(90, 400, ROWS))
    assert names(pdays=never) == ["Average customers", "Average customers (2)"]
    days = np.where(HALF == 0, 999, rng().integers(1, 30, ROWS))
    assert names(days_since_last_contact=days) == ["Average customers", "Average customers (2)"]


def test_counts_that_most_have_none_of_are_with_or_without_and_never_few():
    cancelled = np.where(HALF == 0, 0, rng().integers(0, 4, ROWS))
    without, with_some = names(previous_cancellations=cancelled)
    assert (without, with_some) == ("No previous cancellations", "With previous cancellations")


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("zip", 10_000 + 100 * HALF + rng().integers(0, 90, ROWS)),
        ("postal_code", 10_115 + HALF),
        ("plz", (10_115 + 900 * HALF + rng().integers(0, 40, ROWS)).astype(float)),
        ("store_id", 1 + HALF),
        ("CLIENTNUM", 700_000_000 + 10**6 * HALF + rng().permutation(ROWS)),
        ("latitude", 48.1 + 3 * HALF + rng().random(ROWS)),
        ("longitude", 11.5 + 3 * HALF + rng().random(ROWS)),
        ("arrival_date_year", 2015 + HALF),
        ("order_month", 2 + 6 * HALF + rng().integers(0, 3, ROWS)),
        ("day", 3 + 12 * HALF + rng().integers(0, 9, ROWS)),
        ("next_year_spend", 100 + 900 * HALF + rng().random(ROWS)),
    ],
)
def test_codes_dates_places_and_what_is_yet_to_come_name_nobody(column, values):
    found = names(**{column: values, "income": around(1, 8)})
    assert found == ["Low income", "High income"]


def test_text_postcodes_and_words_for_nothing_name_nobody():
    half = HALF.tolist()
    found = names(
        postcode=["01067" if h else "80331" for h in half],
        poutcome=["success" if h else "unknown" for h in half],
        income=around(1, 8),
    )
    assert found[0] == "Low income" and "0" not in found[1]


def test_a_category_is_named_by_its_value_and_by_its_column_where_the_value_alone_says_little():
    half = HALF.tolist()
    assert names(Contract=["One year" if h else "Month-to-month" for h in half]) == [
        "Month-to-month contract",
        "One-year contract",
    ]
    assert names(InternetService=["No" if h else "Fiber optic" for h in half]) == [
        "Fiber optic",
        "No internet service",
    ]
    assert names(spending_level=["low" if h else "high" for h in half])[1] == "Low spending level"


@pytest.mark.parametrize("seam", ["_", "=", "."])
def test_columns_of_0_and_1_made_from_one_of_words_are_named_by_its_value(seam):
    columns = {f"Contract{seam}One year": (HALF == 1).astype(int), f"Contract{seam}Two year": (HALF == 0).astype(int)}
    assert names(**columns) == ["Two-year contract", "One-year contract"]
    frame = pl.DataFrame({"id": [f"c{i}" for i in range(ROWS)], **columns})
    found = effect_sizes(frame, HALF, id="id", used=list(columns))
    card = describe(frame, HALF, {0: "a", 1: "b"}, found, id="id")[1]
    assert str(card.traits[0]) == f"Contract{seam}One year 100 % against 50 % overall (+1.0 sd)"
    assert str(card.rule).startswith(f"Contract{seam}")


def test_flags_that_go_together_are_not_values_of_one_column():
    flags = {"has_app": HALF, "has_card": HALF}
    assert names(**flags)[1].lower() in ("with app, with card", "with app", "with card")


@pytest.mark.parametrize(
    ("columns", "parts"),
    [
        (["Total_Trans_Amt", "Total_Amt_Chng_Q4_Q1", "Avg_Open_To_Buy", "Credit_Limit"], ["Total_Trans_Amt"]),
        (["last_year_spend", "next_year_spend"], ["last_year_spend"]),
        (["cur_year_spend", "last_year_spend", "next_year_spend"], ["cur_year_spend"]),
        (["spend_30d", "spend_90d", "spend_365d"], None),
        (["MntWines", "MntFish", "refund_amount", "loan_amount", "amount_rate"], ["MntWines", "MntFish"]),
        (["wine_spend", "fish_spend", "store_revenue", "spend_share"], ["wine_spend", "fish_spend"]),
        (["wine_spend", "fish_spend", "total_spend"], ["total_spend"]),
        (["balance", "avg_spend", "spend_ratio", "Claim_Amount"], None),
    ],
)
def test_only_amounts_of_one_kind_and_time_add_up(columns, parts):
    found = worth_by_names(columns)
    assert (found and list(found.columns)) == parts


def test_cards_leave_out_means_of_codes_and_dates_that_were_not_clustered():
    zips = 10_115 + 900 * HALF + rng().integers(0, 90, ROWS)
    columns = {"zip": zips, "arrival_date_year": 2015 + HALF, "income": around(1, 8)}
    frame = pl.DataFrame({"id": [f"c{i}" for i in range(ROWS)], **columns})
    cards = describe(frame, HALF, {0: "a", 1: "b"}, effect_sizes(frame, HALF, id="id", used=["income"]), id="id")
    assert [trait.name for card in cards for trait in card.traits] == ["income", "income"]


def test_months_since_what_most_never_did_are_no_quantity():
    cancelled = np.where(np.arange(ROWS) >= 150, around(0, 14), 0).clip(0).round()
    assert "cancel" not in " ".join(names(months_since_cancel=cancelled, age=around(30, 34)))
    visited = np.where(np.arange(ROWS) >= 100, around(0, 14), 0).clip(0).round()
    assert "apsed" in " ".join(names(months_since_last_visit=visited))


@pytest.mark.parametrize(
    ("column", "high"),
    [
        ("visits_last_month", "many visits"),
        ("gifts_last_year", "many gifts"),
        ("nights_this_year", "many nights"),
        ("calls_last_3_months", "many calls"),
        ("loss_ratio", "high loss ratio"),
        ("PRC_FULL_PAYMENT", "high full payment share"),
        ("model_year", "high model year"),
    ],
)
def test_a_count_over_some_time_is_named_by_what_it_counts(column, high):
    assert wording(column).high == high
