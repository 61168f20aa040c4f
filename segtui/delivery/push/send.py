"""Sends what a push has to do, chunk by chunk, each on the ledger as soon as the platform has said what it did."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from segtui.delivery.push.audience import PushAudience
from segtui.delivery.push.delta import WHAT_HASH, WHO_HASH, PushDelta
from segtui.delivery.push.member import CallOutcome, Member
from segtui.delivery.push.platform import Platform
from segtui.delivery.push.push_ledger import PushLedger

_AROUND = 200
"""Bytes around a member in a call."""
Chunk = list[tuple[str, str, Member]]
"""Members with the hashes of who they are and of what is said of them."""


@dataclass
class SentPush:
    """What was done so far: people `added`, new or changed, and `removed`; `refused` are members with the reason.

    `unnamed` is how many more were refused without a word about whom, `pending` what the platform calls the work where
    it is still looking at people.
    """

    added: int = 0
    removed: int = 0
    chunks: int = 0
    missing: int = 0
    unnamed: int = 0
    pending: list[str] = field(default_factory=list)
    refused: list[tuple[Member, str]] = field(default_factory=list)


def send_delta(
    platform: Platform,
    audience: PushAudience,
    delta: PushDelta,
    ledger: PushLedger,
    run: str,
    sent: SentPush,
    advance: Callable[[float], None] = lambda _: None,
) -> None:
    """Send everything; `sent` is kept up to date, for those who tell of a push that was broken off.

    Those who must go come first. What was sent and is not yet on the ledger when the process ends is sent again by the
    next push, which changes nothing. Raises what the platform's calls and the ledger raise.
    """
    total, done = max(1, delta.removals + delta.rows.height), 0

    def step(count: int) -> None:
        nonlocal done
        done, sent.chunks = done + count, sent.chunks + 1
        advance(done / total)

    gone = [(key, "", member) for key, member in delta.gone.items()]
    found = _found(platform, delta, ledger)
    sent.missing = len(delta.lost) - len(found)
    for chunk in chunks_of(iter([*gone, *found]), platform, removing=True):
        outcome = platform.remove([member for _, _, member in chunk])
        ledger.removed(_done(chunk, outcome), run)
        sent.removed += _counted(chunk, outcome, sent)
        step(len(chunk))
    for chunk in chunks_of(_to_send(audience, delta.rows), platform):
        outcome = platform.add([member for _, _, member in chunk])
        ledger.added(((who, what) for who, what, member in chunk if member.who not in outcome.refused), run)
        sent.added += _counted(chunk, outcome, sent)
        step(len(chunk))
    platform.finish()


def _to_send(audience: PushAudience, rows: pl.DataFrame) -> Iterator[tuple[str, str, Member]]:
    for part in rows.iter_slices(10_000):
        yield from zip(part[WHO_HASH], part[WHAT_HASH], audience.members(part), strict=True)


def _found(platform: Platform, delta: PushDelta, ledger: PushLedger) -> Chunk:
    """Those who are no longer in the data, as far as the platform tells who is on its list."""
    listed = platform.members() if delta.lost else None
    found = {key: one for one in listed or () if (key := ledger.hashed(one.key())) in delta.lost}
    return [(key, "", member) for key, member in found.items()]


def chunks_of(
    members: Iterator[tuple[str, str, Member]], platform: Platform, *, removing: bool = False
) -> Iterator[Chunk]:
    """The members in chunks that the platform takes, by number and by size."""
    most = (platform.chunk_removed if removing else None) or platform.chunk
    chunk: Chunk = []
    size = 0
    for one in members:
        mine = len(json.dumps(dict(one[2].fields), ensure_ascii=False).encode()) + _AROUND
        too_large = platform.most_bytes is not None and size + mine > platform.most_bytes
        if chunk and (len(chunk) >= most or too_large):
            yield chunk
            chunk, size = [], 0
        chunk.append(one)
        size += mine
    if chunk:
        yield chunk


def _done(chunk: Chunk, outcome: CallOutcome) -> Iterator[str]:
    return (who for who, _, member in chunk if member.who not in outcome.refused)


def _counted(chunk: Chunk, outcome: CallOutcome, sent: SentPush) -> int:
    """How many of a chunk were done; the others are told of."""
    refused: Mapping[str, str] = outcome.refused
    sent.unnamed += outcome.unnamed
    sent.pending += [outcome.pending] if outcome.pending else []
    sent.refused += [(member, refused[member.who]) for _, _, member in chunk if member.who in refused]
    return sum(member.who not in refused for _, _, member in chunk)
