"""Whoever the people are, a push sends those whom an export of the same order writes, and nobody else."""

import csv
import tempfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.data.connections.connection import Connection
from segtui.delivery.export.config import Export
from segtui.delivery.export.eligibility.control_group import ControlGroup
from segtui.delivery.export.eligibility.exclusions import Exclusions
from segtui.delivery.export.run_people import People, meet_all
from segtui.delivery.export.suppression.suppression_list import read_suppression
from segtui.delivery.export.write_export import write_export
from segtui.delivery.http import waiting
from segtui.delivery.push import side as push_side
from segtui.delivery.push.audience import gather_audience
from segtui.delivery.push.config import Push
from segtui.delivery.push.delta import delta_of
from segtui.delivery.push.platform import Audience
from segtui.delivery.push.push_ledger import held_ledger
from segtui.delivery.push.send import SentPush, send_delta
from segtui.delivery.push.side import PlatformSide
from segtui.pipeline.exports.exclusions import guards_of
from segtui.publishing.staging import Staging
from tests.fake_platforms import fakes

NAMES = {0: "Loyal", 1: "New", 2: "Gone", -1: "noise"}
answers = st.sampled_from(["yes", "yes", "yes", "no", "", "maybe", None])
crowds = st.lists(
    st.fixed_dictionaries(
        {
            "ok": answers,
            "sms": answers,
            "segment": st.sampled_from([0, 0, 0, 1, 1, 2, -1]),
            "mail": st.sampled_from(["own", "own", "own", "own", "shared", "none", "wrong"]),
            "listed": st.sampled_from([False, False, False, True]),
        }
    ),
    min_size=1,
    max_size=30,
)
orders = st.fixed_dictionaries(
    {
        "consent": st.sampled_from(["ok", {"email": "ok", "phone": "sms"}, {"email": "ok"}]),
        "segments": st.sampled_from([None, ("Loyal",), (0, 2), (1,)]),
        "holdout": st.sampled_from([None, 0.2, 0.5]),
        "min_size": st.sampled_from([1, 2, 5]),
    }
)


@pytest.fixture(autouse=True, scope="module")
def _hurry():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(waiting, "FIRST", 0.01)
        patched.setattr(push_side, "_FIRST_LOOK", 0.005)
        yield


def people(crowd, lists):
    """The people of a run: some share an address, some have none, or one that is none."""
    rows = [
        {
            "id": f"id{i}",
            "segment": one["segment"],
            "segment_name": NAMES[one["segment"]],
            "mail": {"own": f"P{i}@firm.com", "shared": "all@firm.com", "none": None, "wrong": "at home"}[one["mail"]],
            "phone": f"+4930{5550000 + i}",
            "ok": one["ok"],
            "sms": one["sms"],
        }
        for i, one in enumerate(crowd)
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String) | {"segment": pl.Int32})
    return People(frame.lazy(), NAMES, Exclusions(lists))


def guarded(order, found, folder):
    """The people with their control group and small segments, drawn anew, and what is known of all."""
    everybody = meet_all(found, order)
    return replace(found, guards=guards_of(order, found, everybody, ControlGroup(folder, 0), 1)), everybody


def written(keys, target, found, folder):
    """What an export writes: the cells of its first column."""
    order = Export(to=target, **keys)
    ready, everybody = guarded(order, found, folder)
    with Staging(force=True) as staging:
        write_export(order, ready, folder / "x.csv", staging, everybody=everybody)
        staging.publish()
    rows = list(csv.DictReader((folder / "x.csv").read_text(encoding="utf-8").splitlines()))
    return [{name: cell for name, cell in row.items() if cell} for row in rows]


def sent(keys, name, found, folder):
    """What arrives at a platform."""
    with fakes()[name]() as fake:
        order = Push(to=name, connection="shop", list=fake.list_id, **keys)
        ready, everybody = guarded(order, found, folder)
        platform = order.platform()
        known = Connection("shop", fake.url, password_command=("echo", fake.key))
        side = PlatformSide("push", known, platform.address, platform.authorization)
        with held_ledger(folder / "ledger", order) as ledger:
            audience = gather_audience(order, ready, everybody)
            delta = delta_of(order, audience, ledger)
            send_delta(platform(side, Audience(fake.list_id, "")), audience, delta, ledger, "run", SentPush())
            assert len(ledger.sent) == len(fake.members()) == audience.rows.height
        side.close()
        assert not fake.complaints
        return fake.people


@settings(max_examples=10)
@given(crowd=crowds, keys=orders)
def test_a_push_sends_whom_an_export_writes(crowd, keys):
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        entries = [f"id{i}" for i, one in enumerate(crowd) if one["listed"]]
        (folder / "list.csv").write_text("\n".join(["id", *entries, "nobody"]) + "\n")
        found = people(crowd, read_suppression(["list.csv"], folder, "id"))
        told = sent(keys, "webhook", found, folder)
        in_file = written(keys, "csv", found, folder)
        assert told.keys() == {row["id"] for row in in_file}
        told = sent(keys, "klaviyo", found, folder)
        in_file = written(keys, "klaviyo", found, folder) if told else []
        cells = {(one.get("email"), one.get("phone_number")) for one in told.values()}
        assert cells == {(row.get("Email"), row.get("Phone Number")) for row in in_file}
        refused = {f"id{i}" for i, one in enumerate(crowd) if one["ok"] == "no" and keys["consent"] == "ok"}
        assert not told.keys() & {f"p{i[2:]}@firm.com" for i in refused}
