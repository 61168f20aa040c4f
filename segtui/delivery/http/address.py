"""Where calls may go: https anywhere, plain http to this machine alone."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import unquote

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from segtui.delivery.http.answer import HIDDEN, PERSON
from segtui.errors import UsageError
from segtui.language.sentences import say


def checked_address(url: str, where: str) -> str:
    """The address as people see it, without its path's settings; UsageError for one that no call may go to.

    It is taken apart by the parser that connects, so that both see the same host. A name other than localhost may
    lead to this machine today and to another tomorrow: for plain http it does not count.
    """
    parsed = _parsed(url, where)
    if parsed.auth is not None:
        fix = say("give the key by a connection: `segtui guide push`")
        raise UsageError(say("the address has a user or a key in it"), where=where, fix=fix)
    if parsed.scheme == "http" and not is_this_machine(parsed.host or ""):
        what = say("plain http may go to this machine only, because anybody on the way can read it")
        raise UsageError(what, where=where, fix=say("use https"))
    return shown(parsed)


def shown(parsed: Url) -> str:
    """An address without user, settings and fragment, and without what may be a person in its path."""
    parts = [HIDDEN if PERSON.search(unquote(part)) else part for part in (parsed.path or "").split("/")]
    place = Url(parsed.scheme, None, parsed.host, parsed.port).url
    return place + "/".join(parts)


def _parsed(url: str, where: str) -> Url:
    try:
        parsed = parse_url(url)
    except LocationParseError:
        parsed = Url()
    hidden = any(ord(letter) <= 32 or ord(letter) == 127 for letter in url)
    if parsed.scheme not in ("http", "https") or not parsed.host or hidden:
        fix = say("it begins with https:// and a host")
        raise UsageError(say("the address can't be called"), where=where, fix=fix)
    return parsed


def is_this_machine(host: str) -> bool:
    """Whether a host is a loopback address, or localhost that leads to one."""
    if host == "localhost":
        try:
            found = {str(place[4][0]) for place in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
        except OSError:
            return False
        return bool(found) and all(map(_is_loopback, found))
    return _is_loopback(host.strip("[]"))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
