"""What people did after a campaign, one row each, from a file that may have many rows for one person or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

import numpy as np
import polars as pl

from segtui.data.identifiers.id_names import names_codes
from segtui.data.types.cell_words import yes_or_no
from segtui.data.types.plain_ids import plain_ids
from segtui.errors import UsageError, nearest
from segtui.language.sentences import say
from segtui.language.wording import is_named_as_id
from segtui.libraries.columns import col

Kind = Literal["rate", "mean"]
ROW = "in the file"
"""The outcome if a file has none: whether a person has a row."""


@dataclass(frozen=True)
class Outcomes:
    """`people` has id (text) and a Float64 column for each outcome, one row each; `kinds` says rate or mean by column.

    `outside` counts the rows that were left out by their date.
    """

    people: pl.DataFrame
    kinds: dict[str, Kind]
    outside: int = 0


def outcomes_of(
    frame: pl.DataFrame,
    id: str,
    wanted: tuple[str, ...] = (),
    *,
    when: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Outcomes:
    """Outcomes by person: yes and no, or nothing but 0 and 1, are a rate (any row counts), other numbers are summed.

    Without `wanted` every column of those kinds except the id is an outcome; if there is none, being in the file is.
    Rows count from `since` to `until`, both days included, by the column `when` or the only one with dates. Raises
    UsageError, with keys as options of the command, for columns that do not exist or are not outcomes.
    """
    frame, outside = _within(_with_flags(frame, id, wanted), when, since, until)
    names = wanted or tuple(_found(frame, id))
    for name in names:
        if name not in frame.columns:
            raise UsageError(
                say('there is no column "{name}"', name=name), where="--outcome", fix=nearest(name, frame.columns)
            )
        if not _is_outcome(frame[name]):
            raise UsageError(
                say('"{name}" is neither numeric nor yes/no', name=name), where="--outcome", fix=_fix(frame, id)
            )
    kinds: dict[str, Kind] = {n: "rate" if _is_rate(frame[n]) else "mean" for n in names} or {ROW: "rate"}
    ids = plain_ids(frame[id]).cast(pl.String).alias("\0id")
    cells = frame.select(ids, *(col(n).cast(pl.Float64) for n in names))
    cells = cells.filter(pl.col("\0id").is_not_null())
    if not names:
        cells = cells.with_columns(pl.lit(1.0).alias(ROW))
    if _differ(cells["\0id"]):
        people = cells.select("\0id", *(col(n).fill_nan(None) for n in kinds))
    else:
        people = cells.group_by("\0id", maintain_order=True).agg(_of_person(n, kind) for n, kind in kinds.items())
    return Outcomes(people.rename({"\0id": "id"} if "id" not in kinds else {}), kinds, outside)


def _differ(ids: pl.Series) -> bool:
    """Whether surely no two ids are the same, which takes less memory to see than to group by them."""
    hashes = np.sort(ids.hash().to_numpy())
    return not (hashes[1:] == hashes[:-1]).any()


def _of_person(name: str, kind: Kind) -> pl.Expr:
    cell = col(name).fill_nan(None)
    one = cell.max() if kind == "rate" else cell.sum()
    return pl.when(cell.count() > 0).then(one).alias(name)


def _within(frame: pl.DataFrame, when: str | None, since: date | None, until: date | None) -> tuple[pl.DataFrame, int]:
    if since is None and until is None:
        return frame, 0
    dated = [name for name, dtype in frame.schema.items() if dtype == pl.Date or isinstance(dtype, pl.Datetime)]
    if when is not None and when not in dated:
        what = say("holds no dates") if when in frame.columns else say("is not a column")
        raise UsageError(say('"{when}" {what}', when=when, what=what), where="--date", fix=nearest(when, dated))
    if when is None and len(dated) != 1:
        what = say("several columns hold dates") if dated else say("no column holds dates")
        raise UsageError(
            what,
            where="--from, --to",
            fix=say("choose one with --date: {dated}", dated=", ".join(dated)) if dated else "",
        )
    day = frame[when or dated[0]]
    if getattr(day.dtype, "time_zone", None):
        day = day.dt.replace_time_zone(None)
    day = day.cast(pl.Datetime("us"))
    first = datetime.combine(since or date.min, time())
    end = datetime.combine(until, time()) + timedelta(days=1) if until and until < date.max else datetime.max
    kept = frame.filter((day >= first) & (day < end))
    return kept, frame.height - kept.height


def _with_flags(frame: pl.DataFrame, id: str, wanted: tuple[str, ...]) -> pl.DataFrame:
    """Columns of one word for yes or for no, as "n" in each row, as yes and no, where they are not codes by name."""
    for cells in frame.get_columns():
        alone = cells.dtype == pl.String and cells.name != id and cells.str.to_lowercase().drop_nulls().n_unique() == 1
        if alone and (cells.name in wanted or not names_codes(cells.name)):
            flags = yes_or_no(cells)
            frame = frame if flags.null_count() > cells.null_count() else frame.with_columns(flags)
    return frame


def _is_outcome(cells: pl.Series) -> bool:
    return cells.dtype == pl.Boolean or cells.dtype.is_numeric()


def _found(frame: pl.DataFrame, id: str) -> list[str]:
    """The columns that can be outcomes, except those named like an id."""
    return [n for n in frame.columns if n != id and not is_named_as_id(n) and _is_outcome(frame[n])]


def _is_rate(cells: pl.Series) -> bool:
    return cells.dtype == pl.Boolean or bool(((cells == 0) | (cells == 1)).all())


def _fix(frame: pl.DataFrame, id: str) -> str:
    names = _found(frame, id)
    return say("columns: {names}", names=", ".join(names)) if names else ""
