"""How a run grows from one million rows to a hundred: in parts, in memory, and scikit-learn's K-means over all rows.

Each is a process of its own; the processor seconds and the peak of memory that it alone holds (pages of files that are
mapped belong to the system's cache). scikit-learn reads, fills gaps, scales and fits the same K-means from the same
number of starts, and writes the labels: no indices, names, comparison or report. DuckDB reads and takes the median and
the means, the first two steps of a run. Orders are of a tenth as many customers, who are made of them by rfm and clv.

python tests/bench/scale.py [FOLDER] [MILLIONS …] [NAMES …]     default: 1 5 20; data of a hundred millions take 6 GB
python tests/bench/scale.py 20 parts memory                     only a run in parts beside the same run in memory
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
import psutil

NAMES = ("parts", "memory", "scikit-learn", "duckdb")
COLUMNS = ["income", "recency", "orders", "basket", "visits", "discount", "returns", "tenure"]
PLAN = """
[source]
path = "{data}/*.parquet"
id = "customer_id"
[[clean]]
step = "impute"
columns = ["income", "basket"]
method = "median"
[[clean]]
step = "outliers"
columns = ["income"]
method = "iqr"
[features]
use = {columns}
log = ["income"]
[search.kmeans]
k = "2..12"
[stability]
resamples = 0
[output]
columns = ["channel"]
[engine]
parts = {parts}
"""
ORDERS = """
[[derive]]
kind = "rfm"
path = "{data}"
id = "customer_id"
date = "date"
amount = "amount"
[[derive]]
kind = "clv"
path = "{data}"
id = "customer_id"
date = "date"
amount = "amount"
horizon = "26w"
[features]
use = ["recency_days", "frequency", "monetary"]
[search.kmeans]
k = [4]
[stability]
resamples = 0
[engine]
parts = {parts}
"""
SKLEARN = """
import sys, glob, numpy as np, polars as pl
from sklearn.cluster import KMeans
columns = {columns!r}
frame = pl.read_parquet("{data}/*.parquet", columns=["customer_id", *columns])
frame = frame.with_columns(pl.col("income", "basket").fill_null(pl.col("income", "basket").median()))
frame = frame.with_columns(pl.col("income").log1p())
ids = frame["customer_id"]
values = frame.select((pl.col(c) - pl.col(c).mean()) / pl.col(c).std(ddof=0) for c in columns).to_numpy()
for k in range(2, 13):
    labels = KMeans(k, n_init=1, random_state=0).fit_predict(values)
pl.DataFrame({{"customer_id": ids, "segment": labels}}).write_csv("{out}/labels.csv")
"""
DUCKDB = """
import duckdb
names = {columns!r}
print(duckdb.sql("select " + ", ".join(f"median({{c}}), avg({{c}}), stddev_pop({{c}})" for c in names)
                 + " from read_parquet('{data}/*.parquet')").fetchall()[0][:2])
