"""What the command line of `segtui run` asks for, and the standard input that goes with it."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO


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


def kept(order: Order) -> tuple[Order, BinaryIO]:
    """A pipe can be read once, and a run without a plan reads twice: what it holds is kept, as standard input is."""
    if order.source == "-":
        return order, io.BytesIO(sys.stdin.buffer.read())
    if Path(order.source).is_fifo():
        return replace(order, source="-"), io.BytesIO(Path(order.source).read_bytes())
    return order, sys.stdin.buffer
