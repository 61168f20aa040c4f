"""Orders of made people, from which predictions are learned, and the table of a plan that reads them."""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

JAN = dt.date(2025, 1, 1)
RFM = """
[[derive]]
kind = "rfm"
path = "orders.csv"
id = "who"
date = "day"
amount = "paid"
"""


def write_orders(folder: Path, days: int = 365, people: int = 300, pace: float = 60) -> pl.DataFrame:
    """Write orders.csv: who, day, paid; each of the people at a rate of their own, about one in `pace` days."""
    rng, rows = np.random.default_rng(5), []
    for who in range(people):
        rate, at = rng.gamma(0.7, 1 / pace), float(rng.integers(0, min(90, days // 4)))
        while at < days:
            rows.append((f"c{who}", JAN + dt.timedelta(days=int(at)), round(float(rng.gamma(3, 12)), 2)))
            at += rng.exponential(1 / rate)
    frame = pl.DataFrame(rows, schema=["who", "day", "paid"], orient="row").sort("day", "who")
    frame.write_csv(folder / "orders.csv")
    return frame
