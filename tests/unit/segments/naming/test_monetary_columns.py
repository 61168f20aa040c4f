"""Which columns say what customers spent."""

import pytest

from segtui.segments.naming.monetary_columns import worth


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
    found = worth(columns)
    assert found is not None
    assert (found.name, list(found.columns)) == (name, parts)


@pytest.mark.parametrize("column", ["m_score", "Spending Score (1-100)", "credit_limit", "discount_share", "avg_spend"])
def test_scores_limits_and_averages_add_up_to_nothing(column: str) -> None:
    assert worth(["age", column]) is None
