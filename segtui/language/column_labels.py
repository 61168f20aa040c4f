"""What people call the columns of a plan's data: labels in the place of names, units beside figures.

The plan has labels of its own, which stay as they are; a feature maker declares those of its columns, which are said in
the language of the report.

They are for sentences, tables and pictures. Files that programs read have the columns' own names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from segtui.language.sentences import Sentence, in_language, say
from segtui.language.translation import _


@dataclass(frozen=True)
class ColumnLabels:
    """The label and the unit of each column that has one.

    `made` are the labels that makers declare, in English; the plan's `labels` come before them. The values of the
    columns in `worded` are names that segtui gives, such as those of the RFM segments. `phrases` are what makers call
    those who are high and those who are low on a column of theirs, which the plan's label replaces too.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)
    worded: frozenset[str] = frozenset()
    phrases: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def called(self, column: str) -> str:
        """The column's label, or its name."""
        return in_language(self.sayable(column))

    def sayable(self, column: str) -> str:
        """The column's label, or its name: a maker's as a sentence, to be said in any language."""
        own = self.labels.get(column)
        if own is None and column in self.made:
            made = self.made[column]
            return made if isinstance(made, Sentence) else say(made)
        return column if own is None else own

    def feature(self, feature: str) -> str:
        """A feature of the comparison as people call it: a column, or a category `column=value` as `label: value`."""
        known = {*self.labels, *self.made}
        if feature in known:
            return self.called(feature)
        ends = [at for at, sign in enumerate(feature) if sign == "="]
        end = next((at for at in ends if feature[:at] in known), ends[0] if ends else 0)
        return self.category(feature[:end], feature[end + 1 :]) if 0 < end < len(feature) - 1 else feature

    def category(self, column: str, value: str) -> str:
        """One value of a column of words: `contract: one year`."""
        return _("{column}: {value}").format(column=self.called(column), value=self.value(column, value))

    def value(self, column: str, value: str) -> str:
        """A value of a column of words; one that segtui has put there is in the language of the report."""
        return _(value) if value and column in self.worded else value

    def headed(self, column: str) -> str:
        """The column over figures or along an axis, with its unit: `income (EUR)`."""
        name, unit = self.feature(column), self.units.get(column)
        return f"{name} ({unit})" if unit else name

    def measured(self, column: str, figure: str) -> str:
        """A figure of the column with its unit: `61,566 EUR`."""
        unit = self.units.get(column)
        return f"{figure}\u00a0{unit}" if unit else figure

    def rows(self) -> list[tuple[str, str, str]]:
        """Every column with its label and its unit, empty where it has none."""
        labels = {column: self.called(column) for column in [*self.labels, *self.made]}
        columns = dict.fromkeys([*self.labels, *self.units, *self.made])
        return [(column, labels.get(column, ""), self.units.get(column, "")) for column in columns]


_GIVEN: ContextVar[ColumnLabels] = ContextVar("column labels", default=ColumnLabels())  # noqa: B039 - it is frozen


@contextmanager
def labelling(labels: ColumnLabels) -> Iterator[None]:
    """Within, columns are called so."""
    before = _GIVEN.set(labels)
    try:
        yield
    finally:
        _GIVEN.reset(before)


def called(column: str) -> str:
    """What people call the column; see `ColumnLabels.called`."""
    return _GIVEN.get().called(column)


def sayable(column: str) -> str:
    """What people call the column, to be said in any language; see `ColumnLabels.sayable`."""
    return _GIVEN.get().sayable(column)


def phrases_of(column: str) -> tuple[str, str] | None:
    """What those are called who are high and who are low on a column that a maker has made; None for any other."""
    labels = _GIVEN.get()
    return None if column in labels.labels else labels.phrases.get(column)


def called_value(column: str, value: str) -> str:
    """One value of a column of words by itself; see `ColumnLabels.value`."""
    return _GIVEN.get().value(column, value)


def called_category(column: str, value: str) -> str:
    """One value of a column of words; see `ColumnLabels.category`."""
    return _GIVEN.get().category(column, value)


def called_feature(feature: str) -> str:
    """What people call a feature of the comparison; see `ColumnLabels.feature`."""
    return _GIVEN.get().feature(feature)


def headed(column: str) -> str:
    """The column or feature with its unit, over figures or along an axis; see `ColumnLabels.headed`."""
    return _GIVEN.get().headed(column)


def measured(column: str, figure: str) -> str:
    """A figure of the column with its unit; see `ColumnLabels.measured`."""
    return _GIVEN.get().measured(column, figure)


def column_labels() -> ColumnLabels:
    """The labels that hold now."""
    return _GIVEN.get()


def coded(name: str, code: str) -> str:
    """What an outcome is called: its column's name, and the value that counts where one has to know it."""
    return f"{name} = {code}" if code else name
