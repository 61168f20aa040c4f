"""What every platform keeps to: run over all that are declared, and over the template, each against its fake."""

from __future__ import annotations

import json
import re

import pytest

from segtui.data.connections.connection import Connection
from segtui.delivery.http import waiting
from segtui.delivery.http.refused_error import RefusedError
from segtui.delivery.push import side as push_side
from segtui.delivery.push.member import Member
from segtui.delivery.push.platform import Audience, platforms
from segtui.delivery.push.side import PlatformSide
from segtui.errors import UnreachableError
from tests.fake_platforms import fakes
from tests.templates import platform as template

ALL = [*platforms().values(), template.Template]
pytestmark = pytest.mark.parametrize("platform", ALL, ids=lambda platform: platform.name)
ANN, BOB, EVE = "ann.smith@example.org", "bob@example.org", "eve@example.org"


@pytest.fixture(autouse=True)
def _hurry(monkeypatch):
    """Pauses are as they are, but a fiftieth as long."""
    monkeypatch.setattr(waiting, "FIRST", 0.01)
    monkeypatch.setattr(push_side, "_FIRST_LOOK", 0.005)


@pytest.fixture
def fake(platform):
    """The platform on the loopback; nothing that a careful sender must not do was done in the end."""
    with fakes()[platform.name]() as fake:
        yield fake
    assert fake.complaints == []


@pytest.fixture
def reach(platform, fake, monkeypatch):
    """Opens its list, or another, with the key of the fake unless the connection says where another is."""
    monkeypatch.setenv("FAKE_KEY", fake.key)
    opened = []

    def reach(list_id="", **connection):
        known = Connection("shop", fake.url, **(connection or {"password_env": "FAKE_KEY"}))
        side = PlatformSide("push shop", known, platform.address, platform.authorization, throttled=platform.throttled)
        opened.append(side)
        return platform(side, Audience(list_id or fake.list_id, "Loyal"))

    yield reach
    for side in opened:
        side.close()


def member(platform, email):
    """A person as the platform is told of them."""
    if not platform.identity:
        return Member(email, "id", {"id": email, "segment": "Loyal"})
    column = next(column for column in platform.target.columns if column.holds == "email")
    cell = fakes()[platform.name]().identity(email) if column.hashed else email
    return Member(cell, "email", {column.header: cell})


def members(platform, *emails):
    return [member(platform, email) for email in emails]


def who(platform, email):
    return member(platform, email).who


def test_it_is_declared_with_what_its_users_need_to_know(platform):
    assert platform.title and platform.chunk > 0 and platform.target.title
    assert platform.address.startswith("https://") or "connection" in platform.traps or platform.name == "webhook"
    held = {column.holds for column in platform.target.columns}
    assert set(platform.identity) <= held and set(platform.target.needs) <= set(platform.identity)
    assert not platform.target.advertising or all(
        c.hashed for c in platform.target.columns if c.holds in ("email", "phone")
    )
    if platform.list_is:
        assert re.fullmatch(platform.list_form, fakes()[platform.name].list_id)
        assert not re.fullmatch(platform.list_form, "../lists?x=1") or platform.list_form == ".+"


def test_its_list_is_looked_at_before_anything_is_sent(platform, fake, reach):
    reach().check()
    assert not fake.writes() and not fake.members()


def test_people_come_in_once_however_often_they_are_sent_and_go_out_again(platform, fake, reach):
    there = reach()
    assert there.add(members(platform, ANN, BOB)).refused == {}
    assert there.add(members(platform, ANN, BOB, EVE)).refused == {}
    assert len(fake.members()) == 3 and fake.has(ANN)
    there.remove(members(platform, ANN, "nobody@example.org"))
    there.remove(members(platform, ANN))  # a lost answer makes it come again
    assert not fake.has(ANN) and fake.has(BOB) and fake.has(EVE)
    fake.take_out_all()
    there.add(members(platform, ANN, BOB))  # the same call as before, which is another now
    there.finish()
    assert fake.has(ANN) and fake.has(BOB)


def test_who_is_on_the_list_is_known_or_said_not_to_be(platform, fake, reach):
    there = reach()
    crowd = [f"p{i}@example.org" for i in range(260)]
    for at in range(0, 260, platform.chunk):
        there.add(members(platform, *crowd[at : at + platform.chunk]))
    listed = there.members()
    assert listed is None or {one.who for one in listed} == {who(platform, email) for email in crowd}


