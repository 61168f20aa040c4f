"""Rows that name groups of columns, above the row of names: "Sales" over "2023" and "2024" makes "Sales 2023" …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from segtui.data.layout.column_looks import Looks, Row, is_pair, look
from segtui.data.layout.header_rows import is_unit
from segtui.data.types.cell_words import BLANKS

_LEVELS = 3
_TITLE = re.compile(
    r"(?i)\b(report|export|extract|list|overview|summary|page|confidential|generated|created|printed|bericht|"
    r"liste|auszug|übersicht|rapport|informe|elenco)"
)
"""What a title has, and the name of a group does not."""


class _Line(Protocol):
    @property
    def at(self) -> int: ...
    @property
    def cells(self) -> tuple[str, ...]: ...


def group_rows(lines: Sequence[_Line], at: int, looks: Looks) -> int:
    """How many rows directly above the row of names at `at` name groups of columns.

    Proof are names that come more than once and differ by their group, and columns named by the upper row alone.
    Without proof, groups are short words over several places of the row, not a title or a key with its value.
    """
    count = 0
    while count < min(_LEVELS, at) and lines[at - count - 1].at == lines[at - count].at - 1:
        names = joined([line.cells for line in lines[at - count : at + 1]])
        upper = lines[at - count - 1].cells
        if not (_proves(upper, names, looks) or seems_groups(upper, names, looks)):
            break
        count += 1
    return count


def goes_on(row: Row, below: Row, looks: Looks) -> bool:
    """Whether the row of names goes on in the one below: names that repeat differ there, or missing ones are there."""
    names = [cell.strip(BLANKS) for cell in row]
    filled = [name for name in names if name]
    whole = len(set(filled)) == len(filled) >= looks.used
    if whole or all(is_unit(cell) for cell in below if look(cell)) or sum(look(cell) != "" for cell in below) < 2:
        return False
    return _proves(row, [cell.strip(BLANKS) for cell in below], looks)


def joined(rows: Sequence[Row]) -> tuple[str, ...]:
    """The names of the columns from rows of groups, each carried on to the right, and the row of names below."""
    names = [cell.strip(BLANKS) for cell in rows[-1]]
    for row in reversed(rows[:-1]):
        names = _under(row, names)
    return tuple(names)


def _under(groups: Row, names: Sequence[str]) -> list[str]:
    width = max(len(groups), len(names))
    group, made = "", []
    for j in range(width):
        own = groups[j].strip(BLANKS) if j < len(groups) else ""
        name = names[j] if j < len(names) else ""
        group = own or group
        if not name:
            made.append(own)
        else:
            made.append(name if not group or name.lower().startswith(group.lower()) else f"{group} {name}")
    return made


def _proves(groups: Row, names: Row, looks: Looks) -> bool:
    if is_pair(groups):
        return False
    filled = [name for name in names if name]
    together = _under(groups, [*names, *[""] * (len(groups) - len(names))])
    if len(set(filled)) < len(filled):
        named = [name for name in together if name]
        return len(set(named)) == len(named)
    if sum(look(cell) != "" for cell in groups) < 2 or any(map(_TITLE.search, groups)):
        return False
    used = [j for j, kind in enumerate(looks.kinds) if kind and j < len(together)]
    bare = [j for j in used if not (j < len(names) and names[j])]
    return bool(bare) and all(together[j] for j in bare) and len(set(together)) == len(together)


def seems_groups(groups: Row, names: Row, looks: Looks) -> bool:
    """Whether a row has short words over several places, as groups of columns have, above whole `names`."""
    filled = [j for j, cell in enumerate(groups) if look(cell)]
    if not filled or is_pair(groups) or len(filled) >= sum(map(bool, names)):
        return False
    if any(
        look(groups[j]) != "text"
        or re.search("[0-9:]", groups[j])
        or _TITLE.search(groups[j])
        or len(groups[j].strip(BLANKS)) > 30
        for j in filled
    ):
        return False
    if len(filled) == 1:
        below = [name for name in names[filled[0] :] if name]
        return filled[0] > 0 and bool(below) and all(name.isdigit() for name in below)
    return filled != [0, 1]
