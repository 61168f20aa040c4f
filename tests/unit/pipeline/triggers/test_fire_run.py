"""Triggers of a finished run: whoever meets one, may be reached and was not yet is told of once."""

import datetime as dt
import json

import polars as pl
import pytest

from segtui.delivery.http import client
from segtui.errors import PlanError, UsageError
from segtui.pipeline.progress import Silent
from segtui.pipeline.triggers.fire_run import fire_run
from tests.other_side import Reply
from tests.unit.pipeline.triggers.conftest import table

NOW = dt.datetime(2026, 11, 30, 18, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def fire(run, **how):
    (fired,) = fire_run(run, Silent(), **{"now": NOW, **how})
    return fired


def rewrite(run, old, new):
    plan = run / "plan.toml"
    assert old in plan.read_text()
    plan.write_text(plan.read_text().replace(old, new))


def told(receiver):
    return [json.loads(call.body) for call in receiver.calls]


def expected():
    """By brute force: who spends so much and said yes."""
    rows = [row for row in table().iter_rows(named=True) if row["spend"] >= 850]
    return rows, [row for row in rows if row["news"] == "yes"]


def test_who_meets_it_and_said_yes_is_told_of_once_with_what_is_named(run, receiver):
    rows, yes = expected()
    fired = fire(run)
    assert (fired.met, fired.due, fired.sent, fired.failed) == (len(rows), len(yes), len(yes), None)
    assert 20 < len(yes) < len(rows)
    assert sum(fired.back.values()) == len(rows) - len(yes) and set(fired.back) == {"refused", "no consent"}
    bodies = told(receiver)
    assert [body["id"] for body in bodies] == [str(row["customer_id"]) for row in yes]
    assert [body["columns"] for body in bodies] == [
        {"spend": row["spend"], "since": str(row["since"]), "email": row["email"]} for row in yes
    ]
    assert all(set(body) == {"trigger", "id", "segment", "segment_name", "occurrence", "columns"} for body in bodies)
    assert len({call.headers["idempotency-key"] for call in receiver.calls}) == len(yes)
    again = fire(run, now=NOW + DAY)
    assert (again.sent, again.back["already triggered"], len(receiver.calls)) == (0, len(yes), len(yes))
    later = fire(run, now=NOW + 30 * DAY)
    assert later.sent == len(yes) and told(receiver)[-1]["occurrence"] == 2
    assert len({call.headers["idempotency-key"] for call in receiver.calls}) == 2 * len(yes)


def test_a_clock_that_is_put_back_tells_of_nobody_again(run, receiver):
    first = fire(run).sent
    assert fire(run, now=NOW - 1_000 * DAY).sent == 0
    assert len(receiver.calls) == first


def test_a_dry_run_lists_them_and_touches_nothing(run, receiver):
    rows, yes = expected()
    before = sorted(run.parent.parent.rglob("*"))
    fired = fire(run, dry_run=True)
    assert (fired.due, fired.sent, receiver.calls) == (len(yes), 0, [])
    assert fired.first == [str(row["customer_id"]) for row in yes[:20]]
    nos = {str(row["customer_id"]) for row in rows if row["news"] != "yes"}
    assert {id for id, _, _ in fired.first_back} == nos
    assert sorted(run.parent.parent.rglob("*")) == before


@pytest.mark.parametrize("reply", [Reply(503), Reply(301, headers={"Location": "http://127.0.0.1:9/"}), Reply(cut=0)])
def test_what_fails_in_the_middle_is_told_later_and_nobody_twice(run, receiver, monkeypatch, reply):
    monkeypatch.setattr(
        client.HttpClient.__init__, "__kwdefaults__", {**client.HttpClient.__init__.__kwdefaults__, "patience": 0.0}
    )
    receiver.says = lambda call: reply if len(receiver.calls) > 7 else Reply(204, b"")
    fired = fire(run)
    assert fired.sent == 7 and fired.failed.exit_code == 5 and fired.stopped
    assert receiver.url.split("/")[2] in str(fired.failed) or "refused" in str(fired.failed)
    receiver.says = lambda call: Reply(204, b"")
    first = [call.headers["idempotency-key"] for call in receiver.calls]
    assert fire(run).sent == len(expected()[1]) - 7
    keys = [call.headers["idempotency-key"] for call in receiver.calls]
    assert keys.count(first[7]) == 2, "the one whose answer was lost comes again, under the same key"
    assert len(set(keys)) == len(expected()[1]) == len(keys) - 1


def test_one_that_the_receiver_refuses_keeps_nobody_else_back(run, receiver):
    _, yes = expected()
    bad = str(yes[3]["customer_id"])
    receiver.says = lambda call: Reply(422 if json.loads(call.body)["id"] == bad else 200)
    fired = fire(run)
    assert (fired.sent, fired.refused, fired.failed.exit_code, fired.stopped) == (len(yes) - 1, 1, 5, False)
    receiver.says = lambda call: Reply(204, b"")
    assert fire(run).sent == 1 and told(receiver)[-1]["id"] == bad


def test_a_receiver_that_refuses_everybody_is_left_alone(run, receiver):
    receiver.says = lambda call: Reply(400, b"{}")
    assert (fire(run).sent, len(receiver.calls)) == (0, 20)


def test_suppressed_and_held_out_people_and_small_segments_are_kept_back(run, receiver):
    _, yes = expected()
    listed = run.parent / "never.csv"
    listed.write_text(f"email\n{yes[0]['email']}\n")
    rewrite(run, "suppress = []", f'suppress = ["{listed}"]\nholdout = 0.25')
    fired = fire(run)
    assert fired.back["suppressed"] == 1 and fired.back["control group"] > 0
    held = pl.read_csv(run / "control.csv", infer_schema=False)["id"].to_list()
    ids = [body["id"] for body in told(receiver)]
    assert not set(held) & set(ids) and str(yes[0]["customer_id"]) not in ids
    assert fired.sent == len(yes) - 1 - len(set(held) & {str(row["customer_id"]) for row in yes[1:]})
    rewrite(run, "min_size = 10", "min_size = 41")
    assert fire(run, now=NOW + 40 * DAY).back["small segment"] > 0


def test_of_one_person_with_two_ids_the_first_is_told_of_and_counts_for_both(made, run, receiver):
    segments = run / "segments.csv"
    _, yes = expected()
    segments.write_text(segments.read_text().replace(yes[1]["email"], yes[0]["email"]))
    fired = fire(run)
    assert fired.back["the same person under another id"] == 1 and fired.sent == len(yes) - 1
    assert fire(run).back["already triggered"] == len(yes)


def test_pseudonyms_stand_for_ids(run, receiver, monkeypatch):
    monkeypatch.setenv("SEGTUI_ID_KEY", "0123456789abcdef")
    rewrite(run, "pseudonym = false", "pseudonym = true")
    fire(run)
    assert all(len(body["id"]) == 64 for body in told(receiver)) and fire(run).sent == 0


def test_types_of_columns_are_those_of_the_run(run, receiver):
    rewrite(run, "spend >= 850 AND", "since >= DATE '2024-02-15' AND spend >= 850 AND")
    assert fire(run, dry_run=True).met == sum(str(row["since"]) >= "2024-02-15" for row in expected()[0])
    facts = json.loads((run / "run.json").read_text())
    kinds = facts.pop("kinds")
    assert (kinds["since"], kinds["spend"], kinds["email"]) == ("day", "decimal", "text")
    (run / "run.json").write_text(json.dumps(facts))
    assert fire(run, dry_run=True).met, "of an older run they are told by the cells"


@pytest.mark.parametrize(
    ("when", "says"),
    [("spend > 'much'", "does not fit"), ("spent > 3", 'no column "spent"'), ("spend + 1", "not a condition")],
)
def test_a_condition_that_does_not_fit_is_a_fault_of_the_plan(run, when, says):
    plan = run / "plan.toml"
    lines = [f'when = "{when}"' if line.startswith("when = ") else line for line in plan.read_text().splitlines()]
    plan.write_text("\n".join(lines))
    with pytest.raises(PlanError, match=says) as error:
        fire(run)
    assert error.value.faults[0].key.startswith("trigger[1].when")


def test_only_one_of_them(run):
    with pytest.raises(UsageError, match='no trigger "large"'):
        fire(run, only="large")
    assert fire(run, only="big", dry_run=True).met == fire(run, only="1", dry_run=True).met
