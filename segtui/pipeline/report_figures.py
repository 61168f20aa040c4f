"""The report's table of figures: the mean of each clustered feature in each segment."""

from __future__ import annotations

import polars as pl

from segtui.pipeline.conclude import Segmented
from segtui.pipeline.markdown import figure, percent, table
from segtui.pipeline.prepare import Prepared

_MOST_FEATURES = 20
_VALUE = "monetary"


def figures_part(prepared: Prepared, segmented: Segmented) -> list[str]:
    """Means by segment, the clustered features first, and each segment's share of what customers spent."""
    means = segmented.comparison
    used = list(dict.fromkeys(c.source for c in prepared.matrix.columns))
    shown = [f for f in used if f in means["feature"]][:_MOST_FEATURES]
    segments = [(c.segment, "noise" if c.segment < 0 else str(c.segment)) for c in segmented.cards]
    rows = []
    for feature in shown:
        of_feature = means.filter(pl.col("feature") == feature)
        by_segment = dict(of_feature.select("segment", "mean").iter_rows())
        overall = of_feature.get_column("overall_mean")[0]
        rows.append([feature, figure(overall, 2), *(figure(by_segment.get(s), 2) for s, _ in segments)])
    if _VALUE in means["feature"]:
        rows.append([f"share of {_VALUE}", percent(1.0), *_shares(means, [s for s, _ in segments])])
    head = ["mean", "all", *(name for _, name in segments)]
    more = f"{len(used) - len(shown):,} more features stand in comparison.csv." if len(used) > len(shown) else ""
    return ["### In figures", "", *table(head, rows, numbers=range(1, len(head))), *([more, ""] if more else [])]


def _shares(means: pl.DataFrame, segments: list[int]) -> list[str]:
    """Each segment's share of the sum over all segments; a dash where the sum is not above zero."""
    of_value = means.filter(pl.col("feature") == _VALUE)
    sums = {
        s: (count or 0) * (mean or 0.0) for s, count, mean in of_value.select("segment", "count", "mean").iter_rows()
    }
    total = sum(sums.values())
    return [percent(sums.get(s, 0.0) / total) if total > 0 else "–" for s in segments]
