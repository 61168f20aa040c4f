"""What stands between a run's people and an export: suppression lists, the control group, too small segments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from segtui.errors import Fault
from segtui.export.care.guards import Guards, small_segments
from segtui.export.care.held import Held
from segtui.export.care.key import needed_key
from segtui.export.care.suppression_list import SuppressionList, read_suppression
from segtui.export.order import Export
from segtui.export.which import chosen
from segtui.pipeline.finished import RunFiles


def guards_of(order: Export, run: RunFiles, names: Mapping[int, str], held: Held, number: int, folder: Path) -> Guards:
    """The guards of one export; the suppression lists of every export of the plan hold for each of them.

    Extends the control group `held` where the order has a holdout: `number` is the export's. Paths of lists lead from
    `folder`; `names` are the segments' by number.
    """
    people = run.segments().select(pl.col(run.id).cast(pl.String).alias("id"), "segment").collect()
    sizes = dict(people.group_by("segment").len().iter_rows())
    small = small_segments(sizes, order.min_size)
    if order.holdout:
        reached = set(chosen(order.segments, names)) - small
        held.extend(people.filter(pl.col("segment").is_in(sorted(reached))), order.holdout, number)
    suppressed = suppression_of([*run.plan.export, order], folder, order.region)
    return Guards(suppressed, held.ids, small, run.id)


def suppression_of(orders: Iterable[Export], folder: Path, region: str | None = None) -> SuppressionList:
    """All the lists that any of the orders names, as one."""
    paths = dict.fromkeys(path for order in orders for path in order.suppress)
    return read_suppression(list(paths), folder, region=region)


def refuse_care(orders: tuple[Export, ...], folder: Path) -> list[Fault]:
    """What would stop the exports at their end, found before hours of search; raises what reading the lists raises."""
    suppression_of(orders, folder)
    if any(order.pseudonym for order in orders):
        needed_key()
    wrong = [(i, order) for i, order in enumerate(orders, start=1) if order.eea_consent and order.to != "google-ads"]
    return [Fault(f"export[{i}].eea_consent", "is for google-ads", "name the column in consent") for i, _ in wrong]
