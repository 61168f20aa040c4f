"""The way that calls go: straight, or through the proxy that the environment names."""

from __future__ import annotations

import base64
import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from segtui.delivery.http.address import is_this_machine
from segtui.errors import UsageError
from segtui.language.sentences import say

_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})\b")


@dataclass(frozen=True)
class WebProxy:
    """A proxy by its address without user and password; the `headers` name them, and are never shown."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)


def proxy_for(url: str, where: str) -> WebProxy | None:
    """The proxy of HTTPS_PROXY or HTTP_PROXY, in capitals or not, that a call goes through.

    None where there is none, for hosts of NO_PROXY, and always for this machine. Raises UsageError for what is not the
    address of a proxy, without showing it: it may have a password in it.
    """
    place = parse_url(url)
    host, scheme = place.host or "", place.scheme or ""
    named = urllib.request.getproxies().get(scheme)
    if not named or is_this_machine(host) or urllib.request.proxy_bypass(_with_port(place)):
        return None
    found = _parsed(named.strip(), scheme, where)
    shown = Url(found.scheme, None, found.host, found.port).url
    if found.auth is None:
        return WebProxy(shown)
    user, _, password = found.auth.partition(":")
    coded = base64.b64encode(f"{unquote(user)}:{unquote(password)}".encode()).decode()
    return WebProxy(shown, {"Proxy-Authorization": f"Basic {coded}"})


def refusal(error: BaseException) -> int | None:
    """The status by which a proxy refused to lead to another side; None for every other error."""
    found = _REFUSED.search(str(error))
    return int(found[1]) if found else None


def _with_port(place: Url) -> str:
    return f"{place.host}:{place.port}" if place.port else place.host or ""


def _parsed(named: str, scheme: str, where: str) -> Url:
    try:
        found = parse_url(named if "://" in named else f"http://{named}")
    except LocationParseError:
        found = Url()
    if found.scheme not in ("http", "https") or not found.host:
        what = say("the environment's {name} is not the address of a proxy", name=f"{scheme.upper()}_PROXY")
        fix = say("it is like http://proxy.example.org:3128; other kinds, such as SOCKS, can't be used")
        raise UsageError(what, where=where, fix=fix)
    return found
