"""Which columns say what customers spent."""

import polars as pl
import pytest

from segtui.segments.naming.monetary_columns import Worth, worth, worth_by_names


@pytest.mark.parametrize(
    ("columns", "name", "parts"),
    [
        (["age", "store_spend", "monetary", "m_score"], "monetary", ["monetary"]),
        (["MntWines", "total_revenue_eur", "visits"], "total_revenue_eur", ["total_revenue_eur"]),
        (["Income", "MntWines", "MntFishProducts", "NumWebPurchases"], "spend", ["MntWines", "MntFishProducts"]),
        (["store_spend", "max_spend", "avg_order_value"], "store_spend", ["store_spend"]),
    ],
)
def test_the_whole_is_taken_before_its_parts(columns: list[str], name: str, parts: list[str]) -> None:
    found = worth_by_names(columns)
    assert found is not None
    assert (found.name, list(found.columns)) == (name, parts)


@pytest.mark.parametrize("column", ["m_score", "Spending Score (1-100)", "credit_limit", "discount_share", "avg_spend"])
def test_scores_limits_and_averages_add_up_to_nothing(column: str) -> None:
    assert worth_by_names(["age", column]) is None


def test_a_constant_a_share_and_words_are_no_amounts_in_any_of_the_tables() -> None:
    rows = pl.DataFrame({"Z_Revenue": [11, 11], "MntWines": [5, None], "MntFish": [1.0, 7.0], "spent": ["a", "b"]})
    assert worth(rows.with_columns(MntWines=pl.Series([5, 8]))) == Worth("spend", ("MntWines", "MntFish"))
    assert worth(rows.with_columns(MntWines=pl.Series([5, 8])), rows) == Worth("MntFish", ("MntFish",))
    assert worth(rows, rows.drop("MntFish")) is None
    assert Worth("spend", ("MntWines", "MntFish")).amounts(rows).to_list() == [6, 7]
