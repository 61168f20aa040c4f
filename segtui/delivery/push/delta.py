"""What a push has to do: who is new, who has changed, who must go, against what the ledger says was sent before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from segtui.delivery.push.audience import KIND, WHO, PushAudience, said_of
from segtui.delivery.push.config import Push
from segtui.delivery.push.member import Member
from segtui.delivery.push.push_ledger import PushLedger
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.language.translation import to_translate

FORGOTTEN = to_translate("asked to be forgotten")
"""Why a person is held back whom `segtui forget` had deleted at the platform."""
WHO_HASH, WHAT_HASH = "\0who hash", "\0what hash"


@dataclass(frozen=True)
class PushDelta:
    """`rows` are to be sent, `new` and `changed` how many of them are which; `gone` are to be removed, by hash.

    `lost` are hashes of people who are on the list but no longer in the data, to be removed as far as the platform
    tells who they are; `on_list` is how many a push had put there. `triggered` are neither in the segments nor removed,
    because a trigger put them there for a time.
    """

    rows: pl.DataFrame
    new: int
    changed: int
    unchanged: int
    gone: Mapping[str, Member]
    lost: frozenset[str]
    on_list: int
    kept_empty: bool = False
    triggered: int = 0

    @property
    def removals(self) -> int:
        """How many people are to be removed."""
        return len(self.gone) + len(self.lost)

    @property
    def share(self) -> float:
        """The share of the list that is to be removed."""
        return self.removals / self.on_list if self.on_list else 0.0


def delta_of(
    order: Push, audience: PushAudience, ledger: PushLedger, run: str = "", now: dt.datetime | None = None
) -> PushDelta:
    """What has to be done so that the list is as the order says; the audience is that of a `run`.

    Those who may no longer be reached are removed in any mode; those who have only left the segments, or the data, in
    a mirror. Whom a trigger put there stays for its time; who is not in the data only if it was a trigger of the same
    run, for of a later one they have left. An audience of nobody is more often a fault than a wish: then only those who
    may not be reached go, unless `empty` says to clear.
    """
    rows = _without_forgotten(_hashed(audience, ledger), audience, ledger)
    sent = ledger.sent
    before = [sent.get(who) for who in rows[WHO_HASH].to_list()] if rows.height else []
    whats = rows[WHAT_HASH].to_list() if rows.height else []
    new = sum(old is None for old in before)
    changed = sum(old is not None and old != now for old, now in zip(before, whats, strict=True))
    differs = pl.Series([old != now for old, now in zip(before, whats, strict=True)], dtype=pl.Boolean)
    left = set(sent) - (set(rows[WHO_HASH].to_list()) if rows.height else set())
    gone = _among(left, audience.forbidden.values(), ledger)
    kept_empty = not rows.height and order.empty == "keep" and bool(left - set(gone))
    lost: frozenset[str] = frozenset()
    triggered = 0
    if order.mode == "mirror" and not kept_empty:
        at, elsewhere = now or dt.datetime.now(dt.UTC), _among(left, audience.elsewhere.values(), ledger)
        stay = (ledger.staying(at) & set(elsewhere)) | ((ledger.staying(at, run) & left) - set(gone))
        gone |= {who: one for who, one in elsewhere.items() if who not in stay}
        lost, triggered = frozenset(left - set(gone) - stay), len(stay)
    unchanged = rows.height - new - changed
    to_send = rows.filter(differs) if rows.height else rows
    return PushDelta(to_send, new, changed, unchanged, gone, lost, len(sent), kept_empty, triggered)


def refuse_removals(order: Push, delta: PushDelta, where: str) -> None:
    """Raise UsageError where a push would remove more of the list than its order lets it without being told to."""
    if delta.share > order.most_removed and delta.removals:
        what = say(
            "it would remove {removals:,} of the {people:,} people on the list, more than {most:brief}",
            removals=delta.removals,
            people=delta.on_list,
            most=order.most_removed,
        )
        fix = say("look at it with --dry-run; if it is right, push with --yes")
        raise UsageError(what, where=where, fix=fix)


def _without_forgotten(rows: pl.DataFrame, audience: PushAudience, ledger: PushLedger) -> pl.DataFrame:
    """Those who did not ask to be forgotten; the others are counted with those who are held back."""
    forgotten = rows[WHO_HASH].is_in(list(ledger.forgotten)) if ledger.forgotten and rows.height else None
    if forgotten is None or not forgotten.any():
        return rows
    audience.kept_back[FORGOTTEN] += int(forgotten.sum())
    return rows.filter(~forgotten)


def _among(left: Collection[str], members: Iterable[Member], ledger: PushLedger) -> dict[str, Member]:
    return {key: one for one in members if (key := ledger.hashed(one.key())) in left}


def _hashed(audience: PushAudience, ledger: PushLedger) -> pl.DataFrame:
    """The rows of the audience with the hashes by which the ledger knows each, and what is said of each."""
    if not audience.rows.height:
        return pl.DataFrame(schema={WHO: pl.String, KIND: pl.String, WHO_HASH: pl.String, WHAT_HASH: pl.String})
    pairs = [(ledger.hashed(member.key()), ledger.hashed(said_of(member))) for member in audience.members()]
    who, what = zip(*pairs, strict=True)
    return audience.rows.with_columns(pl.Series(WHO_HASH, who), pl.Series(WHAT_HASH, what))
