"""Named segments by ranges of the RFM scores: the first rule that matches wins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BeforeValidator, Field

from segtui.declare import Declared
from segtui.language.sentences import say
from segtui.language.translation import to_translate


def _range(value: Any) -> Any:
    """A single score as the range that holds only it."""
    return (value, value) if isinstance(value, int) and not isinstance(value, bool) else value


def _upwards(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] > value[1]:
        raise ValueError(say("a range must increase: [{value}, {value_2}]", value=value[1], value_2=value[0]))
    return value


_Score = Annotated[int, Field(ge=1, le=10)]
_one_or_two = BeforeValidator(_range, json_schema_input_type=tuple[_Score, _Score] | _Score)
ScoreRange = Annotated[tuple[_Score, _Score], _one_or_two, AfterValidator(_upwards)]


class RfmRule(Declared):
    """One segment of the RFM scores: a name and the ranges, both ends included; without a range any score."""

    name: Annotated[str, Field(min_length=1)]
    """The name of the segment."""
    r: ScoreRange | None = None
    """The lowest and highest recency score, or one score."""
    f: ScoreRange | None = None
    """The lowest and highest frequency score, or one score."""
    m: ScoreRange | None = None
    """The lowest and highest monetary score, or one score."""


def _rule(name: str, r: tuple[int, int], f: tuple[int, int], m: tuple[int, int]) -> RfmRule:
    return RfmRule(name=name, r=r, f=f, m=m)


FIVE_BIN_RULES: tuple[RfmRule, ...] = (
    _rule(to_translate("Champions"), (5, 5), (5, 5), (5, 5)),
    _rule(to_translate("Potential Loyalist"), (3, 5), (3, 5), (2, 5)),
    _rule(to_translate("Loyal Customers"), (2, 4), (2, 4), (2, 4)),
    _rule(to_translate("Promising"), (3, 4), (1, 3), (3, 5)),
    _rule(to_translate("New Customers"), (4, 5), (1, 3), (1, 5)),
    _rule(to_translate("Can't Lose Them"), (1, 2), (3, 4), (4, 5)),
    _rule(to_translate("At Risk"), (1, 2), (2, 5), (4, 5)),
    _rule(to_translate("Need Attention"), (1, 3), (3, 5), (3, 5)),
    _rule(to_translate("About To Sleep"), (2, 3), (1, 3), (1, 4)),
    _rule(to_translate("Lost"), (1, 1), (1, 5), (1, 5)),
)
"""The table of the R package rfm, for scores of 1 to 5."""

OTHERS = to_translate("Others")
"""The segment of customers whom no rule matches, unless the plan has another name for them."""


def default_rules(bins: int) -> tuple[RfmRule, ...]:
    """The ten rules of the five-bin table on a scale of 1 to `bins`.

    A score s stands for the score of 1 to 5 that the middle of its bin falls into, ceil((s - 1/2) * 5 / bins). With
    fewer bins a rule may be left without a score in its range; it is left out.
    """
    if bins == 5:
        return FIVE_BIN_RULES
    on_five = [-(-(2 * s - 1) * 5 // (2 * bins)) for s in range(1, bins + 1)]

    def rescaled(bounds: tuple[int, int] | None) -> tuple[int, int] | None:
        inside = [s for s, five in enumerate(on_five, 1) if bounds and bounds[0] <= five <= bounds[1]]
        return (inside[0], inside[-1]) if inside else None

    rules = [(rule.name, rescaled(rule.r), rescaled(rule.f), rescaled(rule.m)) for rule in FIVE_BIN_RULES]
    return tuple(_rule(name, r, f, m) for name, r, f, m in rules if r and f and m)


def first_match(rules: Sequence[RfmRule], bins: int) -> NDArray[np.int64]:
    """For each cell (r - 1, f - 1, m - 1) of the cube of scores the first rule that matches, -1 for none."""
    cube = np.full((bins, bins, bins), -1, dtype=np.int64)
    for number, rule in reversed(list(enumerate(rules))):
        cube[_cells(rule, bins)] = number
    return cube


def _cells(rule: RfmRule, bins: int) -> tuple[slice, slice, slice]:
    r, f, m = (slice(low - 1, high) for low, high in (b or (1, bins) for b in (rule.r, rule.f, rule.m)))
    return r, f, m


def rules_met(rules: Sequence[RfmRule], bins: int, scores: Sequence[NDArray[np.int64]]) -> NDArray[np.bool_]:
    """Whether each of n customers matches each rule (k, n), by their scores of recency, frequency and spend."""
    place = tuple(score - 1 for score in scores)
    found = np.zeros((len(rules), len(scores[0])), dtype=np.bool_)
    for number, rule in enumerate(rules):
        cube = np.zeros((bins, bins, bins), dtype=np.bool_)
        cube[_cells(rule, bins)] = True
        found[number] = cube[place]
    return found


def lint(rules: Sequence[RfmRule], bins: int, otherwise: str = OTHERS) -> list[str]:
    """Sentences on the rules that can never fire, and on how many combinations of scores no rule covers."""
    cube = first_match(rules, bins)
    notes: list[str] = []
    for number, rule in enumerate(rules):
        if np.any(cube == number):
            continue
        reach = cube[_cells(rule, bins)]
        takers = ", ".join(f'"{rules[i].name}"' for i in np.unique(reach))
        why = (
            say("earlier rules cover all its scores: {rules}", rules=takers)
            if takers
            else say("its ranges contain no score from 1 to {bins}", bins=bins)
        )
        notes.append(say('The rule "{rule}" can never match; {why}.', rule=rule.name, why=why))
    uncovered = int(np.sum(cube == -1))
    if uncovered:
        notes.append(
            say(
                '{count:,} of {all:,} combinations of scores match no rule and are "{segment}".',
                count=uncovered,
                all=bins**3,
                segment=say(OTHERS) if otherwise == OTHERS else otherwise,
            )
        )
    return notes
