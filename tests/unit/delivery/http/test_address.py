"""Where calls may go."""

import pytest

from segtui.delivery.http.address import checked_address
from segtui.errors import UsageError


@pytest.mark.parametrize(
    "url",
    [
        "https://a.klaviyo.com/api/lists",
        "http://127.0.0.1:8080/hook",
        "http://127.8.9.1/",
        "http://[::1]:80/x",
        "http://localhost:99/x",
        "HTTPS://EXAMPLE.ORG",
    ],
)
def test_https_anywhere_and_plain_http_to_this_machine(url):
    assert checked_address(url, "push").startswith(("https://", "http://"))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook",
        "http://127.0.0.1.evil.com/",
        "http://localhost.evil.com/",
        "http://localhost@evil.com/",
        "http://127.0.0.1:80@evil.com/",
        "http://evil.com#@127.0.0.1/",
        "http://evil.com\\@127.0.0.1/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[::ffff:10.0.0.1]/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "https://user:hush@example.org/",
        "https://hush@example.org/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "//example.org",
        "example.org/hook",
        "",
        "https://example.org/\r\nX: y",
        "https://exa mple.org/",
        "http://[::1",
    ],
)
def test_nowhere_else(url):
    with pytest.raises(UsageError) as caught:
        checked_address(url, "push")
    assert "hush" not in str(caught.value)


def test_what_is_shown_has_no_settings():
    assert checked_address("https://example.org:444/a/b?token=hush#hush", "push") == "https://example.org:444/a/b"
