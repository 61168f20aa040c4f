"""What lies over the screens looks the same whichever screen was opened before."""

import importlib
import pkgutil

import pytest
from textual.screen import ModalScreen

import segtui.workbench
from segtui.cleaning.steps.outliers import Outliers
from segtui.engine.transport.messages import Compared
from segtui.workbench.keys.search_box import SearchBox
from segtui.workbench.parts.dialog import STYLES, Dialog
from segtui.workbench.parts.form import Form
from segtui.workbench.screens.export.columns_dialog import ColumnsDialog
from segtui.workbench.screens.segments.migration import Migration

ROW = {"old_segment": 0, "old_name": "Loyal", "new_segment": 0, "new_name": "Loyal", "people": 3, "share": 1.0}
PEOPLE = {"both": 3, "moved": 0, "new": 0, "gone": 0}
DIALOGS = {
    "migration": lambda: Migration(Compared(1, "runs/a", "runs/b", [ROW], PEOPLE, 1.0, []), ascii=False),
    "columns": lambda: ColumnsDialog(["age", "spend"], "all"),
}


def subclasses(kind):
    return [kind, *(one for below in kind.__subclasses__() for one in subclasses(below))]


def test_each_is_a_dialog_and_has_no_styles_elsewhere():
    for module in pkgutil.walk_packages(segtui.workbench.__path__, "segtui.workbench."):
        importlib.import_module(module.name)
    ours = [cls for cls in subclasses(ModalScreen) if cls.__module__.startswith("segtui.")]
    ours.remove(SearchBox)  # the toolkit's own box
    assert len(ours) > 8
    for cls in ours:
        assert issubclass(cls, Dialog), cls
        assert "CSS_PATH" not in vars(cls) and "CSS" not in vars(cls), cls
    panes = "".join(p.read_text() for p in STYLES.parent.glob("screens/*/pane.tcss"))
    assert not [cls.__name__ for cls in ours if f"{cls.__name__} " in panes]


@pytest.mark.parametrize("name", DIALOGS)
def test_one_that_is_the_first_thing_shown_has_its_box(workbench, story, name):
    async def tell():
        async with workbench() as d:
            d.app.push_screen(DIALOGS[name]())
            await d.until(lambda: len(d.app.screen_stack) == 2 and d.app.screen.query(".box"))
            box = d.app.screen.query_one(".box")
            await d.until(lambda: box.size.height)
            assert box.styles.border_top[0] == "round"
            assert box.region.x > 0 and box.region.height < 24

    story(tell())


def test_a_form_says_in_words_which_fields_it_needs(workbench, story):
    async def tell():
        async with workbench() as d:
            d.app.push_screen(Form("Draw in", Outliers))
            await d.until(d.says("Required. The columns"))
            assert "columns *" not in d.text()
            assert "Required. Bounds" not in d.text()

    story(tell())
