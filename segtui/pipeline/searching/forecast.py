"""What a search will need, how much memory there is for it, and what is done where that is too little."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.clustering import subsample as sampling
from segtui.clustering.registry import SearchForecast, forecast
from segtui.errors import ResourceError
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.language.sentences import say
from segtui.libraries.parts.memory import available, size_words
from segtui.plan.model import Plan
from segtui.validity import score as scoring
from segtui.validity.consensus.consensus import consensus_duration
from segtui.validity.density.estimates import duration as dbcv_duration

_ROUND = (1, 1.5, 2, 3, 4, 5, 6, 8)
_FEWEST = 1_000


@dataclass(frozen=True)
class Outlook:
    """What a search will need.

    `grids` is the forecast of the grids, `indices` the bytes for scoring, `bytes` the most at a time, `seconds` those
    of grids and indices together, `rows` how many rows the algorithms will see.
    """

    grids: SearchForecast
    indices: int
    bytes: int
    seconds: float
    rows: int


def outlook(plan: Plan, matrix: Matrix) -> Outlook:
    """The forecast for searching the plan's grids over a matrix, on a machine like the one it was measured on."""
    rows, columns = matrix.values.shape
    return _ahead(plan, rows, columns, plan.sample())


def check_memory(plan: Plan, matrix: Matrix, limit: int | None) -> None:
    """Refuse a search whose forecast is over the limit, with the figures; raises ResourceError (exit 4)."""
    rows, columns = matrix.values.shape
    free = available() if limit is None else limit
    ahead = _ahead(plan, rows, columns, plan.sample())
    if ahead.bytes <= free:
        return
    parts = {**ahead.grids.families, "indices": ahead.indices}
    large = ", ".join(f"{name} {size_words(size)}" for name, size in parts.items() if size >= 2**20)
    extent = say("{rows:,} rows × {columns} columns", rows=rows, columns=columns)
    if ahead.rows < rows:
        extent = say("{extent}, of which {clustered:,} are clustered", extent=extent, clustered=ahead.rows)
    fix = say("search fewer algorithms or smaller grids, or allow more with --memory")
    if fitting := _fitting(plan, rows, columns, free):
        fix = say(
            "set search.sample={fitting} to cluster a sample of that size and assign the rest to its segments; "
            "or {fix}",
            fitting=fitting,
            fix=fix,
        )
    raise ResourceError(
        say(
            "the search would need about {bytes}; only {free} is available ({large})",
            bytes=size_words(ahead.bytes),
            free=size_words(free),
            large=large,
        ),
        where=extent,
        fix=fix,
    )


def _ahead(plan: Plan, rows: int, columns: int, sample: int | None) -> Outlook:
    seen = min(sample or rows, rows)
    grids = forecast(plan.grids(), seen, columns, of=rows)
    extra = sampling.memory(seen, columns) + 4 * rows if seen < rows else 0
    indices = scoring.memory(rows, columns, grids.cells) + grids.kept
    seconds = grids.seconds + scoring.duration(rows, columns, grids.cells)
    seconds += consensus_duration(rows, columns, grids.cells) + dbcv_duration(rows, columns, grids.cells)
    return Outlook(grids, indices, max(grids.bytes + extra, indices), seconds, seen)


def _fitting(plan: Plan, rows: int, columns: int, limit: int) -> int | None:
    """The largest round sample size whose search fits the limit; None if there is none."""
    numbers = [int(figure * 10**power) for power in range(3, 10) for figure in _ROUND]
    fit = [n for n in numbers if _FEWEST <= n < rows and _ahead(plan, rows, columns, n).bytes <= limit]
    return max(fit, default=None)
