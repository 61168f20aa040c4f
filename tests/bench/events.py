"""How many rows of a log a second become features, beside pandas doing the same; and the memory of both.

python tests/bench/events.py [ROWS]

ROWS defaults to 10,000,000 events, twenty-two of a customer. Each side reads the same file, Parquet and then CSV, in a
process of its own: windows of 7, 30 and 90 days, counts and value by type, and sessions. Rows a second are those of
processor time, as the clock depends on what else runs.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.apart import command

OURS = """
import sys
from pathlib import Path
from segtui.pipeline.preparing.table_reader import TableReader
from segtui.features.makers.events import Events
maker = Events(kind="events", path=sys.argv[1], id="customer_id", time="time", event="event", value="amount",
               paths=[["view", "cart", "purchase"]] if len(sys.argv) > 2 else [])
reader = TableReader()
parted = reader.in_parts(maker.table(), Path(), maker.parting(), maker.columns_needed())
table = parted or reader.table(maker.table(), Path(), only=maker.columns_needed())
print(maker.fit_transform(table).frame.height)
"""
PANDAS = """
import sys
import pandas as pd
csv = sys.argv[1].endswith(".csv")
read = pd.read_csv(sys.argv[1], parse_dates=["time"]) if csv else pd.read_parquet(sys.argv[1])
log = read.sort_values(["customer_id", "time"], kind="stable")
log["day"] = log["time"].dt.floor("D")
end = log["day"].max() + pd.Timedelta(days=1)
by = log.groupby("customer_id", sort=False)
found = {"events": by.size(), "active": by["day"].nunique(), "value": by["amount"].sum(), "last": by["time"].max()}
for days in (7, 30, 90):
    inside = log[log["time"] >= end - pd.Timedelta(days=days)].groupby("customer_id", sort=False)
    found |= {f"events_{days}": inside.size(), f"active_{days}": inside["day"].nunique()}
    found[f"value_{days}"] = inside["amount"].sum()
    earlier = log["time"].between(end - pd.Timedelta(days=2 * days), end - pd.Timedelta(days=days), inclusive="left")
    found[f"before_{days}"] = log[earlier].groupby("customer_id", sort=False).size()
for name, part in log.groupby("event"):
    of = part.groupby("customer_id", sort=False)
    found |= {f"{name}_count": of.size(), f"{name}_value": of["amount"].sum(), f"{name}_last": of["time"].max()}
new = by["time"].diff().gt(pd.Timedelta(minutes=30)) | (log["customer_id"] != log["customer_id"].shift())
session = log.groupby(new.cumsum().to_numpy())
length = (session["time"].max() - session["time"].min()).dt.total_seconds()
whose = session["customer_id"].first()
found |= {"sessions": length.groupby(whose).size(), "engaged": length.groupby(whose).sum()}
print(len(pd.DataFrame(found)))
"""
TYPES = ["view", "cart", "purchase", "search", "open", "click", "login", "share"]


def log(path: Path, rows: int) -> None:
    """A log of visits over a year, written in no order of customers."""
    random = np.random.default_rng(0)
    visit = random.integers(0, 365 * 8, rows) * 10_800_000_000
    time = 1_672_531_200_000_000 + visit + random.integers(0, 3_600_000_000, rows)
    kind = random.choice(len(TYPES), rows, p=[0.4, 0.1, 0.05, 0.15, 0.1, 0.1, 0.08, 0.02])
    who = pl.Series("customer_id", random.integers(0, max(1, rows // 22), rows))
    columns = {
        "customer_id": "customer-" + who.cast(pl.String).str.zfill(7),
        "time": pl.Series(time).cast(pl.Datetime("us")),
        "event": pl.Series(np.array(TYPES)[kind]),
        "amount": np.where(kind == 2, random.integers(100, 20_000, rows) / 100, 0.0),
    }
    pl.DataFrame(columns).write_parquet(path)


def measure(name: str, arguments: list[str], rows: int) -> None:
    """Run one side and print rows a second by the clock and by processor time, and peak memory."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, mib = command(arguments, Path())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{name:20} {seconds:6.1f} s  {spent:6.1f} s of processor time  {rows / spent:12,.0f} rows/s  {mib:6,.0f} MiB"
    )


def main() -> None:
    """Each side in turn, pandas where it is installed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("rows", type=int, nargs="?", default=10_000_000)
    rows = asked.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.parquet")
        log(path, rows)
        pl.scan_parquet(path).sink_csv(path.with_suffix(".csv"))
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        for file in (path, path.with_suffix(".csv")):
            kind = file.suffix[1:]
            measure(f"segtui, {kind}", [sys.executable, "-c", OURS, str(file)], rows)
            if file == path:
                measure("segtui with a path", [sys.executable, "-c", OURS, str(file), "path"], rows)
            if find_spec("pandas") and find_spec("pyarrow"):
                measure(f"pandas, {kind}", [sys.executable, "-c", PANDAS, str(file)], rows)
            else:
                print("pandas               not installed: pip install pandas pyarrow")


if __name__ == "__main__":
    main()
