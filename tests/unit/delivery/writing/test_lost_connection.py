"""A server that goes amid a write is told in its own words, without the statement."""

import pytest

from segtui.data.connections.connection import Connection
from segtui.delivery.writing.targets.postgresql import opened
from segtui.errors import UnreachableError


@pytest.mark.parametrize("said", ["", "FATAL:  terminating connection due to administrator command\n"])
def test_a_connection_that_was_lost_is_told_without_the_statement(uri, said):
    driver = pytest.importorskip("adbc_driver_manager")
    lost = f"[libpq] Failed to execute query 'insert into t\nselect 1': {said}server closed the connection\n\tmore\n"
    with (
        pytest.raises(UnreachableError, match=r"^shop: the connection was lost: ") as told,
        opened(Connection("shop", uri)),
    ):
        raise driver.OperationalError(lost, status_code=driver.AdbcStatusCode.IO)
    assert "insert" not in told.value.describe() and "write again when the server is back" in told.value.describe()
