"""Datasets are called in lineage as others call them, and there is nothing secret in their names."""

from pathlib import Path

import pytest

from segtui.pipeline.observers.open_lineage.dataset_names import dataset_of, table_dataset


@pytest.fixture(autouse=True)
def shop(monkeypatch):
    monkeypatch.setenv("SEGTUI_CONNECTION_SHOP", "postgresql://ann:geheim@db.example.org/crm")
    monkeypatch.setenv("SEGTUI_CONNECTION_KASSE", "mysql://ann:geheim@db.example.org:3307/till")


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("customers.csv", ("file", "/plans/customers.csv")),
        ("/data/customers.csv", ("file", "/data/customers.csv")),
        ("-", ("segtui", "standard input")),
        ("shop:marketing.segments", ("postgres://db.example.org:5432", "crm.marketing.segments")),
        ("shop:customers", ("postgres://db.example.org:5432", "crm.public.customers")),
        ("shop:customers?columns=id&where=a = 1", ("postgres://db.example.org:5432", "crm.public.customers")),
        ("kasse:orders", ("mysql://db.example.org:3307", "till.orders")),
        ("postgresql://ann@db.example.org:6000/crm?table=a.b", ("postgres://db.example.org:6000", "crm.a.b")),
        ("sqlite:///shop.db?table=customers", ("sqlite:///plans/shop.db", "customers")),
        ("s3://lake/customers/*.parquet?storage=lake", ("s3://lake", "customers/*.parquet")),
        ("bigquery://project?table=shop.orders", ("bigquery", "project.shop.orders")),
        ("kafka://broker:9092/events", ("kafka://broker:9092", "events")),
        ("amqp://ann@broker/queue", ("amqp://broker:5672", "queue")),
    ],
)
def test_a_dataset_is_named_by_where_it_is(path, named):
    found = dataset_of(path, Path("/plans"))
    assert (found.namespace, found.name) == named


def test_a_query_is_known_by_its_text_which_is_not_told():
    one, other = (
        dataset_of(f"shop:?query=select * from t where mail = '{x}@example.org'", Path("/plans")) for x in "ab"
    )
    assert one.name.startswith("crm.query-") and one.name != other.name and "example.org" not in one.name


@pytest.mark.parametrize("address", ["missing:customers", "postgresql://ann:geheim@h/d?table=t", "odd://ann@[x/"])
def test_what_can_not_be_named_well_still_has_a_name_without_secrets(address):
    found = dataset_of(address, Path("/plans"))
    assert found.name and "geheim" not in found.namespace + found.name and "ann" not in found.namespace + found.name


def test_a_table_of_a_write_is_the_one_that_a_source_reads():
    assert table_dataset("shop", "a.b", Path()) == dataset_of("shop:a.b", Path())
    url = "sqlite:////data/shop.db"
    assert table_dataset(url, "b", Path()) == dataset_of(f"{url}?table=b", Path())
