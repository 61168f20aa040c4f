"""Rows from an S3 server of this machine: rows per second, processor seconds and peak memory, beside Polars.

python tests/bench/stores.py [ROWS]
"""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable

import polars as pl
from sources import measured, staged

PORT = 25_100
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "ana",
    "AWS_SECRET_ACCESS_KEY": "key",
    "AWS_REGION": "us-east-1",
    "AWS_ENDPOINT_URL": f"http://127.0.0.1:{PORT}",
    "AWS_ALLOW_HTTP": "true",
}


def by_polars(url: str) -> int:
    return pl.scan_parquet(url).collect().height


def delta_by_polars(url: str) -> int:
    return pl.scan_delta(url.removeprefix("delta+")).collect().height


def some_by_polars(url: str) -> int:
    return pl.scan_parquet(url.partition("?")[0]).filter(pl.col("x0") < 10).select("id", "x0").collect().height


def main(rows: int) -> None:
    os.environ.update(ENVIRONMENT)
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(PORT)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _make(rows)
        some = "s3://lake/t/*.parquet?columns=id,x0&where=x0 < 10"
        cases: list[tuple[str, Callable[[str], int], str]] = [
            ("Parquet", staged, "s3://lake/t/*.parquet"),
            ("  Polars", by_polars, "s3://lake/t/*.parquet"),
            ("some", staged, some),
            ("  Polars", some_by_polars, some),
            ("CSV", staged, "s3://lake/t.csv"),
            ("Delta", staged, "delta+s3://lake/delta"),
            ("  Polars", delta_by_polars, "delta+s3://lake/delta"),
        ]
        for name, call, address in cases:
            measured(name, call, address)
    finally:
        server.terminate()


def _make(rows: int) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(urllib.request.Request(f"{ENVIRONMENT['AWS_ENDPOINT_URL']}/lake", method="PUT"))
            break
        except OSError:
            time.sleep(0.2)
    number = pl.int_range(rows)
    made = pl.select(number.alias("id"), *((number * i % 997 / 7.0).alias(f"x{i - 1}") for i in range(1, 9)))
    for part in range(4):
        made[part * rows // 4 : (part + 1) * rows // 4].write_parquet(f"s3://lake/t/{part}.parquet")
    made.write_csv("s3://lake/t.csv")
    made.write_delta("s3://lake/delta")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
