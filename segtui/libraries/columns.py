"""Columns by their literal names: Polars takes `*` and names such as `^x.*$` for patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import polars.selectors as cs
from polars.selectors import Selector


def is_pattern(name: str) -> bool:
    """Whether a name stands for several columns: `*` in a plan, `^…$` in Polars, also in methods of a single column.

    No column of a frame is called so: those of files get another name, and a plan can't give such a one.
    """
    return name == "*" or (name.startswith("^") and name.endswith("$"))


def col(name: str) -> pl.Expr:
    """The column with exactly that name."""
    return pl.col(f"^{re.escape(name)}$" if is_pattern(name) else name)


def cols(names: Iterable[str]) -> Selector:
    """The columns of these names and no others, to be selected, dropped, or told apart by; each must be there."""
    return cs.by_name(*names)


def read_arrow(place: str | Path, names: Iterable[str] | None = None) -> pl.DataFrame:
    """The frame in a file, or these of its columns in this order; raises what Polars raises for one that is damaged."""
    rows = pl.scan_ipc(place, glob=False)
    return (rows if names is None else rows.select(cols(names))).collect()
