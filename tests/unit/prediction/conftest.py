from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from segtui.data.table import ReadReport, Table
from segtui.features.log.log_columns import EVENT, ORDER, LogColumns
from segtui.prediction.labels.log_outcome import LogOutcome

JAN = dt.date(2025, 1, 1)


@pytest.fixture
def as_table():
    return lambda frame: Table(frame, frame.columns[0], ReadReport("log.csv", ("log.csv",), "csv"))


@pytest.fixture
def purchases():
    """The outcome of an order log with the columns who, day and paid."""

    def made(horizon=30, label="purchase", **more):
        return LogOutcome(LogColumns(ORDER, "who", "day", None, "paid"), label, horizon, **more)

    return made


@pytest.fixture
def events():
    """The outcome of an event log with the columns who, day and what."""
    return lambda horizon, *types: LogOutcome(LogColumns(EVENT, "who", "day", "what"), "purchase", horizon, types)


@pytest.fixture(scope="session")
def buyers():
    """Orders of a year by 400 customers with rates of their own: who, day, paid."""
    rng = np.random.default_rng(3)
    rows = []
    for who in range(400):
        rate, at = rng.gamma(0.7, 1 / 60), float(rng.integers(0, 90))
        while at < 365:
            rows.append((who, JAN + dt.timedelta(days=int(at)), round(float(rng.gamma(3, 12)), 2)))
            at += rng.exponential(1 / rate)
    return pl.DataFrame(rows, schema=["who", "day", "paid"], orient="row").sort("day", "who")


@pytest.fixture(scope="session")
def real_data():
    folder = os.environ.get("SEGTUI_REAL_DATA")
    if not folder:
        pytest.skip("SEGTUI_REAL_DATA does not name the folder of real data")
    return Path(folder)
