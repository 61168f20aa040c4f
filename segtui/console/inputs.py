"""The data that a command names on its line: a path, a glob, or - for standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from segtui.data.read import read
from segtui.data.source import Source
from segtui.data.table import Table


def read_data(data: str) -> Table:
    """Read what the command line names; raises DataError when that can't be done."""
    return read(Source(path=data), Path(), stdin=sys.stdin.buffer)
