"""Calls that wait, try again and give up."""

import email.utils
import signal
import socket
import threading
import time

import pytest

from segtui import __version__
from segtui.delivery.http.client import HttpClient
from segtui.delivery.http.pace import Limit, Pace
from segtui.delivery.http.refused_error import RefusedError
from segtui.delivery.http.waiting import LONGEST, asked_wait, backoff
from segtui.errors import InterruptionError, UnreachableError, UsageError
from tests.other_side import Hasty, Reply, other_side

KEY = "pk_9f8e7d6c5b4a"
BUSY = Reply(429, b"", {"Retry-After": "7"})
DONE = Reply(200, b'{"done": true}')


def sent(side, *, stop=None, **more):
    """One call, with the waits that it would have made."""
    stop = stop or Hasty()
    client = HttpClient("push klaviyo", secrets=[KEY], stop=stop, **more)
    answer = client.send("POST", side.url + "/a?token=hush", body=b"{}", headers={"Authorization": f"Bearer {KEY}"})
    return answer, stop.waits


def test_an_answer_is_whole_with_its_status_and_headers():
    with other_side(Reply(202, b'{"a": 1}', {"X-Job": "7"})) as side:
        answer, waits = sent(side)
    assert (answer.status, answer.json(), answer.headers["x-job"], waits) == (202, {"a": 1}, "7", [])
    assert side.calls[0].headers["authorization"] == f"Bearer {KEY}" and side.calls[0].body == b"{}"
    assert side.calls[0].headers["user-agent"] == f"segtui/{__version__}"


def test_a_busy_side_is_asked_again_when_it_says_in_seconds():
    with other_side(BUSY, BUSY, DONE) as side:
        assert sent(side)[1] == [7, 7]


def test_a_busy_side_is_asked_again_when_it_says_as_a_date():
    later = email.utils.formatdate(time.time() + 40, usegmt=True)
    with other_side(Reply(503, b"", {"Retry-After": later}), DONE) as side:
        (wait,) = sent(side)[1]
    assert 30 < wait <= 40


@pytest.mark.parametrize("said", ["soon", "-5", "", "9" * 400, "Wed, 99 Foo 2099", "1e3", "nan"])
def test_a_retry_after_that_says_nothing_is_like_none(said):
    assert asked_wait(said) is None


def test_waits_double_up_to_a_limit_and_vary_by_chance():
    for attempt in range(1, 40):
        longest = min(0.5 * 2 ** (attempt - 1), LONGEST)
        waits = [backoff(attempt) for _ in range(200)]
        assert longest / 2 <= min(waits) and max(waits) <= longest and len({*waits}) > 100
    assert backoff(10**6, lambda: 0.0) == LONGEST


def test_who_asks_for_more_patience_than_there_is_gets_no_second_call():
    with other_side(Reply(429, b"", {"Retry-After": "3600"})) as side:
        with pytest.raises(RefusedError, match="429 Too Many Requests"):
            sent(side)
        assert len(side.calls) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 501])
def test_a_no_is_final_at_once(status):
    with other_side(
        Reply(status, b'{"errors": [{"detail": "Wrong key pk_9f8e7d6c5b4a of kim@example.org."}]}')
    ) as side:
        with pytest.raises(RefusedError) as caught:
            sent(side)
        assert len(side.calls) == 1
    told = str(caught.value)
    assert caught.value.exit_code == 5 and str(status) in told and "Wrong key ••• of •••" in told
    assert caught.value.answer.status == status


def test_an_expected_no_is_an_answer():
    with other_side(Reply(404)) as side:
        answer = HttpClient("x").send("GET", side.url, expected=(404,))
    assert answer.status == 404 and not answer.accepted


def test_a_403_without_a_body_says_so_and_is_tried_again_where_that_means_busy():
    with other_side(Reply(403, b"")) as side, pytest.raises(RefusedError, match="without a reason: 403 Forbidden"):
        sent(side)
    with other_side(Reply(403, b""), DONE) as side:
        answer, waits = sent(side, throttled=lambda answer: answer.status == 403 and not answer.body)
    assert answer.accepted and len(waits) == 1


