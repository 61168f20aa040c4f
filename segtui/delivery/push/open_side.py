"""Opens the platform of a push with the key of its connection."""

from __future__ import annotations

from segtui.data.connections.connections_file import connection_named
from segtui.delivery.push.config import Push
from segtui.delivery.push.side import PlatformSide


def open_side(order: Push, where: str) -> PlatformSide:
    """The other side of a push, of which nothing is asked yet; raises UsageError for a connection that is not there."""
    connection, platform = connection_named(order.connection, needs_url=False), order.platform()
    how = {"limits": platform.limits, "throttled": platform.throttled}
    return PlatformSide(where, connection, platform.address, platform.authorization, **how)  # type: ignore[arg-type]
