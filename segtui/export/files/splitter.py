"""One file, or several with a number where a platform takes no more rows or bytes in one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import polars as pl


class Writer(Protocol):
    """An open file that takes rows."""

    rows: int

    def take(self, frame: pl.DataFrame) -> int:
        """Write as many of the first rows as have room; how many that were."""

    def close(self) -> None:
        """Finish the file."""


class Parts:
    """Writes to `x.csv`, then to `x-2.csv`, `x-3.csv` … when the last one is full; there is always a first.

    `open` makes the writer of a place; `most_rows` is what one file takes.
    """

    def __init__(self, place: Path, open: Callable[[Path], Writer], most_rows: int | None = None) -> None:
        self.place, self._open, self._most = place, open, most_rows
        self.places: list[Path] = []
        self.rows: list[int] = []
        self._writer = self._next()

    def put(self, frame: pl.DataFrame) -> None:
        """Write all rows, going on in the next file wherever one is full."""
        while frame.height:
            room = frame.height if self._most is None else self._most - self._writer.rows
            taken = self._writer.take(frame.head(room)) if room > 0 else 0
            self.rows[-1] = self._writer.rows
            frame = frame.slice(taken)
            if frame.height and (taken < room or self._writer.rows == self._most):
                self._writer.close()
                self._writer = self._next()

    def close(self) -> None:
        """Finish the last file."""
        self._writer.close()

    def _next(self) -> Writer:
        count = len(self.places) + 1
        place = self.place if count == 1 else self.place.with_name(f"{self.place.stem}-{count}{self.place.suffix}")
        self.places.append(place)
        self.rows.append(0)
        return self._open(place)
