"""What exports and `assign` of a run in parts cost, beside a plain script: python tests/bench/exports.py [ROWS …].

The script is what one would write with Polars by hand: who said yes and is on no list, addresses in lower case, hashed,
with the segment, written as CSV. Each line is a process of its own: seconds of the processor, and its peak memory.
Columns are looked up in the data by id where the run's segments.csv has the id alone ("by id").
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

BLOCK = 250_000
NUMBERS = ["age", "income", "spend", "visits", "share", "tenure"]
PLAN = """
version = 1
[source]
path = "people.parquet"
id = "id"
[features]
use = ["age", "income", "spend", "visits", "share", "tenure"]
[search.kmeans]
k = [5]
[stability]
resamples = 0
[output]
columns = {columns}
[engine]
parts = true
"""
SCRIPT = """
import hashlib, sys
import polars as pl
stop = pl.read_csv("stop.csv")["email"].str.to_lowercase()
segments = pl.read_csv(sys.argv[1] + "/segments.csv", columns=["id", "segment"])
people = pl.read_parquet("people.parquet", columns=["id", "email", "consent"]).join(segments, on="id")
people = people.filter(pl.col("consent") == "yes").with_columns(pl.col("email").str.strip_chars().str.to_lowercase())
people = people.filter(~pl.col("email").is_in(stop.implode())).unique("email", keep="first", maintain_order=True)
hashed = [hashlib.sha256(email.encode()).hexdigest() for email in people["email"]]
people.select(pl.Series("email", hashed), "segment").write_csv("script.csv")
"""
LISTED = ["--consent", "consent", "--suppress", "stop.csv"]
EXPORTS = {
    "csv": ["--to", "csv", "--consent", "consent"],
    "klaviyo, a list": ["--to", "klaviyo", *LISTED],
    "meta (hashed), a list, a control group": ["--to", "meta", *LISTED, "--holdout", "0.05"],
}


def people(first: int, rows: int) -> pl.DataFrame:
    """The next people, of five groups."""
    random = np.random.default_rng(first)
    centres = np.random.default_rng(1).uniform(-3, 3, (5, len(NUMBERS)))
    values = centres[random.integers(0, 5, rows)] + random.normal(0, 0.5, (rows, len(NUMBERS)))
    number = pl.col("id")
    numbered = pl.DataFrame(values.round(3), schema=NUMBERS).with_columns(id=pl.int_range(first, first + rows))
    return numbered.select(
        number,
        email=pl.format("customer.{}@Example{}.com", number, number % 997),
        consent=pl.when(number % 5 > 0).then(pl.lit("yes")).otherwise(pl.lit("no")),
        language=pl.when(number % 3 > 0).then(pl.lit("fr")).otherwise(pl.lit("en")),
        **{name: pl.col(name) for name in NUMBERS},
    )


def write(folder: Path, rows: int) -> None:
    """people.parquet and .csv, and stop.csv with every 25th of them."""
    made = folder / "people"
    made.mkdir(exist_ok=True)
    with (folder / "people.csv").open("wb") as file:
        for number, first in enumerate(range(0, rows, BLOCK)):
            some = people(first, min(BLOCK, rows - first))
            some.write_csv(file, include_header=number == 0)
            some.write_parquet(made / f"{number:04}.parquet")
    pl.scan_parquet(made / "*.parquet").sink_parquet(folder / "people.parquet", row_group_size=BLOCK)
    listed = pl.scan_parquet(folder / "people.parquet").filter(pl.col("id") % 25 == 0).select("email")
    listed.sink_csv(folder / "stop.csv")


def cost(folder: Path, *words: object) -> tuple[float, float]:
    """Carry a command of Python out: seconds of the processor, and its peak memory in MiB."""
    process = subprocess.Popen([sys.executable, *map(str, words)], stdout=subprocess.DEVNULL, cwd=folder)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{words} ended with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main(counts: list[int]) -> None:
    """A line for each number of rows and command."""
    segtui = ("-m", "segtui")
    for rows in counts:
        with tempfile.TemporaryDirectory(prefix="segtui-bench-") as name:
            folder = Path(name)
            write(folder, rows)
            (folder / "script.py").write_text(SCRIPT, encoding="utf-8")

            def told(what: str, *words: object, folder: Path = folder, rows: int = rows) -> None:
                busy, peak = cost(folder, *words)
                print(f"{rows:>10,}  {what:<50}{busy:7.1f} s {peak:7,.0f} MiB", flush=True)

            for kind, columns in (("", '"all"'), (", by id", '"id"')):
                run = f"run{len(kind)}"
                (folder / "plan.toml").write_text(PLAN.format(columns=columns), encoding="utf-8")
                told(f"run{kind}", *segtui, "run", "plan.toml", "-o", run, "-q")
                if not kind:
                    told("the script", "script.py", run)
                for to, options in EXPORTS.items():
                    told(f"export {to}{kind}", *segtui, "export", run, *options, "-o", "out.csv", "-q", "--force")
            for form in ("parquet", "csv"):
                told(f"assign {form}", *segtui, "assign", run, f"people.{form}", "-o", f"new.{form}", "-q")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [100_000, 1_000_000, 5_000_000])
