"""What every export target keeps to: run over all that are declared, and over the template."""

from typing import get_args

import polars as pl
import pytest

from segtui.delivery.export.files.formats import formats
from segtui.delivery.export.target import Part, targets
from tests.templates import export_target as template

ALL = [*targets().values(), template.TARGET]
pytestmark = pytest.mark.parametrize("target", ALL, ids=lambda t: t.name)


def test_it_has_a_title_and_a_format_that_can_be_written(target):
    assert target.name == target.name.lower() and " " not in target.name and target.title
    assert target.format in formats()


def test_its_columns_hold_parts_that_are_known_under_headers_of_their_own(target):
    headers = [column.header for column in target.columns]
    assert len(set(headers)) == len(headers)
    assert {column.holds for column in target.columns} <= set(get_args(Part))
    assert bool(headers) != target.plain


def test_the_parts_that_it_needs_are_in_its_columns(target):
    held = {column.holds for column in target.columns}
    assert {*target.needs, *target.together} <= held
    assert {o.holds for o in target.optouts if o.holds} <= {*get_args(Part)}


def test_its_forms_keep_the_rows_and_give_text(target):
    for column in target.columns:
        if column.form is not None:
            cells = pl.DataFrame({"x": pl.Series(["a", None, "B c"], dtype=pl.String)})
            done = cells.select(column.form(pl.col("x")))
            assert done.height == 3 and done.dtypes == [pl.String]


def test_only_advertising_needs_consent_to_personalised_ads(target):
    assert target.advertising or not target.needs_eea_consent
