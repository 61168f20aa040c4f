"""The Live view over a run that follows a stream, as it is watched."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from segtui.workbench.screens.live.live_view import LiveView
from tests.workbench.settle import until
from tests.workbench.sizes import SIZES

NOW = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
SEGMENTS = ("Loyal", "At risk", "New customers, low income", "Warm")


def lines(first, last, end=NOW, state="running"):
    """Batches that end half a minute apart, the last of them at `end`, from facts that repeat."""
    for batch in range(first, last + 1):
        at = end - timedelta(seconds=30 * (last - batch))
        moved = [{"from": SEGMENTS[batch % 4], "to": SEGMENTS[(batch + 1) % 4], "count": 3 + batch % 7}]
        moved += [{"from": None, "to": SEGMENTS[batch % 4], "count": 1}] * (batch % 3 == 0)
        facts = {"at": at.isoformat(), "batch": batch, "events": 900 + 100 * (batch % 5), "rejected": batch % 20 == 0}
        facts |= {"late": batch % 2, "lag": 40 * (batch % 3), "oldest_event": (at - timedelta(seconds=31)).isoformat()}
        facts |= {"seconds": 0.4, "rate": 2_250.0 + 250 * (batch % 5), "customers": 18_000 + batch, "moved": moved}
        facts |= {"triggered": {"warm lead": batch % 3}, "sinks": {"marketing.segments": 300, "topic segments": 120}}
        yield json.dumps(facts | {"state": state if batch == last else "running"}) + "\n"


@pytest.fixture
def run(place, monkeypatch):
    """A run's folder with sixty batches."""
    monkeypatch.setenv("TZ", "UTC")
    folder = place / "may"
    folder.mkdir()
    (folder / "follow.health.ndjson").write_text("".join(lines(1, 60)))
    return folder


def live(run, now=NOW, **how):
    return LiveView(run, **{"ascii": False, "now": lambda: now, **how})


@pytest.mark.parametrize("size", SIZES)
def test_looks_like_this(snap_compare, new_workbench, run, size):
    async def before(pilot):
        await until(pilot, lambda: pilot.app.panes.front)
        await pilot.app.push_screen(live(run))
        await until(pilot, lambda: pilot.app.screen.followed.batches)

    assert snap_compare(new_workbench(), run_before=before, terminal_size=size)


def test_it_shows_batches_as_they_come_and_draws_nothing_in_between(workbench, story, run, monkeypatch):
    monkeypatch.setattr("segtui.workbench.screens.live.live_view._SOON", 0.05)
    monkeypatch.setattr("segtui.workbench.screens.live.live_view._LATER", 0.05)

    async def tell():
        async with workbench() as d:
            await d.app.push_screen(live(run))
            await d.until(d.says("running; last batch under a minute ago"))
            assert "60 in 0.4 s" in d.text() and "warm lead 60" in d.text()
            looked, sent = [], []
            monkeypatch.setattr(d.app.engine, "ask", _counting(d.app.engine.ask, looked))
            monkeypatch.setattr(d.app, "_display", _counting(d.app._display, sent))
            await d.until(lambda: len(looked) > 2)
            sent.clear()
            await d.until(lambda: len(looked) > 6)
            assert not sent
            more = run / "follow.health.ndjson"
            with more.open("a") as file:
                file.write("".join(lines(61, 61, NOW + timedelta(seconds=30))))
            await d.until(d.says("61 in 0.4 s"))
            assert sent
            await d.press("escape")
            assert not isinstance(d.app.screen, LiveView)

    story(tell())


def _counting(function, calls):
    def counted(*arguments, **named):
        calls.append(arguments)
        return function(*arguments, **named)

    return counted


@pytest.mark.parametrize(
    ("state", "later", "says"),
    [
        ("running", timedelta(hours=2), "! last batch 2 h ago: it was stopped, or nothing comes"),
        ("ended", timedelta(hours=2), "ended 2 h ago"),
        (
            "waiting for kafka://broker",
            timedelta(days=3),
            "! waiting for kafka://broker; the last line was written 3 days",
        ),
    ],
)
def test_it_says_since_when_nothing_came(workbench, story, run, state, later, says):
    (run / "follow.health.ndjson").write_text("".join(lines(1, 3, state=state)))

    async def tell():
        async with workbench() as d:
            await d.app.push_screen(live(run, NOW + later))
            await d.until(d.says(says))

    story(tell())


def test_numbers_of_segments_are_shown_as_names_and_a_line_between_batches_is_the_state(workbench, story, run):
    moved = [{"from": 0, "to": 1, "count": 8}, {"from": 1, "to": -1, "count": 2}]
    facts = json.loads(next(lines(1, 1))) | {"moved": moved}
    (run / "model").mkdir()
    model = {"segments": [{"segment": 0, "name": "Cold"}, {"segment": 1, "name": "Tepid"}]}
    (run / "model" / "model.json").write_text(json.dumps(model))
    ended = {"at": facts["at"], "state": "ended"}
    (run / "follow.health.ndjson").write_text("".join(json.dumps(each) + "\n" for each in (facts, ended)))

    async def tell():
        async with workbench() as d:
            await d.app.push_screen(live(run))
            await d.until(d.says("ended under a minute ago"))
            assert "Cold" in d.text() and "→ Tepid" in d.text() and "→ (noise)" in d.text()
            assert "1 in 0.4 s" in d.text(), "the figures are those of the last batch"

    story(tell())


def test_names_from_a_stream_reach_the_terminal_as_plain_text_and_ascii_stays_ascii(workbench, story, run):
    (run / "follow.health.ndjson").write_text(next(lines(1, 1)).replace("At risk", "\\u001b]0;x [b]At"))

    async def tell():
        async with workbench(ascii=True) as d:
            await d.app.push_screen(live(run, ascii=True))
            await d.until(d.says("[b]At"))
            assert "\x1b" not in d.text()
            assert not [cell for cell in d.text() if cell in "→▁▂▃▄▅▆▇█…"]

    story(tell())


def test_a_run_that_followed_opens_with_it_and_a_key_brings_it_back(workbench, story, place, segtui):
    done = segtui("run", "customers.csv", "--set", "search={kmeans={k=[3]}}", "--quiet", "-o", "may", cwd=place)
    assert done.returncode == 0, done.stderr
    (place / "may" / "follow.health.ndjson").write_text("".join(lines(1, 3)))

    async def tell():
        async with workbench("may") as d:
            await d.until(lambda: isinstance(d.app.screen, LiveView))
            await d.until(d.says("Moved between segments"))
            await d.press("escape")
            await d.until(lambda: d.app.panes.front == "segments")
            await d.press("L")
            await d.until(lambda: isinstance(d.app.screen, LiveView))

    story(tell())


def test_without_a_run_the_key_says_how_to_get_one(workbench, story):
    async def tell():
        async with workbench() as d:
            await d.press("6", "L")
            await d.until(d.says("There is no run to look at yet"))

    story(tell())
