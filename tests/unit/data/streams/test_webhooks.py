"""Webhooks: signed ones are on the disk before the sender hears a yes, and each is one event."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import suppress

import pytest

from segtui.data.streams.webhooks import spool as spools
from segtui.data.streams.webhooks import webhook_server
from segtui.data.streams.webhooks.spool import Spool, SpoolFullError
from segtui.data.streams.webhooks.webhook_scheme import Delivery, webhook_schemes
from segtui.errors import UsageError
from tests.rabbitmq_server import free_port

SECRET = b"a secret that nobody knows"


def signed(body, at=None, key=None, secret=SECRET):
    at = int(time.time()) if at is None else at
    value = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Segtui-Signature": f"t={at},v1={value}"} | ({"Idempotency-Key": key} if key else {})


@pytest.fixture
def listening(opened, monkeypatch):
    """Opens a stream of webhooks: listening(position) -> stream."""
    monkeypatch.setenv("HOOK_SECRET", SECRET.decode())

    def call(position=None, **more):
        return opened("http://127.0.0.1:0/events", position, secret="HOOK_SECRET", **more)

    monkeypatch.setattr("segtui.data.streams.sources.http.urlsplit", anywhere)
    return call


def anywhere(url):
    """The loopback, at any port that is free."""
    from types import SimpleNamespace

    return SimpleNamespace(hostname="127.0.0.1", port=free_port())


def send(stream, body, headers, path="/events", method="POST"):
    """The answer; a side that refuses may hang up before all is sent, and is then asked once more, as senders do."""
    for _ in range(20):
        with suppress(ConnectionError):
            return _sent(stream, body, headers, path, method)
    raise AssertionError("no answer comes")


def _sent(stream, body, headers, path, method):
    connection = http.client.HTTPConnection("127.0.0.1", stream.port, timeout=30)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_only_signed_deliveries_are_taken_each_once(listening):
    stream = listening()
    for n in (1, 2, 1, 3):
        body = b'{"n": %d}' % n
        assert send(stream, body, signed(body, key=f"k{n}"))[0] == 200
    assert send(stream, b"{}", {})[0] == 401
    assert send(stream, b"{}", signed(b"{ }"))[0] == 401
    assert send(stream, b"{}", signed(b"{}", secret=b"another"))[0] == 401
    assert send(stream, b"{}", signed(b"{}", at=int(time.time()) - 400))[0] == 401
    assert send(stream, b"{}", signed(b"{}"), path="/other")[0] == 404
    assert send(stream, None, {}, method="GET", path="/health") == (200, b'{"state": "running"}')
    assert send(stream, None, {}, method="GET")[0] == 405 and send(stream, b"", {}, method="PUT")[0] == 501
    found = stream.poll(10, 5)
    assert [(m.body, m.key) for m in found] == [(b'{"n": %d}' % n, f"k{n}") for n in (1, 2, 3)]
    assert abs(found[0].at.timestamp() - time.time()) < 60


def test_what_was_answered_with_a_yes_is_there_after_a_death_and_what_was_kept_is_not(listening, tmp_path):
    stream = listening()
    for n in range(6):
        assert send(stream, b"%d" % n, signed(b"%d" % n, key=str(n)))[0] == 200
    assert [m.body for m in stream.poll(4, 5)] == [b"0", b"1", b"2", b"3"]
    kept = json.loads(json.dumps(stream.position()))
    stream.poll(1, 0)  # and dies before this was kept, or anything acknowledged
    stream.close()
    stream = listening(kept)
    assert send(stream, b"0", signed(b"0", key="0"))[0] == 200  # a sender that did not hear our yes
    assert stream.lag() == 2 and not stream.ended()
    assert [m.body for m in stream.poll(10, 5)] == [b"4", b"5"]
    stream.acknowledge()
    assert stream.ended() and stream.poll(1, 0) == []
    assert sqlite3.connect(tmp_path / "follow.spool.sqlite").execute("select count(*) from delivery").fetchone() == (0,)
    kept = stream.position()
    stream.close()
    for file in tmp_path.glob("follow.spool*"):
        file.unlink()
    stream = listening(kept)  # numbers begin again in another file
    assert send(stream, b"new", signed(b"new"))[0] == 200
    assert [m.body for m in stream.poll(10, 5)] == [b"new"]


def test_bodies_that_are_too_large_slow_or_without_a_length_are_refused(listening, monkeypatch):
    monkeypatch.setattr(webhook_server, "LARGEST", 1000)
    monkeypatch.setattr(webhook_server, "_WHOLE", 1.0)
    stream = listening()
    assert send(stream, b"x" * 1001, signed(b"x" * 1001))[0] == 413
    assert send(stream, b"x" * 1000, signed(b"x" * 1000))[0] == 200
    assert send(stream, [b"x"], signed(b"x"))[0] == 411
    with socket.create_connection(("127.0.0.1", stream.port)) as slow:
        slow.settimeout(30)
        slow.sendall(b"POST /events HTTP/1.1\r\nContent-Length: 500\r\n\r\n")
        with pytest.raises(OSError):
            for _ in range(100):
                slow.sendall(b"x")
                time.sleep(0.1)
            raise AssertionError("it was let to be slow")


def test_no_more_connections_than_there_are_places(listening, monkeypatch):
    monkeypatch.setattr(webhook_server, "_MOST_AT_ONCE", 3)
    stream = listening()
    held = [socket.create_connection(("127.0.0.1", stream.port)) for _ in range(3)]
    time.sleep(0.2)
    assert send(stream, b"{}", signed(b"{}"))[0] == 503
    for each in held:
        each.close()
    until, status = time.monotonic() + 30, 503
    while status == 503 and time.monotonic() < until:
        status = send(stream, b"{}", signed(b"{}"))[0]
    assert status == 200


def test_a_full_spool_asks_senders_to_come_again(listening, monkeypatch, tmp_path):
    monkeypatch.setattr(spools, "MOST", 2)
    stream = listening()
    assert [send(stream, b"%d" % n, signed(b"%d" % n, key=str(n)))[0] for n in range(3)] == [200, 200, 503]
    assert len(stream.poll(10, 5)) == 2
    stream.acknowledge()
    assert send(stream, b"2", signed(b"2", key="2"))[0] == 200
    assert [m.body for m in stream.poll(10, 5)] == [b"2"]


def test_a_disk_that_is_full_asks_senders_to_come_again_and_then_goes_on(tmp_path):
    spool = Spool(tmp_path / "spool")
    spool.put("a", b"1", 0.0)
    spool._connected = None
    other = sqlite3.connect(tmp_path / "spool")
    pages = other.execute("pragma page_count").fetchone()[0]
    spool.close()

    class Small(Spool):
        def _connected(self):
            connection = super()._connected()
            connection.execute(f"pragma max_page_count = {pages + 2}")
            return connection

    spool = Small(tmp_path / "spool")
    with pytest.raises(SpoolFullError):
        for n in range(100):
            spool.put(f"b{n}", b"x" * 5000, 0.0)
    whole = spool.read(0, 1000, 1 << 30, 0)
    assert whole[0].body == b"1" and all(len(each.body) == 5000 for each in whole[1:])
    spool.forget(whole[-1].number)
    assert spool.put("c", b"2", 0.0)
    spool.close()


def test_many_senders_at_once_share_commits_and_all_are_kept(listening):
    stream, statuses = listening(), []

    def sends(first):
        for n in range(first, first + 25):
            body = b'{"n": %d}' % n
            statuses.append(send(stream, body, signed(body, key=str(n)))[0])

    threads = [threading.Thread(target=sends, args=(25 * t,)) for t in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = stream.poll(1000, 5)
    assert statuses == [200] * 150
    assert sorted(json.loads(m.body)["n"] for m in found) == list(range(150))


@pytest.mark.slow
def test_kill_9_at_any_moment_loses_no_delivery_that_heard_a_yes(tmp_path):
    code = (
        "import sys\nfrom segtui.data.streams.stream import StreamSettings\n"
        "from segtui.data.streams.stream_registry import stream_of\nfrom pathlib import Path\n"
        "settings = StreamSettings(Path(sys.argv[1]), secret='HOOK')\n"
        "stream = stream_of(f'http://127.0.0.1:{sys.argv[2]}/events', settings)\n"
        "stream.open(None, from_start=False)\nprint('up', flush=True)\nsys.stdin.read()\n"
    )
    heard, port = [], free_port()
    for life in range(5):
        command = [sys.executable, "-c", code, str(tmp_path), str(port)]
        environment = os.environ | {"HOOK": SECRET.decode()}
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        assert child.stdout.readline() == b"up\n"
        killer = threading.Timer(0.3 + 0.1 * life, child.send_signal, [signal.SIGKILL])
        killer.start()
        for n in range(100_000):
            body = f"{life} {n}".encode()
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                connection.request("POST", "/events", body, signed(body, key=body.decode()))
                if connection.getresponse().status == 200:
                    heard.append(body)
            except (OSError, http.client.HTTPException):
                break
            finally:
                connection.close()
        killer.join()
        child.stdin.close()
        child.stdout.close()
        child.wait()
    spool = Spool(tmp_path / "follow.spool.sqlite")
    found = [each.body for each in spool.read(0, 1_000_000, 1 << 30, 0)]
    spool.close()
    assert set(heard) <= set(found) and len(set(found)) == len(found) <= len(heard) + 5 and len(heard) > 20


BODY = b'{"id":"evt_1","messageId":"m-1","customer":7}'


@pytest.mark.parametrize(
    ("name", "headers", "key"),
    [
        (
            "shopify",
            {
                "x-shopify-hmac-sha256": base64.b64encode(hmac.new(SECRET, BODY, "sha256").digest()).decode(),
                "x-shopify-webhook-id": "w-1",
            },
            "w-1",
        ),
        (
            "stripe",
            {"stripe-signature": "t=1000,v1=00,v0=aa,v1=" + hmac.new(SECRET, b"1000." + BODY, "sha256").hexdigest()},
            "evt_1",
        ),
        ("segment", {"x-signature": hmac.new(SECRET, BODY, "sha1").hexdigest()}, "m-1"),
        ("segtui", {k.lower(): v for k, v in signed(BODY, at=1000, key="k-1").items()}, "k-1"),
    ],
)
def test_each_scheme_knows_its_senders_signature_and_id(name, headers, key):
    scheme = webhook_schemes()[name]
    delivery = Delivery(headers, BODY, 1200.0)
    assert scheme.is_signed(delivery, SECRET) and scheme.key(delivery) == key
    assert not scheme.is_signed(delivery, SECRET + b"x")
    assert not scheme.is_signed(Delivery(headers, BODY + b" ", 1200.0), SECRET)
    assert not scheme.is_signed(Delivery({}, BODY, 1200.0), SECRET)
    header = next(iter(headers))
    for wrong in ("", "é", "t=,v1=", "t=1000", "t=x,v1=y", "t=1000,t=1000,v1=", headers[header][:-1], "a" * 5000):
        assert not scheme.is_signed(Delivery({header: wrong}, BODY, 1200.0), SECRET), wrong
    if name in ("stripe", "segtui"):
        assert not scheme.is_signed(Delivery(headers, BODY, 1301.0), SECRET)
        assert not scheme.is_signed(Delivery(headers, BODY, 699.0), SECRET)


def test_a_published_signature_is_known():
    """The example of RFC 4231, test case 2, in Shopify's form."""
    found = base64.b64encode(bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")).decode()
    delivery = Delivery({"x-shopify-hmac-sha256": found}, b"what do ya want for nothing?", 0.0)
    assert webhook_schemes()["shopify"].is_signed(delivery, b"Jefe")


def test_ids_of_bodies_that_are_not_json_are_empty():
    for body in (b"", b"[1]", b'{"id": 5}', b"\xff", b"[" * 100_000):
        assert webhook_schemes()["stripe"].key(Delivery({}, body, 0.0)) == ""


def test_what_can_not_be_listened_to_is_said(opened, monkeypatch, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match="webhooks need the secret"):
            opened(f"http://127.0.0.1:{port}/events")
        with pytest.raises(UsageError, match="the variable HOOK_SECRET is not set"):
            opened(f"http://127.0.0.1:{port}/events", secret="HOOK_SECRET")
        monkeypatch.setenv("HOOK_SECRET", "geheim")
        with pytest.raises(UsageError, match="can't listen there: Address already in use") as raised:
            opened(f"http://127.0.0.1:{port}/events", secret="HOOK_SECRET")
        assert "geheim" not in str(raised.value)
    with pytest.raises(UsageError, match='there is no scheme "shopfy"'):
        opened("http://127.0.0.1:1/events", secret="HOOK_SECRET", scheme="shopfy")
    with pytest.raises(UsageError, match="no events come from https"):
        opened("https://127.0.0.1:1/events", secret="HOOK_SECRET")
    stream = opened(f"http://0.0.0.0:{free_port()}/events", secret="HOOK_SECRET")
    assert "without TLS" in str(stream.notes()[0]) and stream.notes() == []
    stream.close()
    (tmp_path / "follow.spool.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(UsageError, match="can't be used"):
        opened(f"http://127.0.0.1:{free_port()}/events", secret="HOOK_SECRET")
