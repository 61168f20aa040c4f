"""The sample data: made again byte for byte, real orders intact, customers as badly kept as promised."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

SAMPLE = Path(__file__).parents[3] / "sample_data"


@pytest.fixture(scope="module")
def customers():
    return pl.read_csv(SAMPLE / "customers.csv", infer_schema_length=0)


def test_the_script_makes_the_committed_bytes_again(tmp_path):
    for name in ("make_sample.py", "cdnow_orders.csv"):
        (tmp_path / name).write_bytes((SAMPLE / name).read_bytes())
    subprocess.run([sys.executable, str(tmp_path / "make_sample.py")], check=True)
    assert (tmp_path / "customers.csv").read_bytes() == (SAMPLE / "customers.csv").read_bytes()


def test_an_original_in_the_layout_of_the_wheel_is_converted_line_by_line(tmp_path):
    (tmp_path / "make_sample.py").write_bytes((SAMPLE / "make_sample.py").read_bytes())
    script = "import make_sample, pathlib; make_sample.convert(pathlib.Path('in.txt'))"
    (tmp_path / "in.txt").write_text(" 00004 0001 19970101  2   29.33\r\n 00021 0002 19970118 12    0.00\r\n\r\n")
    subprocess.run([sys.executable, "-c", script], check=True, cwd=tmp_path)
    expected = "customer_id,order_date,cds,amount\n1,1997-01-01,2,29.33\n2,1997-01-18,12,0.00\n"
    assert (tmp_path / "cdnow_orders.csv").read_text() == expected


def test_the_table_has_two_thousand_rows_some_of_them_twice(customers):
    assert customers.height == 2_000
    assert customers["customer_id"].n_unique() == 1_943
    assert customers.is_duplicated().any()


@pytest.mark.parametrize(
    ("column", "shape"),
    [
        ("signup_date", r"^\d{4}-\d\d-\d\d$"),
        ("signup_date", r"^\d\d\.\d\d\.\d{4}$"),
        ("signup_date", r"^\d\d \w{3} \d{4}$"),
        ("signup_date", r"^\d\d/\d\d/\d{4}$"),
        ("income", r"^\$\d+,\d{3}$"),
        ("income", r"^\$\d+,\d{3}\.00$"),
        ("income", r"^\d+ \d{3},\d\d \$$"),
        ("income", r"^(N/A|-|\?|null|NA)$"),
        ("income", r"^\$?(666|999|5,?000),?(666|999|000)$"),
        ("store_spend", r"^\d+,\d\d €$"),
        ("discount_share", r"^\d+,5%$"),
        ("city", r"^ .*| $"),
        ("city", r"^[A-Z ]+$"),
        ("birth_year", r"^(0|18\d\d|2096)$"),
        ("visits", r"^(250|365|999)$"),
    ],
)
def test_the_cells_are_as_badly_kept_as_promised(customers, column, shape):
    assert customers[column].str.contains(shape).sum() > 0


def test_a_few_customers_never_ordered(customers):
    orders = pl.read_csv(SAMPLE / "cdnow_orders.csv")
    ids = customers["customer_id"].cast(pl.Int64).unique()
    assert ids.is_in(orders["customer_id"].implode()).sum() == 1_893


def test_the_files_stay_small():
    assert sum(path.stat().st_size for path in SAMPLE.iterdir() if path.is_file()) < 400_000
