"""What a run over parts will take, before it starts: room on the disk and time, beside the memory it does without."""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from segtui.clustering.registry import forecast
from segtui.errors import ResourceError
from segtui.language.sentences import Sentence, say, say_counted
from segtui.libraries.compiled import processors
from segtui.libraries.parts.memory import size_words
from segtui.pipeline.partitioned.extent import Extent
from segtui.plan.model import Plan

_NUMBER, _PLACED = 4, 24
"""Bytes on the disk for a cell of the matrix, and for a row's place, its line and its hash."""
_KEPT = 0.6
"""How large a table is as Parquet, by its bytes in memory."""
_WALKS, _READING = 0.5, 0.4
"""Processor seconds for a million cells: the walks of a run through its parts, and reading what is not Parquet."""
_CENTROIDS = 0.0002
"""Processor seconds for a million cells and a cluster, to settle the centroids of K-means."""
_PASSES = 20
_MAKING = 1.0
"""Processor seconds for a million cells of a table that is divided by customer and made into features."""
_COLUMNS, _ORDERS = 10, 5
"""Columns of a table, and orders of a customer, where nobody says how many."""


@dataclass(frozen=True)
class PartsOutlook:
    """What a run takes: bytes that it would have taken in `memory`, bytes on the `disk`, `seconds` on the clock."""

    memory: int
    disk: int
    seconds: float

    def __add__(self, other: PartsOutlook) -> PartsOutlook:
        return PartsOutlook(self.memory + other.memory, self.disk + other.disk, self.seconds + other.seconds)

    def sentence(self) -> Sentence:
        """The same for a person."""
        return say(
            "In memory it would take about {memory}; on the disk it takes about {disk}, and {time}.",
            memory=size_words(self.memory),
            disk=size_words(self.disk),
            time=_time(self.seconds),
        )


def customers_of(tables: Sequence[Extent]) -> Extent | None:
    """The customers that are made of the first of some tables; None where nobody says how large it is."""
    if not tables:
        return None
    first = tables[0]
    rows = (first.rows if first.rows is not None else first.cells // _COLUMNS) // _ORDERS
    return Extent(rows, _COLUMNS * rows, 0, lies_ready=True)


def beside_of(tables: Sequence[Extent]) -> PartsOutlook:
    """What tables take of which features are made, kept once by customer, and before as Parquet where they are not."""
    disk = sum(int(_KEPT * one.bytes) * (1 if one.lies_ready else 2) for one in tables)
    work = sum(one.cells / 1e6 * (_MAKING + (0 if one.lies_ready else _READING)) for one in tables)
    return PartsOutlook(0, disk, work / processors())


def outlook_of_parts(plan: Plan, extent: Extent, copies: float, sample: int) -> PartsOutlook:
    """What a plan takes over parts; `copies` is how many times a run in memory holds its table."""
    rows = extent.rows if extent.rows is not None else extent.cells // 10
    kept = 0 if extent.lies_ready else int(_KEPT * extent.bytes)
    disk = _NUMBER * extent.cells + _PLACED * rows + kept
    million = extent.cells / 1e6
    work = million * (_WALKS + (0 if extent.lies_ready else _READING))
    clusters = sum(sum(getattr(grid, "k", ())) for grid in plan.grids() if grid.name == "kmeans")
    work += million * _CENTROIDS * _PASSES * clusters
    columns = max(1, extent.cells // max(rows, 1))
    searched = forecast(plan.grids(), min(sample, max(rows, 1)), columns).seconds
    return PartsOutlook(int(copies * extent.bytes), disk, work / processors() + searched)


def refuse_full_disk(outlook: PartsOutlook, place: Path) -> None:
    """Raise ResourceError where the disk of a folder, which need not be there, has less room than a run takes."""
    there = next(folder for folder in (place, *place.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    if outlook.disk > free:
        what = say(
            "the run would keep about {disk} on the disk; {free} are free",
            disk=size_words(outlook.disk),
            free=size_words(free),
        )
        raise ResourceError(what, where=str(there), fix=say("name a folder with more room by spill in [engine]"))


def _time(seconds: float) -> Sentence:
    if seconds < 90:
        return say("less than two minutes")
    return say_counted("{count:,} minute", "{count:,} minutes", math.ceil(seconds / 60))
