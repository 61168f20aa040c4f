"""The names and rules of segments that rules of the plan make, or the bands of one of its predictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segtui.clustering.algorithm import Candidate
from segtui.clustering.rules.predicted_bands import PredictedBands
from segtui.clustering.rules.rule_table import RuleTable
from segtui.features.rfm.segments import OTHERS
from segtui.language.figures import localised
from segtui.language.translation import _
from segtui.plan.model import Plan
from segtui.prediction.found import FoundPrediction
from segtui.segments.describing.rule_in_words import StatedRule

Stated = tuple[str, StatedRule]


def stated_rules(
    plan: Plan, candidate: Candidate, mapping: Mapping[int, int], predictions: Sequence[FoundPrediction] = ()
) -> dict[int, Stated]:
    """The name and the rule of each segment, by its number; empty for clusters."""
    made: list[Stated] = []
    if candidate.algorithm == RuleTable.name and plan.search and plan.search.rules:
        made = _of_table(plan.search.rules)
    elif candidate.algorithm == PredictedBands.name:
        made = [each for one in predictions if one.name == candidate.parameters["by"] for each in _of_bands(one)]
    if not made or not candidate.fitted:
        return {}
    numbers = candidate.fitted["rule"].astype(int).tolist()
    return {segment: made[numbers[cluster]] for cluster, segment in mapping.items()}


def _of_table(table: RuleTable) -> list[Stated]:
    names = [*table.names[:-1], _(OTHERS) if table.otherwise == OTHERS else table.names[-1]]
    rules = [StatedRule(rule.when, later=at > 0) for at, rule in enumerate(table.rules)]
    return list(zip(names, [*rules, StatedRule("")], strict=True))


def _of_bands(found: FoundPrediction) -> list[Stated]:
    """Each band, or tenth, by rising probability; last the rows without a probability."""
    name = found.name
    names = [*found.bands] or [_("{name}: tenth {number}").format(name=name, number=n) for n in range(1, 11)]
    ends = [*found.bands.values()][:-1] if found.bands else [*found.edges]
    lows, highs = [None, *ends], [*ends, None]
    rules = [StatedRule(_between(name, *pair)) for pair in zip(lows, highs, strict=True)]
    return [*zip(names, rules, strict=True), (_("without {name}").format(name=name), StatedRule(f"{name} IS NULL"))]


def _between(name: str, low: float | None, high: float | None) -> str:
    parts = [] if low is None else [f"{name} > {localised(f'{low:.4g}')}"]
    parts += [] if high is None else [f"{name} <= {localised(f'{high:.4g}')}"]
    return " AND ".join(parts)
