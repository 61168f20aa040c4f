"""Names of tables with their database in front."""

from contextlib import closing

import duckdb
import pytest

from segtui.delivery.writing.sql.session import within
from segtui.delivery.writing.targets.duckdb import DuckdbSession
from segtui.errors import DataError


def test_the_connection_s_own_database_may_stand_in_front_of_a_table(tmp_path):
    with closing(duckdb.connect(tmp_path / "shop.db")) as opened:
        session = DuckdbSession(opened)
        assert session.found(["Shop", "crm", "segments"]) == ("crm", "segments")
        assert session.found(["segments"]) == ("main", "segments")
        with pytest.raises(DataError, match="leads to the database shop") as told:
            session.found(["other", "crm", "segments"])
    assert told.value.fix and "crm.segments" in told.value.fix


@pytest.mark.parametrize(("database", "parts"), [("", "a.b.c"), ("a", "x.a.b.c")])
def test_another_database_is_never_dropped_from_a_name(database, parts):
    with pytest.raises(DataError, match=parts):
        within(database, parts.split("."))
