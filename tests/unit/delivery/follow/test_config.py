"""What a plan may say of following a stream."""

from pathlib import Path

import pytest

from segtui.errors import PlanError
from segtui.plan.dump import dump
from segtui.plan.load import parse
from segtui.plan.paths_of_plan import move_paths

PLAN = '[source]\npath = "customers.csv"\n[follow]\n'


def of(text):
    return parse(PLAN + text).follow


def test_a_batch_is_a_time_a_number_of_events_or_both():
    least = 'from = "-"\nid = "customer"\n'
    assert (of(least).seconds, of(least).events) == (30, 10_000)
    assert (of(f'{least}batch = "5s"').seconds, of(f'{least}batch = "5s"').events) == (5, 50_000)
    assert of(f"{least}batch = 500").events == 500
    assert of(f"{least}batch = 2_000_000").events == 50_000  # worked through in parts
    both = of(f'{least}batch = [100, "2m"]')
    assert (both.seconds, both.events) == (120, 100)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('id = "c"', "follow.from: is missing"),
        ('from = "-"', "follow.id: is missing"),
        ('from = "-"\nid = "c"\nbatch = "2h"', "wait for an hour at most"),
        ('from = "-"\nid = "c"\nbatch = ["2m", "3m"]', "one time and one number"),
        ('from = "-"\nid = "c"\nbatch = 0', "follow.batch"),
        ('from = "-"\nid = "c"\nlate = "soon"', "follow.late"),
        ('from = "-"\nid = "c"\nrefresh = "often"', "follow.refresh"),
        ('from = "kafka://u:secret@h/t"\nid = "c"', "has a password in it"),
        ('from = "-"\nid = "c"\n[[follow.to]]\nonly = "changed"', "name one of write, export, topic and webhook"),
        ('from = "-"\nid = "c"\n[[follow.to]]\nwrite = "t"\ntopic = "u"', "name one of"),
        ('from = "-"\nid = "c"\n[[follow.to]]\nwrite = "t"\nsign = "S"', "for a webhook only"),
        ('form = "-"\nid = "c"', 'did you mean "from"?'),
    ],
)
def test_what_can_not_be_is_told_at_its_key(text, told):
    with pytest.raises(PlanError) as error:
        of(text)
    assert told in error.value.describe()
    assert "secret" not in error.value.describe()


def test_a_plan_with_a_stream_is_written_as_it_was_read_and_its_folder_moves_along():
    plan = parse(
        f'{PLAN}from = "events"\nid = "c"\nrefresh = 0\n[[follow.to]]\ntopic = "kafka://h/t"\nonly = "changed"'
    )
    assert parse(dump(plan)) == plan
    assert move_paths(plan, Path("/a/b"), Path("/a/c")).follow.stream == "../b/events"
    away = parse(f'{PLAN}from = "amqp://h/q"\nid = "c"')
    assert move_paths(away, Path("/a/b"), Path("/a/c")).follow.stream == "amqp://h/q"
