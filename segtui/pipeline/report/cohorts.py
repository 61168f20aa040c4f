"""The report's part about cohorts: a triangle of shares for all customers, and the segments beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.language.figures import day, number
from segtui.language.translation import _, plural, to_translate
from segtui.pipeline.report.markdown import brief_percent, escaped, percent, table
from segtui.pipeline.report.small_groups import FEWEST, shown_figures
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.segments.cohorts.triangle import CohortTable, of_segment
from widgets.charts.chart import Chart, HeatFigure

_MOST_COHORTS = 24
_MOST_PERIODS = 12
_STRONG = 0.95

_TITLES = {
    "customers": to_translate("Customers who order again"),
    "seen": to_translate("Customers who come back"),
    "revenue": to_translate("Revenue by cohort"),
    "orders": to_translate("Orders by cohort"),
}
_ROWS = {
    "day": to_translate("Each row is the customers who first ordered on that day; the columns are the days after it."),
    "week": to_translate(
        "Each row is the customers who first ordered in the week that begins on that day; the columns are the weeks "
        "after it."
    ),
    "month": to_translate(
        "Each row is the customers who first ordered in that month; the columns are the months after it."
    ),
}
_ROWS_SEEN = {
    "day": to_translate("Each row is the customers first seen on that day; the columns are the days after it."),
    "week": to_translate(
        "Each row is the customers first seen in the week that begins on that day; the columns are the weeks after it."
    ),
    "month": to_translate("Each row is the customers first seen in that month; the columns are the months after it."),
}
_CELLS = {
    "customers": to_translate("The figures are the share of them who ordered in it."),
    "seen": to_translate("The figures are the share of them who were there in it."),
    "revenue": to_translate("The figures are their revenue in it as a share of that of the first period."),
    "orders": to_translate("The figures are their orders in it as a share of those of the first period."),
}


@dataclass(frozen=True)
class ShareTable:
    """Shares (rows × columns) as a table: NaN and no text where there is none, a star where the period is not over."""

    rows: tuple[str, ...]
    customers: tuple[int, ...]
    periods: tuple[int, ...]
    shares: np.ndarray[tuple[int, int], np.dtype[np.float64]]
    texts: tuple[tuple[str, ...], ...]


def cohorts_part(segmented: Segmented) -> list[str]:
    """The cohort tables in Markdown; nothing without any."""
    lines: list[str] = []
    for found in segmented.cohorts:
        lines += ["### " + title_of(found), "", " ".join(sentences(found)), ""]
        lines += _table(head_of(found), triangle(found))
        if found.segments:
            lines += _table(_("segment"), by_segment(found, segmented.names))
    return lines


def cohort_pictures(segmented: Segmented) -> Iterator[tuple[str, Chart, str]]:
    """The pictures of the cohort tables: the name of each, its chart, and the sentence below it."""
    for at, found in enumerate(segmented.cohorts, start=1):
        title = title_of(found)
        yield f"cohorts-{at}", heat_of(triangle(found), title), " ".join(sentences(found))
        if found.segments:
            told = _("All cohorts together that are old enough for the period, by segment.")
            segments = by_segment(found, segmented.names)
            yield f"cohorts-{at}-segments", heat_of(segments, _("{title}, by segment").format(title=title)), told


def title_of(found: CohortTable) -> str:
    """What the table is about."""
    return _(_TITLES[_told(found)])


def head_of(found: CohortTable) -> str:
    """What the periods of its rows are of."""
    return _("first order") if found.of_orders else _("first event")


def triangle(
    found: CohortTable, segment: int | None = None, most: int = _MOST_COHORTS, periods: int = _MOST_PERIODS
) -> ShareTable:
    """The latest cohorts of a segment, or of all customers, below all of them together; the first periods of each.

    Cohorts of fewer than five customers are left out.
    """
    pooled = of_segment(shown_figures(found.pooled), segment)
    cells = of_segment(shown_figures(found.cells), segment)
    names = _large(cells)["cohort"].sort().to_list()[-most:]
    groups = [(_("all"), pooled.with_columns(complete=pl.lit(value=True)))]
    groups += [(_label(name, found.by), cells.filter(pl.col("cohort") == name)) for name in names]
    return _shares(groups, periods)


def by_segment(found: CohortTable, names: dict[int, str], periods: int = _MOST_PERIODS) -> ShareTable:
    """All cohorts together, a row for each segment."""
    figures = shown_figures(found.pooled).with_columns(complete=pl.lit(value=True))
    groups = [(_("all"), of_segment(figures, None))]
    return _shares([*groups, *((_named(s, names), of_segment(figures, s)) for s in found.segments)], periods)


def sentences(
    found: CohortTable, segment: int | None = None, most: tuple[int, int] = (_MOST_COHORTS, _MOST_PERIODS)
) -> Iterator[str]:
    """How to read the table of a segment or of all, what it says in all, and what to beware of.

    It has this many cohorts and periods.
    """
    own = of_segment(shown_figures(found.pooled), segment).filter(pl.col("period") > 0, pl.col("share").is_not_null())
    if found.measure == "customers" and own.height:
        first = int(own["period"][0])
        later = _order_again if found.of_orders else _come_back
        yield later(found.by, first).format(share=brief_percent(own["share"][0]), count=first)
    yield _((_ROWS if found.of_orders else _ROWS_SEEN)[found.by])
    yield _(_CELLS[_told(found)])
    if not found.cells["complete"].all():
        yield _("* The period is not over: the table ends on {day}.").format(day=day(found.last))
    if _hides(found):
        yield _("– stands for fewer than five customers.")
    cells = of_segment(found.cells, segment)
    cohorts = _large(cells).height
    if small := cells["cohort"].n_unique() - cohorts:
        yield plural(
            "{count} cohort of fewer than five customers is left out.",
            "{count} cohorts of fewer than five customers are left out.",
            small,
        ).format(count=small)
    if found.truncated:
        yield _("The first cohort is large: it probably holds older customers, from before the table begins.")
    if small or cohorts > most[0] or int(found.cells["period"].to_numpy().max()) > most[1]:
        yield _("cohorts.csv has all cohorts and periods.")


def _told(found: CohortTable) -> str:
    return found.measure if found.of_orders else "seen"


def _come_back(by: str, periods: int) -> str:
    if by == "day":
        return plural("{share} come back on the next day.", "{share} come back {count} days later.", periods)
    if by == "week":
        return plural("{share} come back in the next week.", "{share} come back {count} weeks later.", periods)
    return plural("{share} come back in the next month.", "{share} come back {count} months later.", periods)


def _order_again(by: str, periods: int) -> str:
    if by == "day":
        return plural("{share} order again on the next day.", "{share} order again {count} days later.", periods)
    if by == "week":
        return plural("{share} order again in the next week.", "{share} order again {count} weeks later.", periods)
    return plural("{share} order again in the next month.", "{share} order again {count} months later.", periods)


def heat_of(shown: ShareTable, title: str) -> HeatFigure:
    """The table as a heat map from 0 to its highest share."""
    known = shown.shares[np.isfinite(shown.shares)]
    rows = tuple(f"{name} ({number(count)})" for name, count in zip(shown.rows, shown.customers, strict=True))
    most = float(np.quantile(known, _STRONG)) if known.size else 1.0  # one cell far out would leave the others pale
    columns = tuple(map(str, shown.periods))
    return HeatFigure(title, rows, columns, shown.shares, most or 1.0, _("share"), "sequential", 0.0, shown.texts)


def _shares(groups: Sequence[tuple[str, pl.DataFrame]], most: int) -> ShareTable:
    last = max((int(p) for _name, figures in groups for p in figures["period"]), default=0)
    periods = tuple(range(1, min(last, most) + 1))
    shares = np.full((len(groups), len(periods)), np.nan)
    texts = [[""] * len(periods) for _group in groups]
    customers = []
    for row, (_name, figures) in enumerate(groups):
        customers.append(int(figures.filter(pl.col("period") == 0)["customers"].sum()))
        for period, share, complete in figures.select("period", "share", "complete").iter_rows():
            if 0 < period <= len(periods):
                at = period - 1
                shares[row, at] = np.nan if share is None else share
                texts[row][at] = "–" if share is None else percent(share) + ("" if complete else "*")
    return ShareTable(tuple(n for n, _f in groups), tuple(customers), periods, shares, tuple(map(tuple, texts)))


def _table(first: str, shown: ShareTable) -> list[str]:
    head = [first, _("customers"), *map(str, shown.periods)]
    rows = [
        [escaped(name), number(customers), *texts]
        for name, customers, texts in zip(shown.rows, shown.customers, shown.texts, strict=True)
    ]
    return table(head, rows, numbers=range(1, len(head)))


def _label(cohort: str, by: str) -> str:
    return cohort[:7] if by == "month" else cohort


def _named(segment: int, names: dict[int, str]) -> str:
    return names[segment] if segment < 0 else f"{segment} {names[segment]}"


def _large(cells: pl.DataFrame) -> pl.DataFrame:
    """The first cell of each cohort of five customers or more."""
    return cells.filter(pl.col("period") == 0, pl.col("customers") >= FEWEST)


def _hides(found: CohortTable) -> bool:
    """Whether cells of a handful of customers are not shown; a kept report has them empty already."""
    few = pl.col("customers").is_between(1, FEWEST - 1)
    cells = found.cells.join(_large(found.cells), on=["segment", "cohort"], how="semi", nulls_equal=True)
    return any(figures.filter(few).height > 0 for figures in (cells, found.pooled))
