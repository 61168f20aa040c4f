"""Splits a damaged line into the cells most likely for its columns: the cheapest path over possible cuts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from segtui.data.delimited.repair.cell_texts import CellText, cell_texts
from segtui.data.delimited.repair.expected_cells import Expected
from segtui.data.raw.row_repairs import RepairKind

MOST = 7.0
"""A reading that costs more than this is rejected."""
_AT_QUOTE, _ANYWHERE = 1.0, 1.7
_EMPTY_DROPPED, _MISSING = 1.4, 2.5
_LONGEST = 240
_SPARE = 3


@dataclass(frozen=True)
class Cut:
    """A row's cells, None for missing ones, the cost of the reading, and the damage that it assumes."""

    cells: tuple[str | None, ...]
    cost: float
    kinds: tuple[RepairKind, ...] = ()


class _Place(NamedTuple):
    """A place to cut: where the previous cell ends, where the next starts, and the cost if there is no delimiter."""

    end: int
    start: int
    cost: float


class _Step(NamedTuple):
    cost: float
    before: _Step | None
    cell: tuple[str | None, ...]
    kind: RepairKind | None


def cut(line: str, delimiter: str, expected: Expected, *, anywhere: bool = False) -> Cut | None:
    """The most likely cells of a line, which may contain line breaks; None if no reading is acceptable.

    Cells end at delimiters and, at a cost, beside quotes; with `anywhere` at any place of a line of up to 240
    letters. Delimiters may belong to cells, empty cells may be too many, others may be missing.
    """
    places = _places(line, delimiter, anywhere and len(line) <= _LONGEST)
    return _Cutting(line, delimiter, expected, places).best()


def _places(line: str, delimiter: str, anywhere: bool) -> list[_Place]:
    found = {-1: _Place(0, 0, 0.0)}
    for at, character in enumerate(line):
        if character == delimiter:
            found[2 * at + 1] = _Place(at, at + 1, 0.0)
        elif character == '"':
            if at > 0 and line[at - 1] != delimiter:
                found.setdefault(2 * at, _Place(at, at, _AT_QUOTE))
            if at + 1 < len(line) and line[at + 1] != delimiter:
                found[2 * at + 2] = _Place(at + 1, at + 1, _AT_QUOTE)
        elif anywhere and at > 0 and line[at - 1] != delimiter:
            found.setdefault(2 * at, _Place(at, at, _ANYWHERE))
    return [found[key] for key in sorted(found)] + [_Place(len(line), len(line), 0.0)]


class _Cutting:
    def __init__(self, line: str, delimiter: str, expected: Expected, places: list[_Place]) -> None:
        self.line, self.delimiter, self.expected, self.places = line, delimiter, expected, places
        free = sum(place.cost == 0.0 for place in places) - 1
        self.most_joined = max(0, free - expected.width) + _SPARE
        self.texts: dict[tuple[int, int], list[CellText]] = {}

    def best(self) -> Cut | None:
        last = len(self.places) - 1
        states: dict[int, _Step] = {0: _Step(0.0, None, (), None)}
        for column in range(self.expected.width):
            self._drop_empty(states)
            states = self._next(states, column)
        self._drop_empty(states)
        return _followed(states[last]) if last in states else None

    def _next(self, states: dict[int, _Step], column: int) -> dict[int, _Step]:
        after: dict[int, _Step] = {}
        shape = self.expected.columns[column]
        last = len(self.places) - 1
        for place, step in states.items():
            missing = 0.2 if step.kind == "short" and place == last else 1.4 if place == last else _MISSING
            _keep(after, place, _Step(step.cost + missing, step, (None,), "short"))
            if place == last:
                continue
            for end in self._ends(place):
                for text in self._texts(place, end):
                    cost = step.cost + self.places[end].cost + text.cost
                    if cost < MOST:
                        unsure = self.places[end].cost > _AT_QUOTE or self.places[place].cost > _AT_QUOTE
                        made = unsure or text.kind in ("delimiter_in_cell", "line_break")
                        cost += shape.oddness(text.text, made=made)
                        kind = text.kind or ("missing_delimiter" if self.places[end].cost else None)
                        _keep(after, end, _Step(cost, step, (text.text,), kind))
        return after

    def _ends(self, place: int) -> Iterator[int]:
        joined, cost = 0, self.places[place].cost
        for end in range(place + 1, len(self.places)):
            whole = not joined or self.places[end].cost < _ANYWHERE
            if whole and self.places[end].end >= self.places[place].start:
                yield end
            joined += self.places[end].cost == 0.0
            if joined > (self.most_joined if cost < _ANYWHERE else 0):
                return

    def _texts(self, start: int, end: int) -> list[CellText]:
        key = (self.places[start].start, self.places[end].end)
        if key not in self.texts:
            self.texts[key] = cell_texts(self.line[key[0] : key[1]], self.delimiter)
        return self.texts[key]

    def _drop_empty(self, states: dict[int, _Step]) -> None:
        """An empty cell too many is left out; at the end of the line that costs little."""
        for place in range(len(self.places) - 1):
            if place in states and self.places[place].cost == self.places[place + 1].cost == 0.0:
                between = self.line[self.places[place].start : self.places[place + 1].end]
                rest = self.line[self.places[place].start :]
                if not between.strip():
                    at_end = not rest.strip(" " + self.delimiter)
                    step = states[place]
                    cost = step.cost + (0.3 if at_end else _EMPTY_DROPPED)
                    _keep(states, place + 1, _Step(cost, step, (), "trimmed" if at_end else "extra_delimiter"))


def _keep(states: dict[int, _Step], place: int, step: _Step) -> None:
    if step.cost < MOST and (place not in states or step.cost < states[place].cost):
        states[place] = step


def _followed(step: _Step | None) -> Cut:
    assert step is not None
    cost, cells, kinds = step.cost, [], []
    while step is not None:
        cells.append(step.cell)
        if step.kind:
            kinds.append(step.kind)
        step = step.before
    return Cut(tuple(c for part in reversed(cells) for c in part), cost, tuple(dict.fromkeys(reversed(kinds))))
