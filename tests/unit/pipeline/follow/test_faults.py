"""What goes wrong with streams: nothing is lost, nothing comes twice, and what is wrong is said."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from segtui.data.streams.stream import Stream, StreamMessage
from segtui.data.streams.webhooks.spool import Spool
from segtui.errors import DataError, PlanError, UnreachableError, UsageError
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.artifacts.stream_files import only_follower
from segtui.pipeline.follow import follow_run as following
from segtui.pipeline.follow import follower as loop
from segtui.pipeline.follow.sink import Sink
from segtui.pipeline.follow.state.state_file import StateFile
from segtui.pipeline.forgetting.forget import forget
from segtui.pipeline.progress import Silent
from segtui.plan.load import parse
from tests.unit.pipeline.follow.followed import PLAN, follow, messages, stream, written


class Given(Stream):
    """Messages in memory: the position is how many were given, and it may be away at times."""

    ends = True

    def __init__(self, messages, away=()):
        self.messages, self.at, self.away = messages, 0, list(away)

    def open(self, position, *, from_start):
        self.at = 0 if from_start or not position else position["at"]

    def poll(self, most, seconds):
        if self.away and self.away[0] <= self.at:
            self.away.pop(0)
            raise UnreachableError("the broker is away", where="given")
        found = self.messages[self.at : self.at + min(most, 100)]
        self.at += len(found)
        return found

    def position(self):
        return {"at": self.at}

    def ended(self):
        return self.at >= len(self.messages)


class Shelf(Sink):
    """Keeps what it gets by batch; is away for the first calls that it is told."""

    def __init__(self, away=0):
        self.away, self.opened, self.got = away, 0, {}

    def open(self):
        self.opened += 1

    def deliver(self, batch, rows):
        if self.away:
            self.away -= 1
            raise UnreachableError("the shelf is away", where="shelf")
        assert batch not in self.got
        self.got[batch] = rows

    def close(self):
        pass


def lines(place, name):
    return [json.loads(line) for line in (place / "run" / name).read_text().splitlines()]


def given(place, monkeypatch, stream_of, shelf=None):
    """Follow a stream in memory, into a shelf where one is given."""
    monkeypatch.setattr(following, "stream_of", lambda address, settings: stream_of)
    if shelf is not None:
        monkeypatch.setattr(following, "_sinks", lambda followed, state, stack: {"shelf": ("all", shelf)})
    monkeypatch.setattr(loop, "FIRST_PAUSE", 0.01)
    return follow(place)


def bodies(found, keyed=False):
    return [StreamMessage(json.dumps(f).encode(), key=f"k{i}" if keyed else "") for i, f in enumerate(found)]


@pytest.mark.slow
def test_what_can_not_be_read_is_kept_with_its_reason_and_too_much_of_it_stops(place):
    found = messages(20, number=120, late=0)
    stream(place, found)
    odd = [
        ("not json", "isn't JSON"),
        ('{"event": "open", "timestamp": "2026-04-01 10:00:00"}', "has no customer_id"),
        ('{"customer_id": "x1", "event": "open", "timestamp": "2026-04-01 10:00:00"}', "can't be read as integer"),
        ('{"customer_id": 5, "event": "open", "timestamp": "soon"}', "can't be read as time"),
        ('{"customer_id": 5, "event": "open", "timestamp": "2093-04-01 10:00:00"}', "after this machine's clock"),
        ('{"customer_id": 5, "colour": "red"}', "has no field that"),
        ('{"customer_id": 5, "income": "much"}', "can't be read as integer"),
        ('{"customer_id": 7.5, "income": 4000}', 'customer_id is "7.5", which can\'t be read as integer'),
        ('{"customer_id": 5, "income": 4000.5}', 'income is "4000.5", which can\'t be read as integer'),
        ("[1, 2]", "isn't a JSON object"),
    ]
    (place / "stream" / "900000.ndjson").write_text("".join(f"{line}\n" for line, _ in odd))
    with pytest.raises(DataError) as error:
        follow(place)
    assert f"{len(odd)} of {120 + len(odd)} messages" in error.value.what and error.value.exit_code == 3
    rejected = lines(place, "follow.rejected.ndjson")
    assert [line["message"] for line in rejected] == [line for line, _ in odd]
    for line, (_, reason) in zip(rejected, odd, strict=True):
        assert reason in line["reason"]
    more = '{"customer_id": 9007199254740993, "income": 1}\n{"customer_id": "5.0", "income": 4321}\n'
    (place / "stream" / "900001.ndjson").write_text(more)
    totals = follow(place)
    assert (totals.messages, totals.events, totals.rejected) == (2, 2, 0)
    with StateFile(place / "run", whole_ids=True) as state:
        assert (2**53 + 1,) in state.rows("select customer from placed")
    assert lines(place, "follow.rejected.ndjson") == rejected


def test_a_stream_is_taken_from_its_start_once_only(place, monkeypatch):
    found = messages(31, number=50, late=0)
    monkeypatch.setattr(following, "_sinks", lambda followed, state, stack: {})
    for count in (50, 0):
        sent = Given(bodies(found))
        monkeypatch.setattr(following, "stream_of", lambda address, settings, sent=sent: sent)
        run, limits = RunFiles.open(place / "run"), loop.FollowLimits(once=True)
        assert following.follow_run(run, limits, Silent(), from_start=True).messages == count


def test_messages_that_come_twice_count_once_and_a_broker_that_goes_away_loses_none(place, monkeypatch):
    found = messages(21, number=150, late=0)
    sent = bodies(found, keyed=True)
    totals = given(place, monkeypatch, Given([*sent[:80], *sent[20:150], *sent[140:]], away=[0, 100]), Shelf())
    assert (totals.events, totals.doubles, totals.state) == (150, 70, "ended")
    told = [line["state"] for line in lines(place, "follow.health.ndjson")]
    assert told.count("waiting for ../stream") == 2 and told[-1] == "ended"


def test_rows_wait_for_a_place_that_is_away_also_for_the_next_follower(place, monkeypatch):
    sent = bodies(messages(22, number=60, late=0))
    shelf = Shelf(away=2)
    given(place, monkeypatch, Given(sent), shelf)
    assert shelf.opened == 2 and list(shelf.got) == [1]
    first = shelf.got[1]
    assert first.columns[:4] == ["customer_id", "segment", "segment_name", "confidence"] and "was" in first.columns
    assert {"lead_score", "recency_days", "events_30d", "income", "country"} <= set(first.columns)
    monkeypatch.setattr(loop, "PATIENCE", -1.0)
    more = bodies(messages(23, number=60, late=0))
    with pytest.raises(UnreachableError):
        given(place, monkeypatch, Given([*sent, *more]), Shelf(away=1))
    later = Shelf()
    totals = given(place, monkeypatch, Given([*sent, *more]), later)
    assert totals.messages == 0 and list(later.got) == [2]
    assert later.got[2].height >= 1


@pytest.mark.slow
def test_a_run_that_takes_the_place_of_another_begins_from_its_own_tables_at_the_same_place(place, monkeypatch):
    sent = bodies(messages(24, number=60, late=0))
    given(place, monkeypatch, Given(sent), Shelf())
    with StateFile(place / "run", whole_ids=True) as state, state.transaction():
        state.keep("run", "another model")
        before = state.count("kept_1")
    totals = given(place, monkeypatch, Given(sent), Shelf())
    with StateFile(place / "run", whole_ids=True) as state:
        assert totals.messages == 0 and state.fact("position") == {"at": 60}
        assert state.count("kept_1") <= before


def test_a_person_is_forgotten_in_all_that_is_kept_of_a_stream(place, monkeypatch):
    found = messages(25, number=200, late=0)
    odd = [StreamMessage(b'{"customer_id": 7, "event": "open", "timestamp": "never"}')]
    given(place, monkeypatch, Given([*bodies(found), *odd]), Shelf())
    run = RunFiles.open(place / "run")
    (place / "run" / "follow").mkdir()
    spool = Spool(place / "run" / "follow" / "follow.spool.sqlite")
    theirs = [b'{"customer_id": 7}', b'{"customer_id": " 7.0", "event": "open"}', b'{"customer_id": 7, "event']
    others = [b'{"customer_id": 70, "amount": 7}', b'{"customer_id": null, "event": "7"}', b"[7]"]
    for number, body in enumerate([*theirs, *others]):
        assert spool.put(f"key {number}", body, 1.0)
    spool.close()
    with only_follower(place / "run"), pytest.raises(UsageError, match="is following this run"):
        forget(run, "7")
    would = forget(run, "7", dry_run=True)
    assert would.files["follow.sqlite"] >= 4 and would.files["follow.rejected.ndjson"] == 1
    assert would.files["follow/follow.spool.sqlite"] == 3
    done = forget(run, "7")
    assert done.files == would.files
    with StateFile(place / "run", whole_ids=True) as state:
        for table in ("kept_1", "kept_2", "profile", "placed"):
            people = {who for (who,) in state.rows(f"select customer from {table}")}
            assert 7 not in people and len(people) > 40
    assert lines(place, "follow.rejected.ndjson") == []
    spool = Spool(place / "run" / "follow" / "follow.spool.sqlite")
    assert [each.body for each in spool.read(0, 99, 10_000, 0)] == others
    assert not spool.put("key 0", theirs[0], 2.0)
    spool.close()
    assert not forget(RunFiles.open(place / "run"), "7").found
    assert given(place, monkeypatch, Given([*bodies(found), *odd]), Shelf()).messages == 0


def test_whom_numbers_can_not_hold_is_left_alone_and_all_others_come_once(place, monkeypatch):
    order = {"customer_id": 1, "order_date": "2026-03-07", "total": 1e308}
    huge = [{**order, "order_id": "a1"}, {**order, "order_id": "a2"}, {"customer_id": 2, "income": 5000}]
    shelf = Shelf()
    given(place, monkeypatch, Given(bodies(huge)), shelf)
    people = [who for rows in shelf.got.values() for who in rows["customer_id"]]
    assert len(people) == len(set(people)) > 40 and 1 not in people and 2 in people
    assert [line["left_alone"] for line in lines(place, "follow.health.ndjson") if "left_alone" in line] == [1]


@pytest.mark.slow
def test_only_those_who_moved_go_where_only_changed_is_asked_for(place):
    plan = place / "run" / "plan.toml"
    plan.write_text(plan.read_text().replace('only = "all"', 'only = "changed"'))
    stream(place, messages(26, number=300))
    totals = follow(place)
    moved = [line["moved"] for line in lines(place, "follow.health.ndjson") if "moved" in line]
    assert totals.moved == sum(each["count"] for line in moved for each in line) > 0
    assert totals.sinks["segments"] == totals.moved
    assert len(written(place)) >= totals.moved / len(moved)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('features = ["rfm", 1]', ""),
        ("features = 9", 'no [[derive]] of a log is called "9"'),
        ('features = "event"', 'did you mean "events"'),
    ],
)
def test_features_that_can_not_be_kept_up_are_told(change, told):
    from segtui.plan.followed import follow_faults

    plan = parse(PLAN.replace('late = "2d"', f'late = "2d"\n{change}'))
    found = [f"{fault.what} {fault.fix}" for fault in follow_faults(plan)]
    assert (told in " ".join(found)) if told else not found


def test_steps_and_tables_that_can_not_be_kept_up_and_unknown_places_are_faults_of_the_plan():
    from segtui.plan.followed import refuse_unfollowable

    more = '[[derive]]\nkind = "join"\npath = "stores.csv"\nid = "customer_id"\ncolumns = { size = "sum" }\n'
    step = '[[clean]]\nstep = "deduplicate"\nby = ["country"]\n'
    text = PLAN.replace('write = "segments"', 'write = "elsewhere"').replace(
        "[[derive]]", step + more + "[[derive]]", 1
    )
    with pytest.raises(PlanError) as error:
        refuse_unfollowable(parse(text))
    keys = {fault.key for fault in error.value.faults}
    assert keys == {"clean[2]", "derive[1]", "follow.to[1].write"}
    with pytest.raises(PlanError, match="export"):
        refuse_unfollowable(parse(PLAN.replace('write = "segments"', 'export = "klaviyo"')))


def test_a_run_without_a_stream_says_what_to_write(place):
    plan = place / "run" / "plan.toml"
    text = plan.read_text()
    plan.write_text(text[: text.index("[follow]")])
    with pytest.raises(UsageError, match=r"has no \[follow\]"):
        follow(place)


def test_it_goes_on_until_it_is_asked_to_end(place):
    stream(place, messages(27, number=30, late=0))
    plan = place / "run" / "plan.toml"
    plan.write_text(plan.read_text().replace("batch = [400]", "batch = [30]"))
    health = place / "run" / "follow.health.ndjson"
    totals = follow(place, once=False, asked=lambda: health.is_file() and health.stat().st_size > 0)
    assert totals.events == 30 and totals.state == "ended"
    assert follow(place, once=False, until=time.monotonic()).batches == 0


@pytest.mark.slow
def test_centroids_move_when_it_is_time_and_everybody_is_placed_by_them(place):
    plan = place / "run" / "plan.toml"
    plan.write_text(plan.read_text().replace('refresh = "0"', 'refresh = "1d"'))
    stream(place, messages(28, number=200, late=0))
    follow(place)
    assert not (place / "run" / "versions").exists()
    with StateFile(place / "run", whole_ids=True) as state, state.transaction():
        state.keep("refreshed_at", time.time() - 90_000)
    stream(place, messages(28, number=400, late=0)[200:], size=201)
    before = written(place)
    totals = follow(place)
    run = RunFiles.open(place / "run")
    assert run.latest.path.name == "1" and run.latest.names == run.names
    with StateFile(place / "run", whole_ids=True) as state:
        assert state.fact("version") == 1
        assert state.rows("select customer from placed where day = -1") == []
    assert totals.moved > 0 and written(place) != before


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.mark.slow
def test_triggers_tell_each_person_once_however_often_they_are_touched(place):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hook)
    server.got = []
    thread = Thread(target=server.serve_forever)
    thread.start()
    plan = place / "run" / "plan.toml"
    trigger = f'[[trigger]]\nwhen = "events_30d >= 1"\nto = "http://127.0.0.1:{server.server_port}/hook"\n'
    trigger += 'once = "30d"\nno_consent_column = true\nmin_size = 1\ncolumns = ["events_30d"]\n'
    plan.write_text(f"{plan.read_text().replace('trigger = []', '')}\n{trigger}")
    try:
        found = messages(29, number=120, days=5, people=80, late=0)
        stream(place, found)
        totals = follow(place)
        people = {fields["customer_id"] for fields in found}
        assert totals.triggered == len(server.got) >= len(people) > 30
        assert all(call["columns"]["events_30d"] >= 1 for call in server.got)
        lines_of_batches = [line for line in lines(place, "follow.health.ndjson") if "triggered" in line]
        assert sum(line["triggered"] for line in lines_of_batches) == totals.triggered
        stream(place, messages(30, number=240, days=5, people=80, late=0)[120:], size=121)
        again = follow(place)
        told = [json.dumps(call, sort_keys=True) for call in server.got]
        assert again.triggered == len(told) - totals.triggered < 20
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
