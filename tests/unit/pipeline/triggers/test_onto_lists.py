"""Triggers that put people on the list of a push: by both gates, on both ledgers, and as long as they belong there."""

import datetime as dt
import json

import pytest

from segtui.errors import PlanError
from segtui.pipeline.progress import Silent
from segtui.pipeline.push_run.push_run import PushOptions, push_run
from segtui.pipeline.triggers.fire_run import fire_run
from segtui.plan.load import load
from segtui.plan.trigger_targets import trigger_faults
from tests.fake_platforms.brevo import Brevo
from tests.unit.pipeline.triggers.conftest import PLAN, TRIGGER, table

PUSH = """
[[push]]
name = "calm people"
to = "brevo"
connection = "mail"
list = "LIST"
segments = ["Calm"]
consent = "news"
"""


@pytest.fixture
def fake():
    with Brevo() as platform:
        yield platform
    assert platform.complaints == []


@pytest.fixture
def listed(run, fake, tmp_path, monkeypatch):
    """The run, whose trigger goes to the list of its push of another segment."""
    settings = tmp_path / "config" / "segtui"
    settings.mkdir(parents=True)
    (settings / "connections.toml").write_text(f'[mail]\nurl = "{fake.url}"\npassword_env = "MAIL_KEY"\n')
    (settings / "connections.toml").chmod(0o600)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("MAIL_KEY", fake.key)
    trigger = TRIGGER.replace('"URL"', '"calm people"').replace('columns = ["spend", "since", "email"]', "")
    whole = f"{PLAN}{trigger}{PUSH.replace('LIST', str(fake.list_id))}"
    (run / "plan.toml").write_text(whole.replace('"customers.csv"', f'"{run.parent.parent / "customers.csv"}"'))
    return run


def fire(run, now=None, **how):
    (fired,) = fire_run(run, Silent(), now=now, **how)
    return fired


def push(run, **how):
    (pushed,) = push_run(run, PushOptions(**how), Silent())
    assert pushed.error is None
    return pushed


def mails(condition):
    """By brute force: the addresses of those who said yes and of whom that holds."""
    return {row["email"] for row in table().iter_rows(named=True) if row["news"] == "yes" and condition(row)}


def is_big(row):
    return row["spend"] >= 850


def is_calm(row):
    return row["customer_id"] < 41


def test_they_are_on_the_list_beside_its_segments_until_their_time_is_over(listed, fake):
    push(listed)
    assert fake.members() == mails(is_calm)
    dry = fire(listed, dry_run=True)
    assert (dry.due, dry.sent) == (len(mails(is_big)), 0) and fake.members() == mails(is_calm)
    fired = fire(listed)
    assert (fired.sent, fired.failed) == (len(mails(is_big)), None)
    assert fake.members() == mails(is_calm) | mails(is_big)
    calls = len(fake.writes())
    pushed = push(listed)
    assert (pushed.triggered, pushed.to_remove, pushed.new) == (len(mails(is_big)), 0, 0)
    assert len(fake.writes()) == calls and fire(listed).back["already triggered"] == fired.sent
    rows = (listed / "segments.csv").read_text()
    gone = sorted(mails(is_big))[0]
    lines = [line.replace(",true,", ",false,") if gone in line else line for line in rows.splitlines(keepends=True)]
    (listed / "segments.csv").write_text("".join(lines))
    pushed = push(listed)
    assert pushed.removed == 1, "whoever says no goes, whatever put them there"
    assert fake.members() == (mails(is_calm) | mails(is_big)) - {gone}


def test_who_was_triggered_long_ago_leaves_a_mirror(listed, fake):
    fire(listed, dt.datetime.now(dt.UTC) - dt.timedelta(days=31))
    assert fake.members() == mails(is_big)
    pushed = push(listed, yes=True)
    assert (pushed.removed, pushed.triggered) == (len(mails(is_big)), 0) and fake.members() == mails(is_calm)


def test_the_gate_of_the_push_keeps_people_back_too(listed, fake):
    rows, without = (listed / "segments.csv").read_text(), sorted(mails(is_big))[0]
    (listed / "segments.csv").write_text(rows.replace(without, ""))
    fired = fire(listed)
    assert fired.back["no e-mail"] == 1
    assert fake.members() == mails(is_big) - {without}
    plan = listed / "plan.toml"
    plan.write_text(plan.read_text().replace('list = "', 'min_size = 41\nlist = "'))
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=31)
    assert fire(listed, later).back["small segment"] == len(mails(is_big))


def test_whom_the_platform_has_is_not_sent_again_after_a_kill_between_the_ledgers(listed, fake):
    sent, calls = fire(listed).sent, len(fake.writes())
    (ledger,) = (listed.parent / "ledger").glob("trigger-*")
    ledger.write_text(ledger.read_text().splitlines(keepends=True)[0])
    assert fire(listed).sent == sent and len(fake.writes()) == calls
    assert ledger.read_text().count('"person"') == sent


@pytest.mark.slow
def test_a_platform_that_is_away_is_exit_5_and_nobody_is_lost(listed, fake, monkeypatch):
    monkeypatch.setenv("MAIL_KEY", "another-key-0815")
    away = fire(listed)
    assert (away.sent, away.stopped, away.failed.exit_code) == (0, True, 5) and "0815" not in str(away.failed)
    monkeypatch.setenv("MAIL_KEY", fake.key)
    fake.refuse(refused := sorted(mails(is_big))[0])
    fired = fire(listed)
    assert fired.sent + fired.refused + fired.unnamed >= len(mails(is_big)) and fake.members() == mails(is_big) - {
        refused
    }


def test_newer_rows_put_people_there_too_and_a_push_of_the_run_leaves_them(listed, fake, segtui, tmp_path):
    fresh = table().with_columns(customer_id=table()["customer_id"] + 1_000, email="new." + table()["email"])
    fresh.write_csv(tmp_path / "new.csv")
    done = segtui("trigger", listed, tmp_path / "new.csv", "--json")
    new = {f"new.{mail}" for mail in mails(is_big)}
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["triggers"][0]["to"] == "calm people" and fake.members() == new
    pushed = push(listed)
    assert (pushed.triggered, fake.members()) == (len(new), new | mails(is_calm))


def test_a_push_that_is_not_there_is_a_fault_with_the_nearest(tmp_path, listed):
    plan = listed / "plan.toml"
    written = plan.read_text()
    plan.write_text(written.replace('to = "calm people"', 'to = "clam people"'))
    (fault,) = trigger_faults(load(plan))
    assert (fault.key, fault.fix) == ("trigger[1].to", 'did you mean "calm people"?')
    with pytest.raises(PlanError, match='is called "clam people"'):
        fire(listed)
    plan.write_text(written.replace('to = "calm people"', 'to = "calm people"\ncolumns = ["spend"]'))
    with pytest.raises(PlanError, match=r"a list gets what its \[\[push\]\] sends"):
        load(plan)
    again = PUSH.replace('"LIST"', '"9"')
    plan.write_text(f"{written}{again}")
    assert "two" in trigger_faults(load(plan))[0].what
