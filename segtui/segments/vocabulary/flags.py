"""What a yes-or-no column is called by its name."""

from __future__ import annotations

from segtui.language.sentences import say
from segtui.segments.vocabulary.templates import Wording, levels
from segtui.segments.vocabulary.tokens import shortened


def flag_wording(found: list[str]) -> Wording | None:
    """A yes-or-no column whose name says what the yes is: `is_active`, `has_app`, `AcceptedCmp5`."""
    first, thing = found[0], shortened(" ".join(found[1:]))
    if first.endswith("ed") and not thing:  # churned, subscribed
        return _done(first)
    if thing and first in ("no", "without"):
        return _lacking(thing)
    if not thing:
        return None
    if first == "is":
        pairs = (
            (say("all {thing}", thing=thing), say("never {thing}", thing=thing)),
            (say("often {thing}", thing=thing), say("seldom {thing}", thing=thing)),
        )
        return Wording(thing, thing, say("not {thing}", thing=thing), say("partly {thing}", thing=thing), *pairs)
    if first == "has":
        pairs = (
            (say("all with {thing}", thing=thing), say("none with {thing}", thing=thing)),
            (say("more with {thing}", thing=thing), say("fewer with {thing}", thing=thing)),
        )
        levels_of = (say("with {thing}", thing=thing), say("without {thing}", thing=thing))
        return Wording(thing, *levels_of, say("some with {thing}", thing=thing), *pairs)
    if first.endswith("ed") or first in ("accepts", "wants", "uses", "owns", "not", "never"):
        return _done(f"{first} {thing}", thing if first in ("not", "never") else "")
    return None


def _done(phrase: str, otherwise: str = "") -> Wording:
    """What somebody did or did not: accepted campaign 5, subscribed, never bought (`otherwise` bought)."""
    low = say("mostly {thing}", thing=otherwise) if otherwise else say("rarely {thing}", thing=phrase)
    pairs = (
        (say("mostly {thing}", thing=phrase), low if otherwise else say("never {thing}", thing=phrase)),
        (say("more often {thing}", thing=phrase), say("less often {thing}", thing=phrase)),
    )
    return Wording(phrase, phrase, low, say("some {thing}", thing=phrase), *pairs)


def _lacking(thing: str) -> Wording:
    """What somebody has not: no_email."""
    lacks, has = say("no {thing}", thing=thing), say("with {thing}", thing=thing)
    fairly = (say("fewer with {thing}", thing=thing), say("more with {thing}", thing=thing))
    return Wording(thing, lacks, has, say("some with {thing}", thing=thing), (lacks, has), fairly)


def rate_wording(found: list[str]) -> Wording:
    """A yes-or-no column that is named after a thing: `Response`, `newsletter`."""
    thing = shortened(" ".join(found))
    return Wording(
        thing, *levels(thing if found[-1] in ("rate", "share", "ratio") else say("{thing} rate", thing=thing))
    )
