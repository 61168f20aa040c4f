"""Distinguishes segments whose names would be equal, by what differs most between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from segtui.segments.describing.effect_sizes import EffectSizes
from segtui.segments.naming.phrases import TraitPhrase, gradable, graded, phrase_of
from segtui.segments.naming.select_traits import LONGEST, same_thing, sentence

Named = dict[int, tuple[TraitPhrase, ...]]

_SLIGHT = 0.4
_STRONG = 1.0


def told_apart(standings: EffectSizes, named: Mapping[int, tuple[TraitPhrase, ...]]) -> Named:
    """The traits of each segment, with one graded or added wherever several segments have the same ones.

    Where the measures can't tell two segments apart they keep the same traits.
    """
    result: Named = _sharpened(named)
    for _ in range(3):
        groups = [group for group in _same(result) if len(group) > 1]
        if not groups:
            break
        for group in groups:
            order = [t.phrase for t in result[group[0]]]
            alike = {s: tuple(sorted(result[s], key=lambda t: order.index(t.phrase))) for s in group}
            result |= _split(standings, alike)
    return result


def _sharpened(named: Mapping[int, tuple[TraitPhrase, ...]]) -> Named:
    """With "very" for a segment that stands twice as high, by what its name says, as any other of that phrase."""
    result = dict(named)
    for segment, traits in named.items():
        for place, trait in enumerate(traits):
            rivals = [t for s, ts in named.items() if s != segment for t in ts if t.phrase == trait.phrase]
            tops = abs(trait.height) >= _STRONG and all(abs(trait.height) >= 2 * abs(t.height) for t in rivals)
            if rivals and tops and gradable(trait):
                very = replace(trait, phrase=graded(trait, "very"))
                changed = (*result[segment][:place], very, *result[segment][place + 1 :])
                if len(sentence([t.phrase for t in changed])) <= LONGEST:
                    result[segment] = changed
    return result


def _same(named: Named) -> list[list[int]]:
    """The segments by what is said of them, in whatever order it is said."""
    groups: dict[frozenset[str], list[int]] = {}
    for segment, traits in named.items():
        groups.setdefault(frozenset(t.phrase.casefold() for t in traits), []).append(segment)
    return list(groups.values())


def _split(standings: EffectSizes, group: Named) -> Named:
    """The group with the change that makes most of its names differ; of equal ones that with the widest spread."""
    options = [_graded(group, place) for place in range(len(next(iter(group.values()))))]
    options += [_with_trait(standings, group, column) for column in range(len(standings.traits))]
    best, best_merit = group, (1, 0.0)
    for option, spread in filter(None, options):
        merit = (len(_same(option)), spread)
        if merit > best_merit:
            best, best_merit = option, merit
    return best


def _graded(group: Named, place: int) -> tuple[Named, float] | None:
    """The trait at `place` said in grades: very high, high, fairly high."""
    ordered = sorted(group, key=lambda s: (-abs(group[s][place].height), s))
    heights = [abs(group[s][place].height) for s in ordered]
    equal = len({round(h, 9) for h in heights}) < len(heights)
    if equal or len(heights) > 3 or not all(gradable(group[s][place]) for s in group):
        return None
    result: Named = {}
    grades = ("", "fairly") if len(heights) == 2 and heights[-1] < _STRONG else ("very", "", "fairly")
    for segment, grade in zip(ordered, grades, strict=False):
        traits = list(group[segment])
        traits[place] = replace(traits[place], phrase=graded(traits[place], grade))
        result[segment] = tuple(traits)
    # A grade on an existing trait reads better than one more trait.
    return result, 1.5 * (heights[0] - heights[-1])


def _measured(trait: TraitPhrase) -> str:
    """The phrase for a trait of any height: average where it is too small for a word."""
    return trait.phrase if trait.stands_out() else trait.words.average


def _with_trait(standings: EffectSizes, group: Named, column: int) -> tuple[Named, float] | None:
    """One trait more: high, fairly high, average …, in place of the second where the name grows too long."""
    rows = {s: standings.segments.index(s) for s in group}
    added = {s: phrase_of(standings, row, column) for s, row in rows.items()}
    heights = [float(standings.heights[row, column]) for row in rows.values()]
    spread = max(heights) - min(heights)
    trait = standings.traits[column]
    if trait.category is not None or spread < _SLIGHT:
        return None
    result: Named = {}
    for segment, new in added.items():
        kept = group[segment]
        if new is None or any(same_thing(new, old) or new.words.family == old.words.family != "" for old in kept):
            return None
        traits = (*kept, replace(new, phrase=_measured(new)))
        too_long = len(sentence([t.phrase for t in traits])) > LONGEST and len(kept) > 1
        result[segment] = (kept[0], traits[-1]) if too_long else traits
    return result, spread * (1.0 if trait.used else 0.5)
