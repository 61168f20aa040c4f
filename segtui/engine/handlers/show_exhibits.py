"""Answers what the feature makers of a plan show of what they found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Exhibited, ShowExhibits
from segtui.engine.transport.messages.payloads import ExhibitFacts, ExhibitPicture
from segtui.engine.transport.screen_language import on_screen
from segtui.engine.transport.streams import ProgressReporter
from segtui.features.exhibit import Exhibit
from segtui.language.sentences import in_language
from segtui.pipeline.report.exhibits import exhibit_chart, said
from widgets.charts.chart import BarFigure, HeatFigure, LineFigure


def show_exhibits(question: ShowExhibits, cache: SessionCache, reporter: ProgressReporter) -> Exhibited:
    """The tables of all makers, from the data or from the run that stands for it."""
    plan = cache.plan(question)
    kept = cache.kept(plan)
    derived = kept.derived if kept else cache.prepared(plan, Path(question.folder), reporter).prepared.derived
    found = [(number, shown) for number, made in enumerate(derived, start=1) for shown in made.exhibits]
    return Exhibited(question.ticket, [exhibit_facts(number, shown) for number, shown in found])


def exhibit_facts(maker: int, shown: Exhibit) -> ExhibitFacts:
    """A table in the language of the screens."""
    with on_screen():
        return {
            "maker": maker,
            "name": shown.name,
            "title": shown.title,
            "headings": [shown.headings[name] for name in shown.frame.columns],
            "columns": [_cells(shown, name) for name in shown.frame.columns],
            "sentence": in_language(shown.sentence),
            "picture": _picture(shown),
        }


def _cells(shown: Exhibit, name: str) -> list[str | int | float | None]:
    column = shown.frame[name]
    if column.dtype.is_float():
        return [value if value is not None and np.isfinite(value) else None for value in column]
    return column.to_list() if column.dtype.is_numeric() else [None if v is None else str(v) for v in column]


def _picture(shown: Exhibit) -> ExhibitPicture | None:
    chart = exhibit_chart(shown)
    if isinstance(chart, BarFigure):
        bars = np.array([[bar.value for bar in chart.bars]])
        return _drawn("bars", bars, labels=[bar.label for bar in chart.bars], names=[chart.title])
    if isinstance(chart, HeatFigure):
        return _drawn("heat", chart.values, labels=chart.rows, names=chart.columns, limit=chart.limit)
    if isinstance(chart, LineFigure):
        lines, names = np.array([line.y for line in chart.lines]), [line.name for line in chart.lines]
        return _drawn("lines", lines, names=names, x=chart.lines[0].x.tolist(), x_label=chart.x_label)
    return None


def _drawn(
    kind: Literal["bars", "lines", "heat"],
    values: NDArray[np.float64],
    *,
    labels: Sequence[str] = (),
    names: Sequence[str],
    x: Sequence[float] = (),
    x_label: str = "",
    limit: float = 0.0,
) -> ExhibitPicture:
    known = [[value if np.isfinite(value) else None for value in row] for row in values.tolist()]
    return {
        "kind": kind,
        "labels": list(labels),
        "names": list(names),
        "x": list(x),
        "x_label": x_label,
        "values": known,
        "texts": [[said(value) for value in row] for row in known],
        "limit": limit,
    }
