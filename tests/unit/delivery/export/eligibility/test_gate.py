"""The gate: channels, Europe, pseudonyms, and which reason is told."""

from __future__ import annotations

import hashlib
import hmac

import polars as pl
import pytest
from pydantic import ValidationError

from segtui.delivery.export.config import Export
from segtui.delivery.export.eligibility.consent_answers import ROW
from segtui.delivery.export.eligibility.everybody import meet
from segtui.delivery.export.eligibility.exclusions import Exclusions, small_segments
from segtui.delivery.export.eligibility.gate import EligibilityGate
from segtui.delivery.export.eligibility.row_groups import RowGroup
from segtui.delivery.export.identity.contacts import contacts_of
from segtui.errors import UsageError

BATCH = pl.DataFrame(
    {
        "id": ["1", "2", "3", "4", "5"],
        "segment": [0, 0, 1, 1, 2],
        "segment_name": ["A", "A", "B", "B", "C"],
        "mail": ["a@x.de", "b@x.de", "c@x.de", "d@x.de", "e@x.de"],
        "tel": [f"+493011111{i}" for i in range(5)],
        "mail_ok": ["yes", "yes", "no", "", "no"],
        "tel_ok": ["no", "yes", "yes", "", "no"],
        "land": ["Germany", "US", "US", None, "CH"],
    },
    schema_overrides={"segment": pl.Int32},
).with_row_index(ROW)
HOLDS = {"email": "mail", "phone": "tel", "country": "land"}


def gate(holds=HOLDS, guards=Exclusions(), rows=BATCH, **keys):  # noqa: B008
    order = Export(**{"to": "hubspot", "consent": "mail_ok", **keys})
    contacts = contacts_of(rows.select("id", "mail", "tel", "land"), holds)
    everybody = meet([RowGroup(lambda: iter([rows]), contacts)], guards.lists, order.columns_asked())
    return EligibilityGate(order, holds, ["mail", "tel"], guards, everybody, contacts)


def test_a_channel_is_emptied_without_its_own_yes():
    told = gate(consent={"email": "mail_ok", "sms": "tel_ok"}).sort(BATCH)
    assert told.kept.select("id", "mail", "tel").rows() == [
        ("1", "a@x.de", None),
        ("2", "b@x.de", "+4930111111"),
        ("3", None, "+4930111112"),
    ]
    assert dict(told.out.select("id", "reason").iter_rows()) == {"4": "no consent", "5": "refused"}


def test_a_channel_without_a_column_never_leaves():
    kept = gate(consent={"email": "mail_ok"}).sort(BATCH).kept
    assert kept["id"].to_list() == ["1", "2"] and kept["tel"].null_count() == 2


def test_who_refuses_a_channel_comes_off_its_list_even_where_another_is_kept():
    removed = gate(consent={"email": "mail_ok", "sms": "tel_ok"}).sort(BATCH).removed
    assert removed["id"].to_list() == ["3", "5"]


def test_nothing_but_what_is_to_be_written_passes():
    assert gate().sort(BATCH).kept.columns == ["id", "segment", "segment_name", "mail", "tel", "land"]


def test_the_first_reason_is_told():
    guards = Exclusions(control=pl.Series(["1", "3"]), small=frozenset([0]))
    told = gate(guards=guards).sort(BATCH).out
    assert dict(told.select("id", "reason").iter_rows()) == {
        "1": "control group",
        "2": "small segment",
        "3": "refused",
        "4": "no consent",
        "5": "refused",
    }
    assert small_segments({0: 9, 1: 10}, 10) == {0}


def test_europe_and_nobody_knows_where_need_their_own_consent_and_a_file_apart():
    asked = BATCH.with_columns(ads=pl.Series(["yes", "", "", "", "yes"]))
    told = gate(rows=asked, to="google-ads", consent=None, no_consent_column=True, eea_consent="ads").sort(asked)
    assert {part: rows["id"].to_list() for part, rows in told.parts.items()} == {
        "consented": ["1", "5"],
        "others": ["2", "3"],
    }
    assert told.out["reason"].to_list() == ["no consent in the EEA"]


def test_what_was_not_understood_is_counted():
    cells = BATCH.with_columns(mail_ok=pl.Series(["yes", "perhaps", "perhaps", "2024-01-01", ""]))
    one = gate(rows=cells)
    one.sort(cells)
    assert one.notes() == ['3 answers were neither yes nor no and count as no consent: "perhaps" (2), "2024-01-01" (1)']


def test_an_export_without_consent_must_say_so_and_is_told_loudly():
    with pytest.raises(ValidationError, match="no_consent_column"):
        Export(to="csv")
    assert "NO CONSENT COLUMN" in gate(consent=None, no_consent_column=True).warnings()[0]


def test_ids_leave_as_pseudonyms_by_the_key_of_the_environment(monkeypatch):
    with pytest.raises(UsageError, match="SEGTUI_ID_KEY"):
        gate(pseudonym=True)
    monkeypatch.setenv("SEGTUI_ID_KEY", "0123456789abcdef")
    told = gate(pseudonym=True, guards=Exclusions(id_column="mail")).sort(BATCH)
    name = hmac.new(b"0123456789abcdef", b"1", hashlib.sha256).hexdigest()
    assert told.kept["id"][0] == name
    assert told.ids_of(told.kept["id"]).to_list() == ["1", "2"]
    assert not {"1", "2", "3", "4", "5"} & set(told.out["id"])