@pytest.mark.parametrize("fault", [Reply(500), Reply(502, b"<html>"), Reply(200, b"{" * 99, cut=40), Reply(cut=0)])
def test_faults_and_lost_answers_are_tried_again(fault):
    with other_side(fault, fault, DONE) as side:
        answer, waits = sent(side)
    assert answer.json() == {"done": True} and len(side.calls) == 3 and waits[0] <= 0.5 < waits[1] <= 1


@pytest.mark.parametrize("fault", [Reply(500), Reply(200, b"{" * 99, cut=40), Reply(cut=0)])
def test_patience_ends(fault):
    with other_side(fault) as side, pytest.raises(UnreachableError) as caught:
        sent(side, patience=10)
    assert 4 <= len(side.calls) <= 8
    assert caught.value.exit_code == 5 and "hush" not in str(caught.value) and KEY not in str(caught.value)


def test_a_call_that_may_have_arrived_is_not_made_twice_unless_that_is_harmless():
    client = HttpClient("x", stop=Hasty())
    with other_side(Reply(cut=0)) as side:
        with pytest.raises(UnreachableError, match="unknown whether the call arrived"):
            client.send("POST", side.url, idempotent=False)
        assert len(side.calls) == 1
    with other_side(Reply(500), DONE) as side, pytest.raises(RefusedError):
        client.send("POST", side.url, idempotent=False)
    with other_side(BUSY, DONE) as side:
        assert client.send("POST", side.url, idempotent=False).accepted


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(status):
    with other_side(DONE) as elsewhere, other_side(Reply(status, b"", {"Location": elsewhere.url})) as side:
        with pytest.raises(RefusedError, match="not followed"):
            sent(side)
        assert not elsewhere.calls


def test_a_side_that_is_away_is_given_up_soon():
    with other_side(DONE) as side:
        pass
    with pytest.raises(UnreachableError, match="Connection refused") as caught:
        sent(side)
    assert caught.value.where == "push klaviyo" and "hush" not in str(caught.value)


def test_an_answer_without_end_is_dropped():
    with other_side(Reply(200, b"x" * (17 * 2**20))) as side:
        with pytest.raises(UnreachableError, match="too large"):
            sent(side)
        assert len(side.calls) == 1


def test_what_is_not_http_is_a_lost_line():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak():
            for _ in range(9):
                try:
                    met, _ = server.accept()
                except OSError:
                    return
                met.recv(9)
                met.sendall(b"SSH-2.0-OpenSSH\r\n")
                met.close()

        speaker = threading.Thread(target=speak, daemon=True)
        speaker.start()
        with pytest.raises(UnreachableError):
            HttpClient("x", stop=Hasty(), patience=3).send("GET", f"http://127.0.0.1:{server.getsockname()[1]}/")
        server.shutdown(socket.SHUT_RDWR)
    speaker.join(5)


def test_headers_that_would_be_two_are_refused_without_being_told():
    for key in (f"{KEY}\n", f"{KEY}\r\nX: y", f"{KEY}é", f"{KEY}\x00"):
        with other_side(DONE) as side:
            with pytest.raises(UsageError) as caught:
                HttpClient("x").send("GET", side.url, headers={"Authorization": key})
            assert not side.calls and KEY not in str(caught.value)


def test_a_wait_ends_at_once_when_it_should():
    stop = threading.Event()
    with other_side(Reply(429, b"", {"Retry-After": "60"})) as side:
        threading.Timer(0.2, stop.set).start()
        with pytest.raises(InterruptionError):
            HttpClient("x", stop=stop).send("GET", side.url)


def test_a_signal_ends_a_wait():
    def interrupt(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with other_side(Reply(429, b"", {"Retry-After": "60"})) as side:
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(KeyboardInterrupt):
                HttpClient("x").send("GET", side.url)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_calls_keep_to_every_limit():
    now, made = [0.0], []
    pace = Pace((Limit(10, 1), Limit(15, 60)), clock=lambda: now[0])
    for _ in range(40):
        now[0] += pace.wait()
        made.append(now[0])
        pace.called()
    assert all(sum(at - 1 < other <= at for other in made) <= 10 for at in made)
    assert all(sum(at - 60 < other <= at for other in made) <= 15 for at in made)
    assert now[0] == 120
    assert Pace(()).wait() == 0
