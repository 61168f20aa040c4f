import asyncio

import numpy as np
import pytest

from tests.widgets.demos.silhouette_plot_demo import SilhouetteDemo, example_values
from widgets.silhouette.profile import profiles


def lines(app):
    _, height = app.plot.size
    return [app.plot.render_line(y).text for y in range(height)]


def at(app, act=None, size=(80, 24)):
    async def go():
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            if act:
                await act(pilot)
            await pilot.pause()
            return lines(app)

    return asyncio.run(go())


def test_the_first_line_gives_the_mean_and_what_is_below_0_or_without_a_value():
    values, labels = example_values()
    kept = values[labels >= 0]
    first, *_ = at(SilhouetteDemo(values, labels))
    below, noise = (kept < 0).sum(), (labels < 0).sum()
    said = f"┊ mean silhouette {kept.mean():.3f}  {len(kept):,} rows, {below} below 0 ({below / len(kept):.1%})"
    assert first.rstrip() == f"{said}, {noise} without a value"


def test_every_segment_has_its_name_mean_and_size():
    values, labels = example_values()
    rows = "\n".join(at(SilhouetteDemo(values, labels)))
    for profile in profiles(values, labels, {})[0]:
        assert f"{len(profile.values):,} rows" in rows
        assert f"{profile.mean:.2f}" in rows
    assert "Regulars" in rows and "Big spenders in…" in rows


def test_bars_of_a_segment_become_shorter():
    rows = at(SilhouetteDemo(np.linspace(0.9, 0.1, 500), np.zeros(500, dtype=int)))
    lengths = [row.count("█") for row in rows if "█" in row]
    assert len(lengths) > 15 and lengths == sorted(lengths, reverse=True)


def test_one_row_below_0_among_thousands_is_seen():
    values = np.full(5000, 0.5)
    assert not any("▒" in row for row in at(SilhouetteDemo(values, np.zeros(5000, dtype=int))))
    values[17] = -0.01
    rows = at(SilhouetteDemo(values, np.zeros(5000, dtype=int)))
    assert sum("▒" in row for row in rows) == 1


def test_a_segment_that_lies_below_0_is_drawn_to_the_left():
    rows = at(SilhouetteDemo(np.full(100, -0.4), np.zeros(100, dtype=int)))
    assert all("█" not in row for row in rows) and any("▓▓▓" in row for row in rows)


def test_segments_that_do_not_fit_are_scrolled_to():
    values, labels = example_values(14)
    first = at(SilhouetteDemo(values, labels))
    assert "Regulars" in first[1] and first[-1].startswith("1-7 of 14, j k")
    for keys, said in ((["j", "down", "k"], "2-8"), (["G", "j"], "8-14"), (["G", "g", "pagedown"], "7-13")):
        rows = at(SilhouetteDemo(values, labels), lambda pilot, keys=keys: pilot.press(*keys))
        assert rows[-1].startswith(f"{said} of 14")


def test_a_taller_place_shows_more_segments():
    app = SilhouetteDemo(*example_values(14))

    async def grow(pilot):
        await pilot.press("G")
        await pilot.resize_terminal(120, 40)
        await pilot.pause()

    rows = at(app, grow)
    assert app.plot.top == 0 and " of 14" not in rows[-1]


def test_ascii_draws_with_ascii_only():
    app = SilhouetteDemo(*example_values(), names={}, ascii=True)
    assert all(row.isascii() for row in at(app))


@pytest.mark.parametrize(("values", "labels"), [((), ()), ((np.nan, 0.2), (0, -1))])
def test_without_values_it_says_so(values, labels):
    rows = at(SilhouetteDemo(np.array(values), np.array(labels)), lambda pilot: pilot.press("j", "k", "G"))
    assert rows[0].startswith("no silhouettes yet")


HARD = {
    "one row": (np.array([0.3]), np.array([0])),
    "all 0": (np.zeros(10), np.arange(10) % 3),
    "the extremes": (np.array([-1.0, 1.0, -1.0, 1.0]), np.array([0, 0, 1, 1])),
    "60 segments": example_values(60),
    "labels far apart": (np.array([0.1, -0.2]), np.array([3, 4000])),
}


@pytest.mark.parametrize(("values", "labels"), HARD.values(), ids=HARD.keys())
def test_any_values_are_drawn_in_any_place(values, labels):
    app = SilhouetteDemo(values, labels, names={0: "a name that is longer than the place " * 3, 1: "顧客"})

    async def walk(pilot):
        for size in ((80, 24), (40, 8), (30, 5), (12, 3), (1, 1), (200, 60)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            for app.plot.ascii in (False, True):
                app.plot.top += 3
                assert {app.plot.render_line(y).cell_length for y in range(size[1])} == {size[0]}

    at(app, walk)
