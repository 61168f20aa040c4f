"""The figures of a profile in parts are those of all rows, whatever the sample."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.libraries.parts.workers import Threads
from segtui.pipeline.partitioned.preparing import profile_parts as of_parts
from segtui.pipeline.partitioned.preparing.source_parts import open_source
from segtui.profiling.profile import profile


def _table(rows: int = 4_000) -> pl.DataFrame:
    rng = np.random.default_rng(5)
    spent = np.where(rng.random(rows) < 0.1, np.nan, rng.lognormal(3, 1, rows))
    spent[7] = np.inf
    days = [dt.date(2020, 1, 1) + dt.timedelta(int(n)) for n in rng.integers(0, 900, rows)]
    return pl.DataFrame(
        {
            "customer": np.arange(rows) // 2 * 3 + 1_000,
            "spent": spent,
            "visits": rng.poisson(3, rows),
            "since": days,
            "seen": [dt.datetime(2024, 1, 1) + dt.timedelta(seconds=int(n)) for n in rng.integers(0, 10**7, rows)],
            "member": rng.random(rows) < 0.3,
            "city": rng.choice(["Lyon", "Nice", "Metz", "Brest"], rows, p=[0.5, 0.3, 0.15, 0.05]),
            "note": [f"n{n}" if n % 3 else None for n in range(rows)],
            "same": ["x"] * rows,
            "none": pl.Series([None] * rows, dtype=pl.String),
        }
    )


@pytest.mark.parametrize("ending", ["parquet", "csv"])
@pytest.mark.parametrize("few", [100_000, 50])
def test_figures_are_those_of_all_rows(tmp_path, monkeypatch, ending, few):
    monkeypatch.setattr(of_parts, "_FEW", few)
    monkeypatch.setattr(of_parts, "_VALUES_AT_ONCE", 1_500)
    _table().write_parquet(tmp_path / "t.parquet")
    _table().write_csv(tmp_path / "t.csv")
    source = Source(path=f"t.{ending}", id="customer")
    parts = open_source(source, tmp_path, tmp_path / "spill", Threads(2), rows=1_000, seed=0, sample=1_500)
    found = of_parts.profile_parts(Threads(2), parts, tmp_path / "spill")
    known = profile(read(source, tmp_path))
    assert found.rows == known.rows == 4_000
    whole = ("empty", "nulls", "constant", "id_like", "infinite")
    for one, other in zip(found.columns, known.columns, strict=True):
        moments = [(c.mean, c.std, c.skewness) for c in (one, other)]
        for a, b in zip(*moments, strict=True):
            assert a == pytest.approx(b, rel=1e-9) if a is not None else b is None
        if one.name in ("visits", "member", "city", "same"):  # the most frequent of others are chance
            assert one.top == other.top
        plain = [replace(c, mean=None, std=None, skewness=None, top=(), alerts=()) for c in (one, other)]
        assert plain[0] == plain[1]
        alerts = [[a for a in c.alerts if a.code in whole] for c in (one, other)]
        assert alerts[0] == alerts[1]
