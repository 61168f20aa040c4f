"""How high each segment is on each measure, robust against a few huge values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.algorithm import Labels
from segtui.segments.describing.column_roles import Trait, roles_of
from segtui.segments.measures import MOST_CATEGORIES, Measure, measures
from segtui.segments.vocabulary.dictionary import is_code

Floats = NDArray[np.float64]

_SAMPLE = 20_000


@dataclass(frozen=True)
class EffectSizes:
    """k segments by m traits.

    `heights` (k, m) is how many standard deviations a segment stands above all rows (see `effect_sizes`), `means`
    (k, m) its plain mean, `zeros` (k, m) the share of its rows where the measure is 0; `likeness` (m, m) the rank
    correlation of the traits, -1 to 1. `segments` are the labels, without noise.
    """

    segments: tuple[int, ...]
    traits: tuple[Trait, ...]
    heights: Floats
    means: Floats
    likeness: Floats
    zeros: Floats

    def effect(self, row: int, column: int) -> float:
        """The plain effect size of comparison.csv, in standard deviations."""
        trait = self.traits[column]
        return float((self.means[row, column] - trait.overall) / trait.spread)


def effect_sizes(frame: pl.DataFrame, labels: Labels, *, id: str, used: Collection[str]) -> EffectSizes:
    """Where the segments of `labels` (n) stand on every measure of `frame` (the clustered rows).

    A height is a weighted geometric mean of two effect sizes, both in standard deviations: one part the plain effect
    size of comparison.csv, two parts the one after each value is replaced by its van der Waerden normal score, which
    does not change when a column is logged and which no outlier can carry. So a segment is high only if its mean and
    its ranks both are; if they point in opposite directions the height is 0, because neither "high" nor "low" would be
    true. For shares both are the same.

    Whole-number columns that are codes by their name (channel, region …) are taken as categories. `used` names the
    columns that the clusters were made from. Correlations come from at most 20,000 rows, evenly spaced.
    """
    segments = [s for s in np.unique(labels).tolist() if s != -1]
    step = max(1, -(-len(labels) // _SAMPLE))
    traits, heights, means, samples, zeros = [], [], [], [], []
    roles = roles_of(frame.gather_every(step), id=id, used=used)
    for measure in measures(frame, id=id, codes=codes(frame)):
        known = measure.values[~np.isnan(measure.values) & np.isfinite(measure.values)]
        if not len(known) or known.min() == known.max() or known.std() < np.finfo(np.float64).tiny:
            continue
        scores = _normal_scores(measure)
        plain, robust = _means(measure.values, labels, segments), _means(scores, labels, segments)
        effect = (plain - known.mean()) / known.std()
        heights.append(_height(np.nan_to_num(effect), robust))
        means.append(plain)
        zeros.append(_means(np.where(np.isnan(measure.values), np.nan, measure.values == 0), labels, segments))
        samples.append(scores[::step])
        traits.append(roles.given(_trait(measure, known, measure.column in used)))
    shape = (len(traits), len(segments))
    return EffectSizes(
        tuple(segments),
        tuple(traits),
        np.array(heights).reshape(shape).T,
        np.array(means).reshape(shape).T,
        _likeness(samples),
        np.nan_to_num(np.array(zeros).reshape(shape).T),
    )


def _height(plain: Floats, robust: Floats) -> Floats:
    height: Floats = np.sign(robust) * np.cbrt(np.abs(plain) * robust**2)
    return np.where(np.sign(plain) == np.sign(robust), height, 0.0)


def codes(frame: pl.DataFrame) -> list[str]:
    """The whole-number columns that are codes by their name, such as channel or region, with few distinct values."""
    whole = [c.name for c in frame.get_columns() if c.dtype.is_integer() and is_code(c.name)]
    return [name for name in whole if frame[name].n_unique() <= MOST_CATEGORIES]


def _trait(measure: Measure, known: Floats, used: bool) -> Trait:
    figures = (float(known.min()), float(known.mean()), float(known.std()))
    kinds = (measure.flag, measure.kind, used)
    return Trait(measure.name, measure.column, measure.category, *kinds, *figures, zeros=float((known == 0).mean()))


def _normal_scores(measure: Measure) -> Floats:
    """Standardised normal scores (mean 0, std 1), 0 where the cell is missing; ties share the mean of their ranks."""
    from scipy.special import ndtri

    missing = ~np.isfinite(measure.values)
    ranks = pl.Series(measure.values[~missing]).rank("average").to_numpy()
    known = measure.values[~missing] if measure.flag else ndtri(ranks / (len(ranks) + 1))
    scores = np.zeros(len(measure.values))
    scores[~missing] = (known - known.mean()) / known.std()
    return scores


def _means(values: Floats, labels: Labels, segments: list[int]) -> Floats:
    """The mean of each segment's finite values; NaN for a segment without any."""
    place = np.searchsorted(segments, labels)
    counted = np.isfinite(values) & (labels != -1)
    sums = np.bincount(place[counted], weights=values[counted], minlength=len(segments))
    counts = np.bincount(place[counted], minlength=len(segments))
    means: Floats = np.divide(sums, counts, out=np.full(len(segments), np.nan), where=counts > 0)
    return means


def _likeness(samples: list[Floats]) -> Floats:
    """Correlations of the score columns, without BLAS so that they are the same for any number of threads."""
    if not samples:
        return np.zeros((0, 0))
    columns = [s - s.mean() for s in samples]
    norms = [max(float(np.sqrt(np.einsum("i,i->", c, c))), 1e-150) for c in columns]
    return np.array(
        [
            [float(np.einsum("i,i->", a, b)) / (n * m) for b, m in zip(columns, norms, strict=True)]
            for a, n in zip(columns, norms, strict=True)
        ]
    )
