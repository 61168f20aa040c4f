"""What commands read: the data named on a line, and the standard input that goes with a run."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from segtui.data.addresses import names_files
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.table import Table


def read_data(data: str) -> Table:
    """Read what the command line names; raises DataError when that can't be done."""
    return read(Source(path=data), Path(), stdin=sys.stdin.buffer)


@dataclass(frozen=True)
class Order:
    """The command line of `segtui run`."""

    source: str
    out: Path | None
    overrides: list[str]
    resume: bool
    force: bool
    memory: str | None
    as_json: bool
    quiet: bool
    previous: Path | None = None
    store: str = ""
    """The place on a store that `-o` names, in the place of `out`."""


def with_stdin(order: Order) -> tuple[Order, BinaryIO]:
    """Keeps what a pipe holds: it can be read only once, and a run without a plan reads twice."""
    if order.source == "-":
        return order, io.BytesIO(sys.stdin.buffer.read())
    if names_files(order.source) and Path(order.source).is_fifo():
        return replace(order, source="-"), io.BytesIO(Path(order.source).read_bytes())
    return order, sys.stdin.buffer
