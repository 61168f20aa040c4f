"""Saves a chart as SVG or PNG: which chart, to which file."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from segtui.errors import SegtuiError
from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.publishing.paths import expand_home
from segtui.publishing.publish import write_whole
from widgets.drawing.drawing_widget import Drawing

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench
    from widgets.charts.chart import Chart

_FORMS = (".svg", ".png")


async def save(bench: Bench) -> None:
    """Ask for a file and save the chart with the focus, or else the first that is shown; never over a file.

    Over a dialog's chart no question can be asked: it gets the name that would be proposed.
    """
    chart = _shown(bench.screen)
    if chart is None:
        bench.notify(_("There is no chart here to save."), severity="warning")
        return
    name = _proposed(bench, chart)
    answer = name if isinstance(bench.screen, ModalScreen) else await _asked(bench, name)
    if answer:
        await _write(bench, expand_home(answer), chart)


async def _asked(bench: Bench, name: str) -> str | None:
    from widgets.inputs.path_completion import complete_path

    label = _("save the chart as")
    return await bench.prompts.answer(label, purpose="save chart", value=name, complete=complete_path, check=_fault)


async def _write(bench: Bench, path: Path, chart: Chart) -> None:
    try:
        await asyncio.to_thread(write_chart, path, chart)
    except SegtuiError as error:
        bench.trouble(error.describe())
    except OSError as error:
        bench.trouble(
            tell(
                "{path}: can't be written: {strerror}\n  save the chart to another folder",
                path=path,
                strerror=error.strerror,
            )
        )
    else:
        bench.notify(tell("Saved the chart to {path}", path=path.absolute()))


def write_chart(path: Path, chart: Chart) -> None:
    """Write a chart to a new file, whose ending says whether it is SVG or PNG; only its owner may read it.

    Raises UsageError where there is something with that name, OSError.
    """
    if path.suffix.lower() == ".png":
        from widgets.charts.png import png

        write_whole(path, png(chart), replace=False)
    else:
        from widgets.charts.svg import standalone

        write_whole(path, standalone(chart), replace=False)


def _shown(screen: Screen[Any]) -> Chart | None:
    drawings = [drawing for drawing in screen.query(Drawing) if _is_shown(drawing)]
    drawings.sort(key=lambda drawing: not drawing.has_focus)
    return next((figure for drawing in drawings if (figure := drawing.figure()) is not None), None)


def _is_shown(drawing: Drawing) -> bool:
    return all(w.display for w in drawing.ancestors_with_self if isinstance(w, Widget))


def _proposed(bench: Bench, chart: Chart) -> str:
    """A name that no file has: that of the data, and what the chart shows."""
    data = Path(bench.store.name).name.split(".")[0]
    name = "-".join(part for part in (_plain(data), _plain(chart.title)[:40].strip("-")) if part) or "chart"
    tries = (f"{name}{number}.svg" for number in ("", *(f"-{n}" for n in range(2, 1_000))))
    return next((one for one in tries if not Path(one).exists()), f"{name}.svg")


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")


def _fault(text: str) -> str:
    """What is wrong with the typed path; empty if nothing."""
    return "" if Path(text).suffix.lower() in _FORMS else _("the name ends with .svg or .png")
