"""Calls through the proxy that the environment names."""

import base64

import pytest

from segtui.delivery.http.client import HttpClient
from segtui.delivery.http.proxies import proxy_for
from segtui.errors import UnreachableError, UsageError
from tests.connect_proxy import connect_proxy, secure_side
from tests.other_side import Hasty, Reply, other_side

PASSWORD = "s3cr#t é"
WRITTEN = "s3cr%23t%20%C3%A9"
HOST = "hooks.example.org"


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for name in ("https_proxy", "http_proxy", "no_proxy", "all_proxy", "request_method"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def called(url):
    client = HttpClient("push klaviyo", stop=Hasty(), patience=60)
    try:
        return client.send("POST", url, body=b"{}", headers={"Authorization": "Bearer pk_1"})
    finally:
        client.close()


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
def test_a_call_goes_through_the_proxy_which_sees_the_host_alone(monkeypatch, tmp_path, name):
    with secure_side(tmp_path, HOST, Reply(201, b'{"a": 1}')) as (side, ca), connect_proxy(side.port) as proxy:
        monkeypatch.setenv("SSL_CERT_FILE", str(ca))
        monkeypatch.setenv(name, f"http://kim:{WRITTEN}@{proxy.place}")
        answer = called(f"https://{HOST}/people?token=hush")
        (asked,) = proxy.asked
    coded = base64.b64encode(f"kim:{PASSWORD}".encode()).decode()
    assert answer.json() == {"a": 1} and side.calls[0].path == "/people?token=hush"
    assert asked.startswith(f"CONNECT {HOST}:443 ") and f"Proxy-Authorization: Basic {coded}" in asked
    assert "hush" not in asked and "pk_1" not in asked
    assert "proxy-authorization" not in side.calls[0].headers


def test_this_machine_is_never_called_through_a_proxy(monkeypatch):
    with other_side(Reply(200)) as side, connect_proxy(side.port) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.place)
        assert called(side.url).accepted and not proxy.asked
        for url in ("https://localhost/a", "https://127.9.9.9:8443", "http://[::1]:80/"):
            assert proxy_for(url, "x") is None


@pytest.mark.parametrize(
    ("without", "straight"),
    [("example.org", True), (".example.org", True), ("*", True), (f"a, {HOST}:443", False), ("example.com", False)],
)
def test_hosts_of_no_proxy_are_called_straight(monkeypatch, without, straight):
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example.org:3128")
    monkeypatch.setenv("NO_PROXY", without)
    found = proxy_for(f"https://{HOST}/a", "push klaviyo")
    assert (found is None) is straight and (straight or found.url == "http://proxy.example.org:3128")


@pytest.mark.parametrize(
    ("status", "times"), [("407 Proxy Authentication Required", 1), ("403 pat@example.org", 1), ("503 Busy", 3)]
)
def test_a_proxy_that_refuses_is_named_without_its_password(monkeypatch, status, times):
    with connect_proxy(0, status) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://kim:{WRITTEN}@{proxy.place}")
        with pytest.raises(UnreachableError) as caught:
            called(f"https://{HOST}/people")
        assert len(proxy.asked) == times
    told = str(caught.value)
    assert f"the proxy http://{proxy.place} refuses: {status[:3]}" in told
    assert not any(word in told for word in (PASSWORD, WRITTEN, "kim", "pat@"))


def test_a_proxy_that_is_away_is_named_without_its_password(monkeypatch):
    with connect_proxy(0) as proxy:
        pass
    monkeypatch.setenv("HTTPS_PROXY", f"http://kim:{WRITTEN}@{proxy.place}")
    with pytest.raises(UnreachableError, match=r"the proxy http://127\S+ can't be reached: there is no conn") as caught:
        called(f"https://{HOST}/people")
    assert WRITTEN not in str(caught.value) and "kim" not in str(caught.value)


@pytest.mark.parametrize("named", ["socks5://kim:hush@proxy:1080", "http://", "http://kim:hush@pro xy", "a:b:c"])
def test_what_is_no_proxy_is_told_without_showing_it(monkeypatch, named):
    monkeypatch.setenv("HTTPS_PROXY", named)
    with pytest.raises(UsageError, match="HTTPS_PROXY is not the address of a proxy") as caught:
        called(f"https://{HOST}/people")
    assert "hush" not in str(caught.value)
