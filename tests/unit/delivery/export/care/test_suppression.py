"""Suppression lists: read in any form, matched rather once too often."""

from __future__ import annotations

import base64
import hashlib

import numpy as np
import polars as pl
import pytest
import xlsxwriter

from segtui.delivery.export.eligibility.everybody import LISTED, meet
from segtui.delivery.export.eligibility.row_groups import RowGroup
from segtui.delivery.export.identity.contacts import Contacts
from segtui.delivery.export.identity.pseudonyms import keyed
from segtui.delivery.export.suppression.suppression_list import read_suppression
from segtui.errors import DataError, UsageError

KEY = "0123456789abcdef"
CONTACTS = Contacts(emails=("mail",), phones=("tel",))
BATCH = pl.DataFrame(
    {
        "id": ["1", "2", "3", "007"],
        "mail": ["Anna.B+news@gmail.com", "bob@firm.de", None, "eve@shop.de"],
        "tel": ["0171 1234567", None, "+49 30 1234567", "030/7654321"],
    }
)


def everybody(tmp_path, text, batch=BATCH, region="DE", id_column="customer_id"):
    """What is known of the rows, with a list of that text."""
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    lists = read_suppression(["list.csv"], tmp_path, id_column)
    return meet([RowGroup(lambda: batch.iter_slices(2), CONTACTS)], lists, (), region)


def by(tmp_path, text, batch=BATCH, region="DE", id_column="customer_id"):
    """What each row is on the list by, None for those who are not on it."""
    known, rows = everybody(tmp_path, text, batch, region, id_column), np.arange(batch.height)
    hits = {kind: known.listed(kind, rows) for kind in LISTED}
    return [next((kind for kind in LISTED if hits[kind][row]), None) for row in rows]


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("entry", ["annab@gmail.com", "ANNA.B@googlemail.com", " anna.b+other@gmail.com"])
def test_an_address_is_found_under_every_form_of_it(tmp_path, entry):
    assert by(tmp_path, f"email\n{entry}\n") == ["e-mail", None, None, None]


@pytest.mark.parametrize("entry", ["+491711234567", "0171/1234567", "+49 (171) 12 34 567", "0049 171 1234567"])
def test_a_phone_is_found_under_every_form_of_it(tmp_path, entry):
    assert by(tmp_path, f"phone\n{entry}\n") == ["phone", None, None, None]


@pytest.mark.parametrize("entry", ["tel:+491711234567", "Mobile (Anna): 0171 1234567", "4.91711234567E+11"])
@pytest.mark.parametrize("before", ["", "phone\n", "contact\n", "tel: 0170 555\n"])
def test_a_phone_is_found_beside_words(tmp_path, entry, before):
    assert by(tmp_path, f"{before}{entry}\n") == ["phone", None, None, None]


def test_a_file_without_a_header_may_mix_them(tmp_path):
    assert by(tmp_path, "bob@firm.de\n007\n+49301234567\n") == [None, "e-mail", "phone", "id"]


def test_ids_keep_their_zeros(tmp_path):
    assert by(tmp_path, "customer_id\n7\n") == [None] * 4


@pytest.mark.parametrize("form", ["anna.b+news@gmail.com", "annab@gmail.com", "+491711234567", "491711234567", "1"])
def test_hashes_are_found_of_every_form(tmp_path, form):
    expected = "e-mail" if "@" in form else "id" if form == "1" else "phone"
    assert by(tmp_path, f"sha256\n{sha(form).upper()}\n")[0] == expected


def test_keyed_hashes_are_found_by_the_key_of_the_environment(tmp_path, monkeypatch):
    text = f"hash\n{keyed('bob@firm.de', KEY.encode())}\n"
    assert by(tmp_path, text) == [None] * 4
    monkeypatch.setenv("SEGTUI_ID_KEY", KEY)
    assert by(tmp_path, text) == [None, "e-mail", None, None]


def test_a_list_that_is_not_there_stops_the_export(tmp_path):
    with pytest.raises(DataError):
        read_suppression(["gone.csv"], tmp_path)


