"""What the workbench reads of a run that follows a stream: only new lines, whatever state the file is in."""

import json

import pytest

from segtui.engine.handlers.follow_health import HEALTH, read_health
from segtui.engine.transport.messages import ReadHealth


def line(batch, **more):
    known = {"at": "2026-11-30T18:00:00+00:00", "batch": batch, "events": 10, "rejected": 1, "late": 2, "lag": 5}
    known |= {"oldest_event": None, "seconds": 0.2, "rate": 50.0, "customers": 7, "state": "running"}
    known |= {"moved": [{"from": "Warm", "to": "Loyal", "count": 3}], "triggered": {"lead": 1}, "sinks": {"shop": 4}}
    return json.dumps(known | more) + "\n"


@pytest.fixture
def look(tmp_path):
    """Looks at the file again, from where the last look ended."""
    seen = {"file": 0, "at": 0}

    def again():
        found = read_health(ReadHealth(1, str(tmp_path), **seen), None, None)
        seen.update(file=found.file, at=found.at)
        return found

    return again


def batches(found):
    return [batch["batch"] for batch in found.batches]


def test_a_run_that_never_followed_says_so(look):
    assert not look().there


def test_each_look_reads_what_was_added_since_and_no_torn_line(look, tmp_path):
    place = tmp_path / HEALTH
    place.write_text(line(1) + line(2) + line(3)[:40])
    assert batches(look()) == [1, 2]
    assert batches(look()) == []
    with place.open("a") as file:
        file.write(line(3)[40:] + line(4))
    found = look()
    assert (batches(found), found.anew, found.cut) == ([3, 4], False, False)
    assert found.batches[0]["moved"] == [{"start": "Warm", "end": "Loyal", "count": 3}]
    assert (found.batches[0]["triggered"], found.batches[0]["sinks"]) == ({"lead": 1}, {"shop": 4})


def test_a_file_that_was_replaced_or_is_shorter_is_read_from_its_beginning(look, tmp_path):
    place = tmp_path / HEALTH
    place.write_text(line(1) + line(2))
    assert batches(look()) == [1, 2]
    place.write_text(line(9))
    found = look()
    assert (batches(found), found.anew) == ([9], True)
    other = tmp_path / "other"
    other.write_text(line(9) + line(10))
    other.replace(place)
    found = look()
    assert (batches(found), found.anew) == ([9, 10], True)
    place.unlink()
    assert look().anew


def test_of_a_large_file_the_end_is_read(look, tmp_path):
    (tmp_path / HEALTH).write_text("".join(line(batch, state="x" * 1_000) for batch in range(3_000)))
    found = look()
    assert found.cut and 500 < len(found.batches) < 1_100
    assert batches(found)[-1] == 2_999 and batches(look()) == []


@pytest.mark.parametrize(
    "written",
    [
        "nonsense",
        "[1]",
        "null",
        '{"batch": 2}',
        '{"at": 5}',
        "\x00\xff",
        '{"at": "x", "moved": [3, {"to": {}}], "rate": 1e999}',
    ],
)
def test_a_line_that_is_none_disturbs_nobody(look, tmp_path, written):
    (tmp_path / HEALTH).write_text(f"{written}\n{line(2)}")
    found = look()
    assert batches(found)[-1] == 2
    found.line()  # can be said as JSON


def test_a_count_without_names_is_one(look, tmp_path):
    (tmp_path / HEALTH).write_text(line(1, triggered=3, lag=None))
    (batch,) = look().batches
    assert (batch["triggered"], batch["lag"]) == ({"": 3}, None)


def test_segments_are_called_as_in_the_run_and_old_batches_may_be_gone(look, tmp_path):
    (tmp_path / "model").mkdir()
    model = {"segments": [{"segment": 0, "name": "Warm"}, {"segment": 1, "name": "Loyal"}]}
    (tmp_path / "model" / "model.json").write_text(json.dumps(model))
    (tmp_path / HEALTH).write_text(line(7) + '{"at": "2026-11-30T18:01:00Z", "state": "ended"}\n')
    found = look()
    assert found.names == {"0": "Warm", "1": "Loyal"} and found.cut
    assert [(batch["batch"], batch["state"]) for batch in found.batches] == [(7, "running"), (0, "ended")]
    assert look().names == {}
