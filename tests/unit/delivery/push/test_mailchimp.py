"""Mailchimp: many members who are there already are updated as one batch, and whoever refuses is found."""

import pytest

from segtui.data.connections.connection import Connection
from segtui.delivery.push import side as push_side
from segtui.delivery.push.member import Member
from segtui.delivery.push.platform import Audience
from segtui.delivery.push.platforms.mailchimp import Mailchimp
from segtui.delivery.push.side import PlatformSide
from tests.fake_platforms.faults import Faults
from tests.fake_platforms.mailchimp import Mailchimp as Fake


@pytest.fixture
def fake(monkeypatch):
    monkeypatch.setattr(push_side, "_FIRST_LOOK", 0.005)
    with Fake(Faults()) as fake:
        yield fake
    assert fake.complaints == []


@pytest.fixture
def audience(fake):
    side = PlatformSide(
        "push", Connection("x", fake.url, password_command=("echo", fake.key)), "", Mailchimp.authorization
    )
    yield Mailchimp(side, Audience(fake.list_id))
    side.close()


def crowd(ltv):
    emails = [f"p{i}@example.org" for i in range(60)]
    return [Member(email, "email", {"email_address": email, "LTV": ltv}) for email in emails]


def test_an_update_of_many_is_a_handful_of_calls(fake, audience):
    audience.add(crowd("1"))
    fake.unsubscribe("p7@example.org")
    before = len(fake.calls)
    assert audience.add(crowd("2")).refused == {}
    assert {fields["LTV"] for fields in fake.people.values()} == {"2"} and len(fake.calls) - before < 8


def test_who_refuses_an_update_of_many_is_known_by_name(fake, audience):
    audience.add(crowd("1"))
    fake.choosy.add("p7@example.org")
    refused = audience.add(crowd("2")).refused
    assert list(refused) == ["p7@example.org"] and "@" not in refused["p7@example.org"]
    assert fake.people["p7@example.org"]["LTV"] == "1" and fake.people["p8@example.org"]["LTV"] == "2"
