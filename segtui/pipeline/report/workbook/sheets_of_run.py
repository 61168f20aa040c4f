"""The sheets of a run: summary, segments, comparison, outcomes, how many, leaderboard; no id, no handful of people."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from segtui.language.column_labels import called_feature
from segtui.language.figures import localised
from segtui.language.translation import _
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.opening import headline_of, opening
from segtui.pipeline.report.outcomes import outcome_name, value_name
from segtui.pipeline.report.page.charts_of_run import how_many_chart, lorenz_chart
from segtui.pipeline.report.report import source_name
from segtui.pipeline.report.segment_facts import differences
from segtui.pipeline.report.small_groups import is_shown
from segtui.pipeline.report.stability import badge_words
from segtui.pipeline.report.workbook.cohort_sheets import cohort_sheets
from segtui.pipeline.report.workbook.headings import headings
from segtui.pipeline.report.workbook.prediction_sheets import prediction_sheets
from segtui.pipeline.report.workbook.sheet import NativeChart, Share, Sheet, Value, Year
from segtui.pipeline.segmenting.build_segments import Concluded, Segmented
from segtui.segments.measures import Kind
from widgets.charts.chart import LineFigure, PanelFigure

Column = tuple[str, Sequence[Value]]
"""A column's name, and its cell for each card."""


def sheets_of_run(facts: ReportFacts) -> list[Sheet]:
    """The sheets that have something to show, in order."""
    prepared, concluded, hidden = facts.prepared, facts.concluded, facts.rows.rare
    segmented = concluded.segmented
    sheets = [Sheet(_("Summary"), above=(headline_of(source_name(prepared), concluded), *opening(prepared, concluded)))]
    if segmented is not None:
        sheets += [_segments(segmented, hidden), _comparison(segmented, hidden)]
        sheets += _outcomes(segmented)
        sheets += _stability(segmented)
        sheets += cohort_sheets(segmented)
        if (lorenz := lorenz_chart(segmented)) is not None:
            sheets.append(_lines(_("Value"), lorenz))
    sheets += prediction_sheets(prepared.predictions, segmented)
    if (found := how_many_chart(concluded.how_many)) is not None:
        sheets.append(_panels(_("How many"), found))
    return [*sheets, _leaderboard(concluded)]


def _segments(segmented: Segmented, hidden: Collection[str]) -> Sheet:
    """A row for each segment: size, outcomes, value, and what sets it apart; bars of the figures."""
    figures = [*_sizes(segmented), *_outcome_columns(segmented), *_value_columns(segmented)]
    rows: list[tuple[Value, ...]] = []
    for at, card in enumerate(segmented.cards):
        apart = differences(card, segmented.kinds, hidden) if is_shown(card) else []
        traits = [
            _("{feature}: {difference}").format(feature=feature, difference=words)
            for feature, words, _here, _all in apart
        ]
        rule = str(card.stated or card.rule or "") if is_shown(card) else ""
        rows.append((card.name, card.segment, *(values[at] for _head, values in figures), _("; ").join(traits), rule))
    head = (_("segment"), _("segment number"), *(name for name, _values in figures), _("what sets it apart"), _("rule"))
    charts = [_bars(head[at], at, rows) for at in range(3, len(head) - 2)]
    return Sheet(_("Segments"), head, tuple(rows), charts=tuple(charts))


def _sizes(segmented: Segmented) -> list[Column]:
    return [
        (_("customers"), [card.rows for card in segmented.cards]),
        (_("share of customers"), [Share(card.share) for card in segmented.cards]),
    ]


def _outcome_columns(segmented: Segmented) -> Iterator[Column]:
    """The rate or mean of each outcome."""
    effects = {(e.segment, e.column): e for e in segmented.outcomes}
    for outcome, name in {e.column: outcome_name(e) for e in segmented.outcomes}.items():
        own = [effects.get((card.segment, outcome)) if is_shown(card) else None for card in segmented.cards]
        yield name, [_figure(e.value, e.kind == "rate") if e else None for e in own]


def _value_columns(segmented: Segmented) -> list[Column]:
    """The share of the value, and the value of a customer."""
    found = segmented.value
    if found is None or found.total <= 0:
        return []
    own = {s.segment: s for s in found.segments}
    parts = [own[card.segment] if is_shown(card) else None for card in segmented.cards]
    return [
        (
            _("share of {column}").format(column=value_name(found)),
            [None if p is None or p.share_of_value is None else Share(p.share_of_value) for p in parts],
        ),
        (_("{column} per customer").format(column=value_name(found)), [p.per_head if p else None for p in parts]),
    ]


def _figure(value: float | None, rate: bool) -> float | None:
    return Share(value) if rate and value is not None else value


def _bars(title: str, column: int, rows: list[tuple[Value, ...]]) -> NativeChart:
    """Bars of a column by segment, with all of its figures as the text that stands for it."""
    said = ", ".join(f"{row[0]} {_spoken(row[column])}" for row in rows if row[column] is not None)
    return NativeChart(title, (column,), 0, len(rows) - 1, f"{title}: {said}")


