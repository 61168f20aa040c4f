"""Names are completed as far as they are certain."""

from segtui.workbench.opening.completion import certain, matches, tables_in, word_before

NAMES = ["customer_id", "country", '"Income"', "crm.customers", "crm.custom_prices", "sales.orders", "select"]


def test_the_word_at_the_cursor_is_a_name_with_its_schema_and_quotes():
    assert word_before('select a, "In') == '"In'
    assert word_before("from crm.cus") == "crm.cus"
    assert word_before("where x > ") == ""


def test_a_word_becomes_what_begins_so_else_what_ends_so_else_a_column_behind_an_alias():
    assert matches("c", NAMES) == ["country", "customer_id", "crm.customers", "crm.custom_prices"]
    assert matches("ord", NAMES) == ["sales.orders"]
    assert matches("inc", NAMES) == ['"Income"']
    assert matches("c.cust", NAMES) == ["c.customer_id"]
    assert matches("", NAMES) == []


def test_it_is_extended_as_far_as_all_agree():
    assert certain("cust", ["crm.customers", "crm.custom_prices"]) == "crm.custom"
    assert certain("c", ["country", "sales.orders"]) == "c"
    assert certain("ord", ["sales.orders"]) == "sales.orders"


def test_a_query_names_tables_with_and_without_their_schema():
    addresses = {"crm.customers": "shop:crm.customers", "sales.orders": "shop:sales.orders"}
    assert tables_in("select * from Customers c", addresses) == ["shop:crm.customers"]
    assert tables_in('select 1 from "sales"."orders" join crm.customers', addresses) == list(addresses.values())
