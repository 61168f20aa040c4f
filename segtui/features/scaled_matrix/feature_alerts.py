"""What distorts distances: a text column that decides them, values so rare that they lie apart, features told twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from segtui.features.scaled_matrix.encoding import RARE
from segtui.features.scaled_matrix.scaling import Scaling
from segtui.language.sentences import Sentence, say

Floats = NDArray[np.float64]
Code = Literal["decides", "rare_value", "alike"]
DECIDES = 0.5
ALIKE = 0.99
_FAR = 1.01 * RARE**-0.5
"""How far out FAMD leaves the rarest value at most."""


@dataclass(frozen=True)
class FeatureAlert:
    """Something odd about a used column.

    decides: text that makes up `figure` of all variance, a half or more. rare_value: rows with its rarest
    value lie `figure` from the mean, in units of a z-scored number. alike: `figure` is the correlation with the column
    `other`.
    """

    code: Code
    column: str
    other: str
    figure: float

    def sentence(self) -> Sentence:
        """The alert for a person, with what to do."""
        if self.code == "decides":
            return say(
                '"{column}" makes up {share:.0%} of the distances: scale by zscore or give it a weight below 1.',
                column=self.column,
                share=self.figure,
            )
        if self.code == "rare_value":
            return say(
                'Rows with the rarest value of "{column}" lie {far:.0f} standard deviations out: '
                "group rare values, or set categorical to famd.",
                column=self.column,
                far=self.figure,
            )
        return say(
            '"{column}" and "{other}" are nearly the same (correlation {r:.3f}) and count twice: leave one out.',
            column=self.column,
            other=self.other,
            r=self.figure,
        )


def feature_alerts(encoded: Floats, columns: Sequence[Scaling]) -> tuple[FeatureAlert, ...]:
    """The alerts of the encoded columns (n, p) of a table, those on text first."""
    variances = encoded.var(axis=0)
    return (*_deciding(variances, columns), *_rare(encoded, columns), *_alike(encoded, variances, columns))


def _deciding(variances: Floats, columns: Sequence[Scaling]) -> Iterator[FeatureAlert]:
    total, sources = float(variances.sum()), list(dict.fromkeys(column.source for column in columns))
    texts = dict.fromkeys(column.source for column in columns if column.category is not None)
    for text in texts:
        own = sum(float(v) for v, column in zip(variances, columns, strict=True) if column.source == text)
        if len(sources) > 2 and own > DECIDES * total:
            yield FeatureAlert("decides", text, "", own / total)


def _rare(encoded: Floats, columns: Sequence[Scaling]) -> Iterator[FeatureAlert]:
    """Of each text column the rarest value, if it has under 1 % of the rows and lies farther out than 1 % would."""
    farthest: dict[str, float] = {}
    for values, column in zip(encoded.T, columns, strict=True):
        if column.category is None:
            continue
        here = values > values.mean()
        rare = here if here.mean() < RARE else ~here if here.mean() > 1 - RARE else np.zeros_like(here)
        far = float(np.abs(values[rare]).max(initial=0.0))
        farthest[column.source] = max(far, farthest.get(column.source, 0.0))
    for source, far in farthest.items():
        if far > _FAR:
            yield FeatureAlert("rare_value", source, "", far)


def _alike(encoded: Floats, variances: Floats, columns: Sequence[Scaling]) -> Iterator[FeatureAlert]:
    """The later of each two numbers that correlate at 0.99 or more."""
    places = [i for i, column in enumerate(columns) if column.category is None and variances[i] > 0]
    if len(places) < 2:
        return
    r = np.atleast_2d(np.corrcoef(encoded[:, places], rowvar=False))
    told: set[int] = set()
    for a, b in combinations(range(len(places)), 2):
        if abs(r[a, b]) >= ALIKE and not {a, b} & told:
            told.add(b)
            yield FeatureAlert("alike", columns[places[b]].source, columns[places[a]].source, float(r[a, b]))
