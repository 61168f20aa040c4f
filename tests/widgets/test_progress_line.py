import asyncio
import time
from itertools import pairwise

from tests.widgets.demos.progress_line_demo import ProgressDemo
from widgets.progress.line import INTERVAL


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def at(act, size=(80, 24), **settings):
    clock = Clock()
    app = ProgressDemo(clock, **settings)

    async def go():
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await act(app, clock, pilot)
            await pilot.pause()
            return app.line.render_line(0).text

    return app, asyncio.run(go())


async def part(app, clock, pilot):
    app.line.start("clustering", total=82)
    clock.now += 10
    app.line.update(31)


def test_the_line_says_what_how_much_how_long_and_how_to_stop():
    _, text = at(part)
    assert text.split() == ["clustering", "31/82", "▰" * 15 + "▱" * 25, "eta", "17", "s", "x", "cancel"]


def test_ascii_draws_with_ascii_only():
    _, text = at(part, ascii=True)
    assert text.isascii() and "#" * 15 + "." * 25 in text


def test_a_narrow_line_keeps_what_matters_most():
    for width, kept in ((44, "clustering 31/82 ▰"), (34, "31/82"), (30, "x cancel"), (20, "31/82"), (4, "")):
        _, text = at(part, (width, 5))
        assert len(text) == width and kept in text


def test_a_better_share_moves_the_bar_and_the_time_left():
    async def act(app, clock, pilot):
        app.line.start("clustering", total=82)
        clock.now += 10
        app.line.update(80, share=0.5)

    assert "80/82 " + "▰" * 20 + "▱" * 20 + " eta 10 s" in at(act)[1]


def test_without_a_total_there_is_a_count_only():
    async def act(app, clock, pilot):
        app.line.start("reading")
        clock.now += 10
        app.line.update(1_200_000)

    _, text = at(act)
    assert text.split() == ["reading", "1,200,000", "x", "cancel"]


def test_of_what_is_not_counted_there_are_the_words_only():
    async def act(app, clock, pilot):
        app.line.start("profiling")

    assert at(act)[1].split() == ["profiling", "x", "cancel"]


def test_words_without_a_bar_have_the_line_to_themselves():
    said = "reading shop.example.org/customers and all of its orders"

    async def act(app, clock, pilot):
        app.line.start(said)
        app.line.update(1_200_000)

    assert f"{said} 1,200,000" in at(act)[1] and at(act)[1].rstrip().endswith("x cancel")
    assert len(at(act, (40, 5))[1]) == 40 and "1,200,000" in at(act, (40, 5))[1]


def test_many_updates_are_painted_four_times_a_second_at_most():
    app = ProgressDemo()
    painted = []

    async def go():
        async with app.run_test() as pilot:
            app.line.start("clustering", total=1_000_000)
            await pilot.pause()
            draw = app.line.draw
            app.line.draw = lambda *size: (painted.append(time.monotonic()), draw(*size))[1]
            began = time.monotonic()
            while time.monotonic() < began + 5 * INTERVAL:
                app.line.update(app.line._done + 1)
                await asyncio.sleep(0.001)
            app.line.draw = draw
            return time.monotonic() - began

    took = asyncio.run(go())
    assert 1 <= len(painted) <= took / INTERVAL + 1
    assert all(later - earlier >= INTERVAL * 0.8 for earlier, later in pairwise(painted))


def test_what_came_between_two_paints_is_painted_soon():
    async def act(app, clock, pilot):
        app.line.start("clustering", total=82)
        await pilot.pause()
        clock.now += INTERVAL / 2
        app.line.update(40)
        assert " 0/82" in app.line.render_line(0).text
        await asyncio.sleep(INTERVAL)
        assert app.line._later is None

    assert " 40/82" in at(act)[1]


def test_the_line_hides_itself_at_the_end_and_leaves_no_timer():
    async def act(app, clock, pilot):
        assert not app.line.display
        app.line.start("clustering", total=82)
        assert app.line.display
        clock.now += 0.01
        app.line.update(1)
        assert app.line._later is not None
        app.line.update(82)
        await pilot.pause()
        assert not app.line.display and app.line._later is None

    at(act)


def test_updates_after_the_end_do_not_bring_it_back():
    async def act(app, clock, pilot):
        app.line.start("clustering", total=82)
        app.line.finish()
        app.line.update(3)
        assert not app.line.display

    at(act)


def test_x_cancels_once_and_the_line_says_so():
    async def act(app, clock, pilot):
        await pilot.press("s", "x", "x")

    app, text = at(act)
    assert app.cancelled == 1 and "cancelling" in text


def test_a_click_on_x_cancel_cancels_and_elsewhere_does_not():
    async def act(app, clock, pilot):
        await pilot.press("s")
        await pilot.click(app.line, offset=(20, 0))
        assert not app.line.cancelling
        await pilot.click(app.line, offset=(75, 0))

    assert at(act)[0].cancelled == 1


def test_x_does_nothing_when_nothing_is_under_way():
    async def act(app, clock, pilot):
        app.line.cancel()

    assert at(act)[0].cancelled == 0
