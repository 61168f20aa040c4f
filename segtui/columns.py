"""Columns by their names as they are: Polars takes `*` and names such as `^x.*$` for patterns of names."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl
import polars.selectors as cs
from polars.selectors import Selector


def col(name: str) -> pl.Expr:
    """The column of that name and no other."""
    is_pattern = name == "*" or (name.startswith("^") and name.endswith("$"))
    return pl.col(f"^{re.escape(name)}$" if is_pattern else name)


def cols(names: Iterable[str]) -> Selector:
    """The columns of these names and no others, to be selected, dropped, or told apart by; each must be there."""
    return cs.by_name(*names)
