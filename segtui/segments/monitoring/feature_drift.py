"""How far later rows are from those of a run: each finding with its limit and a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from segtui.clustering.algorithm import Labels
from segtui.features.scaled_matrix.scaling import Scaling
from segtui.language.column_labels import sayable
from segtui.language.sentences import Sentence, say
from segtui.language.translation import to_translate
from segtui.libraries.parts.kept_numbers import KeptNumbers
from segtui.segments.lineage.membership import Floats, unscaled
from segtui.segments.measures import Kind, kind_of
from segtui.segments.monitoring.counted_values import CountedValues
from segtui.segments.monitoring.stability_index import DriftLimits, beyond_chance, psi, psi_by_chance

_SOME = 0.1
_UNLIMITED = 0.5
_LEVEL = 0.01
_SHARE = to_translate("{column}: {how_far}; share {was} in the run, {now} now (PSI {index:.2f}, KS {distance:.2f})")
_MEDIAN = to_translate("{column}: {how_far}; median {was} in the run, {now} now (PSI {index:.2f}, KS {distance:.2f})")


@dataclass(frozen=True)
class Finding:
    """One thing that was compared: `value` is held against `limit`, and `past` says that it is beyond it.

    `then` and `now` are medians, shares or distances in plain units. Measures: psi, ks, share, nulls, categories,
    distance, unplaced, missing, type; of predictions roc_auc, average_precision, brier, calibration and reliability
    too, with the `rows` they are of and the interval of 95 % of `now`. Changes that chance produces in more than 1 of
    100 cases are never past.
    """

    subject: str
    measure: str
    then: float | None
    now: float | None
    value: float | None
    limit: float | None
    past: bool
    told: str
    rows: int | None = None
    low: float | None = None
    high: float | None = None

    @property
    def reach(self) -> float:
        """The value relative to its limit; infinite if there is no number, half where a number has no limit."""
        if self.value is None:
            return float("inf")
        return self.value / self.limit if self.limit else _UNLIMITED


@dataclass(frozen=True)
class DriftRows:
    """Rows in the run's space: `values` (n, d) scaled, `labels` (n, -1 is nowhere), each one's segment's centroid."""

    values: Floats
    labels: Labels
    centroids: Floats
    numbers: tuple[int, ...]

    def distances(self) -> Floats:
        """How far each row with a segment is from its centroid."""
        somewhere = self.labels != -1
        own = self.centroids[np.searchsorted(np.array(self.numbers), self.labels[somewhere])]
        away = self.values[somewhere] - own
        made: Floats = np.sqrt(np.einsum("ij,ij->i", away, away))
        return made


class LaterFeatures:
    """Later rows as they pass, against the rows of a run, `then` (n, d) on its scale.

    `rows` is how many there were, `means` (d) are in plain units, `numbers` has by the place of every numeric column
    how its values are counted, and where they are kept in plain units: in files of `folder`.
    """

    def __init__(self, then: Floats, columns: Sequence[Scaling], folder: Path, seed: int) -> None:
        self.columns, self.rows = columns, 0
        numeric = [i for i, column in enumerate(columns) if column.category is None]
        self.numbers = {i: (CountedValues(then[:, i]), KeptNumbers(folder / f"feature-{i}", seed)) for i in numeric}
        self._sums = np.zeros(len(columns))

    def take(self, values: Floats) -> None:
        """Count more rows (m, d)."""
        self.rows += len(values)
        for i, column in enumerate(self.columns):
            plain = unscaled(values[:, i], column)
            self._sums[i] += plain.sum()
            if i in self.numbers:
                counted, kept = self.numbers[i]
                counted.take(values[:, i])
                kept.add(plain)

    @property
    def means(self) -> Floats:
        """The mean of every column."""
        return self._sums / self.rows


def ranked(findings: Sequence[Finding]) -> list[Finding]:
    """Findings past their limit first, then by how close they come."""
    return sorted(findings, key=lambda f: (not f.past, -f.reach, f.subject, f.measure))


