"""Opt-outs in the platform's own form, and the allowlist."""

from __future__ import annotations

import hashlib

import polars as pl
import pytest

from segtui.delivery.export.config import Export
from segtui.delivery.export.eligibility.exclusions import Exclusions
from segtui.delivery.export.run_people import People
from segtui.delivery.export.suppression.suppression_list import ENTRIES, SuppressionList
from segtui.delivery.export.write_export import write_export
from segtui.errors import PlanError
from segtui.publishing.staging import Staging

ROWS = pl.DataFrame(
    {
        "id": ["1", "2", "3", "4"],
        "segment": [0, 0, 0, 0],
        "segment_name": ["A"] * 4,
        "Mail": ["a@firm.com", "b@firm.com", "c@firm.com", "d@firm.com"],
        "First name": ["Ann", "Bob", "Cid", "Dan"],
        "ok": ["yes", "no", "", "yes"],
    },
    schema_overrides={"segment": pl.Int32},
)
ENTRY = pl.DataFrame([(0, "e-mail", "d@firm.com")], schema=ENTRIES, orient="row")
GUARDS = Exclusions((SuppressionList("list.csv", 1, ENTRY),))


def export(folder, rows=ROWS, **keys):
    order = Export(**{"consent": "ok", "min_size": 1, **keys})
    with Staging(force=True) as staging:
        done = write_export(order, People(rows.lazy(), {0: "A"}, GUARDS), folder / "x.csv", staging)
        staging.publish()
    return done.summary


@pytest.mark.parametrize(
    ("target", "lines"),
    [
        ("hubspot", ["Email", "b@firm.com", "d@firm.com"]),
        ("braze", ["email,email_subscribe", "b@firm.com,unsubscribed", "d@firm.com,unsubscribed"]),
        ("google-ads", ["Email", *(hashlib.sha256(f"{x}@firm.com".encode()).hexdigest() for x in "bd")]),
    ],
)
def test_who_refuses_or_is_suppressed_stands_in_the_platforms_own_form(tmp_path, target, lines):
    export(tmp_path, to=target)
    assert (tmp_path / "x.opt-outs.csv").read_text(encoding="utf-8").splitlines() == lines


def test_there_is_no_such_file_where_nobody_or_nothing_asks_for_it_and_an_old_one_goes(tmp_path):
    export(tmp_path, to="hubspot")
    assert (tmp_path / "x.opt-outs.csv").exists()
    export(tmp_path, to="hubspot", optouts=False)
    assert not (tmp_path / "x.opt-outs.csv").exists()
    export(tmp_path, to="csv")
    assert not (tmp_path / "x.opt-outs.csv").exists()


def test_with_an_allowlist_other_columns_stay_and_it_is_said(tmp_path):
    summary = export(tmp_path, to="hubspot", allow=("Mail",))
    assert (tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()[0] == "Email,Segment"
    assert 'First Name left out: "First name" is not in allow' in summary.notes


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ({"allow": ("Mial",)}, "allow"),
        ({"consent": "okay"}, "consent"),
        ({"allow": ("Mail",), "attributes": ("First name",)}, "attributes"),
        ({"allow": ("First name",), "columns": {"Email": "Mail"}}, "columns.Email"),
    ],
)
def test_columns_that_are_not_there_or_not_allowed_are_refused(tmp_path, keys, key):
    with pytest.raises(PlanError) as error:
        export(tmp_path, to="hubspot", **keys)
    assert key in [fault.key for fault in error.value.faults]
    assert not list(tmp_path.iterdir())
