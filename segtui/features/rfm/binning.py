"""The scores of recency, frequency and monetary value: each on a scale of its own, or nested in the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.features.maker import MakerNote
from segtui.features.rfm.scores import Values, edges, empty_scores, score
from segtui.language.sentences import Sentence, say_counted

Binning = Literal["independent", "nested"]

SCORED = {"recency_days": "r_score", "frequency": "f_score", "monetary": "m_score"}
"""The measures, each with the column of its score, in the order in which they nest."""

_Scores = NDArray[np.int64]


@dataclass(frozen=True)
class ScoreBins:
    """The bounds of the score bins, bins - 1 for each scale, lowest first.

    `overall` are those of all customers by measure. `within` are the nested ones of frequency and monetary by measure,
    then by the scores before it: "5" is recency score 5, "52" recency score 5 and frequency score 2. A group that
    nobody was in has none; later customers in it are scored by the overall bounds.
    """

    overall: dict[str, tuple[float, ...]]
    within: dict[str, dict[str, tuple[float, ...]]] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Plain JSON; what is nested under the key `within`."""
        return {**self.overall, **({"within": self.within} if self.within else {})}

    @classmethod
    def from_data(cls, known: Mapping[str, Any], bins: int, binning: Binning) -> ScoreBins:
        """What `as_data` wrote of this many bins; raises KeyError where some is missing, ValueError for other bins."""
        overall = {name: tuple(known[name]) for name in SCORED}
        if any(len(bounds) != bins - 1 for bounds in overall.values()):
            raise ValueError(f"the bounds are not those of {bins} bins")
        return cls(overall, known["within"] if binning == "nested" else {})

    @staticmethod
    def group_name(scores: Sequence[int]) -> str:
        """A key of `within`: the scores one after the other, parted by a point where one has two digits."""
        return ("." if max(scores) > 9 else "").join(map(str, scores))

    def scales(self) -> dict[str, tuple[float, ...]]:
        """By measure those of `overall` that scores were given by, where groups have none of their own."""
        return {name: bounds for name, bounds in self.overall.items() if name not in self.within}


@dataclass(frozen=True)
class ScoresGiven:
    """The scores of each measure (n, from 1), the bins, and which scores nobody has."""

    scores: dict[str, _Scores]
    bins: ScoreBins
    notes: tuple[MakerNote, ...]


def give_scores(customers: pl.DataFrame, bins: int, binning: Binning, known: ScoreBins | None = None) -> ScoresGiven:
    """Score recency_days, frequency and monetary from 1 to `bins`, by the bins of an earlier run if `known`.

    Independent scales are cut at the quantiles of all customers. Nested ones are cut within the customers of the same
    scores before: frequency within recency, monetary within both. Equal values of a group share a score.
    """
    overall: dict[str, tuple[float, ...]] = {}
    within: dict[str, dict[str, tuple[float, ...]]] = {}
    scores: dict[str, _Scores] = {}
    notes: list[MakerNote] = []
    for name, made in SCORED.items():
        values = customers[name].to_numpy()
        overall[name] = known.overall[name] if known else tuple(edges(values, bins).tolist())
        if binning == "nested" and scores:
            given = known.within.get(name, {}) if known else None
            found, within[name] = _nested(values, list(scores.values()), overall[name], given)
        else:
            found = score(values, np.array(overall[name]), low_is_best=name == "recency_days")
        told = empty_scores(values, found, bins, learned=known is not None)
        if not told and name in within and not known:
            told = _collapsed(found, list(scores.values()), bins)
        notes += [MakerNote(told, name)] if told else []
        scores[made] = found
    return ScoresGiven(scores, ScoreBins(overall, within), tuple(notes))


def _nested(
    values: Values,
    before: Sequence[_Scores],
    overall: tuple[float, ...],
    known: Mapping[str, Sequence[float]] | None,
) -> tuple[_Scores, dict[str, tuple[float, ...]]]:
    """The scores within the groups of equal scores `before`, and the bounds of each group."""
    found = np.empty(values.size, dtype=np.int64)
    cuts = {} if known is None else {group: tuple(bounds) for group, bounds in known.items()}
    for group, rows in _groups(before):
        if known is None:
            cuts[group] = tuple(edges(values[rows], len(overall) + 1).tolist())
        found[rows] = score(values[rows], np.array(cuts.get(group, overall)))
    return found, cuts


def _groups(before: Sequence[_Scores]) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """The rows of each group of equal scores, by ascending scores."""
    groups, place = np.unique(np.stack(before, axis=1), axis=0, return_inverse=True)
    order = np.argsort(place.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(place.ravel(), minlength=len(groups)))[:-1]
    for group, rows in zip(groups.tolist(), np.split(order, ends), strict=True):
        yield ScoreBins.group_name(group), rows


def _collapsed(found: _Scores, before: Sequence[_Scores], bins: int) -> Sentence | None:
    """In how many groups a nested scale has empty scores; None if it has in none."""
    used = [np.unique(found[rows]).size for _group, rows in _groups(before)]
    short = sum(size < bins for size in used)
    if not short:
        return None
    return say_counted(
        "in {count:,} of {groups:,} groups some scores are empty, because few or equal values are in it.",
        "in {count:,} of {groups:,} groups some scores are empty, because few or equal values are in them.",
        short,
        groups=len(used),
    )
