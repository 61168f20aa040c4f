"""Contact columns checked by the libraries of the export, and brought into one form."""

import polars as pl
import pytest

from segtui.cleaning.clean import check, clean, from_plain, learn, to_plain
from segtui.cleaning.steps.validate import Validate
from segtui.data.contacts.postcodes import FORM, REGION, postcodes
from segtui.errors import PlanError

PEOPLE = pl.DataFrame(
    {
        "id": [1, 2, 3, 4],
        "mail": ["Ann@Example.ORG", "ann@", " ", "bob@example.com"],
        "phone": ["06 12 34 56 78", "030 12345678", "12", None],
        "country": ["France", "DE", "Elbonia", None],
        "zip": ["75 011", "1067", "33000", "99"],
    }
)


@pytest.mark.parametrize(
    ("country", "text", "form"),
    [
        *[
            ("GB", "sw1a1aa", "SW1A 1AA"),
            ("GB", "M2 5BQ", "M2 5BQ"),
            ("NL", "1234ab", "1234 AB"),
            ("CA", "h3z2y7", "H3Z 2Y7"),
        ],
        *[
            ("PL", "00950", "00-950"),
            ("DE", "1067", "01067"),
            ("FR", "75 011", "75011"),
            ("US", "221621010", "22162-1010"),
        ],
        *[("US", "2134", "02134"), ("JP", "1540023", "154-0023"), ("HK", "none", "none"), (None, "x1", "x1")],
        *[
            ("DE", "D-01067", "01067"),
            ("FR", "F 75011", "75011"),
            ("FR", "fr-75011", "75011"),
            ("GB", "GB-SW1A 1AA", "SW1A 1AA"),
        ],
        *[("DE", "F-01067", None), ("DE", "1067.0", "01067"), ("FR", "７５０１１", "75011")],
        *[("DE", "12", None), ("FI", "100", "00100"), ("GB", "ZZ1 1AA", None), ("FR", "2A004", None)],
    ],
)
def test_postcodes_get_their_countrys_form(country, text, form):
    read = postcodes(pl.Series([text]), pl.Series([country], dtype=pl.String))
    assert read.values.to_list() == [form] and read.faults.to_list() == [None if form else FORM]


def test_postcodes_are_held_against_the_region_where_a_table_says():
    read = postcodes(
        pl.Series(["90210", "90210", "28001", "28001", "90210", "75011"]),
        pl.Series(["US", "US", "ES", "ES", "US", "FR"]),
        pl.Series(["California", "ny", "madrid", "Álava", "Somewhere", "Paris"]),
    )
    assert read.faults.to_list() == [None, REGION, None, REGION, None, None]


def test_each_kind_gets_its_form_and_what_is_not_valid_is_emptied_and_counted():
    mail = Validate(columns="mail", holds="email").apply(PEOPLE, id="id")
    assert mail.frame["mail"].to_list() == ["Ann@example.org", None, None, "bob@example.com"]
    assert mail.notes == ("1 cell of 4 in mail is not a valid e-mail address: emptied",)
    assert mail.cells_changed == 3
    phone = Validate(columns="phone", holds="phone", country="FR", country_column="country").apply(PEOPLE, id="id")
    assert phone.frame["phone"].to_list() == ["+33612345678", "+493012345678", None, None]
    land = Validate(columns="country", holds="country").apply(PEOPLE, id="id")
    assert land.frame["country"].to_list() == ["FR", "DE", None, None]
    code = Validate(columns="zip", holds="postcode", country="FR", country_column="country").apply(PEOPLE, id="id")
    assert code.frame["zip"].to_list() == ["75011", "01067", "33000", None]


def test_rows_are_dropped_or_flagged_and_a_flag_that_exists_is_a_fault():
    dropped = Validate(columns="mail", holds="email", action="drop").apply(PEOPLE, id="id")
    assert dropped.frame["id"].to_list() == [1, 3, 4] and dropped.cells_changed == 2
    flag = Validate(columns="mail", holds="email", action="flag")
    flagged = flag.apply(PEOPLE, id="id")
    assert flagged.frame["mail_invalid"].to_list() == [False, True, False, False]
    assert flagged.frame["mail"][1] == "ann@" and flag.output_columns(["mail"]) == ["mail", "mail_invalid"]
    assert "already exists" in check([flag], ["id", "mail", "mail_invalid"])[0].what
    with pytest.raises(PlanError, match="already exists"):
        flag.apply(flagged.frame, id="id")


def test_rows_are_dropped_for_any_of_several_columns_and_frequent_faults_are_named():
    several = PEOPLE.with_columns(other=pl.col("mail").reverse())
    dropped = Validate(columns=("mail", "other"), holds="email", action="drop").apply(several, id="id")
    assert dropped.frame["id"].to_list() == [1, 4]
    lands = pl.DataFrame({"id": range(9), "land": [*["Elbonia"] * 5, "Mordor", "Perú", "PE", None]})
    (note,) = Validate(columns="land", holds="country").apply(lands, id="id").notes
    assert note == '6 cells of 8 in land are not countries, most often "Elbonia" 5: emptied'


def test_digits_that_are_only_a_country_code_are_no_phone_number():
    phones = pl.DataFrame({"id": [1, 2], "phone": ["12", "1"]})
    made = Validate(columns="phone", holds="phone", country="US").apply(phones, id="id")
    assert made.frame["phone"].to_list() == [None, None]


def test_numbers_are_read_and_a_glob_takes_what_is_mostly_valid():
    whole = PEOPLE.with_columns(zip=pl.Series([1067, 12345, None, 12]))
    step = Validate(columns="*", holds="postcode", country="DE", country_column="country")
    made = step.apply(whole.with_columns(country=pl.lit("DE")), id="id")
    assert made.columns == ("zip",) and made.frame["zip"].to_list() == ["01067", "12345", None, None]
    assert Validate(columns="*", holds="email").apply(PEOPLE, id="id").columns == ("mail",)
    odd = PEOPLE.rename({"mail": "*"})
    assert Validate(columns="*", holds="email").apply(odd, id="id").columns == ("*",)
    assert Validate(columns="zz*", holds="email").apply(PEOPLE.clear(), id="id").columns == ()
    assert Validate(columns="mail", holds="email", action="drop").apply(PEOPLE.clear(), id="id").frame.height == 0


@pytest.mark.parametrize("action", ["null", "drop", "flag"])
def test_later_rows_are_treated_alike(action):
    step = Validate(columns=("zip",), holds="postcode", country="FR", country_column="country", action=action)
    known = [s for _, s in from_plain(to_plain(learn(PEOPLE, [step], id="id")))]
    assert clean(PEOPLE, known, id="id").frame.equals(step.apply(PEOPLE, id="id").frame)
    assert [f.key for f in check([step], ["id", "zip"])] == ["clean[1].country_column"]


def test_settings_that_do_not_go_together_are_told():
    with pytest.raises(ValueError, match="needs a country"):
        Validate(columns="zip", holds="postcode")
    with pytest.raises(ValueError, match="only a postcode"):
        Validate(columns="mail", holds="email", region_column="x")
    with pytest.raises(ValueError, match="pattern"):
        Validate(columns="mail", holds="phone", country="France")
