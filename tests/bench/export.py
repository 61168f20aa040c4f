"""How long `segtui export` takes, and in how much memory: python tests/bench/export.py [ROWS …] [-- OPTIONS …].

Each export is a process of its own over a finished run of that many people. Without OPTIONS, a file of CSV and one of
Mailchimp are written.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

FEW = 400
BLOCK = 500_000
EXPORTS = (
    ["--to", "csv", "--no-consent-column"],
    ["--to", "csv", "--consent", "newsletter", "--columns", "email,visits"],
    ["--to", "mailchimp", "--consent", "newsletter"],
)


def people(first: int, rows: int) -> pl.DataFrame:
    i = pl.int_range(first, first + rows, eager=True).alias("id").to_frame()
    number = pl.col("id")
    return i.select(
        number.cast(pl.String),
        email=pl.format("customer.{}@example{}.com", number, number % 997),
        newsletter=pl.when(number % 5 > 0).then(pl.lit("yes")).otherwise(pl.lit("no")),
        visits=(number % 4) * 10 + (number % 7) / 8,
        spend=(number % 2) * 100 + (number % 11) / 8,
    )


def small_run(folder: Path) -> Path:
    """A real run of a few people, to be grown."""
    source, run = folder / "people.csv", folder / "few"
    people(0, FEW).write_csv(source)
    plan = folder / "plan.toml"
    plan.write_text(f'version = 1\nsource.path = "{source}"\nsource.id = "id"\n', encoding="utf-8")
    segtui("run", plan, "-o", run, "-q", "--set", "select.clusters=[4,4]")
    return run


def grow(run: Path, rows: int) -> None:
    """Write the two tables of the run's people as if they were so many."""
    few, model = pl.read_csv(run / "segments.csv", infer_schema=False), run / "model" / "rows.parquet"
    ours = few.select("segment", "segment_name", "confidence").head(4)
    parts, clustered = [], pl.read_parquet(model)
    with (run / "segments.csv").open("wb") as file:
        for first in range(0, rows, BLOCK):
            some = people(first, min(BLOCK, rows - first))
            again = ours[np.arange(some.height) % ours.height]
            whole = pl.concat([some.select("id"), again, some.drop("id")], how="horizontal")
            whole.write_csv(file, include_header=first == 0)
            parts.append(whole.select(pl.col("id").cast(clustered.schema["id"]), pl.col("segment").cast(pl.Int32)))
    matrix = [pl.lit(0.0).alias(name) for name in clustered.columns[2:]]
    pl.concat(parts).with_columns(matrix).write_parquet(model)


def segtui(*words: object) -> tuple[float, float, float]:
    """Carry a command out: its seconds, those of the processor, and its peak memory in MiB."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "segtui", *map(str, words)], stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir()
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"segtui {words[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main(counts: list[int], exports: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = small_run(Path(folder))
        for rows in counts:
            grow(run, rows)
            for options in exports:
                took, busy, peak = segtui("export", run, *options, "-o", Path(folder) / "out", "-q", "--force")
                told = f"{took:7.1f} s  {busy:7.1f} s of processor  {peak:7,.0f} MiB"
                print(f"{rows:>10,} people  {told}  {' '.join(options)}", flush=True)


if __name__ == "__main__":
    words = sys.argv[1:]
    at = words.index("--") if "--" in words else len(words)
    main([int(word) for word in words[:at]] or [1_000_000], [words[at + 1 :]] if words[at + 1 :] else list(EXPORTS))
