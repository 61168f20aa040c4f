"""Tables of BigQuery by its Storage Read API."""

from __future__ import annotations

from segtui.data.databases.stage import fingerprint_by, staged_reading
from segtui.data.databases.table_address import backticked, with_paths
from segtui.data.databases.warehouses.bigquery import bigquery_estimate, bigquery_server, bigquery_tables, staged_rows
from segtui.data.reader import Addresses, Reader
from segtui.libraries.boundary import Library

read, batches = staged_reading(staged_rows, "bigquery")

READER = Reader(
    format="bigquery",
    label="BigQuery",
    read=read,
    batches=batches,
    addresses=Addresses(
        ("bigquery",),
        fingerprint_by(read),
        lambda *_: "",
        with_paths,
        bigquery_tables,
        bigquery_server,
        None,  # a LIMIT is paid for as all rows are
        backticked,
        estimate=bigquery_estimate,
    ),
    holds="a BigQuery warehouse",
    is_typed=True,
    libraries=(
        Library("google.cloud.bigquery", "segtui[bigquery]"),
        Library("google.cloud.bigquery_storage", "segtui[bigquery]"),
    ),
)
