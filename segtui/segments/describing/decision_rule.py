"""A rule in plain words that finds a segment's rows: up to three conditions, with recall and precision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.segments.describing.effect_sizes import codes
from segtui.segments.describing.rule_in_words import Clause, SegmentRule, Sense
from segtui.segments.measures import Measure, measures

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]

_SAMPLE = 5_000
_WORTH_SAYING = 0.5
_TOO_LARGE = 1e38  # the trees hold float32


def rule(frame: pl.DataFrame, labels: Labels, segment: int, *, id: str, seed: int = 0) -> SegmentRule | None:
    """A rule that finds `segment` in `frame`, the clustered rows; it may use all columns except `id`.

    Recall and precision are counted over all rows. The conditions are a path of a decision tree of depth 3 (CART, as
    scikit-learn) where the harmonic mean of both is highest, each threshold rounded as far as that costs almost
    nothing. Past 5,000 rows the trees are grown on half as many of the segment and of the others, drawn with `seed` and
    weighted by how many they stand for. None if no path reaches a harmonic mean of 0.5.
    """
    mine = labels == segment
    drawn, weights = _drawn(mine, seed)
    among = [m for m in measures(frame[drawn], id=id, codes=codes(frame)) if not (np.abs(m.values) > _TOO_LARGE).any()]
    if not among or mine.all() or not mine[drawn].any():
        return None
    sample = np.column_stack([m.values for m in among])
    seen = _Seen(sample, mine[drawn], weights)
    path = _best_path(seen, seed)
    path = _rounded(_merged(path), seen, [_whole(column) for column in sample.T])
    spoken = {among[c.place].column for c in path}
    full = {m.name: m for m in measures(frame.select(sorted(spoken)), id=id, codes=codes(frame))}
    if not path or any(among[c.place].name not in full for c in path):
        return None
    met = np.ones(len(labels), dtype=np.bool_)
    for condition in path:
        met &= condition.holds(full[among[condition.place].name].values)
    recall, precision, balance = _quality(met, mine, np.ones(len(mine)))
    if balance < _WORTH_SAYING:
        return None
    return SegmentRule(tuple(_clauses(path, {c.place: full[among[c.place].name] for c in path})), recall, precision)


@dataclass(frozen=True)
class _Seen:
    """What trees are grown on: values (m, measures), whether each row is of the segment, how many it stands for."""

    values: Floats
    mine: Rows
    weights: Floats


def _drawn(mine: Rows, seed: int) -> tuple[NDArray[np.int64], Floats]:
    """The rows to look at, rising, and how many each stands for: of a small segment all are there."""
    if len(mine) <= _SAMPLE:
        return np.arange(len(mine)), np.ones(len(mine))
    random = np.random.default_rng(seed)
    sides = [np.flatnonzero(mine), np.flatnonzero(~mine)]
    some = [random.choice(side, min(len(side), _SAMPLE // 2), replace=False) for side in sides]
    drawn = np.sort(np.concatenate(some))
    each = [len(side) / max(len(part), 1) for side, part in zip(sides, some, strict=True)]
    return drawn, np.where(mine[drawn], *each)


def _best_path(seen: _Seen, seed: int) -> list[Condition]:
    """The best path to any node of either tree; an additional condition must gain two hundredths."""
    from sklearn.tree import DecisionTreeClassifier

    best: tuple[float, list[Condition]] = (0.0, [])
    mine, weights = seen.mine, seen.weights
    own, all_rows = weights[mine].sum(), weights.sum()
    balanced = np.where(mine, all_rows / (2 * own), all_rows / (2 * max(all_rows - own, 1)))
    for heavy in (weights, weights * balanced):
        tree = DecisionTreeClassifier(max_depth=3, random_state=seed).fit(seen.values, mine, sample_weight=heavy)
        reached = tree.decision_path(seen.values).tocsc()
        for node, path in _paths(tree.tree_):
            met = np.zeros(len(mine), dtype=np.bool_)
            met[reached.indices[reached.indptr[node] : reached.indptr[node + 1]]] = True
            merit = _quality(met, mine, weights)[2] - 0.02 * len(_merged(path))
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


def _rounded(path: list[Condition], seen: _Seen, whole: list[bool]) -> list[Condition]:
    """The path with its thresholds rounded to the fewest digits that leave it nearly as good."""
    exact = [Condition(c.place, c.above, np.floor(c.threshold) if whole[c.place] else c.threshold) for c in path]
    target = _balance(exact, seen) - 0.005
    for digits in (1, 2, 3, 4):
        rough = [Condition(c.place, c.above, float(f"{c.threshold:.{digits}g}")) for c in exact]
        if _balance(rough, seen) >= target:
            return rough
    return exact


def _balance(path: list[Condition], seen: _Seen) -> float:
    met = np.ones(len(seen.mine), dtype=np.bool_)
    for c in path:
        met &= c.holds(seen.values[:, c.place])
    return _quality(met, seen.mine, seen.weights)[2]


def _quality(met: Rows, mine: Rows, weights: Floats) -> tuple[float, float, float]:
    """Recall, precision and their harmonic mean (F1)."""
    both, found, there = (float(weights[some].sum()) for some in (met & mine, met, mine))
    return (both / there if there else 0.0, both / found if found else 0.0, 2 * both / max(found + there, 1.0))


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


def _clauses(path: Sequence[Condition], measures: Mapping[int, Measure]) -> Iterator[Clause]:
    """The conditions, the two ends of a range as one."""
    for place in dict.fromkeys(c.place for c in path):
        measure, ends = measures[place], [c for c in path if c.place == place]
        low, high = next((c for c in ends if c.above), None), next((c for c in ends if not c.above), None)
        if measure.flag:
            yield Clause(measure.column, measure.category, "is" if ends[0].above else "is_not")
            continue
        one = low is None and high is not None and high.threshold == np.nanmin(measure.values)
        sense: Sense = "equals" if one else "between" if low and high else "above" if low else "at_most"
        bounds = (low.threshold if low else None, high.threshold if high else None)
        yield Clause(measure.column, None, sense, *bounds, year=measure.kind == "year")
