"""The rows of a part as numbers on the scale of all rows, spilled as 32-bit matrices that are mapped into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.column_totals import Asked, ColumnTotals
from segtui.errors import DataError
from segtui.features.features import Features
from segtui.features.join_features import Met
from segtui.features.scaled_matrix.components import Components
from segtui.features.scaled_matrix.matrix import LARGEST, Matrix
from segtui.features.scaled_matrix.scaling import Scaling, category_scale
from segtui.features.scaled_matrix.transform import Rescaled, rescale
from segtui.language.sentences import say
from segtui.libraries.columns import col, cols
from segtui.libraries.parts.kept_arrays import checksum, kept_damaged, load_array, refuse_changed, save_array
from segtui.libraries.parts.row_parts import RowPart
from segtui.libraries.parts.totals import Totals
from segtui.libraries.parts.workers import Workers
from segtui.pipeline.partitioned.preparing.cleaned_parts import JoinedRows, StepCount
from segtui.pipeline.partitioned.preparing.column_facts import facts_of

_QUARTILES = (0.25, 0.5, 0.75)
_BLOCK = 65_536
_FARTHEST = 1e17
"""On its scale: squares of larger numbers, summed over columns, leave the range of 32 bits."""


@dataclass(frozen=True)
class ClusteredRows:
    """The rows that have a value in every used column, by these columns: logarithms taken, nothing scaled yet."""

    joined: JoinedRows
    used: tuple[Scaling, ...]

    def frame(self, part: RowPart) -> pl.DataFrame:
        """Those of a part."""
        return self.of(self.joined.frame(part))

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Those of joined rows."""
        sources = list(dict.fromkeys(c.source for c in self.used))
        texts = {c.source for c in self.used if c.category is not None}
        logs = {c.source for c in self.used if c.log}
        picked = frame.select(
            col(name).cast(pl.String) if name in texts else col(name).cast(pl.Float64).fill_nan(None)
            for name in sources
        ).drop_nulls()
        fits = [col(name).abs() <= LARGEST for name in sources if name not in texts]
        fits += [col(name) > -1 for name in logs]
        picked = picked.filter(*fits) if fits else picked
        return picked.with_columns(col(name).log1p() for name in logs)


@dataclass(frozen=True)
class RowScale:
    """How columns become numbers: their scalings, the known values of text columns, and components, if any."""

    columns: tuple[Scaling, ...]
    categories: Mapping[str, tuple[str, ...]]
    components: Components | None = None

    def of(self, frame: pl.DataFrame) -> Rescaled:
        """The numbers of joined rows."""
        return rescale(frame, self.columns, dict(self.categories), self.components)


@dataclass(frozen=True)
class MatrixPart:
    """The clustered rows of a part: a file with their matrix (rows, d), float32, and its checksum."""

    number: int
    file: str
    rows: int
    check: int | None = None

    def values(self) -> NDArray[np.float32]:
        """The matrix, mapped into memory."""
        found: NDArray[np.float32] = load_array(self.file, self.rows, mapped=True)
        return found

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """The matrix, some rows at a time, in memory; raises ResourceError where it is no longer as it was kept."""
        values = self.values()
        for first in range(0, self.rows, _BLOCK):
            block = np.array(values[first : first + _BLOCK])
            if not np.isfinite(block).all():
                raise kept_damaged(self.file)("it has numbers that were not written")
            yield block

    def checked_blocks(self) -> Iterator[NDArray[np.float32]]:
        """The same; raises ResourceError after the last where any number is not the one that was written."""
        found = 0
        for block in self.blocks():
            found = checksum(block, found)
            yield block
        if self.check is not None:
            refuse_changed(self.file, found, self.check)


def as_spilled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """A matrix (m, d) as 32-bit parts have it, so that a row of a sample is at no distance from itself."""
    return values.astype(np.float32).astype(np.float64)


