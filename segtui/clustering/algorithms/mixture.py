"""Gaussian mixtures: every k of the grid for every shape of covariance, from the labels of K-means."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Self

import numpy as np
from pydantic import AfterValidator, BeforeValidator, Field, Tag

from segtui.clustering.algorithm import AUTO_OR_LIST, Algorithm, Auto, Candidate, Cell, Chart, Labels
from segtui.clustering.assigner import Assigner
from segtui.clustering.assigners.likeliest_gaussian import LIKELIEST_GAUSSIAN
from segtui.clustering.mixtures.bayesian import fit_bayesian
from segtui.clustering.mixtures.covariance import Covariance, parameters
from segtui.clustering.mixtures.fit import fit
from segtui.clustering.mixtures.gaussians import Floats, Gaussians
from segtui.clustering.shared_structures import SharedStructures
from segtui.clustering.side_by_side import fits_side_by_side
from segtui.declare import IntGrid
from segtui.language.translation import to_translate
from segtui.libraries.compiled import processors

_BAYESIAN = 40
"""How many times as long a Bayesian mixture takes."""


_Shapes = Annotated[
    tuple[Covariance, ...],
    BeforeValidator(
        lambda value: (value,) if isinstance(value, str) else value,
        json_schema_input_type=tuple[Covariance, ...] | Covariance,
    ),
    AfterValidator(lambda value: tuple(dict.fromkeys(value))),
    Field(min_length=1),
]


class Mixture(Algorithm):
    """Each cluster is a Gaussian cloud of its own size and shape, and rows belong to each with a probability.

    Dempster, Laird and Rubin 1977; the likelihood is that of scikit-learn's GaussianMixture(k, random_state=seed). A
    row goes to the cluster that it most likely belongs to; a Gaussian to which none goes is left out.
    """

    name: ClassVar[str] = "mixture"
    title: ClassVar[str] = to_translate("Mixture")
    assigner: ClassVar[Assigner | None] = LIKELIEST_GAUSSIAN
    has_bic: ClassVar[bool] = True
    settings: ClassVar[tuple[str, ...]] = ("bayesian",)
    chart: ClassVar[Chart] = "by_k"
    starter_place: ClassVar[int | None] = 5
    kept_bytes: ClassVar[int] = 12
    auto_values: ClassVar[int] = 1

    covariance: Annotated[Auto | Annotated[_Shapes, Tag("list")], AUTO_OR_LIST] = "auto"
    """The shapes that clouds may have: full (each its own), tied (one for all), diagonal (along the columns) or
    spherical (balls); "auto" is full, or diagonal where full ones would have more parameters than there are rows."""
    k: IntGrid = tuple(range(2, 13))
    """How many clusters; with bayesian at most."""
    bayesian: bool = False
    """Whether clusters that are not needed drop out, by variational inference: slower, and without BIC."""

    @classmethod
    def starter(cls, rows: int) -> Sequence[str]:
        """Two to twelve clusters of any shape."""
        return [
            'covariance = "auto"        # "full" if rows allow; or a list: "tied", "diagonal", "spherical"',
            'k = "2..12"',
        ]

    def resolve(self, space: SharedStructures) -> Self:
        """Replace "auto" by the shape that this many rows and columns allow."""
        if self.covariance != "auto":
            return self
        return self.model_copy(update={"covariance": self._shapes(*space.values.shape)})

    def possible(self, cell: Cell, rows: int, distinct: int) -> bool:
        """At most as many clusters as there are different rows: equal ones belong together."""
        return bool(cell["k"] <= distinct)

    def fit_grid(self, space: SharedStructures, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """Fit the cells side by side; threads that are left over share the rows of each."""
        side_by_side = min(space.threads, len(cells)) or 1
        threads = space.threads // side_by_side
        return fits_side_by_side(lambda cell: _fit(space.values, space.seed, threads, cell), cells, side_by_side)

    def memory(self, rows: int, columns: int) -> int:
        """For each thread K-means's centered copy of the matrix, or the memberships of every row."""
        most = max(self.k)
        each = rows * (max(8 * columns + 96, 16 * most) + (40 * most if self.bayesian else 0))
        wide = 64 * most * columns * columns if {"full", "tied"} & {*self._shapes(rows, columns)} else 0
        return self._threads() * (each + wide)

    def duration(self, rows: int, columns: int) -> float:
        """Measured at 1,000 to 1,000,000 rows of 2 to 30 columns; clusters that overlap take up to twice as long."""
        apart = 8 * columns + 60  # nanoseconds for a row and a cluster, for all steps
        each = sum(apart + (3 * columns * columns if shape == "full" else 0) for shape in self._shapes(rows, columns))
        slower = _BAYESIAN if self.bayesian else 1
        return (0.01 * self.size() + 1e-9 * rows * each * sum(self.k) * slower) / self._threads()

    def _shapes(self, rows: int, columns: int) -> tuple[Covariance, ...]:
        """Those asked for, or the one that a table of this size allows already with the fewest clusters."""
        if self.covariance != "auto":
            return self.covariance
        return ("full",) if parameters("full", min(self.k), columns) <= rows else ("diagonal",)

    def _threads(self) -> int:
        return min(processors(), self.size())


def _fit(values: Floats, seed: int, threads: int, cell: Cell) -> Candidate:
    start = time.perf_counter()
    k, shape = int(cell["k"]), cell["covariance"]
    is_bayesian = bool(cell.get("bayesian")) and len(values) > 1
    if is_bayesian:
        by = fit_bayesian(values, k, shape, seed)
    else:
        by = fit(values, _start(values, k, seed), k, shape, threads)
    shares, likelihood = by.memberships(values)
    labels, by, strength = settled(values, by, shares)
    bic, aic = (None, None) if is_bayesian else criteria(shape, k, values.shape, likelihood)
    seconds = time.perf_counter() - start
    return Candidate(Mixture.name, dict(cell), labels, seconds, strength, fitted=by.arrays(), bic=bic, aic=aic)


def criteria(shape: Covariance, k: int, table: tuple[int, ...], likelihood: float) -> tuple[float, float]:
    """BIC and AIC of k Gaussians with this log likelihood of a `table` of these numbers of rows and columns."""
    rows, columns = table
    numbers = parameters(shape, k, columns)
    return float(numbers * np.log(rows) - 2 * likelihood), float(2 * numbers - 2 * likelihood)


def _start(values: Floats, k: int, seed: int) -> Labels:
    """Labels of one K-means, as scikit-learn's mixtures start."""
    from sklearn.cluster import KMeans

    labels: Labels = KMeans(k, n_init=1, random_state=seed).fit(values).labels_.astype(np.int32, copy=False)
    return labels


def settled(values: Floats, by: Gaussians, shares: Floats) -> tuple[Labels, Gaussians, Floats]:
    """Labels (n), the Gaussians that rows (n, d) go to, numbered without gaps, and how likely each row belongs to its
    own (n), from the memberships (n, k)."""
    labels = shares.argmax(axis=1)
    used, labels = np.unique(labels, return_inverse=True)
    if len(used) < len(by.means):
        by = by.only(used)
        shares, _ = by.memberships(values)
    return labels.astype(np.int32), by, shares.max(axis=1)