@pytest.mark.parametrize(
    ("entry", "meant"),
    [
        ("Bob Doe <bob@firm.de>", "e-mail"),
        ('"Doe, Bob" <Bob@Firm.de>', "e-mail"),
        ("mailto:bob@firm.de", "e-mail"),
        ("bob(at)firm.de", "e-mail"),
        ("bob [at] firm [dot] de", "e-mail"),
        ("bob at firm dot de", "e-mail"),
        ("bob%40firm.de", "e-mail"),
        ("BOB@FIRM.DE.", "e-mail"),
        ("b\u200bob@firm.de\u00a0", "e-mail"),
        ("ｂｏｂ＠ｆｉｒｍ．ｄｅ", "e-mail"),
        ("bob+shop@firm.de", "e-mail"),
        ("x@else.org; bob@firm.de", "e-mail"),
        ('"x@else.org, bob@firm.de"', "e-mail"),
        ("x@else.org bob@firm.de", "e-mail"),
        ("please take bob@firm.de off, thanks", "e-mail"),
        ("mailto:bob@firm.de?subject=no", "e-mail"),
        ("https://x.org/off?email=bob%40firm.de&x=1", "e-mail"),
        ("ID: 2", "id"),
        ("#2", "id"),
        ("@firm.de", "domain"),
        ("*@firm.de", "domain"),
        ("firm.de", "domain"),
        ("@FIRM.de.", "domain"),
        ("firm.de.", "domain"),
        ("www.firm.de", "domain"),
        (" 2 ", "id"),
        ("2.0", "id"),
        ("'2", "id"),
    ],
)
@pytest.mark.parametrize("header", ["email", "entry", None])
def test_an_entry_is_taken_in_every_meaning_it_can_have(tmp_path, entry, meant, header):
    text = entry + "\n" if header is None else f"{header}\n{entry}\n"
    assert by(tmp_path, text) == [None, meant, None, None]


def test_a_domain_is_the_domains_below_it_too_and_no_other(tmp_path):
    batch = pl.DataFrame({"id": list("1234"), "mail": ["a@x.org", "b@m.x.org", "c@ax.org", "d@org"], "tel": [None] * 4})
    batch = batch.cast(pl.String)
    assert by(tmp_path, "email\n@x.org\n", batch) == ["domain", "domain", None, None]
    gmail = pl.DataFrame({"id": ["1"], "mail": ["a@googlemail.com"], "tel": [None]}).cast(pl.String)
    assert by(tmp_path, "@gmail.com\n", gmail) == ["domain"]


@pytest.mark.parametrize("entry", ["c-1000", "C-1000", " C-1000", '"C-1000"'])
def test_ids_are_found_in_any_case(tmp_path, entry):
    batch = BATCH.with_columns(id=pl.Series(["C-1000", "c-1001", "1", None]))
    assert by(tmp_path, f"who\n{entry}\n", batch) == ["id", None, None, None]
    assert by(tmp_path, f"{entry}\n", batch) == ["id", None, None, None]


@pytest.mark.parametrize(
    "entry", ["30123400.0", "30123400", "3.01234E+07", "3.0123400E7", '"30,123,400"', "30.123.400"]
)
def test_ids_that_a_spreadsheet_wrote_as_numbers_are_found_where_no_digit_is_lost(tmp_path, entry):
    batch = BATCH.with_columns(id=pl.Series(["30123400", "30123401", "30123400.00", "x"]))
    found = by(tmp_path, f"customer_id\n{entry}\n", batch)
    assert found == ([None] * 4 if entry == "3.01234E+07" else ["id", None, "id", None])


@pytest.mark.parametrize("entry", ["01711234567", "0171 123 45 67", "1711234567", "491711234567", "00491711234567"])
@pytest.mark.parametrize("written", ["+491711234567", "0171 1234567", "0171/123.45.67", "491711234567"])
def test_a_phone_is_found_without_any_region(tmp_path, entry, written):
    batch = pl.DataFrame({"id": ["1", "2"], "mail": [None, None], "tel": [written, "+4930123456"]}).cast(pl.String)
    if written.startswith("0") and "49" in entry:  # a national number alone says nothing of its country
        batch = batch.vstack(pl.DataFrame({"id": ["3"], "mail": [None], "tel": ["+4989123456"]}).cast(pl.String))
    assert by(tmp_path, f"phone\n{entry}\n", batch, None)[:2] == ["phone", None]


