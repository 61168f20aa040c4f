"""Connections that end in the middle of a read: told as such, with nothing left behind."""

import socket
import tempfile
import threading
import time
from pathlib import Path

import pytest

from segtui.data.databases.postgresql_columns import connected
from segtui.data.databases.reading import attended, reading
from segtui.data.databases.silence import new_sockets, postgresql_line
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import UnreachableError
from tests.patience import PATIENCE

SLOW = "query=select g, case when g = 5000 then pg_sleep(659)::text end as s from generate_series(1, 10000) g"
WIDE = "query=select g, repeat('x', 999) as t from generate_series(1, 90000) g"


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def cut(postgres):
    """A port that leads to the server, and breaks off after so many bytes from it."""
    listening = []

    def start(most):
        listener = socket.create_server(("127.0.0.1", 0))
        listening.append(listener)
        threading.Thread(target=_lead, args=(listener, _socket_of(postgres), most), daemon=True).start()
        port = listener.getsockname()[1]
        return f"postgresql://postgres@127.0.0.1:{port}/postgres?sslmode=disable&gssencmode=disable"

    yield start
    for listener in listening:
        listener.close()


def _socket_of(postgres):
    folder = postgres.get_uri().partition("host=")[2].partition("&")[0]
    return next(str(file) for file in Path(folder).iterdir() if file.is_socket())


def _lead(listener, place, most):
    while True:  # the driver connects more than once
        try:
            client, _ = listener.accept()
        except OSError:
            return
        server = socket.socket(socket.AF_UNIX)
        server.connect(place)
        for ends in ((client, server, 1 << 40), (server, client, most)):
            threading.Thread(target=_pump, args=ends, daemon=True).start()


def _pump(from_one, to_other, most):
    sent = 0
    try:
        while sent < most and (some := from_one.recv(1 << 16)):
            to_other.sendall(some)
            sent += len(some)
        to_other.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


@pytest.mark.parametrize("most", [200, 20_000, 9_000_000])
def test_a_network_that_breaks_off_is_told_whatever_has_come(most, cut, scratch):
    with pytest.raises(UnreachableError, match="closed the connection") as told:
        read(Source(path=f"{cut(most)}&{WIDE}"), Path())
    assert "libpq" not in str(told.value) and not list(scratch.iterdir())


def test_rows_in_batches_are_those_of_a_whole_answer(cut, scratch):
    with pytest.raises(UnreachableError), Batches(Source(path=f"{cut(9_000_000)}&{WIDE}"), Path()):
        pass
    assert not list(scratch.iterdir())


def test_a_session_that_an_administrator_ends_is_told_and_the_next_table_connects_again(uri, postgres, scratch):
    whose = "query like '%pg_sleep(659)%' and wait_event = 'PgSleep'"
    end = f"select 'ended', pg_terminate_backend(pid) from pg_stat_activity where {whose}"

    def ending():
        while "ended" not in postgres.psql(end) and time.monotonic() - begun < PATIENCE:
            time.sleep(0.1)

    begun = time.monotonic()
    threading.Thread(target=ending).start()
    with reading():
        with pytest.raises(UnreachableError, match="the connection was lost: terminating connection"):
            read(Source(path=f"{uri}&{SLOW}"), Path())
        assert time.monotonic() - begun < PATIENCE
        assert read(Source(path=f"{uri}&query=select 7 as id, 2 as v"), Path()).frame.height == 1
    assert not list(scratch.iterdir())


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr("segtui.data.databases.silence._QUIET", 0.1)


def test_a_server_that_says_nothing_any_more_ends_the_wait(quick, monkeypatch):
    monkeypatch.setattr("segtui.data.databases.silence._ANSWER", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with new_sockets() as found:
            client = socket.create_connection(listener.getsockname())
        with client, pytest.raises(UnreachableError, match="shop: the connection was lost: nothing has come for"):
            attended(lambda: client.recv(1), line=postgresql_line("shop", found))
    assert not postgresql_line("shop", []) and not postgresql_line("shop", [3, 4])


def test_a_statement_that_takes_long_is_waited_for(quick, uri):
    with connected(uri, "shop") as (opened, line), opened.cursor() as cursor:
        attended(lambda: cursor.execute("select pg_sleep(1)::text as s"), cursor.adbc_cancel, line)
        assert line.is_dead() is False
        line.break_off()
        with pytest.raises(Exception, match="closed the connection"):
            cursor.execute("select 1 as one")


def test_a_mysql_server_that_does_not_greet_is_not_waited_for_long():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"mysql://ana@127.0.0.1:{listener.getsockname()[1]}/shop?connect_timeout=1&table=t"
        with pytest.raises(UnreachableError, match="the connection was lost"):
            read(Source(path=url), Path())
