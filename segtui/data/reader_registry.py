"""Every reader by its format: a file in segtui/data/readers is all that it takes to add one."""

from __future__ import annotations

from functools import cache

from segtui.data.reader import Reader
from segtui.declare import instances


@cache
def readers() -> dict[str, Reader]:
    """The declared readers by format, in alphabetical order of their files."""
    return {reader.format: reader for reader in instances("segtui.data.readers", Reader)}
