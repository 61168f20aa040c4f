"""What the predictions of a plan name: columns, a log, and the columns that they add."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segtui.errors import Fault, PlanError, nearest
from segtui.features.log.log_maker import LogMaker
from segtui.language.sentences import say
from segtui.plan.model import Plan
from segtui.prediction.labels.log_outcome import LogOutcome
from segtui.prediction.predict import LabelColumn, Predict

_OURS = ("segment", "segment_name", "confidence", "reason")


def predict_faults(plan: Plan, columns: Sequence[str]) -> list[Fault]:
    """Names that are taken, and columns and logs that there are not; `columns` are all of the rows with features."""
    taken = {name.casefold() for name in (*columns, *_OURS)}
    faults: list[Fault] = []
    for number, order in enumerate(plan.predict, start=1):
        where = f"predict[{number}]"
        for name in order.columns() or (order.name,):
            if name.casefold() in taken:
                faults.append(
                    Fault(
                        f"{where}.name",
                        say('there is a column "{name}" already', name=name),
                        say("choose another name"),
                    )
                )
        taken |= {name.casefold() for name in (order.name, *order.columns())}
        faults += _unknown(order, columns, where)
        if order.of_log:
            try:
                log_number(order, plan, where)
            except PlanError as error:
                faults += error.faults
    return faults


def _unknown(order: Predict, columns: Sequence[str], where: str) -> Iterator[Fault]:
    named = [("exclude", name) for name in order.exclude]
    if isinstance(order.label, LabelColumn):
        named.append(("label.column", order.label.column))
    for key, name in named:
        if name not in columns:
            yield Fault(f"{where}.{key}", say('there is no column "{name}"', name=name), nearest(name, columns))


def log_number(order: Predict, plan: Plan, where: str) -> int:
    """The number of the [[derive]], from 1, that reads the log of a prediction; PlanError where none does."""
    logs = [(number, maker) for number, maker in plan.table_makers() if isinstance(maker, LogMaker)]
    found = [number for number, maker in logs if order.path in (None, maker.path)]
    if not found:
        there = ", ".join(dict.fromkeys(maker.path for _, maker in logs))
        what = say("a purchase or churn needs a [[derive]] that reads the log")
        what = say('{what}; none reads "{path}"', what=what, path=order.path) if order.path and logs else what
        raise PlanError(
            [
                Fault(
                    f"{where}.path",
                    what,
                    say("logs there: {there}", there=there) if logs else say('such as kind = "rfm"'),
                )
            ]
        )
    return found[0]


def outcome_of(order: Predict, plan: Plan, number: int) -> LogOutcome:
    """What a prediction asks of the log of the [[derive]] with this number."""
    maker = plan.makers()[number - 1]
    assert isinstance(maker, LogMaker) and not isinstance(order.label, LabelColumn)
    return LogOutcome(maker.log_columns(), order.label, order.days, order.events, order.active_days)
