"""Yes and no where a month has only one of them, and where the same letters mean something else."""

import polars as pl
import pytest

from segtui.data.source import Source
from segtui.data.types.infer_types import type_columns

SOURCE = Source(path="x.csv")


def typed(name, cells):
    return type_columns(pl.DataFrame({name: cells}, schema={name: pl.String}), SOURCE).frame[name]


@pytest.mark.parametrize("name", ["churn", "optin", "opted in", "answer", "x"])
@pytest.mark.parametrize(
    ("word", "value"),
    [
        *(("no", False), ("No", False), ("NO", False), ("yes", True), ("ja", True), ("nee", False), ("oui", True)),
        *(("non", False), ("sí", True), ("nie", False), ("true", True), ("off", False)),
    ],
)
def test_one_word_for_all_is_a_yes_or_a_no(name, word, value):
    assert typed(name, [word, None, word]).to_list() == [value, None, value]


@pytest.mark.parametrize("name", ["country", "country_code", "Gender", "state", "region", "language", "type"])
@pytest.mark.parametrize("word", ["NO", "SI", "N", "Y"])
def test_codes_of_countries_and_the_like_stay_text(name, word):
    assert typed(name, [word, word]).to_list() == [word, word]


@pytest.mark.parametrize("name", ["is_active", "opted_in", "consent", "newsletter", "Bought", "subscribed"])
def test_a_letter_alone_is_a_no_where_the_name_says_so(name):
    assert typed(name, ["N", "N"]).to_list() == [False, False]
    assert typed(name, ["Y", None]).to_list() == [True, None]


@pytest.mark.parametrize(
    ("name", "cells"), [("x", ["n", "n"]), ("side", ["N", "S"]), ("size", ["S", "S"]), ("x", ["F"])]
)
def test_letters_that_may_mean_anything_stay_text(name, cells):
    assert typed(name, cells).to_list() == cells
