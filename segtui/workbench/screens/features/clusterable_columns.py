"""The columns that can be clustered, before and after log and scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import polars as pl

from segtui.engine.transport.messages.payloads import ColumnFacts, MatrixColumn
from segtui.language.figures import number
from segtui.language.sentences import in_sequence, tell, tell_counted
from segtui.language.translation import _, to_translate, to_translate_all
from segtui.workbench.parts.figures import kind_word
from segtui.workbench.screens.profile.column_rows import picture
from widgets.frame.page import RowStyle
from widgets.frame.sparkline import sparkline

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Prepared
    from segtui.plan.model import Plan

SPARK = 16


@dataclass(frozen=True)
class ClusterableColumn:
    """A column of the prepared table.

    `features` are the columns of the matrix made from it, as Prepared has them: none for a column that is not used,
    several for text. `maker` is the number (from 1) of the derive that made it, 0 for a column of the source.
    """

    profile: ColumnFacts
    used: bool
    logged: bool
    features: tuple[MatrixColumn, ...]
    maker: int

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.profile["name"])

    @property
    def kind(self) -> str:
        """Its type: integer, number, text, date …"""
        return str(self.profile["kind"])

    @property
    def numeric(self) -> bool:
        """Whether it is numeric."""
        return self.kind in ("integer", "number")


def columns(plan: Plan, prepared: Prepared) -> list[ClusterableColumn]:
    """Every column except the id, in the table's order; `prepared` may be from an earlier plan."""
    made: dict[str, list[MatrixColumn]] = {}
    for feature in prepared.features:
        made.setdefault(feature["source"], []).append(feature)
    makers = {name: i for i, facts in enumerate(prepared.derived, 1) for name in facts["columns"]}
    makers |= {name: i for i, maker in enumerate(plan.derive, 1) for name in maker.output_columns()}
    use, log = plan.features.use, plan.features.log
    named = use is not None and not any(_is_glob(p) for p in use)
    found = []
    for profile in prepared.profile["columns"]:
        name = profile["name"]
        if name == prepared.id:
            continue
        used = name in use if named and use is not None else name in made
        logged = used and matched(log, name)
        found.append(ClusterableColumn(profile, used, logged, tuple(made.get(name, ())), makers.get(name, 0)))
    return found


def matched(patterns: Sequence[str], name: str) -> bool:
    """Whether one of the plan's names or globs matches a column."""
    return any(p == name or fnmatchcase(name, p) for p in patterns)


def _is_glob(pattern: str) -> bool:
    return any(c in pattern for c in "*?[")


def rows(found: Sequence[ClusterableColumn], plan: Plan, *, ascii: bool) -> pl.DataFrame:
    """A row for each column: used, name, type, log, distribution as it is clustered, empty cells, what made it."""
    names = to_translate_all("used", "column", "type", "log", "distribution", "empty", "by")
    lines = [
        (
            _("yes") if c.used else "",
            c.name,
            kind_word(c.kind),
            _("log") if c.logged else "",
            _drawn(c, ascii),
            number(c.profile["nulls"]) if c.profile["nulls"] else "",
            _origin(c, plan),
        )
        for c in found
    ]
    frame = pl.DataFrame(lines, schema=dict.fromkeys(names, pl.String), orient="row")
    width = max(map(len, frame.get_column("empty").to_list()), default=0)
    return frame.with_columns(pl.col("empty").str.pad_start(width))


def row_style(row: Mapping[str, object]) -> RowStyle | None:
    """Clustered columns have a mark, the others are dimmed."""
    return RowStyle("", "✓", "+") if row["used"] else RowStyle("dim")


def summary(prepared: Prepared, ascii: bool = False) -> str:
    """How much of the table is clustered: "1,893 of 1,943 rows x 6 features; 50 rows left out: …"."""
    times = "x" if ascii else "×"
    n = len(prepared.features)
    said = tell_counted(
        "{some:,} of {rows:,} rows {times} {count:,} feature",
        "{some:,} of {rows:,} rows {times} {count:,} features",
        n,
        some=prepared.clustered,
        rows=prepared.rows,
        times=times,
    )
    out = prepared.rows - prepared.clustered
    if not out:
        return said
    why = _why(prepared.left_out)
    left = tell_counted("{count:,} row left out: {why}", "{count:,} rows left out: {why}", out, why=why)
    return in_sequence([said, left])


def _why(left_out: Mapping[str, int]) -> str:
    """How many rows lack which column, columns of one count together."""
    by_count: dict[int, list[str]] = {}
    for name, count in left_out.items():
        by_count.setdefault(count, []).append(name)
    said = [
        tell(
            to_translate("{count:,} each without {names}")
            if len(names) > 1
            else to_translate("{count:,} without {names}"),
            count=count,
            names=", ".join(names),
        )
        for count, names in by_count.items()
    ]
    return in_sequence(said)


def _drawn(column: ClusterableColumn, ascii: bool) -> str:
    """The distribution as clustered, or as it is if the column is not clustered."""
    if len(column.features) > 1:
        return tell_counted("{count} column of 0/1", "{count} columns of 0/1", len(column.features))
    if column.used and column.features:
        return sparkline(column.features[0]["counts"], SPARK, ascii)
    return picture(column.profile, SPARK, ascii=ascii)


def _origin(column: ClusterableColumn, plan: Plan) -> str:
    if not column.maker or column.maker > len(plan.derive):
        return ""
    maker = plan.derive[column.maker - 1]
    return str(getattr(maker, "kind", ""))
