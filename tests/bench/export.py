"""How long a million people take to a platform's file, and in how much memory: python tests/bench/export.py [ROWS]."""

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from segtui.export.carry import People, carry_out
from segtui.export.files.staging import Staging
from segtui.export.order import Export

TARGETS = ("mailchimp", "klaviyo", "google-ads", "csv", "parquet", "json", "xlsx")
NAMES = {k: f"Segment {k}" for k in range(5)}


def write(place: Path, rows: int) -> None:
    i = np.arange(rows)
    pl.DataFrame(
        {
            "id": i.astype(str),
            "segment": i % 5,
            "segment_name": [NAMES[k % 5] for k in i],
            "email": [f"Customer.{k}@Example{k % 997}.com" for k in i],
            "first name": [f"Anna{k % 1000}" for k in i],
            "last name": [f"Miller{k % 5000}" for k in i],
            "phone": [f"0170 {1_000_000 + k % 9_000_000}" for k in i],
            "country": ["Germany"] * rows,
            "zip": [f"{k % 99_999:05}" for k in i],
        }
    ).write_csv(place)


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "people.csv"
        write(source, rows)
        lazy = pl.scan_csv(source, infer_schema=False, low_memory=True).with_columns(pl.col("segment").cast(pl.Int32))
        for target in TARGETS:
            began = time.perf_counter()
            order = Export(to=target, no_consent_column=True, attributes=("zip",) if target in TARGETS[3:] else ())
            with Staging() as staging:
                done = carry_out(order, People(lazy, NAMES), Path(folder) / f"{target}.out", staging)
                staging.publish()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            took = time.perf_counter() - began
            print(f"{target:12} {done.summary.written:>10,} people  {took:7.1f} s  peak so far {peak:,.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
