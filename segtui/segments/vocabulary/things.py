"""What a number column is called that is named after a thing: much or little, many or few of it."""

from __future__ import annotations

from segtui.language.sentences import say
from segtui.segments.vocabulary.templates import Wording, levels
from segtui.segments.vocabulary.tokens import shortened, singular
from segtui.segments.vocabulary.word_lists import (
    AMOUNTS_IN_S,
    CODES,
    EVENTS,
    FILLER,
    GOODS,
    MEASURED,
    MONEY,
    NOT_SPENT,
    ONE_IN_S,
)

_MEASURES = MEASURED | NOT_SPENT
_PARTICLES = {"in", "on"}


def thing_wording(found: list[str]) -> Wording:
    """The phrases for a column by the words of its name (one at least)."""
    kept = [w for w in found[:-1] if w not in FILLER or "per" in found] + found[-1:]
    kept = kept if found[-1] not in FILLER - _PARTICLES else kept[:-1] or found
    if kept[-1] == "duration" or (len(kept) > 1 and kept[-1] in ("time", "length")):
        return _long_or_short(shortened(" ".join(kept)))
    if "share" in kept[:-1]:
        kept = [*(w for w in kept if w != "share"), "share"]
    thing = _two_things(kept) or _compound(kept)
    if _is_many(kept):
        return _many(thing, kept[-1])
    family = kept[-1] if len(kept) > 1 and kept[-1] in EVENTS else ""
    counted = thing if kept[-1] in EVENTS and kept[-1].endswith("s") else ""
    return Wording(
        thing, *levels(thing), family=family, whole=levels(kept[-1])[:2] if family else None, counted=counted
    )


def _long_or_short(thing: str) -> Wording:
    phrases = (say("long {thing}", thing=thing), say("short {thing}", thing=thing), say("average {thing}", thing=thing))
    return Wording(thing, *phrases)


def _many(thing: str, last: str) -> Wording:
    phrases = (say("many {thing}", thing=thing), say("few {thing}", thing=thing), say("some {thing}", thing=thing))
    fairly = (say("quite a few {thing}", thing=thing), say("rather few {thing}", thing=thing))
    return Wording(thing, *phrases, fairly=fairly, counted=thing if last in EVENTS | GOODS else "")


def _is_many(kept: list[str]) -> bool:
    """Whether the name counts things, such as loyalty_points: many, not high ones."""
    last = kept[-1]
    countable = last.isascii() and singular(last) != last and last not in AMOUNTS_IN_S | EVENTS | _MEASURES | MONEY
    return countable and "per" not in kept and kept[0] not in ("average", "max", "min", "median")


def _compound(kept: list[str]) -> str:
    """The words as one noun: a late payment ratio, but sales growth, products viewed and pages per session."""
    if "per" in kept:
        return shortened(" ".join(kept))
    measured = kept[-1] in _MEASURES | EVENTS | CODES | {"share", "rate", "ratio"} or _is_many(kept[-1:])
    first = [w if w in ONE_IN_S - GOODS or not measured else singular(w) for w in kept[:-1]]
    return shortened(" ".join([*first, kept[-1]]))


def _two_things(kept: list[str]) -> str:
    """Two things that one column measures, such as Detergents_Paper."""
    if len(kept) != 2 or kept[0] in ONE_IN_S | EVENTS | MONEY or kept[1] in _MEASURES | CODES | EVENTS:
        return ""
    one, other = kept
    goods = one.isascii() and one.endswith("s") and singular(one) != one
    return say("{one} and {other}", one=one, other=other) if goods and not other.endswith(("ed", "ing", "age")) else ""
