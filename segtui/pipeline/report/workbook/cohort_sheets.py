"""The sheets of the cohorts: a shaded triangle for each table, and the segments beside each other as lines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from segtui.language.translation import _
from segtui.pipeline.report.cohorts import ShareTable, by_segment, head_of, sentences, title_of, triangle
from segtui.pipeline.report.workbook.sheet import NativeChart, OpenShare, Share, Sheet, Value
from segtui.pipeline.segmenting.build_segments import Segmented

_COHORTS, _PERIODS = 1_000, 120
"""In a sheet, at most."""


def cohort_sheets(segmented: Segmented) -> Iterator[Sheet]:
    """Two for each cohort table: its triangle, and what all cohorts together do, by segment where it is split."""
    several = len(segmented.cohorts) > 1
    for number, found in enumerate(segmented.cohorts, start=1):
        place = f" {number}" if several else ""
        above = (title_of(found), *sentences(found, most=(_COHORTS, _PERIODS)))
        shown = triangle(found, most=_COHORTS, periods=_PERIODS)
        yield _triangle(_("Cohorts") + place, above, head_of(found), shown)
        lines = by_segment(found, segmented.names, periods=_PERIODS)
        yield _curves(_("Cohort curves") + place, title_of(found), lines)


def _triangle(name: str, above: tuple[str, ...], first: str, shown: ShareTable) -> Sheet:
    """A row for each cohort below all of them together."""
    head = (first, _("customers"), *map(str, shown.periods))
    parts = zip(shown.rows, shown.customers, shown.shares.tolist(), shown.texts, strict=True)
    rows = tuple((name, customers, *map(_cell, shares, texts)) for name, customers, shares, texts in parts)
    return Sheet(name, head, rows, above, shaded=range(2, len(head)))


def _curves(name: str, title: str, shown: ShareTable) -> Sheet:
    """A row for each period, a column for all customers and for each segment, drawn as lines."""
    head = (_("period"), *shown.rows)
    shares = shown.shares.T.tolist()
    rows = tuple((period, *map(_share, row)) for period, row in zip(shown.periods, shares, strict=True))
    columns = tuple(range(1, len(head)))
    alt = f"{title}: {', '.join(shown.rows)}"
    chart = NativeChart(title, columns, 0, len(rows) - 1, alt, lines=True)
    return Sheet(name, head, rows, charts=(chart,) if rows else ())


def _cell(share: float, text: str) -> Value:
    if not np.isfinite(share):
        return text or None
    return OpenShare(share) if text.endswith("*") else Share(share)


def _share(value: float) -> Value:
    return Share(value) if np.isfinite(value) else None
