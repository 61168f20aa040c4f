"""The keys of a plan that mean the address of a table."""

import pytest

from segtui.data.databases.plan_keys import keys_of_address, with_path
from segtui.data.databases.table_address import part_of_name, parts_of_name
from segtui.errors import UsageError


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("shop:crm.customers", {"connection": "shop", "table": "crm.customers"}),
        (
            "shop:crm.customers?columns=id,income&where=country = 'FR'",
            {
                "connection": "shop",
                "table": "crm.customers",
                "columns": ("id", "income"),
                "where": "country = 'FR'",
            },
        ),
        ("shop:?query=select 1%26 2", {"connection": "shop", "query": "select 1& 2"}),
        ("customers.csv", {"path": "customers.csv"}),
        ("sqlite:///shop.db?table=a", {"path": "sqlite:///shop.db?table=a"}),
    ],
)
def test_a_named_connection_has_keys_and_they_mean_its_address(path, keys):
    assert keys_of_address(path) == keys
    assert with_path(dict(keys)) == {"path": path}


def test_a_table_with_other_columns_of_its_own_keeps_the_path():
    path = "shop:crm.customers?columns=id"
    assert keys_of_address(path, ("columns",)) == {"path": path}
    assert keys_of_address("shop:crm.customers", ("columns",))["table"] == "crm.customers"


@pytest.mark.parametrize(
    "parts", [["customers"], ["crm", "a b"], ["a.b", "o'd\"d", "x"], ['"'], ["my-project", "crm", "t"]]
)
def test_parts_of_a_name_are_read_as_they_are_listed(parts):
    assert parts_of_name(".".join(map(part_of_name, parts))) == parts


@pytest.mark.parametrize("name", ['o"d', '"open', "a.", ".a", "a..b", '"a"b'])
def test_what_is_not_the_name_of_a_table_is_no_other_name(name):
    with pytest.raises(UsageError, match="can't be the name of a table"):
        parts_of_name(name)
