"""A rule in plain words that finds a segment's rows: up to three conditions, with recall and precision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.language.figures import localised
from segtui.language.translation import _
from segtui.segments.describing.effect_sizes import codes
from segtui.segments.measures import Measure, measures

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]

_SAMPLE = 20_000
_WORTH_SAYING = 0.5
_TOO_LARGE = 1e38  # the trees hold float32


def rule(frame: pl.DataFrame, labels: Labels, segment: int, *, id: str, seed: int = 0) -> str:
    """A rule that finds `segment` in `frame`, the clustered rows; it may use all columns except `id`.

    Such as `monetary > 250 and recency_days <= 60: matches 91 % of the segment; 88 % of the matching rows belong to
    it`: the share of the segment's rows that meet it (recall) and the share of matching rows that are the segment's
    (precision), counted over all rows. The conditions are a path of a decision tree of depth 3 (CART, as scikit-learn),
    taken where the harmonic mean of both is highest, each threshold rounded as far as that costs almost nothing. The
    tree is grown on at most 20,000 rows, drawn with `seed`. Empty if no path reaches a harmonic mean of 0.5.
    """
    drawn = _drawn(len(labels), seed)
    mine = labels == segment
    among = [m for m in measures(frame[drawn], id=id, codes=codes(frame)) if not (np.abs(m.values) > _TOO_LARGE).any()]
    if not among or mine.all() or not mine[drawn].any():
        return ""
    sample = np.column_stack([m.values for m in among])
    path = _best_path(sample, mine[drawn], seed)
    whole = [_whole(column) for column in sample.T]
    path = _rounded(_merged(path), sample, mine[drawn], whole)
    spoken = {among[c.place].column for c in path}
    full = {m.name: m for m in measures(frame.select(sorted(spoken)), id=id, codes=codes(frame))}
    if not path or any(among[c.place].name not in full for c in path):
        return ""
    met = np.ones(len(labels), dtype=np.bool_)
    for condition in path:
        met &= condition.holds(full[among[condition.place].name].values)
    recall, precision, balance = _quality(met, mine)
    if balance < _WORTH_SAYING:
        return ""
    said = list(spoken_conditions(path, {c.place: full[among[c.place].name] for c in path}))
    conditions = said[0]
    for more in said[1:]:
        conditions = _("{these} and {more}").format(these=conditions, more=more)
    found = _("{conditions}: matches {recall} of the segment; {precision} of the matching rows belong to it")
    return found.format(conditions=conditions, recall=whole_percent(recall), precision=whole_percent(precision))


def _drawn(rows: int, seed: int) -> NDArray[np.int64]:
    if rows <= _SAMPLE:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, _SAMPLE, replace=False))


def _best_path(sample: Floats, mine: Rows, seed: int) -> list[Condition]:
    """The best path to any node of either tree; an additional condition must gain two hundredths."""
    from sklearn.tree import DecisionTreeClassifier

    best: tuple[float, list[Condition]] = (0.0, [])
    for weight in (None, "balanced"):
        tree = DecisionTreeClassifier(max_depth=3, class_weight=weight, random_state=seed).fit(sample, mine)
        reached = tree.decision_path(sample).tocsc()
        for node, path in _paths(tree.tree_):
            met = np.zeros(len(mine), dtype=np.bool_)
            met[reached.indices[reached.indptr[node] : reached.indptr[node + 1]]] = True
            merit = _quality(met, mine)[2] - 0.02 * len(_merged(path))
            if path and merit > best[0]:
                best = (merit, path)
    return best[1]


def _paths(tree: Any) -> list[tuple[int, list[Condition]]]:
    """Every node with the conditions that lead to it."""
    found: list[tuple[int, list[Condition]]] = []
    waiting: list[tuple[int, list[Condition]]] = [(0, [])]
    while waiting:
        node, path = waiting.pop()
        found.append((node, path))
        if tree.children_left[node] != -1:
            place, threshold = int(tree.feature[node]), float(tree.threshold[node])
            waiting.append((int(tree.children_right[node]), [*path, Condition(place, True, threshold)]))
            waiting.append((int(tree.children_left[node]), [*path, Condition(place, False, threshold)]))
    return found


def _merged(path: list[Condition]) -> list[Condition]:
    """Without conditions that a tighter one on the same measure contains, in the order of their measures."""
    tightest: dict[tuple[int, bool], Condition] = {}
    for c in path:
        other = tightest.get((c.place, c.above))
        if other is None or (c.threshold > other.threshold) == c.above:
            tightest[c.place, c.above] = c
    return sorted(tightest.values(), key=lambda c: (c.place, not c.above))


def _rounded(path: list[Condition], sample: Floats, mine: Rows, whole: list[bool]) -> list[Condition]:
    """The path with its thresholds rounded to the fewest digits that leave it nearly as good."""
    exact = [Condition(c.place, c.above, np.floor(c.threshold) if whole[c.place] else c.threshold) for c in path]
    target = _balance(exact, sample, mine) - 0.005
    for digits in (1, 2, 3, 4):
        rough = [Condition(c.place, c.above, float(f"{c.threshold:.{digits}g}")) for c in exact]
        if _balance(rough, sample, mine) >= target:
            return rough
    return exact


def _balance(path: list[Condition], sample: Floats, mine: Rows) -> float:
    met = np.ones(len(mine), dtype=np.bool_)
    for c in path:
        met &= c.holds(sample[:, c.place])
    return _quality(met, mine)[2]


def _quality(met: Rows, mine: Rows) -> tuple[float, float, float]:
    """Recall, precision and their harmonic mean (F1)."""
    both = int(np.count_nonzero(met & mine))
    found, there = int(np.count_nonzero(met)), int(np.count_nonzero(mine))
    return (both / there if there else 0.0, both / found if found else 0.0, 2 * both / max(found + there, 1))


def _whole(column: Floats) -> bool:
    known = column[np.isfinite(column)]
    return bool(np.all(known == np.floor(known)))


@dataclass(frozen=True)
class Condition:
    """`above` its threshold or not, for the measure at a place."""

    place: int
    above: bool
    threshold: float

    def holds(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether each value meets the condition."""
        return values > self.threshold if self.above else values <= self.threshold


