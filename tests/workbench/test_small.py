"""A terminal of a few lines: nothing ends the program, and what has the keys can be seen."""

import contextlib

import polars as pl
import pytest
from rich.console import Console
from rich.segment import Segment
from textual.command import CommandPalette
from textual.geometry import Size
from textual.strip import Strip

from segtui.cleaning.steps.match import Match
from segtui.cleaning.steps.outliers import Outliers
from segtui.engine.transport.messages import Compared, Described
from segtui.plan.model import algorithms, steps
from segtui.workbench.keys.help import Helping
from segtui.workbench.parts.form import Form
from segtui.workbench.parts.question import Answer, Question
from segtui.workbench.screens.clean.match_form import MatchForm
from segtui.workbench.screens.clean.step_dialogs import Kinds
from segtui.workbench.screens.cluster.candidate_comparison import CandidateComparison
from segtui.workbench.screens.cluster.grid_form import GridForm
from segtui.workbench.screens.cluster.rules_form import RulesForm
from segtui.workbench.screens.export.columns_dialog import ColumnsDialog
from segtui.workbench.screens.features.second_table import SecondTable
from segtui.workbench.screens.segments.heat_maps.crosstab import Other
from segtui.workbench.screens.segments.migration import Migration
from segtui.workbench.terminal.terminal_diff import Sent

OPENS = {
    "1": ("d", "F", "slash"),
    "2": ("enter", "c"),
    "3": ("a", "f", "p"),
    "4": ("a", "c"),
    "5": ("e", "w", "v"),
    "6": ("v", "w", "e"),
    "7": ("a", "c", "f"),
}
"""What is opened on each screen; Escape leaves it."""

MOVED = {"old_segment": 0, "old_name": "Loyal", "new_segment": 0, "new_name": "Loyal", "people": 3, "share": 1.0}
ROW = {
    "key": "kmeans k=2",
    "name": "kmeans k=2",
    "algorithm": "kmeans",
    "parameters": '{"k": 2}',
    "cell": {"k": 2},
    "clusters": 2,
    "silhouette": 0.5,
    "silhouette_half_width": None,
    "rejected_because": "",
    **dict.fromkeys(
        (
            "dunn",
            "davies_bouldin",
            "calinski_harabasz",
            "dbcv",
            "dbcv_error",
            "gap",
            "recurrence",
            "balance",
            "misfit",
            "largest_share",
            "stability",
            "cophenetic",
            "bic",
            "aic",
            "consensus",
            "noise_share",
            "smallest_share",
            "seconds",
        ),
        0.5,
    ),
}


def compare(folder):
    rows = folder / "rows.arrow"
    pl.DataFrame({"id": [1, 2, 3], "segment": [0, 0, 1]}).write_ipc(rows)
    described = Described(1, "kmeans k=2", str(rows), str(rows), [], {"0": "Loyal", "1": "New"}, ROW, [0.6, 0.3])
    return CandidateComparison((ROW, ROW), (described, described), ascii=False)


DIALOGS = {
    "form": lambda _: Form("Draw in", Outliers),
    "kinds": lambda _: Kinds("Which step?", [(step.called(), step.summary()) for step in steps()]),
    "other": lambda _: Other([ROW]),
    "question": lambda _: Question("Replace it?", "runs/may already exists", [Answer("r", "replace it")]),
    "grids": lambda _: GridForm([family() for family in algorithms()]),
    "rules": lambda _: RulesForm(None, lambda _: None),
    "match": lambda _: MatchForm(Match, {}, ["name", "income"]),
    "table": lambda _: SecondTable("orders.csv", lambda *_: None, lambda *_: None),
    "columns": lambda _: ColumnsDialog(["age", "spend"], "all"),
    "migration": lambda _: Migration(
        Compared(1, "runs/a", "runs/b", [MOVED], {"both": 3, "moved": 0, "new": 0, "gone": 0}, 1.0, []), ascii=False
    ),
    "compare": compare,
    "help": lambda _: Helping("# Data\n\nWhat the screen is for."),
    "palette": lambda _: CommandPalette(),
}
TINY = [(1, 1), pytest.param((5, 3), marks=pytest.mark.slow), pytest.param((80, 1), marks=pytest.mark.slow)]


async def comes_in_sight(d):
    """What has the keys fills a small terminal after the next refresh."""
    with contextlib.suppress(AssertionError):
        await d.until(lambda: in_sight(d))
        return True
    return False


def in_sight(d):
    """Whether a cell of what has the focus is on the screen."""
    focused = d.app.screen.focused
    if focused is None:
        return isinstance(d.app.screen, Helping)  # it scrolls as a whole
    visible = d.app.screen.find_widget(focused).visible_region if focused.is_attached else None
    return bool(visible and visible.area)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(10, 5), (40, 10)], ids=["10x5", "40x10"])
def test_every_screen_and_dialog_stands_in_any_terminal(workbench, story, place, size):
    (place / "few.toml").write_text(
        '[source]\npath = "customers.csv"\n[[clean]]\nstep = "deduplicate"\nby = ["customer_id"]\n'
        "[search.kmeans]\nk = [2, 3]\n"
    )

    async def tell():
        async with workbench("few.toml", size=size) as d:
            unseen = []
            for screen, keys in OPENS.items():
                await d.press(screen)
                await d.until(lambda n=screen: d.app.panes.front and d.pane and d.app.panes.switching is False)
                if screen == "5" and size > (9, 4):
                    await d.press("g")
                    await d.until(lambda: d.app.store.searched)
                await d.until(lambda: not d.app.engine.busy())
                if size > (9, 4) and not await comes_in_sight(d):
                    unseen.append((screen, repr(d.app.screen.focused)))
                for key in keys:
                    await d.press(key)
                    if size > (9, 4) and not await comes_in_sight(d):
                        unseen.append((screen, key, repr(d.app.screen.focused)))
                    await d.press("escape")
                    await d.press("escape")
            for key in ("question_mark", "colon"):
                await d.press(key)
                await d.press("escape")
            await d.pilot.resize_terminal(80, 24)
            await d.press("1")
            await d.until(d.says("Data"))
            assert not unseen, "\n".join(map(str, unseen))

    story(tell())


@pytest.mark.parametrize("size", TINY, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.slow
def test_no_size_of_the_terminal_ends_a_dialog(workbench, story, size, tmp_path):
    async def tell():
        async with workbench(size=size) as d:
            for opened in DIALOGS.values():
                d.app.push_screen(opened(tmp_path))
                await d.until(lambda: len(d.app.screen_stack) == 2)
                await d.press("tab", "down")
                d.app.pop_screen()
                await d.until(lambda: len(d.app.screen_stack) == 1)

    story(tell())


def test_nothing_is_sent_beyond_the_edge():
    sent, console = Sent(), Console(color_system=None)
    sent.less(None, Size(3, 2))
    strip = Strip([Segment("12345")])
    assert sent.part(1, 1, strip, console) == "\x1b[2;2H12"
    assert sent.part(2, 0, strip, console) == sent.part(0, 3, strip, console) == ""
