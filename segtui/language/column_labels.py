"""What people call the columns of a plan's data: labels in the place of names, units beside figures.

They are for sentences, tables and pictures. Files that programs read have the columns' own names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from segtui.language.translation import _


@dataclass(frozen=True)
class ColumnLabels:
    """The label and the unit of each column that has one."""

    labels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def called(self, column: str) -> str:
        """The column's label, or its name."""
        return self.labels.get(column, column)

    def feature(self, feature: str) -> str:
        """A feature of the comparison as people call it: a column, or a category `column=value` as `label: value`."""
        if feature in self.labels:
            return self.labels[feature]
        ends = [at for at, sign in enumerate(feature) if sign == "="]
        end = next((at for at in ends if feature[:at] in self.labels), ends[0] if ends else 0)
        return self.category(feature[:end], feature[end + 1 :]) if 0 < end < len(feature) - 1 else feature

    def category(self, column: str, value: str) -> str:
        """One value of a column of words: `contract: one year`."""
        return _("{column}: {value}").format(column=self.called(column), value=value)

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
        columns = dict.fromkeys([*self.labels, *self.units])
        return [(column, self.labels.get(column, ""), self.units.get(column, "")) for column in columns]


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
