"""Whole numbers that are codes stay text, by name and by shape; quantities and ids stay numbers."""

import polars as pl
import pytest

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.types.cell_words import null_words
from segtui.data.types.column_format import as_before, column_formats

FIVE = [10115, 80331, 20095, 50667, 99423, 60311] * 5
LONG = [3012345677 + 8191 * n for n in range(30)]


def table(tmp_path, name, values, known=()):
    lines = [f"{n},{value},{n % 7}.5" for n, value in enumerate(values, 101)]
    (tmp_path / "x.csv").write_text("\n".join([f'customer_id,"{name}",spend', *lines]) + "\n")
    return read(Source(path=str(tmp_path / "x.csv")), tmp_path, known=known)


@pytest.mark.parametrize(
    "name",
    [
        "zip",
        "Zip",
        "ZIP_CODE",
        "zipcode",
        "zipCode",
        "plz",
        "PLZ",
        "postal_code",
        "PostalCode",
        "postcode",
        "Postleitzahl",
        "code_postal",
        "billing_zip",
        "shipping_postcode",
        "zip_home",
        "store_code",
        "promo_code",
        "postnummer",
        "CAP",
        "CEP",
        "pincode",
        "BLZ",
        "tax_id",
        "MCC",
        "sku",
        "account",
        "account_number",
        "accountNo",
        "Kontonummer",
    ],
)
def test_codes_stay_text_by_the_names_of_their_columns(tmp_path, name):
    found = table(tmp_path, name, FIVE)
    assert found.frame[name].to_list() == [str(value) for value in FIVE]
    assert any(f'"{name}" stays text' in note for note in found.reading.notes)


@pytest.mark.parametrize(
    "name", ["phone", "Telefon", "telefonnummer", "mobile", "mobile_number", "phone2", "home_phone", "fax_no", "x17"]
)
def test_long_numbers_of_one_length_are_codes(tmp_path, name):
    assert table(tmp_path, name, LONG).frame[name].to_list() == [str(value) for value in LONG]


@pytest.mark.parametrize(
    "name",
    [
        "income",
        "spend",
        "balance",
        "n_zip",
        "zip_count",
        "phone_calls",
        "store_area",
        "postal_items",
        "account_balance",
        "code_lines",
        "mobile_visits",
        "customer_number",
        "population_density",
        "points",
        "annual_sales",
        "market_cap",
        "credit_cap",
        "n_codes",
    ],
)
def test_quantities_and_ids_of_one_length_stay_numbers(tmp_path, name):
    assert table(tmp_path, name, FIVE).frame[name].to_list() == FIVE


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("revenue", LONG),
        ("created", [1_700_000_000 + 8191 * n for n in range(30)]),
        ("created", [1_700_000_000_123 + 8_191_007 * n for n in range(30)]),
        ("x", [3_000_000_000 + 1_000 * n for n in range(30)]),
        ("x", [300_000_000 + 10**8 * n for n in range(30)]),
        ("mobile", [n % 9 for n in range(30)]),
        ("sku", [n * n for n in range(30)]),
        ("customer_id", LONG),
    ],
)
def test_amounts_times_and_counts_are_no_codes(tmp_path, name, values):
    lines = [f"{value},{n % 7}.5" for n, value in enumerate(values)]
    (tmp_path / "x.csv").write_text("\n".join([f"{name},spend", *lines]) + "\n")
    assert read(Source(path="x.csv"), tmp_path).frame[name].to_list() == values


def test_postcodes_that_a_program_wrote_as_floats_lose_their_fraction(tmp_path):
    cells = [f"{value}.0" if n else "" for n, value in enumerate(FIVE)]
    assert table(tmp_path, "zip", cells).frame["zip"].to_list() == [None, *map(str, FIVE[1:])]


def test_numbers_of_a_workbook_under_such_a_name_are_text(tmp_path):
    pl.DataFrame({"id": range(1, 31), "zip": FIVE, "n": FIVE}).write_excel(tmp_path / "x.xlsx")
    frame = read(Source(path="x.xlsx"), tmp_path).frame
    assert frame["zip"].to_list() == [str(value) for value in FIVE]
    assert frame["n"].to_list() == FIVE


def test_later_rows_are_codes_where_the_run_learned_codes(tmp_path):
    known = column_formats(table(tmp_path, "zip", FIVE).reading)
    later = table(tmp_path, "zip", ["1067", "80331.0", "abroad"], known)
    assert later.frame["zip"].to_list() == ["1067", "80331", "abroad"]
    form = next(form for form in known if form.name == "zip")
    for cells in (pl.Series("zip", [80331.0, None]), pl.Series("zip", [80331, None])):
        assert as_before(cells, form, null_words(), typed=True)[0].to_list() == ["80331", None]


def test_later_rows_are_numbers_where_the_run_learned_numbers(tmp_path):
    known = [form for form in column_formats(table(tmp_path, "income", FIVE).reading) if form.name == "income"]
    renamed = [type(known[0])("zip", "integer")]
    assert table(tmp_path, "zip", FIVE, renamed).frame["zip"].to_list() == FIVE
