"""A person who is forgotten is deleted at every platform that they were pushed to, now or when it can be reached."""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack

import polars as pl
import pytest

from segtui.console.forget import run_forget
from segtui.data.connections.connection import Connection
from segtui.delivery.http import client, waiting
from segtui.delivery.ledger.ledger import FOLDER
from segtui.delivery.push.config import Push
from segtui.delivery.push.delta import FORGOTTEN
from segtui.delivery.push.member import Member
from segtui.delivery.push.platform import Audience, platforms
from segtui.delivery.push.push_ledger import held_ledger, seen_ledger
from segtui.delivery.push.side import PlatformSide
from tests.fake_platforms import fakes
from tests.quick_runs import without_resamples
from tests.unit.delivery.push.test_whole_push import ROWS, push

PLAN = 'source = {path = "people.csv", id = "customer"}\nfeatures.use = ["spend"]\nsearch.kmeans.k = [3]\n'
PAT, SAM = "pat.7@example.org", "sam.8@example.org"


@pytest.fixture(scope="module")
def made(tmp_path_factory, nursery):
    """A run whose people 7 and 8 are Pat and Sam."""
    folder = tmp_path_factory.mktemp("may")
    mails = [{7: "Pat.7@Example.org", 8: SAM}.get(i, f"p{i}@example.org") for i in range(60)]
    spend = [i % 3 * 100 + i % 11 for i in range(60)]
    pl.DataFrame({"customer": range(60), "email": mails, "spend": spend}).write_csv(folder / "people.csv")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    words = ["run", "plan.toml", "-o", "runs/may", "--quiet"]
    done = nursery.run([*words, *without_resamples(words, folder)], folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def run(made, tmp_path, monkeypatch):
    """The run in a folder of its own, whose connections are still to be written."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(waiting, "FIRST", 0.01)
    monkeypatch.setattr(client, "_UNMET", 1)
    (tmp_path / "config/segtui").mkdir(parents=True)
    return tmp_path / "runs" / "may"


def connect(run, *entered, away=None):
    """Write connections.toml for these fakes, each under its platform's name; nobody listens where one is `away`."""
    urls = {fake: "http://127.0.0.1:9" if fake is away else fake.url for fake in entered}
    tables = [f'[{fake.name}]\nurl = "{urls[fake]}"\npassword_command = ["echo", "{fake.key}"]\n' for fake in entered]
    place = run.parents[1] / "config/segtui/connections.toml"
    place.write_text("".join(tables))
    place.chmod(0o600)


def pushed(run, fake):
    """Pat and Sam are on the fake's list, and the ledger beside the run says so."""
    order = Push(to=fake.name, connection=fake.name, list=fake.list_id, no_consent_column=True)
    platform = order.platform()
    column = next((c for c in platform.target.columns if c.holds == "email"), None)
    known = [(id, fake.identity(mail)) for id, mail in (("7", PAT), ("8", SAM))]
    members = [
        Member(who, "email", {column.header: who}) if column else Member(id, "id", {"id": id}) for id, who in known
    ]
    connection = Connection(fake.name, fake.url, password_command=("echo", fake.key))
    side = PlatformSide("push", connection, platform.address, platform.authorization, throttled=platform.throttled)
    platform(side, Audience(fake.list_id)).add(members)
    side.close()
    with held_ledger(run.parent / FOLDER, order) as ledger:
        ledger.added([(ledger.hashed(member.key()), "what") for member in members], "may")
    return order


def forget(run, id, capsys, **more):
    code = run_forget(run, id, **{"dry_run": False, "as_json": True, "quiet": False, **more})
    said = capsys.readouterr()
    return code, json.loads(said.out) if said.out.startswith("{") else said.out, said.err


def test_every_platform_is_asked_once_and_others_keep_their_place(run, capsys):
    with ExitStack() as stack:
        entered = [stack.enter_context(fake()) for name, fake in fakes().items() if name in platforms()]
        connect(run, *entered)
        orders = [pushed(run, fake) for fake in entered]
        calls = [len(fake.calls) for fake in entered]
        code, told, _ = forget(run, "7", capsys, dry_run=True)
        assert code == 0 and {one["to"] for one in told["platforms"]} == set(platforms())
        assert calls == [len(fake.calls) for fake in entered]
        code, told, errors = forget(run, "7", capsys)
        assert (code, errors) == (0, "") and all(one["asked"] for one in told["platforms"])
        assert len(told["platforms"]) == len(platforms())
        for fake, order in zip(entered, orders, strict=True):
            pat, sam = ("7", "8") if fake.name == "webhook" else (fake.identity(PAT), fake.identity(SAM))
            assert pat not in fake.members() and pat not in fake.people and sam in fake.members()
            assert len(seen_ledger(run.parent / FOLDER, order).sent) == 1 and fake.complaints == []
        assert not (run.parent / FOLDER / "deletions.json").exists()
        assert forget(run, "7", capsys)[0] in (0, 1)  # the data may still have them


def test_a_platform_that_is_away_is_asked_by_the_next_forgetting(run, capsys):
    with fakes()["brevo"]() as brevo, fakes()["hubspot"]() as hubspot:
        pushed(run, brevo)
        pushed(run, hubspot)
        connect(run, brevo, hubspot, away=brevo)
        code, told, errors = forget(run, "7", capsys, as_json=False)
        assert code == 5 and "Brevo, list 27 still has the person" in " ".join(errors.split())
        assert "HubSpot, list 317 was asked to delete the person" in told
        assert "pat.7" not in (told + errors).lower() and brevo.key not in told + errors
        assert hubspot.deleted == [PAT] and brevo.has(PAT)
        assert "pat.7" not in (run / "segments.csv").read_text().lower()
        kept = run.parent / FOLDER / "deletions.json"
        assert kept.stat().st_mode & 0o777 == 0o600 and [one["to"] for one in json.loads(kept.read_text())["waiting"]]
        table = run.parents[1] / "people.csv"
        table.write_text("".join(line for line in table.open() if "Pat" not in line))
        connect(run, brevo, hubspot)
        code, told, errors = forget(run, "7", capsys, as_json=False)
        assert (code, errors) == (0, "") and not brevo.knows(PAT) and brevo.has(SAM) and not kept.exists()
        assert forget(run, "7", capsys)[0] == 1


def test_a_connection_that_is_gone_is_a_deletion_that_waits(run, capsys):
    with fakes()["brevo"]() as brevo:
        connect(run, brevo)
        pushed(run, brevo)
        connect(run)
        code, told, _ = forget(run, "7", capsys)
        assert code == 5 and "connection" in told["platforms"][0]["error"] and not told["platforms"][0]["asked"]
        connect(run, brevo)
        assert forget(run, "8", capsys)[0] == 0
        assert not brevo.knows(PAT) and not brevo.knows(SAM)


def test_who_was_forgotten_is_not_pushed_again_though_the_data_still_has_them(tmp_path):
    with fakes()["brevo"]() as fake:
        push("brevo", fake, tmp_path, consent="ok")
        order = Push(to="brevo", connection="shop", list=fake.list_id, segments=(0,), min_size=1, consent="ok")
        bob = ROWS["mail"][1]
        with held_ledger(tmp_path, order) as ledger:
            ledger.forget([ledger.hashed(f"email:{bob}")])
        fake.people.pop(bob)
        fake.take_out_all()
        delta, sent = push("brevo", fake, tmp_path, consent="ok")
        assert not fake.knows(bob) and (delta.new, sent.added, delta.removals) == (0, 0, 0)
        assert FORGOTTEN == "asked to be forgotten"
