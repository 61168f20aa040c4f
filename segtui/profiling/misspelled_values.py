"""Rare values of a column of categories that are a letter away from a frequent one."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from segtui.language.sentences import say_counted
from segtui.language.wording import quoted
from segtui.profiling.column import Alert
from segtui.profiling.column_values import ColumnValues
from segtui.profiling.near_texts import NearTexts

_MOST_VALUES = 500
_MOST_DISTINCT = 0.5
_FREQUENT = 20
_TIMES = 20
"""How many times as frequent the other value is."""
_EDITS = 1


def misspelled(column: ColumnValues, folded: pl.Series) -> Iterator[Alert]:
    """Values one letter from another that is 20 times as frequent or more; `folded` has the column's different values
    in one form.

    Nothing where two frequent values are as near: there a letter tells values apart.
    """
    values = column.counts.get_column("value")
    if len(values) > min(_MOST_VALUES, _MOST_DISTINCT * column.filled):
        return
    counts = column.counts.with_columns(key=folded).sort("n", "value", descending=[True, False])
    groups = counts.group_by("key", maintain_order=True).agg(pl.first("value"), pl.sum("n"))
    near, known, found = NearTexts(_EDITS), {}, []
    for key, value, n in groups.sort("n", "value", descending=[True, False]).iter_rows():
        other = near.nearest(key)
        if other is None:
            near.add(key)
            known[key] = value, n
        elif known[other][1] >= max(_FREQUENT, _TIMES * n):
            found.append((value, known[other][0], n))
        else:
            return
    if not found:
        return
    wrong, right, _ = found[0]
    cells = sum(n for _, _, n in found)
    message = say_counted(
        "{count:,} value is a letter away from a frequent one, such as {rare} from {frequent}, in {cells}",
        "{count:,} values are a letter away from a frequent one, such as {rare} from {frequent}, in {cells}",
        len(found),
        rare=quoted(wrong),
        frequent=quoted(right),
        cells=say_counted("{count:,} cell", "{count:,} cells", cells),
    )
    yield Alert("typos", message, cells, {"pair": [right, wrong]})