def _spoken(value: Value) -> str:
    return (
        localised(f"{value:.1%}")
        if isinstance(value, Share)
        else f"{value:,.4g}"
        if isinstance(value, float)
        else str(value)
    )


def _comparison(segmented: Segmented, hidden: Collection[str]) -> Sheet:
    """comparison.csv without what would tell of a handful of people."""
    shown = [card.segment for card in segmented.cards if is_shown(card)]
    table = segmented.comparison.filter(pl.col("segment").is_in(shown), ~pl.col("feature").is_in(sorted(hidden)))
    rows = []
    for row in table.iter_rows(named=True):
        kind = segmented.kinds.get(row["feature"], "number")
        row["feature"] = called_feature(row["feature"])
        rows.append(tuple(_measure(name, value, kind) for name, value in row.items()))
    return Sheet(_("Comparison"), headings(table.columns), tuple(rows))


def _measure(column: str, value: Value, kind: Kind) -> Value:
    if not isinstance(value, float):
        return value
    if column == "share_missing" or (kind == "share" and column in ("mean", "median", "overall_mean")):
        return Share(value)
    return Year(value) if kind == "year" and column in ("mean", "median", "overall_mean") else value


def _outcomes(segmented: Segmented) -> Iterator[Sheet]:
    shown = {card.segment for card in segmented.cards if is_shown(card)}
    effects = [e for e in segmented.outcomes if e.segment in shown]
    if not effects:
        return
    head = [_("outcome"), _("segment"), _("customers"), _("rate or mean"), _("of all"), _("index")]
    head += [_("difference from the others"), _("from (95 %)"), _("to (95 %)"), _("p, corrected")]
    rows = []
    for e in effects:
        rate = e.kind == "rate"
        value, overall, *ends = (_figure(v, rate) for v in (e.value, e.overall, e.difference, e.low, e.high))
        rows.append(
            (outcome_name(e), segmented.names[e.segment], e.known, value, overall, e.index, *ends, e.p_adjusted)
        )
    yield Sheet(_("Outcomes"), tuple(head), tuple(rows))


def _stability(segmented: Segmented) -> Iterator[Sheet]:
    """How far each segment is found again on resamples."""
    head = (_("segment"), _("Jaccard"), _("from (95 %)"), _("to (95 %)"), _("badge"), _("found again"), _("dissolved"))
    rows = [
        (
            segmented.names[segment],
            each.jaccard,
            *each.interval,
            badge_words(each.badge),
            Share(each.found),
            Share(each.lost),
        )
        for segment, each in segmented.stability.items()
        if each.jaccard is not None and each.interval is not None and each.badge is not None
    ]
    if rows:
        yield Sheet(_("Stability"), head, tuple(rows))


def _lines(name: str, figure: LineFigure) -> Sheet:
    """Every line as a column over all of their x, drawn as a chart."""
    xs = np.unique(np.concatenate([line.x for line in figure.lines])).tolist()
    known = [dict(zip(line.x.tolist(), line.y.tolist(), strict=True)) for line in figure.lines]
    share = Share if figure.percent else float
    rows = []
    for x in xs:
        at = share(x) if figure.percent else int(x) if x == int(x) else x
        rows.append((at, *(share(line[x]) if x in line else None for line in known)))
    names = ", ".join(line.name for line in figure.lines)
    columns = tuple(range(1, len(figure.lines) + 1))
    chart = NativeChart(figure.title, columns, 0, len(rows) - 1, f"{figure.title}: {names}", lines=True)
    return Sheet(name, (figure.x_label, *(line.name for line in figure.lines)), tuple(rows), charts=(chart,))


def _panels(name: str, figure: PanelFigure) -> Sheet:
    """Every panel's line as a column over all of their x, each with a chart of its own."""
    lines = [line for panel in figure.panels for line in panel.lines]
    whole = _lines(name, LineFigure(figure.title, figure.panels[0].x_label, "", tuple(lines)))
    last = len(whole.rows) - 1
    charts = [
        NativeChart(line.name, (at,), 0, last, f"{figure.title}: {line.name}", lines=True)
        for at, line in enumerate(lines, start=1)
    ]
    return replace(whole, charts=tuple(charts))


def _leaderboard(concluded: Concluded) -> Sheet:
    """leaderboard.csv without what only a program reads."""
    table = concluded.choice.leaderboard()
    table = table.drop("seconds", strict=False)
    shares = {"coverage", "noise_share", "smallest_share", "largest_share"}
    rows = [
        tuple(Share(v) if name in shares and v is not None else v for name, v in zip(table.columns, row, strict=True))
        for row in table.iter_rows()
    ]
    return Sheet(_("Leaderboard"), headings(table.columns), tuple(rows))
