"""How a source of events is declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from segtui.data.connections.connection import Connection
from segtui.data.streams.stream import Stream, StreamSettings
from segtui.libraries.boundary import Library


@dataclass(frozen=True)
class StreamAddress:
    """What an address of events says: shown, without user and password; and the connection where it names a server.

    `rest` is what stands behind the connection's own address, such as a topic, or the path where there is no server.
    """

    shown: str
    rest: str
    connection: Connection | None = None


@dataclass(frozen=True)
class StreamSource:
    """A kind of place that events come from, declared once.

    `schemes` are those of its addresses; `is_path` says whether a path is its own. `example` is an address, `about`
    says in a line what comes from it; `check` connects, and says how many topics there are, None where that can't be
    asked; `libraries` may be absent.
    """

    name: str
    label: str
    about: str
    example: str
    open: Callable[[StreamAddress, StreamSettings], Stream]
    schemes: tuple[str, ...] = ()
    is_path: Callable[[str], bool] = lambda path: False
    check: Callable[[Connection], int | None] | None = None
    libraries: tuple[Library, ...] = ()
