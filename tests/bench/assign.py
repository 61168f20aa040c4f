"""How fast `segtui assign` is and how much memory it takes, for few new rows and for many.

python tests/bench/assign.py [ROWS] [--families kmeans,dbscan …] [--parquet]

ROWS defaults to 3,000,000 new rows of six columns, assigned to a run over 20,000; a tenth as many come first. Memory
that is bounded does not grow with the rows, but for some twenty bytes a row where a plan takes duplicates out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.apart import command

TRAINED = 20_000
PART = 250_000
SEGTUI = str(Path(sys.executable).with_name("segtui"))
GRIDS = {
    "kmeans": "k = [6]",
    "dbscan": "eps = [0.6]\nmin_samples = [10]",
    "hdbscan": "min_cluster_size = [200]\nmin_samples = [10]",
    "hierarchical": 'linkage = ["ward"]\nk = [6]',
}
PLAN = """
[source]
path = "trained.csv"
id = "customer_id"
[[clean]]
step = "outliers"
columns = ["spend"]
threshold = 3.0
[[clean]]
step = "impute"
columns = ["income"]
method = "median"
[features]
use = ["age", "income", "spend", "visits", "share"]
[select]
clusters = [2, 100]
min_share = 0.0
max_noise = 1.0
"""
DUPLICATES = '[[clean]]\nstep = "deduplicate"\nby = ["customer_id"]\nkeep = "last"\n'


def part(random: np.random.Generator, start: int, rows: int) -> pl.DataFrame:
    """The next customers, of six groups."""
    centres = np.random.default_rng(1).uniform(-3, 3, (6, 5))
    values = centres[random.integers(0, 6, rows)] + random.normal(0, 0.5, (rows, 5))
    frame = pl.DataFrame(values.round(3), schema=["age", "income", "spend", "visits", "share"])
    frame = frame.with_columns(pl.when(pl.Series(random.random(rows) > 0.02)).then(pl.col("income")).alias("income"))
    return frame.insert_column(0, pl.Series("customer_id", np.arange(start, start + rows)))


def write(path: Path, rows: int, seed: int) -> None:
    """A table of so many customers, CSV or Parquet."""
    random = np.random.default_rng(seed)
    parts = (part(random, start, min(PART, rows - start)) for start in range(0, rows, PART))
    if path.suffix == ".parquet":
        pl.concat(parts).write_parquet(path)
        return
    with path.open("wb") as file:
        for number, frame in enumerate(parts):
            frame.write_csv(file, include_header=number == 0)


def main() -> None:
    """A line for each family and number of rows."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("rows", type=int, nargs="?", default=3_000_000)
    cli.add_argument("--families", default="kmeans,deduplicate,dbscan,hdbscan,hierarchical")
    cli.add_argument("--parquet", action="store_true", help="new rows in Parquet instead of CSV")
    asked = cli.parse_args()
    with tempfile.TemporaryDirectory(prefix="segtui-bench-") as name:
        folder = Path(name)
        write(folder / "trained.csv", TRAINED, 0)
        sizes = (asked.rows // 10, asked.rows)
        files = {rows: folder / f"new-{rows}.{'parquet' if asked.parquet else 'csv'}" for rows in sizes}
        for rows, path in files.items():
            write(path, rows, rows)
        print(f"{'':<16}{'rows':>12}{'seconds':>10}{'rows a second':>16}{'peak MiB':>10}")
        for family in asked.families.split(","):
            assign(folder, family, files)


def assign(folder: Path, family: str, files: dict[int, Path]) -> None:
    """A run of one family, and each file assigned to it."""
    grid = "kmeans" if family == "deduplicate" else family
    cleaning = PLAN.replace("[[clean]]", DUPLICATES + "[[clean]]", 1) if family == "deduplicate" else PLAN
    (folder / "plan.toml").write_text(f"{cleaning}\n[search.{grid}]\n{GRIDS[grid]}\n")
    command([SEGTUI, "run", "plan.toml", "-o", family, "--quiet"], folder)
    for rows, path in files.items():
        out = f"{family}-{rows}{path.suffix}"
        seconds, mib = command([SEGTUI, "assign", family, path.name, "-o", out, "--quiet"], folder)
        print(f"{family:<16}{rows:12,}{seconds:10.1f}{rows / seconds:16,.0f}{mib:10,.0f}", flush=True)
        (folder / out).unlink()


if __name__ == "__main__":
    main()
