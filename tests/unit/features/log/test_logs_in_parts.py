"""What is made of a log in parts on the disk is what is made of the whole."""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from segtui.data.reading import read_in_parts
from segtui.features.makers.clv import Clv
from segtui.features.makers.join import Join
from segtui.features.makers.lead_score import LeadScore
from segtui.features.makers.rfm import Rfm
from segtui.pipeline.preparing.table_reader import TableReader


@pytest.fixture(autouse=True)
def small_parts(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(read_in_parts, "_MOST_ROWS", 500)
    monkeypatch.setattr(read_in_parts, "_ROWS", 300)


def _orders(rows: int = 2_500) -> pl.DataFrame:
    rng = np.random.default_rng(8)
    who, number = rng.integers(0, 200, rows), rng.integers(0, 900, rows)
    days = [dt.datetime(2023, 1, 1) + dt.timedelta(days=int(d)) for d in rng.integers(0, 500, rows)]
    return pl.DataFrame(
        {
            "who": [f"c{n}" for n in who],
            "day": days,
            "invoice": [f"C{n}" if n % 17 == 0 else f"A{n}" for n in number],
            "pieces": rng.integers(-1, 6, rows),
            "price": np.where(rng.random(rows) < 0.02, np.nan, rng.gamma(2, 20, rows)).round(2),
            "what": rng.choice(["open", "click", "buy"], rows),
        }
    ).with_columns(pl.col("price").fill_nan(None))


ORDERS = {"path": "log.parquet", "id": "who", "date": "day", "amount": "price"}
MAKERS = [
    Rfm(kind="rfm", **ORDERS),
    Rfm(kind="rfm", **{**ORDERS, "amount": "pieces * price"}, order="invoice", as_of=dt.date(2024, 2, 1)),
    Rfm(kind="rfm", **ORDERS, order="invoice", binning="nested", monetary="mean"),
    Clv(kind="clv", **ORDERS, order="invoice", horizon="26w"),
    LeadScore(kind="lead_score", path="log.parquet", id="who", time="day", event="what", points={"open": 2, "buy": 9}),
    Join(
        kind="join",
        path="log.parquet",
        id="who",
        columns={"price": ("sum", "mean", "max"), "what": ("mode", "n_unique", "last"), "day": ("min",)},
        order_by="day",
    ),
]


@pytest.mark.parametrize("maker", MAKERS, ids=["rfm", "rfm expression", "rfm nested", "clv", "lead_score", "join"])
def test_features_of_parts_are_those_of_the_whole(maker):
    _orders().write_parquet("log.parquet", row_group_size=170)
    reader = TableReader()
    parted, whole = (
        reader.in_parts(maker.table(), Path(), maker.parting(), maker.columns_needed()),
        reader.table(maker.table(), Path()),
    )
    assert parted is not None and len(parted.parts) > 1
    one, other = maker.fit_transform(whole), maker.fit_transform(parted)
    assert other.frame.equals(one.frame)
    assert (other.notes, other.learned, other.edges) == (one.notes, one.learned, one.edges)
    assert other.carried_out == one.carried_out


def test_a_worth_of_other_rows_or_of_a_column_called_like_it_is_read_as_a_whole():
    _orders().write_parquet("log.parquet")
    beyond = Rfm(kind="rfm", **{**ORDERS, "amount": "price / AVG(price)"})
    assert beyond.parting() is None
    _orders().with_columns((pl.col("price") * 2).alias("pieces * price")).write_parquet("log.parquet")
    named = Rfm(kind="rfm", **{**ORDERS, "amount": "pieces * price"})
    assert TableReader().in_parts(named.table(), Path(), named.parting(), named.columns_needed()) is None
