"""Rules in words: one that finds a segment's rows and how well, and one that a segment is made by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from segtui.language.column_labels import called, called_value, measured
from segtui.language.figures import localised
from segtui.language.translation import _

Sense = Literal["above", "at_most", "between", "equals", "is", "is_not"]


@dataclass(frozen=True)
class Clause:
    """One condition on a column.

    `low` < value <= `high`, one of them None where there is no such end; a yes-or-no column or, with `category`, a
    value of a column of words "is" or "is_not". `year`: its numbers are written without a comma.
    """

    column: str
    category: str | None
    sense: Sense
    low: float | None = None
    high: float | None = None
    year: bool = False

    def __str__(self) -> str:
        name = called(self.column)
        if self.category is not None:
            said = _("{column} is {value}") if self.sense == "is" else _("{column} is not {value}")
            return said.format(column=name, value=called_value(self.column, self.category))
        low, high = (self._written(end) for end in (self.low, self.high))
        if self.sense == "is":
            return _("{column} is {value}").format(column=name, value=1)
        if self.sense == "is_not":
            return _("{column} is {value}").format(column=name, value=0)
        if self.sense == "equals":
            return _("{column} is {value}").format(column=name, value=high)
        signs = {"above": f"{name} > {low}", "at_most": f"{name} <= {high}", "between": f"{low} < {name} <= {high}"}
        return signs[self.sense]

    def _written(self, end: float | None) -> str:
        if end is None:
            return ""
        text = localised(_number(end))
        return measured(self.column, _number(end).replace(",", "") if self.year else text)


@dataclass(frozen=True)
class SegmentRule:
    """Rows meet all `clauses`: `recall` of the segment's rows do, `precision` of those who do are the segment's."""

    clauses: tuple[Clause, ...]
    recall: float
    precision: float

    def condition(self) -> str:
        """The clauses in words: `monetary > 250 and recency_days <= 60`."""
        condition = str(self.clauses[0])
        for more in self.clauses[1:]:
            condition = _("{these} and {more}").format(these=condition, more=more)
        return condition

    def __str__(self) -> str:
        return _("{conditions}: matches {recall} of the segment; {precision} of the matching rows belong to it").format(
            conditions=self.condition(), recall=_whole_percent(self.recall), precision=_whole_percent(self.precision)
        )


@dataclass(frozen=True)
class StatedRule:
    """What a segment by rules is made by: a condition in SQL as the plan has it, empty for rows that match none.

    `later` says that it counts only where no earlier rule matches.
    """

    condition: str
    later: bool = False

    def __str__(self) -> str:
        if not self.condition:
            return _("no rule matches")
        condition = " ".join(self.condition.split())
        return _("{condition}, and no earlier rule matches").format(condition=condition) if self.later else condition


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def _whole_percent(share: float) -> str:
    """Whole percents; 100 only for all and 0 only for none."""
    inside = min(max(round(share * 100), 1), 99)
    return localised(f"{round(share * 100) if share in (0.0, 1.0) else inside} %")
