"""The lines of an event log, typed: who did what on which day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from segtui.columns import col
from segtui.data.table import Table
from segtui.data.types.plain_ids import plain_ids
from segtui.errors import DataError, Fault
from segtui.features.maker import missing_columns
from segtui.features.rfm.order_lines import day_of, is_dated
from segtui.language.sentences import row_of, say


@dataclass(frozen=True)
class EventLog:
    """What the columns of an event log are: plan keys `id`, `time` and `event`."""

    id: str
    time: str
    event: str

    def faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        """Columns that are not there, and times that are none, each under its plan key."""
        found = missing_columns(key, {"id": self.id, "time": self.time, "event": self.event}, frame.columns)
        if self.time in frame.columns and not is_dated(frame[self.time]):
            kind = "numbers" if frame.schema[self.time].is_numeric() else "text"
            dated = [c for c in frame.columns if is_dated(frame[c])]
            fix = f"columns of dates: {', '.join(dated)}" if dated else "write its times as YYYY-MM-DD hh:mm:ss"
            found.append(Fault(f"{key}.time", f'"{self.time}" holds {kind}, not times', fix))
        return found

    def days(self, table: Table, as_of: dt.date | None) -> tuple[pl.DataFrame, dt.date, list[str]]:
        """The complete lines up to `as_of` as columns id, event (text) and age (days), that day, and notes.

        Without `as_of` it is the day after the last event. Raises DataError where no event is left.
        """
        frame = table.frame
        event = frame[self.event]
        events = event.cast(pl.String).str.strip_chars()
        lines = frame.select(id=col(self.id), day=day_of(frame, self.time), event=events)
        complete = lines.drop_nulls()
        notes = self._incomplete(lines, complete)
        first, last = complete["day"].min(), complete["day"].max()
        if not isinstance(first, dt.date) or not isinstance(last, dt.date):
            fix = "an event is a row with an id, a time and a name"
            raise DataError("no row is an event", where=table.reading.path, fix=fix)
        day = as_of or min(last, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1)
        kept = complete.filter(pl.col("day") <= day)
        if not kept.height:
            what = f"no event is dated on or before as_of, {day}"
            raise DataError(what, where=table.reading.path, fix=f"the first is of {first}")
        if later := complete.height - kept.height:
            notes.append(
                say(
                    "{later:,} of {rows:,} rows are dated after {day:day} and are left out.",
                    later=later,
                    rows=complete.height,
                    day=str(day),
                )
            )
        notes.append(
            say("Events count by their age on {day:day}, the day after the last one.", day=str(day))
            if (day - last).days == 1
            else say("Events count by their age on {day:day}.", day=str(day))
        )
        aged = kept.select(plain_ids(kept["id"]), "event", age=(pl.lit(day) - pl.col("day")).dt.total_days())
        return aged, day, notes

    def _incomplete(self, lines: pl.DataFrame, complete: pl.DataFrame) -> list[str]:
        lost = lines.height - complete.height
        named = {"day": self.time, "event": self.event, "id": self.id}
        counts = [(name, lines[c].null_count()) for c, name in named.items() if lines[c].null_count()]
        why = row_of([say("{rows:,} without {column}", rows=count, column=name) for name, count in counts])
        if not lost:
            return []
        return [say("{lost:,} of {rows:,} rows are left out: {why}.", lost=lost, rows=lines.height, why=why)]
