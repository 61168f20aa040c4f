"""Text from data is made visible, keeps its width, and is never read as markup."""

import asyncio
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from textual.app import App
from textual.color import Color

from widgets.plain.guard import OnlyVisible
from widgets.plain.static import Static
from widgets.plain.table import PlainTable
from widgets.plain.text import PlainText
from widgets.plain.visible import HIDDEN, visible

STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_every_character_that_steers_or_hides_is_known():
    missed = [c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) in STEERING]
    assert [hex(ord(c)) for c in missed if not HIDDEN.fullmatch(c)] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;aGk=\x07", r"\x1b]52;c;aGk=\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("bi\u202edi\u2066\u200f", r"bi\u202edi\u2066\u200f"),
        ("pay\u200bpal\ufeff", r"pay\u200bpal\ufeff"),
        ("a\u2028b\u2029c\x85", r"a\u2028b\u2029c\x85"),
        ("\udc80", r"\udc80"),
        ("\U000e0041", r"\U000e0041"),
        ("\u3164\u115f", r"\u3164\u115f"),
        ("a\ufe0f a\u200db a\u200cb", r"a\ufe0f a\u200db a\u200cb"),
        ("Zoë 東京 \u0645\u200c\u0646", "Zoë 東京 \u0645\u200c\u0646"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f 👍🏽 🏽", "👨👩👧 ❤ 👍 🏽"),
        ("[red]x[/] :smile:", "[red]x[/] :smile:"),
    ],
)
def test_what_would_not_show_is_written_out(text, shown):
    assert visible(text) == shown


@settings(max_examples=60)
@given(st.text())
def test_nothing_hidden_is_left_and_seeing_it_twice_changes_nothing(text):
    once = visible(text)
    assert set(HIDDEN.findall(once)) <= {"\u200c"}
    assert visible(once) == once
    assert HIDDEN.search(visible(text, lines=True).replace("\n", "").replace("\u200c", "")) is None


def test_our_own_line_feeds_stay_where_a_text_has_several_lines():
    assert visible("a\nb\x1b", lines=True) == "a\nb\\x1b"
    assert PlainText("a\nb").plain == "a\nb"
    assert PlainText("a\nb", no_wrap=True).plain == r"a\nb"


def test_texts_are_clean_however_they_are_made():
    made = PlainText.assemble("\x1b", ("\x07", "bold"), PlainText("\x9b")).append("\u202e")
    joined = PlainText("\x1b").join([made, made.copy()])
    assert made.plain == r"\x1b\x07\x9b\u202e"
    assert joined.append("\x00").plain == made.plain + r"\x1b" + made.plain + r"\x00"
    assert [span.style for span in joined.spans] == ["bold", "bold"]


def test_cells_of_a_table_are_one_line_each_as_they_are_written():
    table = PlainTable(title="[b]t\n", box=None)
    table.add_column("[/]")
    table.add_row("[red]x\x1b[2J\ny")
    console = Console(width=60, file=None)
    with console.capture() as printed:
        console.print(table)
    assert [line.strip() for line in printed.get().splitlines()] == [r"[b]t\n", "[/]", r"[red]x\x1b[2J\ny"]


@settings(max_examples=60)
@given(st.lists(st.text(max_size=12), max_size=4))
def test_the_last_guard_leaves_no_sign_that_steers_and_every_cell_in_its_place(texts):
    segments = [Segment(text) for text in texts]
    clean = OnlyVisible().apply(segments, Color(0, 0, 0))
    for old, new in zip(segments, clean, strict=True):
        parts = [" " * cell_len(letter) if HIDDEN.match(letter) else letter for letter in old.text]
        assert new.text == "".join(parts)


def test_a_string_in_a_widget_is_no_markup():
    class Shown(App[None]):
        def compose(self):
            yield Static("[red]a[/] [/] \x1b[2J", id="first")

    async def run():
        async with Shown().run_test(size=(40, 4)) as pilot:
            widget = pilot.app.query_one("#first", Static)
            before = widget.render_line(0).text.rstrip()
            widget.update("[@click=app.quit]b[/]")
            await pilot.pause()
            return before, widget.render_line(0).text.rstrip()

    assert asyncio.run(run()) == (r"[red]a[/] [/] \x1b[2J", "[@click=app.quit]b[/]")


class Watched(Static):
    """Keeps what it asked for: whether the screen is to be laid out anew, each time it is to be drawn."""

    def __init__(self, height):
        super().__init__("first")
        self.asked, self.styles.height = [], height

    def refresh(self, *regions, layout=False, **how):
        self.__dict__.setdefault("asked", []).append(layout)
        return super().refresh(*regions, layout=layout, **how)


def test_a_text_that_is_there_is_not_drawn_again_and_one_of_a_fixed_height_lays_nothing_out():
    async def tell():
        line, tall = Watched(1), Watched("auto")

        class Lines(App):
            def compose(self):
                yield from (line, tall)

        async with Lines().run_test() as pilot:
            for text, asked in ((line, False), (tall, True)):
                bold = PlainText("a", style="bold")
                steps = ("a", "a", bold, bold, lambda bold=bold: bold.append("b", "red"), PlainText("ab"), "ab", "")
                for step, drawn in zip(steps, (1, 0, 1, 0, 1, 1, 0, 1), strict=True):
                    text.asked.clear()
                    text.update(step() if callable(step) else step)
                    assert text.asked == [asked] * drawn, step
            line.parent.styles.width = "auto"
            line.asked.clear()
            line.update("as wide as this")
            await pilot.pause()
            assert line.asked[0] is True and tall.size.height == 1

    asyncio.run(tell())
