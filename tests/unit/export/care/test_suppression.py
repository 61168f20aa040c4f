"""Suppression lists: read in any form, matched rather once too often."""

from __future__ import annotations

import hashlib

import polars as pl
import pytest

from segtui.errors import DataError, UsageError
from segtui.export.care.key import keyed
from segtui.export.care.suppressed import Suppressed
from segtui.export.care.suppression_list import read_suppression

KEY = "0123456789abcdef"
HOLDS = {"email": "mail", "phone": "tel"}
BATCH = pl.DataFrame(
    {
        "id": ["1", "2", "3", "007"],
        "mail": ["Anna.B+news@gmail.com", "bob@firm.de", None, "eve@firm.de"],
        "tel": ["0171 1234567", None, "+49 30 1234567", "030/7654321"],
    }
)


def by(tmp_path, text, batch=BATCH, holds=HOLDS):
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    people = read_suppression(["list.csv"], tmp_path, region="DE")
    return Suppressed(people, holds, region="DE").by(batch).to_list()


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("entry", ["annab@gmail.com", "ANNA.B@googlemail.com", " anna.b+other@gmail.com"])
def test_an_address_is_found_under_every_form_of_it(tmp_path, entry):
    assert by(tmp_path, f"email\n{entry}\n") == ["e-mail", None, None, None]


@pytest.mark.parametrize("entry", ["+491711234567", "0171/1234567", "+49 (171) 12 34 567", "0049 171 1234567"])
def test_a_phone_is_found_under_every_form_of_it(tmp_path, entry):
    assert by(tmp_path, f"phone\n{entry}\n") == ["phone", None, None, None]


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


def test_a_list_that_names_nobody_it_could_understand_stops_the_export(tmp_path):
    with pytest.raises(DataError, match="no e-mail, phone, id or hash"):
        by(tmp_path, "first,last\nAnna,B\nBob,C\n")


def test_a_list_that_the_data_can_not_be_asked_for_stops_the_export(tmp_path):
    with pytest.raises(DataError, match="no column of the data"):
        by(tmp_path, "email\nbob@firm.de\n", holds={})


def test_a_list_that_is_not_there_stops_the_export(tmp_path):
    with pytest.raises(DataError):
        read_suppression(["gone.csv"], tmp_path)


def test_a_short_key_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("SEGTUI_ID_KEY", "short")
    with pytest.raises(UsageError, match="can be guessed"):
        by(tmp_path, f"hash\n{sha('x')}\n")
