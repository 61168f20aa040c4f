"""A made-up customer table in a FrameTable; `python tests/widgets/demos/frame_table_demo.py [rows] [ascii]`."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from textual.app import App, ComposeResult

sys.path.insert(0, str(Path(__file__).parents[3]))

from widgets.frame.table import FrameTable

NAMES = [
    "Ada Lovelace",
    "山田 太郎",
    "김민준",
    "Zoë O’Neill",
    "José 🎉 Álvarez",
    "Ngô Thị Lan",
    "e\u0301lodie",
    "👨‍👩‍👧 Ltd",
]
NOTES = [
    "asked for a call\nback on Monday",
    None,
    "a very long note that no column of this table will ever show whole",
    "✓",
]


def customers(rows: int) -> pl.DataFrame:
    """A frame of 12 columns: numbers, dates, texts in several scripts, and nulls."""
    random = np.random.default_rng(7)
    start = date(2024, 1, 1)
    days = random.integers(0, 700, 1_000)
    return pl.DataFrame(
        {
            "customer_id": np.arange(1, rows + 1),
            "name": pl.Series(NAMES).gather(random.integers(0, len(NAMES), rows)),
            "city": pl.Series(["Paris", "Łódź", "東京", "Oslo"]).gather(random.integers(0, 4, rows)),
            "income": random.normal(52_000, 9_000, rows).round(2),
            "spend": pl.Series(random.gamma(2, 90, rows).round(2)).set(pl.Series(random.random(rows) < 0.1), None),
            "visits": random.integers(0, 40, rows),
            "since": pl.Series([start + timedelta(days=int(day)) for day in days]).gather(np.arange(rows) % 1_000),
            "active": random.random(rows) < 0.7,
            "note": pl.Series(NOTES).gather(random.integers(0, len(NOTES), rows)),
            "score": random.random(rows),
            "share": (random.random(rows) / 1e6),
            "segment": pl.Series(["loyal", "new", "at risk"], dtype=pl.Categorical).gather(random.integers(0, 3, rows)),
        }
    )


class FrameTableDemo(App[None]):
    """One table, nothing else."""

    def __init__(self, table: FrameTable) -> None:
        super().__init__()
        self.table = table

    def compose(self) -> ComposeResult:
        """The table."""
        yield self.table


if __name__ == "__main__":
    count = next((int(word) for word in sys.argv[1:] if word.isdigit()), 2_000)
    FrameTableDemo(FrameTable(customers(count), ascii="ascii" in sys.argv)).run()
