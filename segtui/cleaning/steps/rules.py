"""Checks conditions across the columns of a row, and acts on rows that fail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import polars as pl
from pydantic import Field

from segtui.cleaning import sql
from segtui.cleaning.diff import cells_changed
from segtui.cleaning.sql_rows import condition_looks_beyond
from segtui.cleaning.step import Names, Step, StepResult, matching, misnamed
from segtui.declare import Declared
from segtui.errors import DataError, Fault, nearest
from segtui.language.sentences import say, say_counted
from segtui.libraries.columns import col

_SHOWN = 5


class Rule(Declared):
    """One condition that every row should meet."""

    check: Annotated[str, Field(min_length=1)]
    """The condition in SQL, such as first_order <= last_order. Rows where it meets an empty cell pass."""
    action: Literal["error", "drop", "null", "flag"] = "error"
    """What to do with rows that fail: stop, drop the row, empty cells, or flag the row in a true/false column."""
    columns: Names = ()
    """The columns that `null` empties; default: those in the condition. The id is never emptied."""
    name: str | None = None
    """The column that `flag` adds; default: rule_1, rule_2 … by position."""


class Rules(Step):
    """Check conditions across columns; stop, drop, set to null or flag rows that fail."""

    place: ClassVar[int] = 2
    deals_with: ClassVar[tuple[str, ...]] = (
        "aberrant",
        "negative",
        "stand_in",
        "placeholder_dates",
        "zeros",
        "null_word",
        "impossible_date",
        "infinite",
    )

    step: Literal["rules"] = "rules"
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    """The conditions, checked in order."""

    def output_columns(self, columns: Sequence[str]) -> list[str]:
        """The columns, and one for each rule that flags."""
        return [*columns, *self._flags().values()]

    def faults(self, columns: Sequence[str], key: str) -> list[Fault]:
        """Conditions that can't be read, missing columns, flag columns that already exist."""
        found = []
        here = list(columns)
        for i, rule in enumerate(self.rules):
            at = f"{key}.rules[{i + 1}]"
            found += sql.faults(rule.check, here, f"{at}.check")
            unmet = [p for p in rule.columns if not matching([p], here)]
            found += [Fault(f"{at}.columns", say('there is no column "{p}"', p=p), nearest(p, here)) for p in unmet]
            if rule.action == "flag":
                found += misnamed(self._flag(i), f"{at}.name")
                if self._flag(i) in here:
                    found.append(Fault(f"{at}.name", say('column "{i}" already exists', i=self._flag(i))))
                here.append(self._flag(i))
        return found

    def needs_all_rows(self, before: pl.DataFrame | None = None) -> bool:
        """Whether a condition compares rows, as with an average or a rank."""
        return any(condition_looks_beyond(rule.check, before) for rule in self.rules)

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Check each rule on what the rules before it left."""
        touched: list[str] = []
        notes: list[str] = []
        changed = 0
        for i, rule in enumerate(self.rules):
            broken = ~sql.true_rows(frame, rule.check, f"rules[{i + 1}].check").fill_null(True)
            done = self._carried_out(i, frame, broken, id)
            frame, changed = done.frame, changed + done.cells_changed
            touched += done.columns
            notes += done.notes
        return StepResult(frame, tuple(dict.fromkeys(touched)), changed, tuple(notes))

    def fitted(self, before: pl.DataFrame, *, id: str) -> tuple[Step, ...]:
        """The same step, with each rule's columns by name."""
        columns, fixed = before.columns, []
        for i, rule in enumerate(self.rules):
            fixed.append(rule.model_copy(update={"columns": tuple(matching(rule.columns, columns))}))
            columns = [*columns, self._flag(i)] if rule.action == "flag" else columns
        return (self.model_copy(update={"rules": tuple(fixed)}),)

    def _carried_out(self, i: int, frame: pl.DataFrame, broken: pl.Series, id: str) -> StepResult:
        rule, count = self.rules[i], int(broken.sum())
        names = sql.names_in(rule.check)
        against = say_counted(
            "{count:,} row of {rows:,} breaks {rule}",
            "{count:,} rows of {rows:,} break {rule}",
            count,
            rows=frame.height,
            rule=rule.check,
        )
        if rule.action == "flag":
            flagged = frame.with_columns(broken.alias(self._flag(i)))
            return StepResult(
                flagged,
                (self._flag(i),),
                notes=(say("{found}: flagged in {column}", found=against, column=self._flag(i)),),
            )
        if not count:
            return StepResult(frame, (), notes=(say("no row breaks {rule}", rule=rule.check),))
        if rule.action == "error":
            raise _broken(frame, broken, against, i, id)
        if rule.action == "drop":
            return StepResult(frame.filter(~broken), tuple(names), notes=(say("{found}: dropped", found=against),))
        emptied = [c for c in matching(rule.columns or names, frame.columns) if c != id]
        after = frame.with_columns(pl.when(~broken).then(col(c)).alias(c) for c in emptied)
        said = say("{found}: {columns} emptied", found=against, columns=", ".join(emptied))
        return StepResult(after, tuple(emptied), cells_changed(frame, after, emptied), (said,))

    def _flag(self, i: int) -> str:
        return self.rules[i].name or f"rule_{i + 1}"

    def _flags(self) -> dict[int, str]:
        return {i: self._flag(i) for i, rule in enumerate(self.rules) if rule.action == "flag"}


def _broken(frame: pl.DataFrame, broken: pl.Series, against: str, i: int, id: str) -> DataError:
    ids = frame.get_column(id).filter(broken)
    first = ", ".join(str(v) for v in ids.head(_SHOWN)) + (", …" if len(ids) > _SHOWN else "")
    fix = say('correct them, or let the rule\'s action be "drop", "null" or "flag"')
    return DataError(
        say("{against}: {id} {first}", against=against, id=id, first=first), where=f"rules[{i + 1}]", fix=fix
    )
