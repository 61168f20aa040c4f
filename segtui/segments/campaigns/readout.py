"""The readout of a campaign: treated against control, by segment and in total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from segtui.segments.campaigns.outcomes import Kind
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


def read_out(
    people: pl.DataFrame,
    outcomes: pl.DataFrame,
    names: Mapping[int, str],
    kinds: Mapping[str, Kind],
    *,
    drop_missing: bool = False,
) -> list[Effect]:
    """The effects of every outcome: each segment of `people` (segment, control), then all of them.

    `outcomes` has the same rows, in a column for each of the `kinds`; `names` are those of the segments.

    Everybody of a segment who is not in its control group counts as treated, whether the campaign reached them or not
    (intention to treat): a control group drawn from all can fairly be compared with all the others only. Where an
    outcome is null it counts as 0; with `drop_missing` the person is left out. The total is of the segments that have
    both groups.
    """
    found = list[Effect]()
    for outcome, kind in kinds.items():
        rows = people.select("segment", "control", outcomes[outcome].alias("cell"))
        found += _effects(rows, names, outcome, kind, drop_missing)
    return found


def _effects(
    rows: pl.DataFrame, names: Mapping[int, str], outcome: str, kind: Kind, drop_missing: bool
) -> Iterator[Effect]:
    seen = rows.drop_nulls("cell") if drop_missing else rows.with_columns(pl.col("cell").fill_null(0.0))
    cell = pl.col("cell")
    table = (
        seen.group_by("segment", "control")
        .agg(n=pl.len(), mean=_mean(cell), variance=pl.when(cell.min() < cell.max()).then(cell.var()).otherwise(0.0))
        .sort("segment", "control")
    )
    least, usable = (1 if kind == "rate" else 2), []
    for segment in sorted(rows["segment"].unique()):
        groups = [table.filter((pl.col("segment") == segment) & (pl.col("control") == c)) for c in (False, True)]
        counts = [int(group["n"].sum()) for group in groups]
        told = None
        if min(counts) >= least:
            usable.append(segment)
            told = _uplift(groups, kind)
        yield Effect(outcome, kind, int(segment), names[segment], counts[0], counts[1], told, _blank(groups, told))
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