MAKERS = {"md5": hashlib.md5, "sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512}
FORMS = {
    "hex": lambda raw: raw.hex(),
    "HEX": lambda raw: raw.hex().upper(),
    "base64": lambda raw: base64.b64encode(raw).decode(),
    "base64 without its end": lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("="),
    "marked": lambda raw: "0x" + raw.hex(),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("header", ["email", "hash", None])
def test_hashes_of_all_kinds_are_found(tmp_path, maker, form, header):
    entry = FORMS[form](MAKERS[maker](b"bob@firm.de").digest())
    assert by(tmp_path, f"{header}\n{entry}\n" if header else f"{entry}\n") == [None, "e-mail", None, None]


def test_a_column_called_like_the_runs_id_decides_what_is_an_id(tmp_path):
    text = "list_id,Customer ID,reason\n1,2,x\n3,007,y\n"
    assert by(tmp_path, text, id_column="customer_id") == [None, "id", None, "id"]
    assert by(tmp_path, "Kundennummer;Grund\n2;umgezogen\n") == [None, "id", None, None]
    assert by(tmp_path, "phone,customer_id\n1,2\n") == [None, "id", None, None]


def test_a_ragged_list_loses_no_entry(tmp_path):
    text = 'email;why\nx@else.org;"never closed\nbob@firm.de\neve@shop.de;a;b;c\n'
    assert by(tmp_path, text) == [None, "e-mail", None, "e-mail"]


def test_a_file_without_a_header_loses_neither_its_first_line_nor_its_other_columns(tmp_path):
    batch = BATCH.with_columns(id=pl.Series(["C-1", "C-2", "kim", "9"]))
    assert by(tmp_path, "bob@firm.de\tC-1\n", batch) == ["id", "e-mail", None, None]
    assert by(tmp_path, "C-1,C-2,kim\n", batch) == ["id", "id", "id", None]
    assert by(tmp_path, "C-1|C-2\n", batch) == ["id", "id", None, None]
    assert by(tmp_path, "kim\nlee\n", batch) == [None, None, "id", None]
    # a count beside the addresses is nobody's id
    assert by(tmp_path, "bob@firm.de;9\neve@shop.de;9\n", batch) == [None, "e-mail", None, "e-mail"]


@pytest.mark.parametrize("text", ["please take Kim Doe off", "name,note\nKim,wants out\n", "Kim,Lee\n"])
def test_text_that_names_nobody_is_no_empty_list(tmp_path, text):
    (tally,) = everybody(tmp_path, text).tallies
    assert tally.missed


def test_every_sheet_of_a_workbook_is_read(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        book.add_worksheet("May").write_column(0, 0, ["email", "x@else.org"])
        book.add_worksheet("June").write_column(0, 0, ["id", 2])
    (one,) = read_suppression(["list.xlsx"], tmp_path)
    known = meet([RowGroup(lambda: iter([BATCH]), CONTACTS)], (one,))
    assert one.count == 2 and known.listed("id", np.arange(4)).tolist() == [False, True, False, False]


@pytest.mark.parametrize("text", ["", "\n\n", "email\n", "customer_id,reason\n", "\ufeff"])
def test_an_empty_list_has_no_entries(tmp_path, text):
    (tally,) = everybody(tmp_path, text).tallies
    assert (tally.entries, tally.matched, tally.people) == (0, 0, 0)
    assert tally.sentence() == "list.csv: no entries"


def test_it_is_counted_how_many_entries_match_how_many_people(tmp_path):
    batch = pl.DataFrame(
        {
            "id": ["1", "2", "3", "4", "5"],
            "mail": ["kim@x.org", "Kim+a@x.org", "lee@x.org", "lee@y.org", None],
            "tel": [None, None, None, None, "030 1234567"],
        }
    )
    text = "entry\nkim@x.org\nnobody@x.com\n3\nlee@y.org\n+49301234567\nfree text\n"
    (tally,) = everybody(tmp_path, text, batch).tallies
    assert tally.facts() == {
        "list": "list.csv",
        "entries": 6,
        "matched": 4,
        "people": 4,
        "by": {"e-mail": 2, "id": 1, "phone": 1},
    }
    assert by(tmp_path, text, batch) == ["e-mail", "e-mail", "id", "e-mail", "phone"]


def test_one_row_of_a_list_is_one_entry_however_many_columns_name_the_person(tmp_path):
    (tally,) = everybody(tmp_path, "email,phone,id\nbob@firm.de,030123,2\nx@else.org,,99\n").tallies
    assert (tally.entries, tally.matched, tally.people) == (2, 1, 1)


def test_columns_of_a_kind_and_a_value_are_read_in_every_meaning(tmp_path):
    text = "type,value\ndomain,firm.de\nemail,eve@shop.de\nphone,030 1234567\nid,1\nname,Kim Doe\n"
    assert by(tmp_path, text) == ["id", "domain", "phone", "e-mail"]
    (tally,) = everybody(tmp_path, text).tallies
    assert (tally.entries, tally.matched) == (5, 4)


def test_rows_that_nobody_understands_are_entries_that_match_nobody(tmp_path):
    (tally,) = everybody(tmp_path, "name,mail\nBob,bob@firm.de\nKim,see her letter\nLee,\n").tallies
    assert (tally.entries, tally.matched, tally.people) == (3, 1, 1)


def test_a_list_of_checksums_is_a_list_of_hashes(tmp_path):
    assert by(tmp_path, f"{sha('bob@firm.de')}  bob.txt\n") == [None, "e-mail", None, None]


def test_a_short_key_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("SEGTUI_ID_KEY", "short")
    with pytest.raises(UsageError, match="can be guessed"):
        by(tmp_path, f"hash\n{sha('x')}\n")
