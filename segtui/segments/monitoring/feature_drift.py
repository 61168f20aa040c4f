"""How far later rows are from those of a run: each finding with its limit and a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from segtui.clustering.algorithm import Labels
from segtui.features.scaled_matrix.scaling import Scaling
from segtui.language.column_labels import sayable
from segtui.language.sentences import Sentence, say
from segtui.language.translation import to_translate
from segtui.segments.lineage.membership import Floats, unscaled
from segtui.segments.measures import Kind, kind_of
from segtui.segments.monitoring.stability_index import DriftLimits, beyond_chance, bin_shares, ks, psi, psi_by_chance

_SOME = 0.1
_LEVEL = 0.01
_SHARE = to_translate("{column}: {how_far}; share {was} in the run, {now} now (PSI {index:.2f}, KS {distance:.2f})")
_MEDIAN = to_translate("{column}: {how_far}; median {was} in the run, {now} now (PSI {index:.2f}, KS {distance:.2f})")


@dataclass(frozen=True)
class Finding:
    """One thing that was compared: `value` is held against `limit`, and `past` says that it is beyond it.

    `then` and `now` are medians, shares or distances in plain units. Measures: psi, ks, share, nulls, categories,
    distance, unplaced, missing, type. Changes that chance produces in more than 1 of 100 cases are never past.
    """

    subject: str
    measure: str
    then: float | None
    now: float | None
    value: float | None
    limit: float | None
    past: bool
    told: str

    @property
    def reach(self) -> float:
        """The value relative to its limit; infinite if there is no number."""
        return self.value / self.limit if self.value is not None and self.limit else float("inf")


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


def ranked(findings: Sequence[Finding]) -> list[Finding]:
    """Findings past their limit first, then by how close they come."""
    return sorted(findings, key=lambda f: (not f.past, -f.reach, f.subject, f.measure))


def features(then: Floats, now: Floats, columns: Sequence[Scaling], limits: DriftLimits) -> list[Finding]:
    """PSI and KS of every numeric feature, PSI of every text column; `then` (n, d) and `now` (m, d) are scaled."""
    found: list[Finding] = []
    for i, column in enumerate(columns):
        if column.category is None:
            found += _numeric(column, then[:, i], now[:, i], limits)
    for source in dict.fromkeys(c.source for c in columns if c.category is not None):
        places = [i for i, c in enumerate(columns) if c.source == source]
        shares = [_category_shares(rows[:, places], [columns[i] for i in places]) for rows in (then, now)]
        value, chance = psi(*shares), psi_by_chance(len(shares[0]), len(then), len(now))
        past = value > limits.psi and value > chance
        told = say(
            "{column}: {how_far}; the shares of its values have a PSI of {index:.2f}",
            column=sayable(source),
            how_far=_how_far(value, past),
            index=value,
        )
        found.append(Finding(source, "psi", None, None, value, limits.psi, past, told))
    return found


def shares(then: Labels, now: Labels, names: Mapping[int, str], limit: float) -> list[Finding]:
    """The share of each segment, and of rows in none (-1), in the run's rows (n) and in those of now (m).

    Past its limit is a share, 0 to 1, that changed by more than `limit` and by more than chance.
    """
    found = []
    for segment in [*sorted(s for s in names if s >= 0), -1]:
        was, is_now = float(np.mean(then == segment)), float(np.mean(now == segment))
        change = abs(is_now - was)
        past = change > limit and beyond_chance(was, is_now, len(then), len(now))
        called = f"{segment} · {names[segment]}" if segment >= 0 else say("in no segment")
        told = say(
            "{segment}: {was:brief} of the rows in the run, {now:brief} now", segment=called, was=was, now=is_now
        )
        found.append(Finding(called, "share", was, is_now, change, limit, past, told))
    return found


def distances(then: Floats, now: Floats, limit: float) -> list[Finding]:
    """How far rows are from their segment's centroid, the run's (n) and those of now (m): median and 95th percentile.

    Past its limit is a median that grew to more than `limit` times that of the run.
    """
    if not len(then) or not len(now):
        return []
    was, is_now = (np.quantile(d, [0.5, 0.95]) for d in (then, now))
    ratio = float(is_now[0] / was[0]) if was[0] > 0 else 1.0
    told = say(
        "distance to the centroid: median {was:.2f} in the run, {now:.2f} now; 95 % are within {far:.2f} and "
        "{far_now:.2f}",
        **dict(zip(("was", "far"), was.tolist(), strict=True)),
        **dict(zip(("now", "far_now"), is_now.tolist(), strict=True)),
    )
    subject = "distance to the centroid"
    return [Finding(subject, "distance", float(was[0]), float(is_now[0]), ratio, limit, ratio > limit, told)]


def _numeric(column: Scaling, then: Floats, now: Floats, limits: DriftLimits) -> list[Finding]:
    expected, actual = bin_shares(then, now)
    index, chance = psi(expected, actual), psi_by_chance(len(expected), len(then), len(now))
    distance, p = ks(then, now)
    kind = _kind(unscaled(then, column))
    middle = np.mean if kind == "share" else np.median
    was, is_now = (float(middle(unscaled(v, column))) for v in (then, now))
    far = (index > limits.psi and index > chance, distance > limits.ks and p < _LEVEL)
    told = say(
        _SHARE if kind == "share" else _MEDIAN,
        column=sayable(column.name),
        how_far=_how_far(index, any(far)),
        was=_written(was, kind),
        now=_written(is_now, kind),
        index=index,
        distance=distance,
    )
    return [
        Finding(column.name, "psi", was, is_now, index, limits.psi, far[0], told),
        Finding(column.name, "ks", was, is_now, distance, limits.ks, far[1], told),
    ]


def _category_shares(values: Floats, columns: Sequence[Scaling]) -> Floats:
    """The share of each value that has a column, and of all others."""
    own = [float(unscaled(values[:, i], c).mean()) for i, c in enumerate(columns)]
    return np.array([*own, max(0.0, 1.0 - sum(own))])


def _how_far(index: float, past: bool) -> Sentence:
    return say("has drifted far") if past else say("has drifted somewhat") if index >= _SOME else say("is stable")


def _written(value: float, kind: Kind) -> Sentence:
    form = "brief" if kind == "share" else "plain" if kind == "year" else "figure"
    return Sentence(f"{{value:{form}}}", {"value": value})


def _kind(values: Floats) -> Kind:
    """The kind of a feature whose values (n) come back from scaling, and so miss whole numbers by rounding."""
    near = np.rint(values)
    return kind_of(near if np.allclose(values, near, rtol=1e-9, atol=1e-9) else values)
