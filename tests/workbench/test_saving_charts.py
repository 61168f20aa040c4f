"""A chart is saved as a picture, where the user wants it and never over a file."""

import errno

import numpy as np
import pytest
from textual.widgets import Input

from segtui.errors import UsageError
from segtui.workbench.parts import save_chart
from segtui.workbench.screens.profile.column_table import ColumnTable
from widgets.charts.chart import HistogramFigure
from widgets.histogram.histogram import Histogram

CHART = HistogramFigure("income", "income", np.array([1.0, 2.0]), np.arange(3.0))


def test_the_ending_says_in_which_form(tmp_path):
    save_chart.write_chart(tmp_path / "a.svg", CHART)
    save_chart.write_chart(tmp_path / "a.PNG", CHART)
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<svg ")
    assert (tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")


def test_a_file_that_is_there_stays(tmp_path):
    (tmp_path / "a.svg").write_text("mine")
    with pytest.raises(UsageError, match="exists"):
        save_chart.write_chart(tmp_path / "a.svg", CHART)
    assert (tmp_path / "a.svg").read_text() == "mine"


@pytest.mark.slow
def test_a_column_s_chart_is_saved_from_the_keyboard_and_trouble_is_told(workbench, story, place, monkeypatch):
    async def tell():
        async with workbench("customers.csv") as d:
            await d.until(lambda: d.app.store.opened and not d.app.engine.busy())
            await d.press("2")
            await d.until(lambda: d.app.query(ColumnTable) and d.app.query_one(ColumnTable).frame is not None)
            await d.press("E")
            await d.until(lambda: "no chart here" in told(d))
            await d.press("slash")
            await d.type("age")
            await d.press("enter", "enter")
            await d.until(lambda: d.app.query_one(Histogram).figure() is not None)
            await d.press("E")
            await asks(d, "customers-")
            await d.press("enter")
            await d.until(lambda: list(place.glob("customers-*.svg")))
            saved = next(iter(place.glob("customers-*.svg")))
            await d.until(lambda: str(saved) in told(d))
            await d.press("E")
            await asks(d, "-2.svg")
            await d.press("ctrl+u")
            await d.type(saved.name)
            await d.press("enter")
            await d.until(lambda: "already exists" in told(d))
            monkeypatch.setattr(save_chart, "write_whole", no_room)
            await d.press("E")
            await asks(d, "-2.svg")
            await d.press("enter")
            await d.until(lambda: "No space left" in told(d))

    story(tell())


async def asks(d, name):
    """Wait until the prompt proposes this name."""
    await d.until(lambda: any(name in prompt.value for prompt in d.app.query(Input)))


def told(d):
    return "\n".join(note.message for note in d.app._notifications)


def no_room(*args, **options):
    raise OSError(errno.ENOSPC, "No space left on device")
