"""What is sent to a warehouse."""

import pytest

from segtui.data.databases.warehouses.select_only import refuse_changes
from segtui.errors import DataError


@pytest.mark.parametrize(
    "statement",
    [
        "select 1",
        "-- delete\n/* all */ (SELECT 1)",
        "with a as (select 'x' as b) select * from a",
        "with a as (select 1 as updated) select updated from a",
        "values (1)",
    ],
)
def test_a_select_passes(statement):
    refuse_changes(statement, "shop")


@pytest.mark.parametrize(
    "statement",
    [
        "delete from a",
        "with b as (select 1) insert into a select * from b",
        "-- select\ntruncate table a",
        "",
        "with b as (select 1) update a set c = 1",
    ],
)
def test_anything_else_is_refused(statement):
    with pytest.raises(DataError, match="not a SELECT"):
        refuse_changes(statement, "shop")