def test_whom_it_refuses_is_told_beside_those_it_takes(platform, fake, reach):
    fake.refuse(BOB)
    outcome = reach().add(members(platform, ANN, BOB, EVE))
    assert fake.has(ANN) and fake.has(EVE) and not fake.has(BOB)
    named = outcome.refused.keys() == {who(platform, BOB)}
    assert named != (outcome.unnamed == 1) and (named or not outcome.refused)
    assert all("@" not in why and why for why in outcome.refused.values())


def test_who_unsubscribed_there_stays_unsubscribed(platform, fake, reach):
    there = reach()
    there.add(members(platform, ANN))
    fake.unsubscribe(ANN)
    fake.unsubscribe(EVE)
    there.add(members(platform, ANN, BOB, EVE))
    there.remove(members(platform, ANN))
    there.add(members(platform, ANN))
    assert fake.complaints == [] and fake.identity(ANN) in fake.unsubscribed


@pytest.mark.parametrize("fault", ["429", "500", "half", "drop", "away"])
def test_a_fault_on_the_way_loses_nobody(platform, fake, reach, fault):
    there = reach()
    fake.faults.then(fault, "", fault)
    assert there.add(members(platform, ANN, BOB)).refused == {}
    assert fake.has(ANN) and fake.has(BOB)
    fake.faults.then(fault)
    there.remove(members(platform, BOB))
    assert fake.has(ANN) and not fake.has(BOB) and fake.faults.met


def test_a_page_of_a_proxy_is_no_answer(platform, fake, reach):
    there = reach()
    there.add(members(platform, BOB))
    fake.faults.always("page")
    for call in (there.add, there.remove):
        with pytest.raises(UnreachableError, match="can't be understood"):
            call(members(platform, BOB))
    with pytest.raises(UnreachableError):
        there.forget(member(platform, BOB))
    assert fake.has(BOB)


def test_a_wrong_key_is_one_call_and_an_error_without_it(platform, fake, reach, monkeypatch):
    monkeypatch.setenv("WRONG_KEY", "wrong-key-us1")
    with pytest.raises(RefusedError) as caught:
        reach(password_env="WRONG_KEY").add(members(platform, ANN))
    told = str(caught.value)
    assert len(fake.calls) == 1 and not fake.members()
    assert "401" in told and "wrong-key" not in told and who(platform, ANN) not in told


def test_a_key_that_expired_meanwhile_is_asked_for_again(platform, fake, reach, tmp_path):
    (tmp_path / "keys").write_text(f"old-key-us1\n{fake.key}\n")
    command = ("sh", "-c", f"head -n 1 {tmp_path}/keys; sed -i 1d {tmp_path}/keys")
    reach(password_command=command).add(members(platform, ANN))
    assert fake.has(ANN)


def test_a_list_that_is_not_there_is_refused_without_key_and_person(platform, fake, reach):
    missing = re.sub(r"\w(?=\W*$)", lambda last: "7" if last[0] != "7" else "8", fake.list_id)
    with pytest.raises(UnreachableError) as caught:
        reach(missing).add(members(platform, ANN))
    told = str(caught.value)
    assert fake.key not in told and "ann" not in told.lower() and who(platform, ANN) not in told
    assert not fake.has(ANN)


def test_who_is_to_be_forgotten_is_deleted_there_even_twice(platform, fake, reach):
    there = reach()
    there.add(members(platform, ANN, BOB))
    assert there.forget(member(platform, ANN)) == bool(platform.forgets)
    there.forget(member(platform, ANN))
    assert fake.knows(ANN) != bool(platform.forgets) and fake.has(BOB)


def test_a_full_chunk_is_a_call_that_it_takes(platform, fake, reach):
    there = reach()
    crowd = members(platform, *(f"p{i}@example.org" for i in range(min(platform.chunk, 600))))
    assert there.add(crowd).refused == {}
    assert len(fake.members()) == len(crowd)
    most = platform.chunk_removed or platform.chunk
    for at in range(0, len(crowd), most):
        there.remove(crowd[at : at + most])
    assert fake.members() == set()


def test_no_key_stands_in_an_address_or_a_body(platform, fake, reach):
    there = reach()
    there.add(members(platform, ANN))
    there.remove(members(platform, ANN))
    for call in fake.calls:
        assert fake.key not in call.path + json.dumps(call.query) + json.dumps(call.body)


def test_what_people_see_before_is_what_is_sent(platform, fake, reach):
    there = reach()
    shown = json.loads(json.dumps(there.payload(members(platform, ANN))))
    there.add(members(platform, ANN))
    sent = next(call.body for call in fake.writes())
    assert {name: value for name, value in sent.items() if name != "session"} == shown
