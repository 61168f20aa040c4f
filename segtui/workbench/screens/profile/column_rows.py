"""The columns of a table as rows: type, gaps, a sparkline, alerts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from segtui.engine.transport.messages.payloads import ColumnFacts, TableProfile
from segtui.language.figures import share
from segtui.language.translation import _, to_translate, to_translate_all
from segtui.workbench.parts.figures import POINTS, kind_word, point_of
from widgets.frame.page import RowStyle
from widgets.frame.sparkline import sparkline

if TYPE_CHECKING:
    from segtui.plan.model import Plan

SPARK = 10
COLUMNS = to_translate_all("column", "type", "empty", "distinct", "histogram", "alerts", "stands")
WORDS = {
    "nulls": to_translate("gaps"),
    "constant": to_translate("constant"),
    "id_like": to_translate("id?"),
    "near_copy": to_translate("copy"),
    "skewed": to_translate("skewed"),
    "aberrant": to_translate("far"),
    "negative": to_translate("negative"),
    "impossible_date": to_translate("impossible"),
    "heavy_tail": "skewed",
    **dict.fromkeys(("date_formats", "decimal_marks", "codes_as_numbers", "numbers_and_words"), to_translate("mixed")),
    **dict.fromkeys(("spellings", "typos"), "mixed"),
    "mixed_units": to_translate("units"),
    "unread": to_translate("unread"),
    "infinite": to_translate("infinite"),
    "rounded": to_translate("rounded"),
    "empty": "empty",
    **dict.fromkeys(("stand_in", "placeholder_dates"), to_translate("none?")),
    "zeros": to_translate("zeros"),
    "null_word": to_translate("unknown"),
    "correlated": "r ≥ .99",
    "sum_of_columns": to_translate("sum"),
}


def rows(profile: TableProfile, plan: Plan, fixable: Collection[str], *, ascii: bool) -> pl.DataFrame:
    """A row for each column: column, type, empty, distinct, histogram, alerts, min to max, mean, and how it stands.

    `stands` is "open" for the `fixable` columns, which have an alert with a fix; "done" if the plan resolves all
    alerts; "told" if some need no fix; else "".
    """
    columns = profile["columns"]
    told = [alerts_of(c, plan, ascii=ascii) for c in columns]
    told = [
        (words, "open" if c["name"] in fixable else stands) for c, (words, stands) in zip(columns, told, strict=True)
    ]
    numbers = {point: _right([point_of(c, point) for c in columns]) for point in (*POINTS, "mean")}
    return pl.DataFrame(
        {
            "column": [c["name"] for c in columns],
            "type": [kind_word(c["kind"]) for c in columns],
            "empty": [c["nulls"] for c in columns],
            "distinct": [c["distinct"] for c in columns],
            "histogram": [picture(c, SPARK, ascii=ascii) for c in columns],
            "alerts": [words for words, _stands in told],
            **numbers,
            "stands": [stands for _words, stands in told],
        },
        schema_overrides={"empty": pl.Int64, "distinct": pl.Int64},
    )


def row_style(row: Mapping[str, object]) -> RowStyle | None:
    """A mark beside the rows with alerts."""
    marks = {"open": RowStyle("", "!", "!"), "done": RowStyle("", "✓", "+"), "told": RowStyle("", "·", "-")}
    return marks.get(str(row["stands"]))


def alerts_of(column: ColumnFacts, plan: Plan, *, ascii: bool) -> tuple[str, str]:
    """The alerts in a few words, resolved ones last, and "done" if the plan resolves all, "told" or ""."""
    from segtui.plan.suggestions.suggest import resolved_by

    done = "+" if ascii else "✓"
    waiting, dealt = [], []
    for alert in column["alerts"]:
        if alert["code"] == "id_like" and alert["facts"]["is_id"] and not alert["facts"].get("repeats"):
            continue  # that is expected
        word = _(WORDS.get(alert["code"], alert["code"]))
        if resolved_by(alert, column["name"], plan):
            dealt.append(f"{word} {done}")
        else:
            waiting.append(word)
    return ", ".join([*waiting, *dealt]), "told" if waiting else "done" if dealt else ""


def picture(column: ColumnFacts, width: int, *, ascii: bool) -> str:
    """The histogram in one line; for text, the most frequent value."""
    if column["histogram"]:
        return sparkline(column["histogram"], width, ascii)
    top = column["top"]
    return str(top[0]["value"])[:width] if top else ""


def empty_cells(total: int) -> Any:
    """Formats a count of empty cells as a share of `total`; empty for 0."""
    return lambda count: share(int(count), total) if count else ""


def _right(texts: list[str]) -> list[str]:
    width = max(map(len, texts), default=0)
    return [text.rjust(width) for text in texts]