def features(then: Floats, now: LaterFeatures, limits: DriftLimits) -> list[Finding]:
    """PSI and KS of every numeric feature, PSI of every text column; `then` (n, d) is scaled."""
    found: list[Finding] = []
    columns = now.columns
    for i in now.numbers:
        found += _numeric(then[:, i], now, i, limits)
    for source in dict.fromkeys(c.source for c in columns if c.category is not None):
        places = [i for i, c in enumerate(columns) if c.source == source]
        were = np.array([float(unscaled(then[:, i], columns[i]).mean()) for i in places])
        shares = [_with_others(own) for own in (were, now.means[places])]
        value, chance = psi(*shares), psi_by_chance(len(shares[0]), len(then), now.rows)
        past = value > limits.psi and value > chance
        told = say(
            "{column}: {how_far}; the shares of its values have a PSI of {index:.2f}",
            column=sayable(source),
            how_far=how_far(value, past),
            index=value,
        )
        found.append(Finding(source, "psi", None, None, value, limits.psi, past, told))
    return found


def shares(then: Mapping[int, int], now: Mapping[int, int], names: Mapping[int, str], limit: float) -> list[Finding]:
    """The share of each segment, and of rows in none (-1), by how many rows each has in the run and now.

    Past its limit is a share, 0 to 1, that changed by more than `limit` and by more than chance.
    """
    found = []
    before, rows = sum(then.values()), sum(now.values())
    for segment in [*sorted(s for s in names if s >= 0), -1]:
        was, is_now = then.get(segment, 0) / before, now.get(segment, 0) / rows
        change = abs(is_now - was)
        past = change > limit and beyond_chance(was, is_now, before, rows)
        called = f"{segment} · {names[segment]}" if segment >= 0 else say("in no segment")
        told = say(
            "{segment}: {was:brief} of the rows in the run, {now:brief} now", segment=called, was=was, now=is_now
        )
        found.append(Finding(called, "share", was, is_now, change, limit, past, told))
    return found


def distances(then: Floats, now: KeptNumbers, limit: float) -> list[Finding]:
    """How far rows are from their segment's centroid, the run's (n) and those of now: median and 95th percentile.

    Past its limit is a median that grew to more than `limit` times that of the run.
    """
    if not len(then) or not now.count:
        return []
    was, is_now = np.quantile(then, [0.5, 0.95]), np.array([now.quantile(0.5), now.quantile(0.95)])
    ratio = float(is_now[0] / was[0]) if was[0] > 0 else 1.0
    told = say(
        "distance to the centroid: median {was:.2f} in the run, {now:.2f} now; 95 % are within {far:.2f} and "
        "{far_now:.2f}",
        **dict(zip(("was", "far"), was.tolist(), strict=True)),
        **dict(zip(("now", "far_now"), is_now.tolist(), strict=True)),
    )
    subject = "distance to the centroid"
    return [Finding(subject, "distance", float(was[0]), float(is_now[0]), ratio, limit, ratio > limit, told)]


def _numeric(then: Floats, now: LaterFeatures, at: int, limits: DriftLimits) -> list[Finding]:
    column, (counted, kept) = now.columns[at], now.numbers[at]
    expected, actual = counted.bins()
    index, chance = psi(expected, actual), psi_by_chance(len(expected), len(then), now.rows)
    distance, p = counted.ks()
    plain = unscaled(then, column)
    kind = _kind(plain)
    was, is_now = float(np.median(plain)), kept.quantile(0.5)
    if kind == "share":
        was, is_now = float(plain.mean()), float(now.means[at])
    far = (index > limits.psi and index > chance, distance > limits.ks and p < _LEVEL)
    told = say(
        _SHARE if kind == "share" else _MEDIAN,
        column=sayable(column.name),
        how_far=how_far(index, any(far)),
        was=_written(was, kind),
        now=_written(is_now, kind),
        index=index,
        distance=distance,
    )
    return [
        Finding(column.name, "psi", was, is_now, index, limits.psi, far[0], told),
        Finding(column.name, "ks", was, is_now, distance, limits.ks, far[1], told),
    ]


def _with_others(shares: Floats) -> Floats:
    """The share of each value that has a column, and of all others."""
    return np.array([*shares, max(0.0, 1.0 - sum(shares.tolist()))])


def how_far(index: float, past: bool) -> Sentence:
    """A population stability index in words."""
    return say("has drifted far") if past else say("has drifted somewhat") if index >= _SOME else say("is stable")


def _written(value: float, kind: Kind) -> Sentence:
    form = "brief" if kind == "share" else "plain" if kind == "year" else "figure"
    return Sentence(f"{{value:{form}}}", {"value": value})


def _kind(values: Floats) -> Kind:
    """The kind of a feature whose values (n) come back from scaling, and so miss whole numbers by rounding."""
    near = np.rint(values)
    return kind_of(near if np.allclose(values, near, rtol=1e-9, atol=1e-9) else values)
