"""Every source of events: to add one, add a file to segtui/data/streams/sources."""

from __future__ import annotations

from functools import cache

from segtui.data.addresses import name_of_connection, scheme_of
from segtui.data.connections.connection import Connection
from segtui.data.connections.connections_file import connection_named
from segtui.data.connections.secrets import address_of, has_password
from segtui.data.streams.stream import Stream, StreamSettings
from segtui.data.streams.stream_source import StreamAddress, StreamSource
from segtui.declare import instances
from segtui.errors import UsageError, did_you_mean
from segtui.language.sentences import say
from segtui.libraries.boundary import missing_libraries


@cache
def stream_sources() -> dict[str, StreamSource]:
    """The declared sources by name, in alphabetical order of their files."""
    return {source.name: source for source in instances("segtui.data.streams.sources", StreamSource)}


def source_of(address: str) -> StreamSource:
    """The source that an address means; UsageError where there is none, or no such connection."""
    return _found(address)[0]


def stream_of(address: str, settings: StreamSettings) -> Stream:
    """The stream of an address, not opened yet.

    The address is one such as kafka://broker:9092/events, a connection with what is behind it (shop:events), a folder,
    or "-". UsageError where nothing reads it, or a library is missing.
    """
    source, found = _found(address)
    if lacking := missing_libraries(source.libraries):
        what, fix = lacking
        raise UsageError(say("reading {what} {lacks}", what=source.label, lacks=what), where=found.shown, fix=fix)
    return source.open(found, settings)


def source_of_scheme(scheme: str) -> StreamSource | None:
    """The source whose addresses begin so; None where none do."""
    return next((source for source in stream_sources().values() if scheme in source.schemes), None)


def check_broker(connection: Connection, source: StreamSource) -> int | None:
    """Connect to a broker: how many topics it has, None where that can't be asked.

    Raises UnreachableError where it is away or refuses, UsageError where a library is missing or nothing is to check.
    """
    if lacking := missing_libraries(source.libraries):
        what, fix = lacking
        raise UsageError(say("reading {what} {lacks}", what=source.label, lacks=what), where=connection.name, fix=fix)
    if source.check is None:
        raise UsageError(say("there is nothing to connect to"), where=connection.shown)
    return source.check(connection)


def stream_address(address: str) -> StreamAddress:
    """An address taken apart; UsageError for one with a password in it, or of a connection that is not there."""
    if has_password(address):
        fix = say("name a connection of connections.toml instead: `segtui guide databases`")
        raise UsageError(say("the address has a password in it"), where=address_of(address), fix=fix)
    if name := name_of_connection(address):
        rest = address.removeprefix(f"{name}:")
        return StreamAddress(f"{name}:{rest}", rest, connection_named(name))
    if scheme := scheme_of(address):
        server, _, rest = address.partition("://")[2].partition("/")
        return StreamAddress(address_of(address), rest, Connection("", f"{scheme}://{server}"))
    return StreamAddress(address, address)


def _found(address: str) -> tuple[StreamSource, StreamAddress]:
    found = stream_address(address)
    if found.connection is not None:
        return _by_scheme(found.connection.scheme, found.shown), found
    source = next((source for source in stream_sources().values() if source.is_path(address)), None)
    if source is None:
        fix = f"from = {_examples()}"
        raise UsageError(say("events come from a folder, not from one file"), where=address, fix=fix)
    return source, found


def _by_scheme(scheme: str, shown: str) -> StreamSource:
    known = {each: source for source in stream_sources().values() for each in source.schemes}
    if scheme not in known:
        fix = did_you_mean(scheme, known) or f"from = {_examples()}"
        raise UsageError(say("no events come from {scheme}://", scheme=scheme), where=shown, fix=fix)
    return known[scheme]


def _examples() -> str:
    return " or ".join(f'"{source.example}"' for source in stream_sources().values())
