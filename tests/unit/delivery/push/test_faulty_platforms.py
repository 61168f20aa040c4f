"""Many people through a platform that often fails: everybody arrives, and what was done is not done again."""

from __future__ import annotations

import polars as pl
import pytest

from segtui.delivery.http import waiting
from segtui.delivery.push import side as push_side
from segtui.delivery.push.platform import platforms
from segtui.errors import UnreachableError
from tests.fake_platforms import fakes
from tests.fake_platforms.faults import Faults
from tests.unit.delivery.push.test_whole_push import push

PEOPLE = 600
FAULTS = {"429": 0.08, "500": 0.06, "drop": 0.06, "half": 0.04, "away": 0.04}


@pytest.fixture(autouse=True)
def _hurry(monkeypatch):
    monkeypatch.setattr(waiting, "FIRST", 0.002)
    monkeypatch.setattr(push_side, "_FIRST_LOOK", 0.002)
    for platform in platforms().values():
        monkeypatch.setattr(platform, "chunk", 20)
        monkeypatch.setattr(platform, "limits", ())


def table(count=PEOPLE):
    ids = [str(number) for number in range(count)]
    return pl.DataFrame(
        {
            "id": ids,
            "segment": pl.Series([0] * count, dtype=pl.Int32),
            "segment_name": ["Loyal"] * count,
            "mail": [f"p{id}@example.org" for id in ids],
            "first_name": ["Ann"] * count,
            "ok": ["yes"] * count,
        }
    )


def known(fake, rows):
    ids = rows["id"].to_list() if fake.name == "webhook" else rows["mail"].to_list()
    return set(ids) if fake.name == "webhook" else {fake.identity(mail) for mail in ids}


@pytest.mark.slow
@pytest.mark.parametrize("name", platforms())
def test_everybody_arrives_once_through_faults(name, tmp_path):
    with fakes()[name](Faults(seed=11, shares=FAULTS)) as fake:
        rows = table()
        _, sent = push(name, fake, tmp_path, rows, consent="ok")
        assert fake.members() == known(fake, rows) and sent.added == PEOPLE and len(fake.faults.met) > 3
        calls = len(fake.writes())
        push(name, fake, tmp_path, rows, consent="ok")
        assert len(fake.writes()) == calls
        some = rows.with_columns(ok=pl.when(pl.int_range(pl.len()) % 10 == 0).then(pl.lit("no")).otherwise("ok"))
        push(name, fake, tmp_path, some, consent="ok")
        assert fake.members() == known(fake, some.filter(pl.col("ok") == "yes")) and fake.complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("name", platforms())
def test_a_push_that_was_broken_off_goes_on_from_there(name, tmp_path, monkeypatch):
    with fakes()[name]() as fake:
        rows, take, right = table(200), fake.take, fake.key

        def expiring(call):
            fake.key = right if len(fake.writes()) < 6 else "another key"
            return take(call)

        monkeypatch.setattr(fake, "take", expiring)
        with pytest.raises(UnreachableError):
            push(name, fake, tmp_path, rows, consent="ok")
        before = fake.members()
        assert 0 < len(before) < 200
        monkeypatch.setattr(fake, "take", take)
        fake.key = right
        _, sent = push(name, fake, tmp_path, rows, consent="ok")
        assert fake.members() == known(fake, rows) and fake.complaints == []
        assert 200 - len(before) <= sent.added <= 220 - len(before)  # a chunk may have been half done
