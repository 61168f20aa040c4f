"""What the workbench says to its user: help, forms, the palette, messages."""

import asyncio
import importlib
import pkgutil

import pytest
from textual.binding import Binding
from textual.widget import Widget

import segtui.workbench
import widgets
from segtui.cleaning.steps.harmonise import Harmonise
from segtui.cleaning.steps.impute import Impute
from segtui.plan.model import Export, Select, steps
from segtui.workbench.keys.help import help_title
from segtui.workbench.keys.palette import _said_in
from segtui.workbench.parts.fields import fields, read
from segtui.workbench.parts.pane import Pane
from segtui.workbench.screens import SCREENS
from widgets.inputs.listed import Listed
from widgets.plain.visible import HIDDEN


def with_keys():
    """Every widget of ours that has keys of its own."""
    found = {}
    for package in (segtui.workbench, widgets):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            for cls in vars(importlib.import_module(module.name)).values():
                ours = isinstance(cls, type) and issubclass(cls, Widget) and cls.__module__ == module.name
                if ours and any(isinstance(b, Binding) and b.id for b in vars(cls).get("BINDINGS", ())):
                    found[f"{cls.__module__}.{cls.__name__}"] = cls
    return found


def test_every_widget_with_keys_has_a_name_in_the_users_words():
    unnamed = [name for name, cls in with_keys().items() if not issubclass(cls, Pane) and not help_title(cls)]
    assert unnamed == []


def test_help_names_no_class_and_no_message_of_the_program():
    said = {name: f"{help_title(cls)} {cls.HELP or ''}" for name, cls in with_keys().items()}
    classes = {name.rpartition(".")[2] for name in said if sum(map(str.isupper, name.rpartition(".")[2])) > 1}
    told = {name for name, text in said.items() if "posts " in text or any(cls in text for cls in classes)}
    assert told == set()


class TestFields:
    @pytest.mark.parametrize("text", ["5 %", "5%", "0.05", "0,05", "5.0 %", "5,0 %"])
    def test_a_share_may_be_a_percentage(self, text):
        made, wrong = read(Select, {"min_share": text}, {})
        assert (made.min_share, wrong) == (0.05, {})

    def test_what_is_no_share_is_said_at_its_field(self):
        assert set(read(Select, {"min_share": "500 %"}, {})[1]) == {"min_share"}
        assert set(read(Select, {"max_noise": "a lot"}, {})[1]) == {"max_noise"}

    def test_text_keeps_its_percent_sign(self):
        made, _ = read(Impute, {"columns": "city", "method": "constant", "value": "5 %"}, {"step": "impute"})
        assert made.value == "5 %"

    def test_a_column_whose_name_holds_a_comma_stands_in_quotes(self):
        made, _ = read(Impute, {"columns": 'age, "Income, USD"', "method": "median"}, {"step": "impute"})
        assert made.columns == ("age", "Income, USD")

    @pytest.mark.parametrize(
        "text", ["St Etienne = Lyon, X = 5 %", '{"St Etienne" = "Lyon", X = "5 %"}', "{St Etienne=Lyon,X=5 %}"]
    )
    def test_a_table_needs_neither_braces_nor_quotes(self, text):
        made, _ = read(Harmonise, {"columns": "city", "values": text}, {"step": "harmonise"})
        assert made.values == {"St Etienne": "Lyon", "X": "5 %"}
        assert set(read(Harmonise, {"columns": "city", "values": "Lyon"}, {})[1]) == {"values"}

    def test_help_leaves_line_ends_to_the_width_of_the_form(self):
        assert not [(m, f.name) for m in steps() for f in fields(m) if "\n" in f.help.replace("\n\n", "")]

    def test_every_setting_is_named_in_words_that_fit_their_column(self):
        labels = [(m.__name__, f.label) for m in (*steps(), Select, Export) for f in fields(m)]
        assert [(m, label) for m, label in labels if "_" in label or len(label) > 15] == []


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("inc", "income"),
        ("INC", "income"),
        ("age, inc", "age, income"),
        ("income, inc", None),
        ("", None),
        ("age,", None),
        ('"Sp', '"Spend, EUR"'),
        ('age, "Sp', 'age, "Spend, EUR"'),
        ('"Spend, EUR", ag', '"Spend, EUR", age'),
        ("zzz", None),
    ],
)
def test_names_are_completed_one_after_the_other(typed, whole):
    names = Listed(["age", "income", "Spend, EUR"])
    assert asyncio.run(names.get_suggestion(typed)) == whole


def test_the_palette_knows_an_action_by_its_description():
    told = "export: add Add an export for a campaign platform"
    assert _said_in("platform", told) > 0 and _said_in("camp PLAT", told) > 0
    assert _said_in("atform", told) == 0 and _said_in("", told) == 0 and _said_in("platform zebra", told) == 0


NAMES = ["a[/]", "[red]x", "hang\u3164ul", "o\x9b1ms", "tag\U000e0041s", '"n\nl"', "[b]no[/b]", "\x1b]52;c;aGk=\x07"]


@pytest.mark.slow
def test_names_and_cells_are_shown_and_not_obeyed_on_every_screen(workbench, story, place):
    rows = [f"{i},{i * 7 % 13},{i % 5},{i * 3 % 11},x[/]{i % 3},\x1b[2J{i % 4},{i % 2},,{i % 7}" for i in range(60)]
    (place / "h.csv").write_text("\n".join([",".join(["id", *NAMES]), *rows]), encoding="utf-8", newline="")

    async def tell():
        async with workbench("h.csv") as d:
            seen = ""
            for key, name in enumerate((place.key for place in SCREENS), start=1):
                await d.press(str(key))
                await d.until(lambda name=name: d.app.panes.front == name and not d.app.engine.busy())
                if name == "cluster":
                    await d.press("g")
                    await d.until(lambda: d.app.store.searched and not d.app.engine.busy())
                seen += d.text()
            assert not HIDDEN.search(seen.replace("\n", ""))
            for shown in ("a[/]", "[red]x", r"hang\u3164ul", r"o\x9b1ms", r"tag\U000e0041s", "[b]no[/b]", r"\x1b[2J"):
                assert shown in seen

            d.app.trouble("[/] \x1b]0;t\x07 [red]b")
            await d.until(d.says(r"[/] \x1b]0;t\x07 [red]b"))
            d.app.status.say("said \x9b here")
            await d.until(d.says(r"said \x9b here"))
            await d.press("1")
            await d.until(lambda: d.app.panes.front == "data")
            await d.until(lambda: "said" not in d.text() and "[red]b" not in d.text())

    story(tell())
