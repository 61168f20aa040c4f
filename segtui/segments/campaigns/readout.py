"""The readout of a campaign: treated against control, by segment and in total."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from segtui.libraries.columns import col, cols
from segtui.segments.campaigns.outcomes import Kind, Outcomes
from segtui.segments.campaigns.uplift import TrialArm, Uplift, uplift_of_means, uplift_of_rates

Blank = Literal["too_few", "no_variance", "no_difference"]


@dataclass(frozen=True)
class Effect:
    """The uplift of one outcome in one segment, or in all (`segment` None); `uplift` None where a group is too small.

    `treated` and `control` are the people. `blank` says why figures are None: a group is "too_few", nobody's outcome
    differs within the groups ("no_variance"), or there is "no_difference" that any number of people would show.
    """

    outcome: str
    kind: Kind
    segment: int | None
    name: str
    treated: int
    control: int
    uplift: Uplift | None
    blank: Blank | None = None


def read_out(people: pl.DataFrame, outcomes: Outcomes, *, drop_missing: bool = False) -> list[Effect]:
    """The effects of every outcome: each segment of `people` (id, segment, segment_name, control), then all of them.

    Everybody of a segment who is not in its control group counts as treated, whether the campaign reached them or not
    (intention to treat): a control group drawn from all can fairly be compared with all the others only. Without a row
    a person's outcome is 0; with `drop_missing` they are left out. The total is of the segments that have both groups.
    """
    rows = people.join(outcomes.people, on="id", how="left", maintain_order="left")
    return [
        effect for outcome, kind in outcomes.kinds.items() for effect in _effects(rows, outcome, kind, drop_missing)
    ]


def _effects(rows: pl.DataFrame, outcome: str, kind: Kind, drop_missing: bool) -> Iterator[Effect]:
    seen = rows.drop_nulls(cols([outcome])) if drop_missing else rows.with_columns(col(outcome).fill_null(0.0))
    cell = col(outcome)
    table = (
        seen.group_by("segment", "control")
        .agg(n=pl.len(), mean=_mean(cell), variance=pl.when(cell.min() < cell.max()).then(cell.var()).otherwise(0.0))
        .sort("segment", "control")
    )
    names = dict(rows.select("segment", "segment_name").unique("segment").sort("segment").iter_rows())
    least, usable = (1 if kind == "rate" else 2), []
    for segment, name in names.items():
        groups = [table.filter((pl.col("segment") == segment) & (pl.col("control") == c)) for c in (False, True)]
        counts = [int(group["n"].sum()) for group in groups]
        told = None
        if min(counts) >= least:
            usable.append(segment)
            told = _uplift(groups, kind)
        yield Effect(outcome, kind, int(segment), str(name), counts[0], counts[1], told, _blank(groups, told))
    both = table.filter(pl.col("segment").is_in(usable))
    groups = [both.filter(pl.col("control") == c) for c in (False, True)]
    counts = [int(group["n"].sum()) for group in groups]
    told = _uplift(groups, kind) if usable else None
    yield Effect(outcome, kind, None, "all", counts[0], counts[1], told, _blank(groups, told))


def _mean(cell: pl.Expr) -> pl.Expr:
    """The mean; where all are equal that value itself, which a sum of many would miss by a rounding error."""
    return pl.when(cell.min() < cell.max()).then(cell.mean()).otherwise(cell.min())


def _blank(groups: list[pl.DataFrame], told: Uplift | None) -> Blank | None:
    if told is None:
        return "too_few"
    if all((group["variance"] == 0).all() for group in groups):
        return "no_variance"
    return "no_difference" if told.uplift == 0 else None


def _uplift(groups: list[pl.DataFrame], kind: Kind) -> Uplift:
    treated, control = (
        TrialArm(*(group[name].to_numpy().astype(np.float64) for name in ("n", "mean", "variance"))) for group in groups
    )
    return uplift_of_rates(treated, control) if kind == "rate" else uplift_of_means(treated, control)
