"""From the data to each platform and back: who agreed arrives in the platform's own form, and nobody else."""

from __future__ import annotations

import hashlib

import polars as pl
import pytest

from segtui.data.connections.connection import Connection
from segtui.delivery.export.run_people import People, meet_all
from segtui.delivery.http import waiting
from segtui.delivery.push import side as push_side
from segtui.delivery.push.audience import gather_audience
from segtui.delivery.push.config import Push
from segtui.delivery.push.delta import delta_of
from segtui.delivery.push.platform import Audience, platforms
from segtui.delivery.push.push_ledger import held_ledger
from segtui.delivery.push.send import SentPush, send_delta
from segtui.delivery.push.side import PlatformSide
from tests.fake_platforms import fakes

ROWS = pl.DataFrame(
    {
        "id": ["1", "2", "3", "4", "5"],
        "segment": pl.Series([0, 0, 0, 0, 1], dtype=pl.Int32),
        "segment_name": ["High income"] * 4 + ["Others"],
        "mail": ["Ann.B+x@gmail.com", "bob@example.org", "cleo@example.org", "dan@example.org", "eve@example.org"],
        "phone": ["+49 30 5550001", None, None, None, None],
        "first_name": ["Ann", "Bob", "Cleo", "Dan", "Eve"],
        "country": ["DE", "US", "DE", "US", "US"],
        "ok": ["yes", "yes", "yes", "no", "yes"],
        "ads": ["yes", "", "no", "yes", "yes"],
    }
)


@pytest.fixture(autouse=True)
def _hurry(monkeypatch):
    monkeypatch.setattr(waiting, "FIRST", 0.01)
    monkeypatch.setattr(push_side, "_FIRST_LOOK", 0.005)


def push(name, fake, place, rows=ROWS, **keys):
    """One push of the first segment, as the command makes it."""
    order = Push(to=name, connection="shop", list=fake.list_id, segments=(0,), min_size=1, **keys)
    people = People(rows.lazy(), {0: "High income", 1: "Others"})
    platform = order.platform()
    known = Connection("shop", fake.url, password_command=("echo", fake.key))
    side = PlatformSide("push", known, platform.address, platform.authorization, throttled=platform.throttled)
    sent = SentPush()
    with held_ledger(place, order) as ledger:
        on_list = lambda key: ledger.hashed(key) in ledger.sent  # noqa: E731
        audience = gather_audience(order, people, meet_all(people, order), on_list if ledger.sent else None)
        delta = delta_of(order, audience, ledger)
        send_delta(platform(side, Audience(order.list or "", "")), audience, delta, ledger, "run", sent)
    side.close()
    return delta, sent


@pytest.mark.parametrize("name", platforms())
def test_who_agreed_arrives_once_and_who_left_or_withdrew_goes(name, tmp_path):
    with fakes()[name]() as fake:
        known = ROWS["id"].to_list() if name == "webhook" else [fake.identity(mail) for mail in ROWS["mail"]]
        delta, sent = push(name, fake, tmp_path, consent="ok")
        assert fake.members() == set(known[:3]) and (delta.new, sent.added) == (3, 3)
        calls = len(fake.writes())
        delta, sent = push(name, fake, tmp_path, consent="ok")
        assert (delta.new, delta.changed, delta.unchanged, sent.added) == (0, 0, 3, 0) and len(fake.writes()) == calls
        moved = ROWS.with_columns(
            ok=pl.when(pl.col("id") == "2").then(pl.lit("no")).otherwise("ok"),
            segment=pl.when(pl.col("id") == "3").then(pl.lit(1, pl.Int32)).otherwise("segment"),
        )
        delta, sent = push(name, fake, tmp_path, moved, consent="ok")
        assert fake.members() == {known[0]} and sent.removed == 2
        assert fake.complaints == []


@pytest.mark.parametrize("name", ["meta", "google-ads"])
def test_an_advertising_platform_is_told_nothing_but_hashes(name, tmp_path):
    with fakes()[name]() as fake:
        push(name, fake, tmp_path, consent="ok")
        told = " ".join(str(call.body) for call in fake.calls).lower()
        assert not any(word in told for word in ("ann", "bob", "5550001", "income", "gmail", "example.org"))
        phone = "+49305550001" if name == "google-ads" else "49305550001"
        assert hashlib.sha256(phone.encode()).hexdigest() in told


def test_google_hears_of_consent_from_those_of_europe_who_gave_it_and_of_others_never(tmp_path):
    with fakes()["google-ads"]() as fake:
        push("google-ads", fake, tmp_path, consent="ok", eea_consent="ads")
        ann, bob, cleo = (fake.identity(mail) for mail in ROWS["mail"][:3])
        assert fake.members() == {ann, bob} and cleo not in fake.people  # from Germany, and said no
        assert fake.people[ann]["consent"] == {"adUserData": "CONSENT_GRANTED", "adPersonalization": "CONSENT_GRANTED"}
        assert fake.people[bob]["consent"] == {} and fake.complaints == []
        push("google-ads", fake, tmp_path, ROWS.with_columns(ads=pl.lit("yes")), consent="ok", eea_consent="ads")
        assert fake.members() == {ann, bob, cleo} and fake.people[bob]["consent"]


def test_names_of_segments_stay_here_where_they_would_block_an_audience(tmp_path):
    told = {}
    for name in ("brevo", "meta"):
        with fakes()[name]() as fake:
            push(name, fake, tmp_path, consent="ok")
            told[name] = str([call.body for call in fake.calls])
    assert "High income" in told["brevo"] and "income" not in told["meta"].lower()


@pytest.mark.parametrize("name", ["meta", "google-ads"])
def test_how_many_were_refused_is_known_where_the_platform_does_not_say_who(name, tmp_path):
    with fakes()[name]() as fake:
        fake.refuse("bob@example.org")
        _, sent = push(name, fake, tmp_path, consent="ok")
        assert len(sent.refused) + sent.unnamed == 1 and len(fake.members()) == 2


def test_a_request_that_google_is_still_looking_at_is_told_by_its_id(tmp_path, monkeypatch):
    monkeypatch.setattr("segtui.delivery.push.platforms.google_ads._PATIENCE", 0.02)
    with fakes()["google-ads"]() as fake:
        fake.slow = 1_000
        _, sent = push("google-ads", fake, tmp_path, consent="ok")
        assert sent.pending and sent.pending[0].startswith("126365e1")
