"""Names the segments by what sets them apart, in a marketer's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from segtui.declare import Declared, NamesColumns
from segtui.language.figures import localised
from segtui.language.sentences import in_language, row_of, say
from segtui.language.translation import _, language, to_translate
from segtui.segments.describing.effect_sizes import EffectSizes
from segtui.segments.naming.disambiguate import told_apart
from segtui.segments.naming.life_cycle import is_life_cycle, life_cycles
from segtui.segments.naming.phrases import TraitPhrase
from segtui.segments.naming.select_traits import sentence, spoken_traits

NOISE = to_translate("Noise")
ORDINARY = to_translate("Average customers")


def _numbered(value: Any) -> Any:
    """TOML keys are text: `0 = "Loyal"` names segment 0."""
    return (
        {int(k) if str(k).lstrip("-").isdigit() else k: v for k, v in value.items()}
        if isinstance(value, dict)
        else value
    )


class Segments(Declared):
    """What the plan says about the segments themselves."""

    names: Annotated[dict[int, str], BeforeValidator(_numbered)] | None = None
    """Names by segment number, such as { 0 = "Loyal" }; the others are named by what sets them apart."""
    notes: Annotated[dict[int, str], BeforeValidator(_numbered)] | None = None
    """Notes by segment number, such as { 0 = "call them first" }; the report shows them on the cards."""

    outcome: Annotated[tuple[str, ...] | None, NamesColumns()] = None
    """Columns that a campaign is judged by, shown first, never clustered; without it those that look so."""
    value: Annotated[str | None, NamesColumns()] = None
    """The column of amounts whose sum is shared among the segments; without it the one that looks so."""
    previous: Annotated[str, Field(min_length=1)] | None = None
    """The folder of an earlier run: segments matched to its segments keep their numbers and names."""

    @field_validator("notes")
    @classmethod
    def _say_something(cls, notes: dict[int, str] | None) -> dict[int, str] | None:
        told = notes and {number: " ".join(note.split()) for number, note in notes.items()}
        if told and not all(told.values()):
            raise ValueError(say("a segment's note is empty"))
        return told

    @field_validator("names")
    @classmethod
    def _tell_apart(cls, names: dict[int, str] | None) -> dict[int, str] | None:
        counts = Counter(name.strip().casefold() for name in (names or {}).values())
        for name, count in counts.items():
            if not name:
                raise ValueError(say("a segment's name is empty"))
            if count > 1:
                raise ValueError(say('{count} segments are named "{name}"', count=count, name=name))
        return names and {number: name.strip() for number, name in names.items()}


@dataclass(frozen=True)
class Naming:
    """The names by segment (noise is -1), and sentences about names in the plan that fit no segment."""

    names: dict[int, str]
    notes: tuple[str, ...] = ()


def name_segments(standings: EffectSizes, chosen: Mapping[int, str] | None = None) -> Naming:
    """A unique name for each segment of `standings`, and for -1; `chosen` are the names that the plan gives.

    Where the clusters were made from recency, frequency and spend, a name is one that marketers know (`life_cycles`).
    Otherwise it says the one or two traits that a segment stands out by, the strongest first: those that the clusters
    were made from before others, and no two that say nearly the same thing. Segments with equal names are distinguished
    by what differs most between them. Nothing below half a standard deviation counts: a segment without such a trait
    is one of average customers.
    """
    given = dict(chosen or {})
    known = {-1, *standings.segments}
    notes = misplaced(given, standings.segments, "names")
    life = life_cycles(standings)
    said = {s: life[row] or spoken_traits(standings, row) for row, s in enumerate(standings.segments)}
    named = told_apart(standings, {s: traits for s, traits in said.items() if s not in given})
    names = {n: given[n] for n in sorted(known) if n in given} | {-1: given.get(-1, _(NOISE))}
    for segment in standings.segments:
        if segment not in given:
            traits, row = named[segment], standings.segments.index(segment)
            named_by = traits[0].column if traits else -1
            mean = float(standings.means[row, named_by]) if named_by >= 0 else None
            names[segment] = _unused(_told(traits), mean, names)
    return Naming(dict(sorted(names.items())), tuple(notes))


_MISPLACED = {
    "names": to_translate(
        'The plan names segment {number} "{text}", but there is no such segment: they are numbered {numbers}.'
    ),
    "has a note on": to_translate(
        'The plan has a note on segment {number} "{text}", but there is no such segment: they are numbered {numbers}.'
    ),
}


def misplaced(given: Mapping[int, str], segments: Collection[int], how: str) -> list[str]:
    """Sentences on what the plan says (`how`: "names", "has a note on") of numbers that none of `segments` has."""
    numbered = sorted(segments)
    in_a_row = numbered == list(range(len(numbered)))
    numbers = (
        say("{first} to {last}", first=0, last=len(numbered) - 1) if in_a_row else row_of(list(map(str, numbered)))
    )
    return [
        say(_MISPLACED[how], number=number, text=given[number], numbers=numbers)
        for number in sorted(given)
        if number not in segments and number != -1
    ]


def _told(traits: tuple[TraitPhrase, ...]) -> str:
    if not traits:
        return _(ORDINARY)
    if is_life_cycle(traits[0]):
        first, others = _said(traits[0]), ", ".join(map(_said, traits[1:]))
        return f"{first} ({others})" if others else first
    if all(_is_adjective(t) for t in traits):
        return sentence([_customers(", ".join(map(_said, traits)))])
    return sentence([_customers(_said(t)) if _is_adjective(t) else _said(t) for t in traits])


def _customers(adjectives: str) -> str:
    return _("{traits} customers").format(traits=adjectives)


def _said(trait: TraitPhrase) -> str:
    """The phrase in the language of the run; in French, de and que lose their e before a vowel."""
    said = in_language(trait.phrase)
    return _ELIDED.sub(r"\1’", said) if language() == "fr" else said


_VOWEL = r"(?!on(?:e|ze)\b|oui\b)(?=[aeiouâàéèêëîïôûœ]|h(?:eur|abit|éberg|istor|omm|oraire))"
_ELIDED = re.compile(rf"\b(d|qu)e {_VOWEL}", re.IGNORECASE)
"""Before a vowel, or an h that is not heard; in English words such as one-off a w is heard."""


def _is_adjective(trait: TraitPhrase) -> bool:
    """Whether the phrase needs a noun: recent, frequent, long-standing, middle-aged."""
    return trait.words.adjective and (trait.phrase != trait.words.average or trait.phrase in (trait.words.fairly or ()))


def _unused(name: str, mean: float | None, names: Mapping[int, str]) -> str:
    """The name; where another segment has it already, with the mean of its first trait, or at last with a number."""
    taken = {n.casefold() for n in names.values()}
    options = [name]
    if mean is not None and 0.01 <= abs(mean) < 1000:
        options.append(_("{name} (about {mean})").format(name=name, mean=localised(f"{mean:.3g}")))
    options += [f"{name} ({i})" for i in range(2, len(taken) + 3)]
    return next(n for n in options if n.casefold() not in taken)
