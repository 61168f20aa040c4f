import phonenumbers
import polars as pl
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from segtui.data.contacts.contact_fields import emails, phones
from segtui.delivery.export.people.detect import compared_as, detect, part_called
from segtui.delivery.export.people.parse import understand


def read(part, *cells, **how):
    understood = understand(pl.Series("x", cells, dtype=pl.String), part, **how)
    return understood.values.to_list()


def by_the_book(text):
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


LOCAL = st.text("abcXYZ019._%+-!'\"@ äß", min_size=1, max_size=70)
DOMAIN = st.sampled_from(["example.com", "Example.CO.uk", "gmail.com", "x", "a.b", "-a.com", "ex_ample.com", "q.test"])


@given(st.lists(st.tuples(LOCAL, DOMAIN).map("@".join), max_size=8))
@example(["a" * 65 + "@example.com", "a..b@example.com", ".a@example.com", "INFO@example.com", "a@exämple.de"])
def test_an_email_is_valid_when_email_validator_says_so(texts):
    trimmed = [" ".join(t.split()) for t in texts]
    found = emails(pl.Series(texts, dtype=pl.String)).values.to_list()
    assert [f and f.casefold() for f in found] == [(b := by_the_book(t)) and b.casefold() for t in trimmed]


def test_an_email_keeps_its_local_part_and_gets_its_domain_in_lower_case():
    assert read("email", " John.S@Example.COM ", "mailto:a@b.de", "", None) == [
        "John.S@example.com",
        "a@b.de",
        None,
        None,
    ]


def test_an_email_that_is_none_says_which_rule_it_breaks():
    faults = emails(pl.Series(["a@", "no", None])).faults.to_list()
    assert faults[0] == "there must be something after the @-sign"
    assert faults[1] == "an email address must have an @-sign"
    assert faults[2] is None


def test_phones_become_e164_by_the_given_region_or_by_each_rows_country():
    assert read("phone", "030 1234567", "+1 650-555-1212", "00 33 1 42 68 53 00", region="DE") == [
        "+49301234567",
        "+16505551212",
        "+33142685300",
    ]
    regions = pl.Series(["DE", "US", None, None])
    found = read("phone", "030 1234567", "(650) 253-0000", "0033142685300", "030 1234567", regions=regions)
    assert found == ["+49301234567", "+16502530000", "+33142685300", None]


def test_digits_that_begin_with_the_countrys_code_have_lost_their_plus():
    assert read("phone", "491701234567", "16502530000", region="DE")[0] == "+491701234567"


def test_an_unusable_phone_says_why():
    faults = phones(pl.Series(["12", "x", "030 1234567"]), region="DE").faults.to_list()
    assert faults == ["is not a valid phone number of DE", "is not a phone number", None]
    assert phones(pl.Series(["030 1234567"])).faults.to_list() == ["its country is unknown"]


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
def test_every_countrys_example_number_is_read_in_its_national_and_international_form(region):
    number = phonenumbers.example_number(region)
    if number is None:
        return
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    international = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    assert read("phone", international, e164, region=region) == [e164, e164]
    assert read("phone", national, region=region) == [e164]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Deutschland", "DE"),
        ("GERMANY", "DE"),
        ("deu", "DE"),
        ("de", "DE"),
        ("UK", "GB"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("Österreich", "AT"),
        ("osterreich", "AT"),
        ("Suisse", "CH"),
        ("España", "ES"),
        ("日本", "JP"),
        ("Россия", "RU"),
        ("Holland", "NL"),
        ("Atlantis", None),
        ("EU", None),
        ("1", None),
    ],
)
def test_countries_are_known_by_code_and_by_name_in_many_languages(name, code):
    assert read("country", name) == [code]


def test_the_smaller_parts_have_one_form_each():
    assert read("gender", "Frau", "M", "divers", "?") == ["F", "M", "O", None]
    assert read("birth_date", "1990-12-31", "19901231", "1990-12-31T00:00:00.000", "31.12.1990") == [
        *["1990-12-31"] * 3,
        None,
    ]
    assert read("birth_year", "1990", "1990.0", "90") == ["1990", "1990", None]
    assert read("age", "0", "42", "130") == ["0", "42", None]
    assert read("language", "de-AT", "EN", "german") == ["de", "en", None]
    zero = "00000000-0000-0000-0000-000000000000"
    assert read("madid", "38400000-8CF0-11BD-B23E-10B96E40000D", zero) == ["38400000-8cf0-11bd-b23e-10b96e40000d", None]
    assert read("first_name", "  Anna \u00a0 Maria ", " ") == ["Anna Maria", None]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("E-Mail-Adresse", "email"),
        ("customer_email", "email"),
        ("CorreoElectrónico", "email"),
        ("Handynummer", "phone"),
        ("N° de téléphone", "phone"),
        ("numero de telephone", "phone"),
        ("Prénom", "first_name"),
        ("first_name", "first_name"),
        ("Nachname", "last_name"),
        ("ShippingCountry", "country"),
        ("PLZ", "zip"),
        ("Postal Code", "zip"),
        ("Geburtsdatum", "birth_date"),
        ("income", None),
        ("", None),
    ],
)
def test_a_columns_name_says_in_several_languages_what_it_holds(name, part):
    assert part_called(name)[0] == part


def test_a_name_is_believed_only_where_the_values_fit():
    frame = pl.DataFrame({"accepts_email": ["yes", "no"], "kontakt": ["a@b.de", "c@d.de"], "tel": ["x", "y"]})
    found = detect(frame)
    assert {part: one.column for part, one in found.items()} == {"email": "kontakt"}
    assert found["email"].told_by == "by its values"


def test_of_several_columns_the_one_named_plainest_is_taken():
    frame = pl.DataFrame({"billing_email": ["a@b.de"], "email": ["c@d.de"], "email_2": ["e@f.de"]})
    assert detect(frame)["email"].column == "email"


def test_columns_that_say_who_somebody_is_are_compared_as_what_they_hold():
    first = pl.date_range(pl.date(1980, 1, 1), pl.date(1980, 1, 3), eager=True)
    people = {
        "Vorname": ["Zoë", "Karl", "Anna"],
        "mail": ["z@a.org", "k@b.de", "a@c.com"],
        "plz": [75011, 10115, 20121],
        "birthday": first,
        "product_name": ["pen", "ink", "nib"],
    }
    assert compared_as(pl.DataFrame(people)) == {"Vorname": "name", "mail": "email", "plz": "exact", "birthday": "date"}
    assert compared_as(pl.DataFrame({"customer name": ["Zoë Martin", "Karl Öhler"], "spend": [1, 2]})) == {
        "customer name": "name"
    }
