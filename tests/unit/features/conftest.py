from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from segtui.data.table import ReadReport, Table
from segtui.features.makers.rfm import Rfm


@pytest.fixture
def as_table() -> Callable[[pl.DataFrame], Table]:
    """A frame as a table read from orders.csv."""
    return lambda frame: Table(frame, frame.columns[0], ReadReport("orders.csv", ("orders.csv",), "csv"))


@pytest.fixture
def rfm() -> Callable[..., Rfm]:
    """The maker for columns named who, day, paid, with whatever else is said."""

    def maker(**more: Any) -> Rfm:
        return Rfm(**{"kind": "rfm", "path": "orders.csv", "id": "who", "date": "day", "amount": "paid", **more})

    return maker


@pytest.fixture
def orders() -> pl.DataFrame:
    """Seven lines of three customers: a regular, one who sent something back, one who bought once."""
    rows = [
        ("ann", dt.date(2024, 1, 5), 10.10, "A1"),
        ("ann", dt.date(2024, 2, 5), 20.20, "A2"),
        ("ann", dt.date(2024, 2, 5), 5.05, "A2"),
        ("bob", dt.date(2024, 1, 10), 100.0, "B1"),
        ("bob", dt.date(2024, 3, 1), -40.0, "C1"),
        ("bob", dt.date(2024, 1, 20), 7.0, "B2"),
        ("cy", dt.date(2023, 12, 1), 3.0, "D1"),
    ]
    return pl.DataFrame(rows, schema=["who", "day", "paid", "nr"], orient="row")
