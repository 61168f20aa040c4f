"""The next coarser and the next finer candidate beside the current one, in a line each below the leaderboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from segtui.engine.transport.messages.payloads import AlternativeFacts
from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import key_of, with_keys
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Assessed, Described
    from segtui.workbench.state.store import Store

Way = Literal["coarser", "finer"]
WAYS: dict[Way, str] = {"coarser": to_translate("coarser"), "finer": to_translate("finer")}
_MOST = 3
"""Changes that are told of a candidate; the others are counted."""


def badge_words(assessed: Assessed | None, key: str, *, searched: bool) -> str:
    """What resamples say of a candidate's least stable segment; how to draw them after a search."""
    found = assessed.stability.get(key) if assessed else None
    if found is None and (assessed is None or assessed.left):
        return "  " + with_keys("{cluster.assess} tests stability.") if searched else ""
    if found is None or found["weakest"] is None:
        return ""
    return "  " + tell("Resampled, the least stable segment: {badge}.", badge=_(found["weakest"]))


def keeps_stability(store: Store) -> bool:
    """Whether a finished run knows how far its segments are found again: asking then resamples nothing."""
    row = store.found.get(store.chosen or "")
    return store.run is not None and row is not None and row["stability"] is not None


def beside(described: Described | None, way: Way) -> str | None:
    """The key of the next candidate that way, None if there is none or it is not known."""
    found = _facts(described, way)
    return found["key"] if found else None


def none_beside(way: Way) -> str:
    """That there is no candidate that way."""
    return tell("No other candidate that meets the conditions is known to be {way}.", way=_(WAYS[way]))


def alternatives_words(described: Described | None, name: Callable[[str], str]) -> PlainText:
    """Both, and which of the candidate's segments they merge or split; empty without any. `name` says a key."""
    said = []
    for way, called in WAYS.items():
        found = _facts(described, way)
        if found is not None:
            key = f"{key_of(f'cluster.{way}')} "
            changes = (_changes(found) or _("divides the rows in another way")) if found["compared"] else ""
            told = tell("{label}: {said}", label=_(called), said=name(found["key"]))
            said.append(PlainText.assemble((key, "bold"), f"{told} ", (changes, "dim")))
    return PlainText("\n").join(said)


def _facts(described: Described | None, way: Way) -> AlternativeFacts | None:
    if described is None:
        return None
    return described.coarser if way == "coarser" else described.finer


def _changes(found: AlternativeFacts) -> str:
    """Splits and merges, by segment number: "splits 0 (62/38 %), merges 1+2"."""
    splits = [
        tell(
            "splits {segment} ({shares} %)",
            segment=split["segment"],
            shares="/".join(f"{100 * share:.0f}" for share in split["shares"]),
        )
        for split in found["splits"]
    ]
    merges = [tell("merges {segments}", segments="+".join(map(str, merged))) for merged in found["merges"]]
    changes = [*splits, *merges]
    more = [tell("{count} more", count=len(changes) - _MOST)] if len(changes) > _MOST else []
    return ", ".join([*changes[:_MOST], *more])