def spoken_conditions(path: Sequence[Condition], measures: Mapping[int, Measure]) -> Iterator[str]:
    """Each condition in words, the two ends of a range as one: `2 < frequency <= 5`."""
    for place in dict.fromkeys(c.place for c in path):
        measure, ends = measures[place], [c for c in path if c.place == place]
        low, high = next((c for c in ends if c.above), None), next((c for c in ends if not c.above), None)
        if low and high:
            yield f"{_threshold(measure, low)} < {measure.name} <= {_threshold(measure, high)}"
        else:
            yield _said(measure, ends[0])


def _said(measure: Measure, condition: Condition) -> str:
    if measure.category is not None:
        said = _("{column} is {value}") if condition.above else _("{column} is not {value}")
        return said.format(column=measure.column, value=measure.category)
    if measure.flag:
        return _("{column} is {value}").format(column=measure.column, value=1 if condition.above else 0)
    threshold = _threshold(measure, condition)
    if not condition.above and condition.threshold == np.nanmin(measure.values):
        return _("{column} is {value}").format(column=measure.name, value=threshold)
    return f"{measure.name} {'>' if condition.above else '<='} {threshold}"


def _threshold(measure: Measure, condition: Condition) -> str:
    text = _number(condition.threshold)
    return localised(text.replace(",", "") if measure.kind == "year" else text)


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def whole_percent(share: float) -> str:
    """Whole percents; 100 only for all and 0 only for none."""
    inside = min(max(round(share * 100), 1), 99)
    return localised(f"{round(share * 100) if share in (0.0, 1.0) else inside} %")