"""


def make(folder: Path, millions: int) -> Path:
    """Customers in five groups, 3 % of two columns empty."""
    place = folder / f"customers-{millions}m"
    place.mkdir(exist_ok=True)
    centers = np.random.default_rng(7).normal(0, 3, (5, len(COLUMNS)))
    for number in range(millions):
        rng = np.random.default_rng(1000 + number)
        group = rng.choice(5, 1_000_000, p=[0.35, 0.25, 0.2, 0.15, 0.05])
        values = centers[group] + rng.normal(0, 1, (len(group), len(COLUMNS)))
        frame = pl.DataFrame(values * 10 + 100, schema=COLUMNS).with_columns(
            income=pl.Series(np.exp(values[:, 0] / 4 + 10)),
            channel=pl.Series(np.array(["web", "shop", "app"])[(group + (rng.random(len(group)) < 0.3)) % 3]),
        )
        gaps = [
            pl.when(pl.Series(rng.random(len(group)) < 0.03)).then(None).otherwise(pl.col(c)).alias(c)
            for c in ("income", "basket")
        ]
        ids = pl.int_range(number * 1_000_000, (number + 1) * 1_000_000).alias("customer_id")
        frame.with_columns(gaps).select(ids, pl.all()).write_parquet(place / f"{number:04d}.parquet")
    return place


def orders(folder: Path, millions: int) -> Path:
    """Orders of a tenth as many customers, who order at rates of their own within a thousand days."""
    place = folder / f"orders-{millions}m.parquet"
    rng = np.random.default_rng(5)
    reached = np.cumsum(rng.gamma(1.2, 1, millions * 100_000))
    whole = []
    for _ in range(millions):
        who = np.searchsorted(reached / reached[-1], rng.random(1_000_000)).clip(0, len(reached) - 1)
        days = np.datetime64("2022-01-01") + rng.integers(0, 1_000, len(who)).astype("timedelta64[D]")
        ids = pl.format("K{}", pl.Series(who).cast(pl.String).str.zfill(8)).alias("customer_id")
        made = pl.select(ids, date=pl.Series(days).cast(pl.Date), amount=pl.Series(rng.gamma(2, 20, len(who)).round(2)))
        whole.append(made)
    pl.concat(whole).write_parquet(place)
    return place


def measured(line: list[str], folder: Path) -> tuple[float, float, float, int]:
    """Seconds by the clock and of the processors, peak MiB of all processes, and the exit code."""
    began = time.perf_counter()
    process = psutil.Popen(line, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak, spent = 0, 0.0
    while process.poll() is None:
        try:
            every = [process, *process.children(recursive=True)]
            peak = max(peak, sum(one.memory_full_info().uss for one in every))
            spent = max(spent, sum(sum(one.cpu_times()[:2]) for one in every))
        except psutil.Error:
            pass
        time.sleep(0.1)
    return time.perf_counter() - began, spent, peak / 2**20, process.returncode


def main() -> None:
    only = [word for word in sys.argv[1:] if word in NAMES]
    named = next((word for word in sys.argv[1:] if not word.isdigit() and word not in NAMES), "")
    with tempfile.TemporaryDirectory(prefix="segtui-bench-") as made:
        folder = Path(named or made).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        sizes = [int(word) for word in sys.argv[1:] if word.isdigit()] or [1, 5, 20]
        free = psutil.virtual_memory().total
        print(f"{'rows':>12}  {'what':<16}{'clock s':>9}{'cpu s':>9}{'rows/cpu s':>12}{'peak MiB':>10}")
        for millions in sizes:
            data = make(folder, millions)
            values = {"data": data, "columns": COLUMNS, "out": folder}
            for parts in ("true", "false"):
                text = PLAN.format(**{**values, "columns": str(COLUMNS).replace("'", '"')}, parts=parts)
                (folder / f"parts-{parts}.toml").write_text(text)
                text = ORDERS.format(data=orders(folder, millions), parts=parts)
                (folder / f"orders-{parts}.toml").write_text(text)
            run = [sys.executable, "-m", "segtui", "run", "--quiet", "--force"]
            lines = {"in parts": [*run, "parts-true.toml"], "orders, parts": [*run, "orders-true.toml"]}
            if millions * 1_500 * 2**20 / 2 < free:  # what in memory takes at its peak
                lines |= {
                    "in memory": [*run, "parts-false.toml"],
                    "orders, memory": [*run, "orders-false.toml"],
                    "scikit-learn": [sys.executable, "-c", SKLEARN.format(**values)],
                }
            lines["duckdb, look"] = [sys.executable, "-c", DUCKDB.format(**values)]
            took: dict[str, float] = {}
            for name, line in lines.items():
                if only and not any(word in name for word in only):
                    continue
                clock, spent, peak, code = measured(line, folder)
                rows, took[name] = millions * 1_000_000, clock
                told = f"{clock:>9.1f}{spent:>9.1f}{rows / max(spent, 1e-9):>12,.0f}{peak:>10,.0f}"
                print(f"{rows:>12,}  {name:<16}{told}" + (f"   exit {code}" if code else ""), flush=True)
            if {"in parts", "in memory"} <= took.keys():
                print(f"in parts takes {took['in parts'] / took['in memory']:.2f} of the time in memory", flush=True)


if __name__ == "__main__":
    main()
