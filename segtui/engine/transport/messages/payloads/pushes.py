"""What a push does or would do, and what was pushed to its list before."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class RefusedPerson(TypedDict):
    """Somebody whom the platform did not take: a hint who it is, and why."""

    who: str
    reason: str


class PushFacts(TypedDict):
    """The figures of a push; see `segtui.pipeline.push_run.pushed.Pushed`."""

    name: str
    to: str
    list: str | None
    connection: str
    dry_run: bool
    people: int
    on_list: int
    new: int
    changed: int
    unchanged: int
    to_remove: int
    added: int
    removed: int
    missing: int
    kept_empty: bool
    kept_back: dict[str, int]
    segments: dict[str, int]
    refused: list[RefusedPerson]
    notes: list[str]
    warnings: list[str]
    payload: NotRequired[Any]
    error: NotRequired[str]


class EarlierPushFacts(TypedDict):
    """A push that is on the ledger; see `segtui.delivery.push.push_history.EarlierPush`."""

    at: str
    run: str
    added: int
    removed: int
    forgotten: int
