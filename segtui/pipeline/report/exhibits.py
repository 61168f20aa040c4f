"""What feature makers show of what they found: tables of the report and pictures of its page."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from segtui.features.exhibit import Exhibit
from segtui.features.maker import Derived
from segtui.language.figures import figure
from segtui.language.sentences import in_language
from segtui.language.translation import _
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.markdown import escaped, table
from widgets.charts.chart import Bar, BarFigure, Chart, HeatFigure, Line, LineFigure
from widgets.charts.scale import tick_label


def exhibit_tables(made: Derived) -> list[str]:
    """The tables of one maker in Markdown, each under its title."""
    lines: list[str] = []
    for shown in made.exhibits:
        head = [_(shown.headings[name]) for name in shown.frame.columns]
        numeric = [at for at, kind in enumerate(shown.frame.dtypes) if kind.is_numeric()]
        rows = [[escaped(said(value)) for value in row] for row in shown.frame.iter_rows()]
        lines += ["##### " + escaped(_(shown.title)), "", *table(head, rows, numbers=numeric)]
        lines += [escaped(in_language(shown.sentence)), ""] if shown.sentence else []
    return lines


def exhibit_pictures(prepared: PreparedRun) -> Iterator[tuple[str, Chart | None, str]]:
    """The pictures of all makers: the name of each, its chart, and the sentence below it."""
    for number, made in enumerate(prepared.derived, start=1):
        for shown in made.exhibits:
            yield f"derive-{number}-{shown.name}", exhibit_chart(shown), in_language(shown.sentence)


def exhibit_chart(shown: Exhibit) -> Chart | None:
    """How an exhibit is drawn; None where there is nothing to draw."""
    frame, title = shown.frame, _(shown.title)
    if shown.picture == "none" or not shown.drawn or not frame.height:
        return None
    first = frame.to_series(0)
    heading = _(shown.headings[first.name])
    names = [_(shown.headings[name]) for name in shown.drawn]
    columns = [frame[name].cast(float).fill_null(np.nan).to_numpy() for name in shown.drawn]
    if not np.isfinite(columns).any():
        return None
    if shown.picture == "lines":
        x = first.cast(float).to_numpy()
        lines = tuple(Line(name, x, y) for name, y in zip(names, columns, strict=True))
        return LineFigure(title, heading, "", lines)
    labels = [said(value) for value in first]
    if shown.picture == "bars":
        bars = zip(labels, columns[0].tolist(), strict=True)
        return BarFigure(title, tuple(Bar(label, value) for label, value in bars if np.isfinite(value)))
    values = np.column_stack(columns)
    most = float(np.nanmax(values))
    texts = tuple(tuple(tick_label(value) if np.isfinite(value) else "–" for value in row) for row in values.tolist())
    return HeatFigure(title, tuple(labels), tuple(names), values, most, "", "sequential", 0.0, texts)


def said(value: object) -> str:
    """A cell of a table in words or figures."""
    if value is None:
        return "–"
    return figure(float(value)) if isinstance(value, int | float) else str(value)
