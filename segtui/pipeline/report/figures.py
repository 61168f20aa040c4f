"""The report's tables of figures: the means of the clustered features in each segment, and medians of long tails."""

from __future__ import annotations

import numpy as np
import polars as pl

from segtui.pipeline.build_segments import Segmented
from segtui.pipeline.prepare import PreparedRun
from segtui.pipeline.report.markdown import table
from segtui.segments.measures import Kind, written

_MOST_FEATURES = 20


def figures_part(prepared: PreparedRun, segmented: Segmented) -> list[str]:
    """Means by segment of the clustered features; medians of those that were logged, whose means a few carry."""
    known = set(segmented.comparison["feature"])
    used = [c for c in dict.fromkeys(c.source for c in prepared.matrix.columns) if c in known]
    logged = {c.source for c in prepared.matrix.columns if c.log}
    shown = used[:_MOST_FEATURES]
    lines = ["### In figures", "", *_table("mean", shown, prepared, segmented)]
    if len(used) > len(shown):
        lines += [f"{len(used) - len(shown):,} more features are in comparison.csv.", ""]
    tailed = [c for c in shown if c in logged]
    if tailed:
        lines += ["Where a few large values dominate the mean, the median describes the typical customer better:", ""]
        lines += _table("median", tailed, prepared, segmented)
    return lines


def _table(which: str, features: list[str], prepared: PreparedRun, segmented: Segmented) -> list[str]:
    segments = [c.segment for c in segmented.cards]
    rows = []
    for feature in features:
        of_feature = segmented.comparison.filter(pl.col("feature") == feature)
        by_segment = dict(of_feature.select("segment", which).iter_rows())
        overall = of_feature["overall_mean"][0] if which == "mean" else _median(prepared, feature)
        kind = segmented.kinds[feature]
        rows.append([feature, *(_shown(kind, v) for v in (overall, *(by_segment.get(s) for s in segments)))])
    head = [which, "all", *("noise" if s < 0 else str(s) for s in segments)]
    return table(head, rows, numbers=range(1, len(head)))


def _median(prepared: PreparedRun, feature: str) -> float | None:
    """The median of all clustered rows, as comparison.csv has it for each segment."""
    values = prepared.frame.get_column(feature)[prepared.matrix.kept].cast(pl.Float64).drop_nulls().to_numpy()
    return float(np.median(values)) if len(values) else None


def _shown(kind: Kind, value: float | None) -> str:
    return "–" if value is None else written(value, kind)
