"""How fast and how large a profile of a big CSV is, beside just reading it, Polars' describe and pandas' describe.

python tests/bench/profile.py [ROWS] [--times N] [--keep FILE.csv]

ROWS defaults to 5,000,000 (20 columns, about 500 MB). Each runs in a fresh process; pandas only where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.apart import Peak, apart

PART = 250_000
CITIES = [
    f"{a}{b}" for a in ("Bad ", "New ", "San ", "Upper ", "") for b in ("Aalen", "Bern", "Cork", "Dijon", "Évora")
]
DAY = 86_400


def make_csv(rows: int, path: Path) -> None:
    """A customer table: an id, a key, text with few and with many values, dates, times, whole numbers and amounts."""
    random = np.random.default_rng(7)
    with path.open("wb") as file:
        for start in range(0, rows, PART):
            frame = part(random, start, min(PART, rows - start))
            frame.write_csv(file, include_header=start == 0, datetime_format="%Y-%m-%d %H:%M:%S")


def part(random: np.random.Generator, start: int, rows: int) -> pl.DataFrame:
    """The next rows of the table."""

    def thinned(values: pl.Series, share: float) -> pl.Series:
        return values.set(pl.Series(random.random(rows) < share), None)

    def days(first: str, count: int) -> pl.Series:
        return pl.Series(np.datetime64(first, "D") + random.integers(0, count, rows))

    spend = random.lognormal(4, 1, rows)
    return pl.DataFrame(
        {
            "customer_id": np.arange(start + 1, start + rows + 1),
            "code": pl.Series(random.integers(0, 10**9, rows)).map_elements(lambda n: f"K{n:09d}", pl.String),
            "city": thinned(pl.Series(random.choice(CITIES, rows)), 0.02),
            "country": random.choice(["FR", "DE", "ES", "IT"], rows, p=[0.4, 0.3, 0.2, 0.1]),
            "plan": random.choice(["basic", "plus", "pro"], rows),
            "newsletter": random.choice(["yes", "no"], rows),
            "birthday": thinned(days("1940-01-01", 24_000), 0.1),
            "first_order": days("2015-01-01", 3_000),
            "last_order": days("2020-01-01", 1_500),
            "last_seen": pl.from_epoch(pl.Series(1_600_000_000 + random.integers(0, 900 * DAY, rows)), "s"),
            "orders": random.poisson(6, rows),
            "returns": random.poisson(0.4, rows),
            "points": thinned(pl.Series(random.integers(0, 100_000, rows)), 0.05),
            "household": random.integers(1, 7, rows),
            "spend": spend.round(2),
            "discount": thinned(pl.Series(random.beta(2, 8, rows).round(4)), 0.03),
            "basket": (spend / 5 + random.normal(0, 3, rows)).round(2),
            "latitude": random.normal(48, 3, rows).round(5),
            "score": random.normal(0, 1, rows).round(6),
            "visits": random.geometric(0.1, rows),
        }
    )


def polars_read(path: str) -> Peak:
    """Only reading, dates parsed, as a user would."""
    with Peak() as peak:
        pl.read_csv(path, try_parse_dates=True)
    return peak


def polars_describe(path: str) -> Peak:
    """Polars' own summary."""
    with Peak() as peak:
        pl.read_csv(path, try_parse_dates=True).describe()
    return peak


def segtui_read(path: str) -> Peak:
    """Reading as segtui does: encoding, quotes, ragged rows, number and date formats, all checked on every row."""
    from segtui.data.reading.read import read
    from segtui.data.source import Source

    with Peak() as peak:
        read(Source(path=path), Path())
    return peak


def segtui_profile(path: str) -> Peak:
    """The same and the profile: quartiles, moments, distinct values, histogram and alerts of every column."""
    from segtui.data.reading.read import read
    from segtui.data.source import Source
    from segtui.profiling.profile import profile

    with Peak() as peak:
        profile(read(Source(path=path), Path()))
    return peak


def pandas_describe(path: str) -> Peak:
    """pandas' read_csv and describe of all columns."""
    import pandas

    with Peak() as peak:
        pandas.read_csv(path).describe(include="all")
    return peak


CONTENDERS: dict[str, Callable[[str], Peak]] = {
    "polars, read only": polars_read,
    "polars, read + describe": polars_describe,
    "segtui, read only": segtui_read,
    "segtui, read + profile": segtui_profile,
    "pandas, read + describe": pandas_describe,
}


def main() -> None:
    """Make the table, measure all in turns, print medians."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("rows", type=int, nargs="?", default=5_000_000)
    cli.add_argument("--times", type=int, default=3, help="how often each is measured, in turns (default 3)")
    cli.add_argument("--keep", type=Path, help="where the table is kept, and taken from if it is there")
    asked = cli.parse_args()
    with tempfile.TemporaryDirectory(prefix="segtui-bench-") as folder:
        path = asked.keep or Path(folder) / "customers.csv"
        if not path.exists():
            make_csv(asked.rows, path)
        compare(path, asked.times)


def compare(path: Path, times: int) -> None:
    """A line for each contender; ratios are to Polars' bare reading."""
    contenders = {k: v for k, v in CONTENDERS.items() if "pandas" not in k or importlib.util.find_spec("pandas")}
    met: dict[str, list[Peak]] = {name: [] for name in contenders}
    for _ in range(times):
        for name, function in contenders.items():
            met[name].append(apart(function, str(path)))
    print(f"{path.stat().st_size / 1e6:,.0f} MB")
    print(f"{'':<26}{'seconds':>8}{'ratio':>8}{'processor s':>13}{'ratio':>8}{'peak MiB':>10}")
    first = met["polars, read only"]
    base, own = statistics.median(p.seconds for p in first), statistics.median(p.processor for p in first)
    for name, peaks in met.items():
        seconds = statistics.median(p.seconds for p in peaks)
        busy = statistics.median(p.processor for p in peaks)
        mib = max(p.mib for p in peaks)
        print(f"{name:<26}{seconds:8.1f}{seconds / base:8.1f}{busy:13.1f}{busy / own:8.1f}{mib:10,.0f}")


if __name__ == "__main__":
    main()
