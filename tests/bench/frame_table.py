"""Prints what FrameTable costs: time and memory to open, ratio to Textual's DataTable, sort, filter, find, bytes sent.

Run as `python tests/bench/frame_table.py`; about half a minute.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import polars as pl
import psutil
from textual.app import App
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import DataTable

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS / "widgets"), str(TESTS / "widgets" / "demos")]

from frame_table_demo import customers  # noqa: E402
from pty_session import PtySession  # noqa: E402

from widgets.frame.table import FrameTable  # noqa: E402

MILLION = 1_000_000
BESIDE = 20_000
DEMO = str(TESTS / "widgets" / "demos" / "frame_table_demo.py")


def resident() -> float:
    """Memory of this process in MiB."""
    gc.collect()
    return psutil.Process().memory_info().rss / 2**20


async def opened(
    make: Callable[[], Widget], after: Callable[[Widget, Pilot[None]], Awaitable[None]] | None = None
) -> float:
    """Seconds from making a widget to its first paint in a running app."""
    async with App().run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        start = time.perf_counter()
        widget = make()
        await pilot.app.mount(widget)
        await pilot.pause()
        took = time.perf_counter() - start
        if after:
            await after(widget, pilot)
        return took


def data_table(frame: pl.DataFrame) -> DataTable[object]:
    """Textual's own table with the same rows."""
    table: DataTable[object] = DataTable()
    table.add_columns(*frame.columns)
    table.add_rows(frame.iter_rows())
    return table


async def actions(table: Widget, pilot: Pilot[None]) -> None:
    """Prints the time of each action on an open table of a million rows."""
    assert isinstance(table, FrameTable)
    table.focus()

    async def timed(name: str, act: Callable[[], object]) -> None:
        start = time.perf_counter()
        act()
        await pilot.app.workers.wait_for_complete()
        print(f"  {name:<38}{time.perf_counter() - start:8.3f} s")

    for column in ("income", "name"):
        await timed(f"sort by {column}", lambda column=column: table.sort(column, descending=True))
    await timed("filter income > 60000, sorted by name", lambda: table.filter(pl.col("income") > 60_000, "income"))
    await timed("draw a page further down", lambda: table.action_move("page_down"))
    await timed("move the cursor by a row", lambda: table.action_move("down"))
    table.filter(None)
    table.sort(None)
    await timed("find a text that no cell holds", lambda: table.find("no cell holds this"))
    await timed("find a number that no cell holds", lambda: table.find("-99999999"))


def sent() -> None:
    """Prints the bytes that reach the terminal."""
    for columns, rows in ((80, 24), (120, 40)):
        with PtySession([DEMO, str(MILLION)], columns, rows) as session:
            figures = {"first paint": session.read(1.5, 30)}
            for name, key in (
                ("row down", "j"),
                ("column right", "l"),
                ("page down", "\x1b[6~"),
                ("half page", "\x04"),
            ):
                session.press("0") if name == "page down" else None
                figures[name] = session.press(key)
            figures["10 rows down, one by one"] = b"".join(session.press("j", 0.2) for _ in range(10))
            figures["idle for 3 s"] = session.idle(3)
        print(f"bytes at {columns}x{rows}: " + ", ".join(f"{name} {len(data):,}" for name, data in figures.items()))


async def main() -> None:
    """Prints everything."""
    frame, few = customers(MILLION), customers(BESIDE)
    await opened(lambda: FrameTable(few))
    ours = statistics.median([await opened(lambda: FrameTable(few)) for _ in range(3)])
    theirs = await opened(lambda: data_table(few))
    print(f"{BESIDE:,} rows x 12: FrameTable {ours:.3f} s, DataTable {theirs:.2f} s, ratio {theirs / ours:.0f}")
    before = resident()

    async def after(table: Widget, pilot: Pilot[None]) -> None:
        print(f"  memory beyond the frame {resident() - before:.1f} MiB")
        await actions(table, pilot)

    took = await opened(lambda: FrameTable(frame), after)
    print(f"{MILLION:,} rows x 12: opened in {took:.3f} s")
    sent()


asyncio.run(main())
