"""Consent fails closed: only what is known to be a yes is one."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segtui.delivery.export.eligibility.consent_words import NO, YES, consent_in


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        *((word, "yes") for word in ("true", "YES", " 1 ", "Opted-In", "opted in", "Ja", "oui", "SÍ", "sì", "tak")),
        *((word, "no") for word in ("false", "No", "0", "unsubscribed", "opted out", "nein", "non", "nie", "ΌΧΙ")),
        *((word, "empty") for word in (None, "", "  ", "NULL", "nan", "n/a", "-", "?")),
        *((word, "unclear") for word in ("maybe", "-1", "+1", "2", "1.5", "2024-05-01", "yes but", "x", "o", "'yes")),
    ],
)
def test_a_cell_is_read_whatever_its_case_and_blanks(cell, answer):
    assert consent_in(pl.Series([cell], dtype=pl.String)).item() == answer


def test_flags_and_numbers_are_read_too():
    assert consent_in(pl.Series([True, False, None])).to_list() == ["yes", "no", "empty"]
    assert consent_in(pl.Series([1, 0, 7])).to_list() == ["yes", "no", "unclear"]
    assert consent_in(pl.Series([1.0, 0.0, None])).to_list() == ["yes", "no", "empty"]


def test_no_word_is_both_a_yes_and_a_no():
    assert not YES & NO


@given(st.text())
def test_nothing_but_the_listed_words_is_a_yes(cell):
    folded = "_".join(cell.strip().lower().replace("-", " ").replace("_", " ").split())
    if consent_in(pl.Series([cell])).item() == "yes":
        assert folded in YES or not folded.isascii()


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("no\u200b", "no"),
        ("\u2066NO\u2069", "no"),
        ("Nein.", "no"),
        ("no!", "no"),
        ("ＮＯ", "no"),
        ("yes\u00ad", "yes"),
        ("yes?", "unclear"),
        ("not yes", "unclear"),
        ("yes, no", "unclear"),
        ("no yes", "unclear"),
        (".", "unclear"),
        ("1.", "unclear"),
        ("\u200b", "empty"),
    ],
)
def test_what_nobody_sees_is_no_part_of_an_answer(cell, meant):
    assert consent_in(pl.Series([cell])).to_list() == [meant]
