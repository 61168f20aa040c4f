"""A plan's cleaning steps carried out in order, each with an account of what it changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from segtui.cleaning.step import Cleaned, Step
from segtui.errors import DataError, Fault, PlanError
from segtui.wording import joined

_LOG = {
    "step": pl.String,
    "columns": pl.String,
    "rows_before": pl.Int64,
    "rows_after": pl.Int64,
    "cells_changed": pl.Int64,
    "notes": pl.String,
}

_MOST_NAMED = 4


@dataclass(frozen=True)
class Cleaning:
    """The frame after all steps, the name that its id column has then, and the log: one row per step, cleaning.csv."""

    frame: pl.DataFrame
    log: pl.DataFrame
    id: str

    def sentences(self) -> list[str]:
        """A line for each step: the rows that it took out and the cells that it changed."""
        lines = []
        for step, columns, before, after, cells, _ in self.log.iter_rows():
            count = columns.count(", ") + 1
            named = f" ({columns if count <= _MOST_NAMED else f'{count} columns'})" if columns else ""
            rows = [f"{before - after:,} of {before:,} rows taken out"] if after < before else []
            changed = [f"{cells:,} cell{'s' if cells != 1 else ''} changed"] if cells else []
            lines.append(f"{step}{named}: {', '.join(rows + changed) or 'nothing to change'}")
        return lines


def check(steps: Sequence[Step], columns: Sequence[str]) -> list[Fault]:
    """Every fault of every step that the columns' names alone can show, under keys `clean[1]` onwards."""
    found: list[Fault] = []
    for number, step in enumerate(steps, 1):
        if not step.off:
            found += step.faults(columns, f"clean[{number}]")
            columns = step.after(columns)
    return found


def clean(
    frame: pl.DataFrame,
    steps: Sequence[Step],
    *,
    id: str,
    tick: Callable[[float], None] | None = None,
    done: Callable[[Mapping[str, Any]], None] | None = None,
) -> Cleaning:
    """Carry the steps out but those that are off.

    After each, `tick` hears the share that is done, 0 to 1, and `done` the step's row of the log.

    Raises PlanError with the keys of what does not suit the data, DataError where a rule fails or no row is left.
    """
    log = []
    for number, step in enumerate(steps, 1):
        if step.off:
            continue
        made = _applied(step, frame, id, f"clean[{number}]")
        columns, notes = joined(made.columns), "; ".join(made.notes)
        log.append((step.called(), columns, frame.height, made.frame.height, made.cells_changed, notes))
        frame, id = made.frame, step.renames().get(id, id)
        if tick:
            tick(number / len(steps))
        if done:
            done(dict(zip(_LOG, log[-1], strict=True)))
    return Cleaning(frame.rechunk(), pl.DataFrame(log, schema=_LOG, orient="row"), id)


def _applied(step: Step, frame: pl.DataFrame, id: str, key: str) -> Cleaned:
    faults = step.faults(frame.columns, key)
    if faults:
        raise PlanError(faults)
    try:
        done = step.apply(frame, id=id)
    except PlanError as error:
        raise PlanError([replace(f, key=f"{key}.{f.key}") for f in error.faults]) from None
    except DataError as error:
        raise DataError(error.what, where=f"{key}.{error.where}" if error.where else key, fix=error.fix) from None
    if frame.height and not done.frame.height:
        what = f"the step {step.called()} leaves none of {frame.height:,} rows"
        raise DataError(what, where=key, fix="; ".join(done.notes) or "loosen it, or leave it out")
    return done
