"""Runs cleaning steps one after the other, and keeps what they learned as steps with nothing left to learn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from segtui.cleaning.step import Step, StepResult
from segtui.declare import declarations
from segtui.errors import DataError, Fault, PlanError
from segtui.language.listings import in_turn
from segtui.language.sentences import in_language, row_of, say, say_counted
from segtui.language.wording import joined

LOG: dict[str, pl.DataType | type[pl.DataType]] = {
    "step": pl.String,
    "columns": pl.List(pl.String),
    "rows_before": pl.Int64,
    "rows_after": pl.Int64,
    "cells_changed": pl.Int64,
    "notes": pl.List(pl.String),
}

_MOST_NAMED = 4


@dataclass(frozen=True)
class Cleaning:
    """The frame after all steps, the final name of its id column, and the log: one row per step.

    The log has step, columns (a list), rows_before, rows_after, cells_changed and notes (a list). `notes` are those of
    each step again, as sentences that can be said in another language; `matches` the pairs of rows that steps found to
    be one person, or nearly (see StepResult).
    """

    frame: pl.DataFrame
    log: pl.DataFrame
    id: str
    notes: tuple[tuple[str, ...], ...] = ()
    matches: pl.DataFrame | None = None

    def sentences(self) -> list[str]:
        """One line per step: the rows it removed and the cells it changed."""
        lines: list[str] = []
        for step, columns, before, after, cells, _ in self.log.iter_rows():
            done = []
            if after < before:
                done.append(say("{removed:,} of {rows:,} rows removed", removed=before - after, rows=before))
            if cells:
                done.append(say_counted("{count:,} cell changed", "{count:,} cells changed", cells))
            several = say("{columns:,} columns", columns=len(columns))
            named = joined(columns) if len(columns) <= _MOST_NAMED else several
            name = say("{step} ({columns})", step=step, columns=named) if columns else step
            lines.append(say("{step}: {done}", step=name, done=row_of(done) if done else say("nothing to change")))
        return lines


def log_text(log: pl.DataFrame, notes: Sequence[Sequence[str]] = ()) -> pl.DataFrame:
    """A cleaning log in the format of cleaning.csv, with the lists of columns and notes as text.

    `notes` are those of each step as sentences, which are said in the language that is spoken now.
    """
    columns = log.get_column("columns").to_list()
    notes = notes or log.get_column("notes").to_list()
    return log.with_columns(
        pl.Series("columns", [joined(names) for names in columns], dtype=pl.String),
        pl.Series("notes", ["; ".join(map(in_language, each)) for each in notes], dtype=pl.String),
    )


def check(steps: Sequence[Step], columns: Sequence[str]) -> list[Fault]:
    """Every fault of every step that can be found from column names alone, under keys `clean[1]` onwards."""
    found: list[Fault] = []
    for number, step in enumerate(steps, 1):
        if not step.off:
            found += step.faults(columns, f"clean[{number}]")
            columns = step.output_columns(columns)
    return found


def clean(
    frame: pl.DataFrame,
    steps: Sequence[Step],
    *,
    id: str,
    tick: Callable[[float], None] | None = None,
    done: Callable[[Mapping[str, Any]], None] | None = None,
) -> Cleaning:
    """Run the steps that are not off.

    After each, `tick` gets the share that is done, 0 to 1, and `done` the step's row of the log. Raises PlanError with
    the keys that do not fit the data, DataError if a rule fails or no row is left.
    """
    log, notes, matches = [], [], []
    for number, step in enumerate(steps, 1):
        if step.off:
            continue
        made = _applied(step, frame, id, f"clean[{number}]")
        rows = frame.height, made.frame.height
        log.append((step.called(), list(made.columns), *rows, made.cells_changed, list(made.notes)))
        notes.append(made.notes)
        matches += [made.matches] if made.matches is not None else []
        frame, id = made.frame, step.renames().get(id, id)
        if tick:
            tick(number / len(steps))
        if done:
            done(dict(zip(LOG, log[-1], strict=True)))
    told = pl.DataFrame(log, schema=LOG, orient="row")
    return Cleaning(frame.rechunk(), told, id, tuple(notes), pl.concat(matches) if matches else None)


def _applied(step: Step, frame: pl.DataFrame, id: str, key: str) -> StepResult:
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
        what = say("the step {step} removes all {height:,} rows", step=step.called(), height=frame.height)
        raise DataError(what, where=key, fix=in_turn(*done.notes) or say("relax it, or leave it out"))
    return done


def learn(frame: pl.DataFrame, steps: Sequence[Step], *, id: str) -> list[tuple[int, Step]]:
    """The steps fitted to the frame, each with the number, from 1, of the step it comes from.

    Steps that are off or find nothing to work on are left out. `frame` is cleaned once more for this.
    """
    found: list[tuple[int, Step]] = []
    for number, step in enumerate(steps, 1):
        if step.off:
            continue
        found += [(number, each) for each in step.fitted(frame, id=id)]
        frame, id = step.apply(frame, id=id).frame, step.renames().get(id, id)
    return found


def to_plain(steps: Sequence[tuple[int, Step]]) -> list[dict[str, Any]]:
    """Fitted steps in JSON types."""
    return [{"clean": number, **step.model_dump(mode="json")} for number, step in steps]


def from_plain(plain: Sequence[dict[str, Any]]) -> list[tuple[int, Step]]:
    """Fitted steps from the output of `to_plain`; raises ValueError for anything else."""
    packages = ("segtui.cleaning.steps", "segtui.cleaning.fitted")
    kinds = (kind for package in packages for kind in declarations(package, Step, private=True))  # type: ignore[type-abstract]
    known = {kind.called(): kind for kind in kinds if "step" in kind.model_fields}
    return [
        (int(each["clean"]), known[each["step"]].model_validate({k: v for k, v in each.items() if k != "clean"}))
        for each in plain
    ]
