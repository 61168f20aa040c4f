"""Connections of pushes that are not there, told before a run begins."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.data.connections.connections_file import connection_named
from segtui.errors import SegtuiError
from segtui.language.sentences import Sentence, say
from segtui.plan.model import Plan


def lacking_connections(plan: Plan) -> Sequence[Sentence]:
    """What `segtui push` would say of a plan's connections, once each; nothing is refused, as a run pushes nothing."""
    found: dict[str, Sentence] = {}
    for order in plan.push:
        try:
            connection_named(order.connection, needs_url=False)
        except SegtuiError as error:
            told = say("`segtui push` will not reach {push} from here: {why}", push=order.title, why=error.what)
            found.setdefault(order.connection, told)
    return tuple(found.values())
