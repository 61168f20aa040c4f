"""Principal components of a matrix: two to draw it by, and those of numbers and categories together (FAMD)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from segtui.features.scaled_matrix.scaling import Scaling

Floats = NDArray[np.float64]
_ROUNDING = 1e-6
_NOTHING = 1e-9
_BLOCK = 4_096
_SHUFFLES = 10
_SHUFFLED = 20_000
_FEWEST = 2
_DECIMALS = 12


@dataclass(frozen=True)
class Components:
    """The d principal components that stand for p encoded columns.

    `columns` (p) say how each was made, `directions` (p, d) are orthonormal: a row of encoded values times them is its
    place in the matrix. `eigenvalues` are the variances along all components that have any, falling: the first d are
    those of the matrix's columns.
    """

    columns: tuple[Scaling, ...]
    directions: Floats
    eigenvalues: tuple[float, ...]

    def place(self, encoded: Floats) -> Floats:
        """The rows of the matrix (n, d) that encoded rows (n, p) become, the same for a row in any batch."""
        found = np.zeros((len(encoded), self.directions.shape[1]))
        for start in range(0, len(encoded), _BLOCK):
            part = slice(start, start + _BLOCK)
            for values, direction in zip(encoded[part].T, self.directions, strict=True):
                found[part] += values[:, None] * direction
        return found

    def encoded(self, values: Floats) -> Floats:
        """The encoded rows (n, p) that rows of the matrix (n, d) come from, without what the components leave out."""
        found: Floats = values @ self.directions.T
        return found

    def facts(self) -> dict[str, object]:
        """The same in types that JSON knows."""
        columns = [vars(column) for column in self.columns]
        return {"columns": columns, "directions": self.directions.tolist(), "eigenvalues": list(self.eigenvalues)}

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Those that `facts` gives; raises ValueError for directions that are not p by d finite numbers."""
        columns = tuple(Scaling(**each) for each in facts["columns"])
        directions = np.array(facts["directions"], dtype=np.float64)
        if directions.ndim != 2 or len(directions) != len(columns) or not np.isfinite(directions).all():
            raise ValueError("the directions of the components don't go with their columns")
        return cls(columns, directions, tuple(float(each) for each in facts["eigenvalues"]))

    @property
    def share(self) -> float:
        """Of the variance of all columns, the share that the components keep; all of it where nothing varies."""
        whole = sum(self.eigenvalues)
        return sum(self.eigenvalues[: self.directions.shape[1]]) / whole if whole else 1.0

    @property
    def scalings(self) -> tuple[Scaling, ...]:
        """The components as columns of the matrix, `component_1` and so on."""
        names = [f"component_{i}" for i in range(1, self.directions.shape[1] + 1)]
        return tuple(Scaling(name, name, None, False, 0.0, 1.0) for name in names)


def famd(encoded: Floats, columns: tuple[Scaling, ...], seed: int = 0) -> Components:
    """Factor analysis of mixed data (Pagès 2004) of columns (n, p) that are scaled already: their components.

    Kept are the first ones that vary more than they do in any of ten tables in which each used column is shuffled by
    itself (Horn's parallel analysis, 1965), and no fewer than two: the others are what chance makes of unrelated
    columns. Directions are rounded to 12 decimals, so that no processor's rounding shows.
    """
    variances, directions = np.linalg.eigh(_covariance(encoded))
    variances, directions = variances[::-1], _signed(directions[:, ::-1].T).T
    any_ = int((variances > _NOTHING * max(float(variances[0]), 1e-300)).sum())
    more = variances > _by_chance(encoded, columns, seed)
    count = min(max(int(np.argmin([*more, False])), _FEWEST), max(any_, 1))
    kept = np.ascontiguousarray(directions[:, :count].round(_DECIMALS))
    return Components(columns, kept, tuple(float(v) for v in variances[: max(any_, 1)]))


def _covariance(values: Floats) -> Floats:
    """The covariances (p, p) of columns (n, p), added up block by block."""
    mean = values.mean(axis=0)
    found = np.zeros((len(mean), len(mean)))
    for start in range(0, len(values), _BLOCK):
        centred = values[start : start + _BLOCK] - mean
        found += centred.T @ centred
    return found / len(values)


def _by_chance(encoded: Floats, columns: Sequence[Scaling], seed: int) -> Floats:
    """The largest variance (p) of each component, the first first, where the used columns are not related.

    Of many rows a sample is shuffled: by chance its components vary a little more, so that fewer are kept.
    """
    rng = np.random.default_rng(seed)
    if len(encoded) > _SHUFFLED:
        encoded = encoded[rng.choice(len(encoded), _SHUFFLED, replace=False, shuffle=False)]
    places: dict[str, list[int]] = {}
    for i, column in enumerate(columns):
        places.setdefault(column.source, []).append(i)
    most, shuffled = np.zeros(len(columns)), np.empty_like(encoded)
    for _ in range(_SHUFFLES):
        for block in places.values():
            shuffled[:, block] = encoded[:, block][rng.permutation(len(encoded))]
        most = np.maximum(most, np.linalg.eigvalsh(_covariance(shuffled))[::-1])
    return most


def principal_components(values: Floats) -> tuple[Floats, list[float]]:
    """The rows of (n, d) on their first two principal components, (n, 2), and each one's share of the variance.

    From the singular values of the scatter matrix. A component's sign is free: it is set so that the column that weighs
    most in it counts upwards, the first of those that weigh the same but for rounding (two standardised columns always
    do), so that every processor draws the same picture. With one column, or where nothing varies, what is missing is 0.
    """
    centred = values - values.mean(axis=0)
    _, scatter, directions = np.linalg.svd(centred.T @ centred)
    first = _signed(directions[:2])
    points = np.zeros((len(values), 2))
    points[:, : len(first)] = centred @ first.T
    total = float(scatter.sum())
    shares = [float(s) / total if total > 0 else 0.0 for s in scatter[:2]]
    return points, [*shares, 0.0][:2]


def _signed(directions: Floats) -> Floats:
    """The same directions (c, p), each such that the column that weighs most in it counts upwards."""
    weights = np.abs(directions)
    heaviest = (weights >= weights.max(axis=1, keepdims=True) * (1 - _ROUNDING)).argmax(axis=1)
    lowest = directions[np.arange(len(directions)), heaviest]
    signed: Floats = directions * np.where(lowest < 0, -1.0, 1.0)[:, None]
    return signed
