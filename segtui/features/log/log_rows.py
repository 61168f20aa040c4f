"""The rows of a log: one frame in memory, or parts that are read from the disk one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

import polars as pl


@dataclass(frozen=True)
class LogPart:
    """A frame of rows, which `read` gives: how many it has, and the first and the last of their moments (0: no row)."""

    read: Callable[[], pl.DataFrame]
    height: int
    first: int
    last: int

    @classmethod
    def of(cls, frame: pl.DataFrame, again: Callable[[], pl.DataFrame] | None = None) -> Self:
        """The part of a frame with `at`; kept in memory unless it can be read `again`."""
        first, last = (int(at.min()), int(at.max())) if (at := frame["at"].to_numpy()).size else (0, 0)
        return cls(again or (lambda: frame), frame.height, first, last)


@dataclass(frozen=True)
class LogRows:
    """Parts of a log, each with all rows of its customers: no two have an id in common."""

    parts: tuple[LogPart, ...]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Self:
        """The rows of one frame."""
        return cls((LogPart.of(frame),))

    @property
    def height(self) -> int:
        """How many rows there are."""
        return sum(part.height for part in self.parts)

    @property
    def first(self) -> int:
        """The moment of the first row."""
        return min(part.first for part in self.parts if part.height)

    @property
    def last(self) -> int:
        """The moment of the last row."""
        return max(part.last for part in self.parts if part.height)

    @property
    def whole(self) -> pl.DataFrame:
        """All rows in one frame."""
        return pl.concat(self.frames())

    def frames(self) -> Iterator[pl.DataFrame]:
        """The frame of each part, one after the other."""
        return (part.read() for part in self.parts)

    def kept(self, keep: pl.Expr) -> LogRows:
        """The rows for which this holds."""
        several = len(self.parts) > 1
        return LogRows(tuple(_kept(part, keep, again=several) for part in self.parts))

    def changed(self, change: Callable[[pl.DataFrame], pl.DataFrame]) -> LogRows:
        """The same rows at the same moments, with their other columns as `change` makes them of the frame of a part."""
        if len(self.parts) == 1:
            return LogRows.of(change(self.whole))
        return LogRows(tuple(replace(part, read=partial(_changed, part, change)) for part in self.parts))

    def before(self, moment: int) -> LogRows:
        """The rows before a moment."""
        several = len(self.parts) > 1
        early = pl.col("at") < moment
        parts = (part if part.last < moment else _kept(part, early, again=several) for part in self.parts)
        return LogRows(tuple(parts))


def _kept(part: LogPart, keep: pl.Expr, *, again: bool) -> LogPart:
    def read() -> pl.DataFrame:
        return part.read().filter(keep)

    return LogPart.of(read(), read if again else None)


def _changed(part: LogPart, change: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    return change(part.read())
