"""Rows between the header and the values: units, types, longer labels, a rule of dashes, the name of an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from segtui.data.layout.column_looks import Looks, Row, fill, look
from segtui.data.layout.footer_words import is_sum_row
from segtui.data.layout.header_rows import is_unit, unit_of
from segtui.data.types.cell_words import BLANKS


class _Line(Protocol):
    @property
    def at(self) -> int: ...
    @property
    def cells(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Under:
    """How many rows stand under the names (`rows`, those that hold anything), and what they say.

    `units`: by column from 0, the unit that a row of units gives it. `labels`, `at`: the other rows' text, and the
    number of every row. `index`: the columns that only such a row names.
    """

    rows: int = 0
    units: tuple[tuple[int, str], ...] = ()
    labels: tuple[str, ...] = ()
    at: tuple[int, ...] = ()
    index: tuple[tuple[int, str], ...] = ()

    def named(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The names with those of index columns put in."""
        given = dict(self.index)
        return tuple(given.get(j, name) for j, name in enumerate(names))


def rows_under(lines: Sequence[_Line], names: Row, looks: Looks) -> Under:
    """The rows at the head of `lines` that hold no values; at least one row is left."""
    units: dict[int, str] = {}
    index: dict[int, str] = {}
    labels: list[str] = []
    taken: list[int] = []
    for line in lines[:-1][:4]:
        row = line.cells
        if is_rule(row):
            pass
        elif _are_units(row, looks):
            given = {j: unit_of(cell) for j, cell in enumerate(row) if look(cell) and j not in units}
            units |= {j: unit for j, unit in given.items() if unit.strip("-–—.")}
        elif (j := _index_name(row, names)) is not None:
            index[j] = row[j].strip(BLANKS)
        elif _is_total(row, looks) or _are_labels(row, names, looks, [o.cells for o in lines if o is not line]):
            labels.append(" ".join(cell.strip(BLANKS) for cell in row if look(cell)))
        else:
            break
        taken.append(line.at)
    return Under(len(taken), tuple(units.items()), tuple(labels), tuple(taken), tuple(index.items()))


def is_rule(row: Row) -> bool:
    """Whether a row is a line drawn under the names: `----;-----`."""
    cells = [cell.strip(BLANKS) for cell in row if cell.strip(BLANKS)]
    return bool(cells) and all(len(cell) > 1 and set(cell) <= set("-=_─━*+|:") for cell in cells)


def _are_units(row: Row, looks: Looks) -> bool:
    filled = [j for j, cell in enumerate(row) if look(cell) and cell.strip(BLANKS + "-–—.()[]/")]
    numbers = [j for j in filled if j < len(looks.kinds) and looks.kinds[j] in ("number", "date")]
    return bool(numbers) and all(is_unit(row[j]) for j in filled) and looks.tally(row)[0] == 0


def _is_total(row: Row, looks: Looks) -> bool:
    """Whether a row begins with the word for a total where the others have an id."""
    word = next((j for j, cell in enumerate(row) if look(cell)), None)
    if word is None or not is_sum_row(row[word]) or looks.used < 2:
        return False
    return looks.kinds[0] in ("number", "date", "code")


def _index_name(row: Row, names: Row) -> int | None:
    """The column that has no name but in this row, which says nothing else: pandas writes an index's name so."""
    filled = [j for j, cell in enumerate(row) if look(cell)]
    if len(filled) == 1 and filled[0] < len(names) and not names[filled[0]] and look(row[filled[0]]) == "text":
        return filled[0]
    return None


def _are_labels(row: Row, names: Row, looks: Looks, others: Sequence[Row]) -> bool:
    """Whether words stand where every other row has values, two columns at least, and none of them comes again.

    The first cell is not a value either, or the words are longer than the names and have blanks: without that the row
    may be somebody of whom little is known.
    """
    fit, _ = looks.tally(row)
    values = [cell for k, cell in zip(looks.kinds, row, strict=False) if k in ("number", "date", "code")]
    words = sum(look(cell.strip("\"'\\ ")) not in ("", "number", "date") for cell in values)
    if fit or words < 2 or fill(row) < looks.used / 2:
        return False
    cells = [cell.strip(BLANKS) for cell in row if look(cell)]
    again = any(cell in (c.strip(BLANKS) for c in other) for other in others[:200] for cell in cells)
    if again or len(set(cells)) < len(cells):
        return False
    first = looks.kinds[0] in ("number", "date", "code") and bool(look(row[0]))
    lengths = [sum(map(len, some)) / max(len(some), 1) for some in (cells, [name for name in names if name])]
    return first or (lengths[0] > 1.5 * lengths[1] and any(" " in cell for cell in cells))
