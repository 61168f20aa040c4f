"""The columns by which a plan's segments are judged, and the one whose sum they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from segtui.errors import DataError, Fault, nearest
from segtui.language.sentences import row_of, say
from segtui.plan.model import Plan
from segtui.profiling.outcome_columns import Outcome, find_outcomes, outcome_of


@dataclass(frozen=True)
class PlanOutcomes:
    """The outcomes that are shown, and what a reader should know of columns that were taken for one."""

    found: tuple[Outcome, ...]
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Their columns."""
        return frozenset(one.column for one in self.found)


def plan_outcomes(plan: Plan, frame: pl.DataFrame, id: str) -> PlanOutcomes:
    """Those that the plan names, or those that look like one and that it does not cluster by name.

    Raises DataError for a named column that can't be one: the id, text of more than two values, dates, or the same
    value everywhere; and for a value that is the id or holds no numbers.
    """
    _check_value(plan, frame, id)
    if plan.segments.outcome is None:
        clustered = set(plan.features.use or ())
        found = tuple(one for one in find_outcomes(frame, id) if one.column not in clustered)
        told = say(
            "Taken for an outcome, so not clustered: {columns}. segments.outcome names others, [] none.",
            columns=row_of([f"{one.column} = {one.yes}" if one.is_coded else one.column for one in found]),
        )
        return PlanOutcomes(found, (told,) if found else ())
    named = [(name, outcome_of(frame.get_column(name))) for name in dict.fromkeys(plan.segments.outcome)]
    for name, one in named:
        if name == id or one is None:
            what = say(
                '"{name}" {why}', name=name, why=say("is the id") if name == id else _unfit(frame.get_column(name))
            )
            raise DataError(what, where="segments.outcome", fix=say("name another column, or none"))
    return PlanOutcomes(tuple(one for _, one in named if one))


def _unfit(column: pl.Series) -> str:
    """Why a column judges nothing."""
    values = column.drop_nulls().n_unique()
    if values < 2:
        return say("is the same in all rows") if values else say("is empty")
    if column.dtype == pl.String:
        return say("is text of {values:,} values; an outcome has two, or is a number", values=values)
    return (
        say("has no two different numbers")
        if column.dtype.is_numeric()
        else say("holds dates or times, which can't be an outcome")
    )


def label_faults(plan: Plan, columns: Sequence[str]) -> list[Fault]:
    """Labels and units of columns that there are not, and labels that say what another column is called."""
    faults = [
        Fault(f"{part}.{key}", say('there is no column "{name}"', name=name), nearest(name, columns))
        for part, told in (("source", plan.source), ("report", plan.report))
        for key in ("labels", "units")
        for name in getattr(told, key, None) or ()
        if name not in columns
    ]
    labels = plan.labels()
    counts = Counter(label.casefold() for label in labels.values())
    faults += [
        Fault(
            "report.labels",
            say('{count} columns are labelled "{label}", counting those of the source', count=count, label=label),
        )
        for label, count in counts.items()
        if count > 1
    ]
    unlabelled = {column.casefold(): column for column in columns if column not in labels}
    return faults + [
        Fault(
            f"{_where(plan, name)}.labels",
            say('"{name}" is labelled as the column "{other_}" is called', name=name, other_=other),
            say("change one of the two"),
        )
        for name, label in labels.items()
        if (other := unlabelled.get(label.casefold())) is not None
    ]


def _where(plan: Plan, name: str) -> str:
    """The part of the plan that labels the column."""
    return "report" if name in (plan.report.labels or {}) else "source"


def outcome_faults(plan: Plan, columns: Sequence[str]) -> list[Fault]:
    """Outcomes without a column, or that the plan would cluster too; and a value without a column."""
    faults = []
    for name in plan.segments.outcome or ():
        if name not in columns:
            faults.append(
                Fault("segments.outcome", say('there is no column "{name}"', name=name), nearest(name, columns))
            )
        elif name in (plan.features.use or ()):
            what = say('"{name}" is an outcome, which is never clustered', name=name)
            faults.append(Fault("segments.outcome", what, say("take it out of features.use or of segments.outcome")))
    value = plan.segments.value
    if value is not None and value not in columns:
        faults.append(
            Fault("segments.value", say('there is no column "{value}"', value=value), nearest(value, columns))
        )
    return faults


def _check_value(plan: Plan, frame: pl.DataFrame, id: str) -> None:
    name = plan.segments.value
    if name is not None and (name == id or not frame.schema[name].is_numeric()):
        what = say('"{name}" is the id', name=name) if name == id else say('"{name}" holds no numbers', name=name)
        raise DataError(
            what, where="segments.value", fix=say("name a column of amounts, or make it numeric in a clean step")
        )