@dataclass(frozen=True)
class Spilled:
    """All rows as numbers: the `parts`, what each step of cleaning did, and how many rows are cleaned and clustered.

    `met` says how their ids met those of the features of each table, `totals` what each column of the matrix is like.
    """

    parts: tuple[MatrixPart, ...]
    steps: tuple[StepCount, ...]
    cleaned: int
    left_out: Mapping[str, int]
    met: tuple[Met, ...] = ()
    totals: tuple[Totals, ...] = ()

    @property
    def rows(self) -> int:
        """The rows of the matrix."""
        return sum(part.rows for part in self.parts)

    def __add__(self, more: Spilled) -> Spilled:
        return Spilled(
            (*self.parts, *more.parts),
            tuple(one + other for one, other in zip(self.steps, more.steps, strict=True)),
            self.cleaned + more.cleaned,
            {name: count + more.left_out[name] for name, count in self.left_out.items()},
            tuple(one + other for one, other in zip(self.met, more.met, strict=True)),
            tuple(one + other for one, other in zip(self.totals, more.totals, strict=True)),
        )

    def moments(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean and standard deviation of the matrix's columns (d)."""
        return np.array([one.mean for one in self.totals]), np.array([one.std() for one in self.totals])


def scale_of(
    workers: Workers,
    parts: Sequence[RowPart],
    joined: JoinedRows,
    matrix: Matrix,
    features: Features,
    tick: Callable[[float], None] | None = None,
) -> RowScale:
    """The scale by all rows of the columns that `matrix`, made from a sample, uses."""
    assert matrix.frame is not None
    texts = {c.source for c in matrix.used if c.category is not None}
    view = ClusteredRows(joined, matrix.used)
    sample = view.of(matrix.frame)
    values = {name: tuple(sample.get_column(name).unique().sort().to_list()) for name in sorted(texts)}
    robust = features.scale == "robust"
    asked = {
        c.source: Asked(values=values[c.source], shares=True)
        if c.source in texts
        else Asked(_QUARTILES if robust else ())
        for c in matrix.used
    }
    if matrix.components:  # the components were found in the sample, on its scale
        return RowScale(matrix.used, values, matrix.components)
    facts = facts_of(workers, parts, view, asked, sample, tick)
    weights = features.weights or {}
    scaled = [_scaled(c, facts[c.source], matrix.used, values.get(c.source), features.scale) for c in matrix.used]
    return RowScale(tuple(replace(c, scale=c.scale / weights.get(c.source, 1.0)) for c in scaled), values)


def _scaled(
    column: Scaling, known: ColumnTotals, used: Sequence[Scaling], values: tuple[str, ...] | None, method: str
) -> Scaling:
    if values is not None:
        shift, scale = _category(column, known, used, values, method)
    elif method == "none":
        shift, scale = 0.0, 1.0
    elif method == "minmax":
        shift, scale = known.low, known.high - known.low
    elif method == "robust":
        shift, scale = known.quantiles[0.5], known.quantiles[0.75] - known.quantiles[0.25]
    else:
        shift, scale = known.mean, known.std
    return replace(column, shift=shift, scale=scale or 1.0)


def _category(
    column: Scaling, known: ColumnTotals, used: Sequence[Scaling], values: tuple[str, ...], method: str
) -> tuple[float, float]:
    """Shift and scale of a column of 0 and 1, as `one_hot` finds them."""
    own = [c.category for c in used if c.source == column.source]
    rows = max(1, sum(known.values.values()))
    counts = {category: known.values.get(category, 0) for category in own}
    for group in (category for category in own if category not in values):
        counts[group] = rows - sum(known.values[v] for v in values if v in own)
    share = counts[column.category] / rows
    if len(own) == 1:
        by_method = {"zscore": (share, float(np.sqrt(share * (1 - share)))), "minmax": (0.0, 1.0)}
        quartiles = [float(share > 1 - q) for q in _QUARTILES]
        return by_method.get(method, (quartiles[1], quartiles[2] - quartiles[0]) if method == "robust" else (0.0, 1.0))
    shares = np.array([counts[category] / rows for category in own])
    return share if method == "zscore" else 0.0, category_scale(shares, method)


@dataclass(frozen=True)
class _Task:
    joined: JoinedRows
    scale: RowScale
    folder: str


def spill(
    workers: Workers,
    parts: Sequence[RowPart],
    joined: JoinedRows,
    scale: RowScale,
    folder: Path,
    tick: Callable[[float], None] | None = None,
) -> Spilled:
    """Write the matrix of every part into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    return reduce(lambda a, b: a + b, workers.map(_spill_part, parts, _Task(joined, scale, str(folder)), tick))


def _spill_part(part: RowPart, task: _Task) -> Spilled:
    frame, counts = task.joined.cleaned.counted(part)
    frame, met = task.joined.joined(frame)
    found = task.scale.of(frame)
    whole = found.why.is_null().to_numpy()
    values = found.values[whole].astype(np.float32)
    _refuse_far(found.values[whole], task.scale)
    file = f"{task.folder}/{part.number:06d}.npy"
    check = save_array(file, values)
    used = list(dict.fromkeys(c.source for c in task.scale.columns))
    unknown = frame.select(pl.selectors.float().is_nan().sum())  # without a row where no column is of floats
    gaps = unknown.to_dicts()[0] if unknown.height else {}
    nulls = frame.select(cols(used)).null_count().to_dicts()[0]
    lost = {name: int(nulls[name]) + int(gaps.get(name, 0) or 0) for name in used}
    totals = tuple(Totals.of(column) for column in found.values[whole].T)
    written = MatrixPart(part.number, file, len(values), check)
    return Spilled((written,), tuple(counts), frame.height, lost, tuple(met), totals)


def _refuse_far(values: NDArray[np.float64], scale: RowScale) -> None:
    """Raise DataError for a column with numbers that parts can't hold."""
    far = np.flatnonzero((np.abs(values) > _FARTHEST).any(axis=0))
    if len(far):
        where = "features" if scale.components else say('column "{source}"', source=scale.columns[far[0]].source)
        fix = say("scale it, take its logarithm in features.log, or leave it out of features.use")
        raise DataError(
            say("numbers beyond {farthest:.0e} can't be worked through in parts", farthest=_FARTHEST),
            where=where,
            fix=fix,
        )
