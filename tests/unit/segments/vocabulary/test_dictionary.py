"""How columns are said."""

import pytest

from segtui.language.sentences import in_language
from segtui.segments.vocabulary.dictionary import is_code, is_id, restates, wording
from segtui.segments.vocabulary.tokens import words


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("MntWines", ["amount", "wines"]),
        ("CASH_ADVANCE_TRX", ["cash", "advance", "number"]),
        ("Annual Income (k$)", ["annual", "income"]),
        ("AcceptedCmp5", ["accepted", "campaign", "5"]),
        ("web_visits_7d", ["web", "visits", "7d"]),
        ("x1", ["x1"]),
        ("Größe der Bestellung", ["größe", "der", "bestellung"]),
        ("客户年龄", ["客户年龄"]),
        ("(k$)", ["k"]),
    ],
)
def test_a_name_is_split_into_words(column: str, expected: list[str]) -> None:
    assert words(column) == expected


@pytest.mark.parametrize(
    ("column", "high", "low"),
    [
        ("recency_days", "lapsed", "recent"),
        ("days_since_last_order", "lapsed", "recent"),
        ("r_score", "recent", "lapsed"),
        ("frequency", "frequent", "infrequent"),
        ("order_count", "frequent", "infrequent"),
        ("monetary", "high spend", "low spend"),
        ("total_revenue_eur", "high revenue", "low revenue"),
        ("MntMeatProducts", "high meat spend", "low meat spend"),
        ("NumWebPurchases", "many web purchases", "few web purchases"),
        ("CASH_ADVANCE_FREQUENCY", "frequent cash advances", "infrequent cash advances"),
        ("PRC_FULL_PAYMENT", "high full payment share", "low full payment share"),
        ("Age", "older", "younger"),
        ("Year_Birth", "younger", "older"),
        ("Income", "high income", "low income"),
        ("Kidhome", "with kids", "no kids"),
        ("months_since_signup", "long-standing", "new"),
        ("avg_order_value", "large orders", "small orders"),
        ("credit_limit", "high credit limit", "low credit limit"),
        ("Milk", "high milk", "low milk"),
        ("active_days_90d", "many active days", "few active days"),
    ],
)
def test_a_column_is_said_as_a_marketer_says_it(column: str, high: str, low: str) -> None:
    said = wording(column)
    assert (said.high, said.low) == (high, low)


def test_recency_in_a_buy_till_you_die_table_is_how_long_a_customer_was_active() -> None:
    assert wording("recency", ["frequency", "recency", "T"]).high == "long active"
    assert wording("recency", ["frequency", "recency"]).high == "lapsed"
    assert wording("T").low == "new"


def test_scores_with_a_prefix_restate_what_they_are_made_from() -> None:
    assert restates("shop_r_score") and restates("shop_rfm_score") and restates("rfm_segment")
    assert not restates("shop_recency_days") and not restates("elf_score")


def test_kids_are_young_ones_where_teens_are_counted_apart() -> None:
    assert wording("Kidhome", ["Kidhome", "Teenhome"]).low == "no young kids"
    assert wording("Teenhome", ["Kidhome", "Teenhome"]).low == "no teens"


def test_flags_are_said_as_what_their_yes_means() -> None:
    assert wording("is_active", flag=True).low == "not active"
    assert wording("has_app", flag=True).high == "with app"
    assert wording("AcceptedCmp5", flag=True).high == "accepted campaign 5"
    assert wording("Response", flag=True).high == "high response rate"
    assert wording("Kidhome", flag=True).high == "with kids"


def test_codes_and_ids_are_told_by_their_names() -> None:
    assert is_code("Channel") and is_code("store_region") and not is_code("Milk")
    assert is_id("customer_id") and is_id("CUST_ID") and not is_id("paid")


@pytest.mark.parametrize(
    ("column", "high"),
    [
        ("Detergents_Paper", "high detergents and paper"),
        ("sales_growth", "high sales growth"),
        ("PURCHASES_INSTALLMENTS_FREQUENCY", "frequent installment purchases"),
        ("loyaltyPoints", "many loyalty points"),
        ("MonthlyCharges", "high monthly charges"),
        ("pages_per_session", "high pages per session"),
        ("session_duration_sec", "long session duration"),
        ("storeVisits_30d", "many store visits"),
        ("CLV_12m", "high lifetime value"),
        ("basketSize", "large orders"),
        ("opt_in", "high opt in"),
        ("âge moyen", "high âge moyen"),
        ("x", "high x"),
    ],
)
def test_columns_of_all_styles_of_name_read_as_one_would_say_them(column: str, high: str) -> None:
    assert in_language(wording(column).high) == high


@pytest.mark.parametrize(
    ("column", "high", "low"),
    [
        ("churned", "churned", "rarely churned"),
        ("no_email", "no email", "with email"),
        ("never_bought", "never bought", "mostly bought"),
        ("hasApp", "with app", "without app"),
    ],
)
def test_flags_say_what_the_yes_is(column: str, high: str, low: str) -> None:
    found = wording(column, flag=True)
    assert (in_language(found.high), in_language(found.low)) == (high, low)
