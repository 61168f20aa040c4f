"""The ids that an export wrote, kept on disk where they are many."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator

import polars as pl

_IN_MEMORY = 4 << 20


class WrittenIds:
    """Ids in the order of their file, added and read back in batches; the file behind them has no name.

    `len(written)` counts them. Raises OSError where the disk is full.
    """

    def __init__(self) -> None:
        self._count = 0
        self._lines = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - goes with this object

    def __len__(self) -> int:
        return self._count

    def take(self, ids: pl.Series) -> None:
        """Keep the ids of a batch."""
        self._lines.write(json.dumps(ids.to_list()).encode() + b"\n")
        self._count += len(ids)

    def batches(self) -> Iterator[list[str]]:
        """The ids in the order in which they were added."""
        self._lines.seek(0)
        for line in self._lines:
            yield json.loads(line)
