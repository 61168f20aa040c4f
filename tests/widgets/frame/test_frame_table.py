"""FrameTable as a user meets it: keys, mouse, questions, a growing frame, pictures, and what goes over the line."""

import asyncio
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text
from textual.events import MouseScrollDown

from tests.widgets.demos.frame_table_demo import FrameTableDemo, customers
from tests.widgets.pty_session import PtySession
from widgets.frame.page import RowStyle
from widgets.frame.table import FrameTable

HERE = Path(__file__).parents[1]
KEYS = "j k l h G g 0 s f n v V pagedown pageup ctrl+d ctrl+u dollar_sign equals_sign plus minus"
SIZES = [(80, 24), (120, 40)]
BOARD = pl.DataFrame({"candidate": ["k2", "k3", "k4"], "score": [0.4, None, 0.7], "rejected": [False, True, False]})


class Listener(FrameTableDemo):
    """Keeps what the table says."""

    def __init__(self, table):
        super().__init__(table)
        self.heard = []

    def on_frame_table_row_selected(self, event):
        self.heard.append(("row", event.row))

    def on_frame_table_cell_selected(self, event):
        self.heard.append(("cell", event.row, event.column, event.value))

    def on_frame_table_cursor_moved(self, event):
        self.heard.append(("moved", event.row, event.column))

    def on_frame_table_sorted(self, event):
        self.heard.append(("sorted", event.column, event.descending))


def told(table, story, size=(80, 24)):
    """Runs a story (pilot, app) with the table in an app, and returns the app."""

    async def run():
        app = Listener(table)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await story(pilot, app)
            await settled(pilot)
        return app

    return asyncio.run(run())


async def settled(pilot):
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def pressed(table, *keys, size=(80, 24)):
    """Presses the keys and returns the app."""

    async def story(pilot, app):
        for key in keys:
            await pilot.press(key)
            await app.workers.wait_for_complete()
        await pilot.pause()
        app.lines = drawn(app)
        app.picture = "\n".join(line.text.rstrip() for line in app.lines)
        app.at = app.focused

    return told(table, story, size)


def drawn(app):
    """The lines of the screen as the compositor holds them."""
    return app.screen._compositor.render_strips()


class TestMoving:
    @pytest.mark.parametrize(
        ("keys", "cursor"),
        [
            (["j", "down", "l", "right"], (2, 2)),
            (["G"], (1999, 0)),
            (["end", "k", "up"], (1997, 0)),
            (["G", "home"], (0, 0)),
            (["G", "g"], (0, 0)),
            (["dollar_sign"], (0, 11)),
            (["dollar_sign", "h", "left"], (0, 9)),
            (["dollar_sign", "0"], (0, 0)),
            (["pagedown"], (22, 0)),
            (["pagedown", "pageup"], (0, 0)),
            (["ctrl+d", "ctrl+d", "ctrl+u"], (11, 0)),
            (["k", "h"], (0, 0)),
        ],
    )
    def test_keys_move_the_cursor(self, keys, cursor):
        table = FrameTable(customers(2_000))
        pressed(table, *keys)
        assert table.cursor == cursor

    def test_the_cursor_moves_within_the_view_and_then_the_view_moves_by_half(self):
        table = FrameTable(customers(100))
        app = pressed(table, *["j"] * 21)
        assert app.picture.splitlines()[1].split()[0] == "1"
        table = FrameTable(customers(100))
        app = pressed(table, *["j"] * 22)
        assert app.picture.splitlines()[1].split()[0] == "12"
        assert "▸          23" in app.picture.splitlines()[12]

    def test_the_screen_hears_where_the_cursor_went_and_what_was_chosen(self):
        app = pressed(FrameTable(BOARD), "j", "l", "enter")
        assert app.heard == [
            ("moved", 0, "candidate"),
            ("moved", 1, "candidate"),
            ("moved", 1, "score"),
            ("row", 1),
            ("cell", 1, "score", None),
        ]

    @settings(max_examples=12, deadline=None)
    @given(
        st.lists(
            st.sampled_from(KEYS.split()),
            max_size=12,
        )
    )
    @pytest.mark.slow
    def test_after_any_keys_the_screen_shows_what_a_full_repaint_shows(self, keys):
        async def story(pilot, app):
            app.table.search.text = "a"
            await pilot.press(*keys)
            await settled(pilot)
            before = [line.text for line in drawn(app)]
            app.table.notify_style_update()
            app.table.refresh()
            await pilot.pause()
            assert before == [line.text for line in drawn(app)]
            assert all(line.cell_length == 80 for line in drawn(app))

        told(FrameTable(customers(200)), story)


class TestMouse:
    def test_a_click_moves_and_a_double_click_chooses(self):
        async def story(pilot, app):
            await pilot.click(FrameTable, offset=(14, 3))
            await pilot.click(FrameTable, offset=(14, 3), times=2)

        app = told(FrameTable(BOARD), story)
        assert app.table.cursor == (2, 1)
        assert ("cell", 2, "score", 0.7) in app.heard

    def test_a_click_on_a_name_sorts_by_its_column(self):
        async def story(pilot, app):
            await pilot.click(FrameTable, offset=(14, 0))

        app = told(FrameTable(BOARD), story)
        assert ("sorted", "score", False) in app.heard

    def test_the_wheel_scrolls_by_half_a_page_and_leaves_the_cursor(self):
        async def story(pilot, app):
            await pilot._post_mouse_events([MouseScrollDown], FrameTable)
            await pilot.pause()
            assert drawn(app)[1].text.split()[0] == "12"

        app = told(FrameTable(customers(100)), story)
        assert app.table.cursor == (0, 0)

    def test_the_scrollbar_can_be_dragged_to_the_end(self):
        async def story(pilot, app):
            await pilot.mouse_down(FrameTable, offset=(79, 1))
            await pilot.hover(FrameTable, offset=(79, 22))
            await pilot.mouse_up(FrameTable, offset=(79, 22))
            await pilot.pause()
            assert drawn(app)[22].text.split()[0] == "1000"

        told(FrameTable(customers(1_000)), story)


class TestOrderAndFilter:
    def test_s_sorts_up_then_down_then_not_at_all(self):
        app = pressed(FrameTable(BOARD), "l", "s", "s", "s")
        assert [event[1:] for event in app.heard if event[0] == "sorted"] == [
            ("score", False),
            ("score", True),
            (None, False),
        ]
        app = pressed(FrameTable(BOARD), "l", "s", "s")
        assert [line.split()[0] for line in app.picture.replace("▸", " ").splitlines()[1:4]] == ["k4", "k2", "k3"]
        assert "score ▼" in app.picture
        assert "by score, descending" in app.picture

    def test_a_filter_says_how_many_rows_are_shown(self):
        table = FrameTable(customers(20_000))
        table.filter(pl.col("customer_id") <= 1_000, "the first thousand")
        app = pressed(table)
        assert "showing 1,000 of 20,000 rows: the first thousand" in app.picture

    def test_a_condition_can_be_typed_and_a_wrong_one_changes_nothing(self):
        table = FrameTable(BOARD)
        app = pressed(table, "w", *"score>0.5", "enter")
        assert "showing 1 of 3 rows: score>0.5" in app.picture
        assert table.row == 2
        app = pressed(FrameTable(BOARD), "w", *"scores>", "enter")
        assert "That condition does not work" in app.picture
        assert "k3" in app.picture

    def test_v_narrows_to_the_value_at_the_cursor_null_included_and_shift_v_lets_go(self):
        table = FrameTable(BOARD)
        app = pressed(table, "l", "j", "v")
        assert "showing 1 of 3 rows: score is empty" in app.picture
        app = pressed(FrameTable(BOARD), "l", "j", "v", "V")
        assert "showing" not in app.picture
        table = FrameTable(customers(50))
        pressed(table, "dollar_sign", "v", "0", "l", "v")
        wanted = {name: table.row_values()[name] for name in ("segment", "name")}
        assert table.view.height == table.frame.filter(**wanted).height

    def test_a_filter_that_nothing_passes_is_said(self):
        table = FrameTable(BOARD)
        table.filter(pl.col("score") > 2, "score > 2")
        assert "No rows match the filter." in pressed(table, "j", "v", "s", "enter", "equals_sign").picture


class TestFinding:
    def test_slash_finds_and_n_goes_on_and_back(self):
        frame = pl.DataFrame({"a": ["x", "Needle", "y"], "b": ["needles", "z", "z"]})
        asked = ["slash", *"NEEDLE", "enter"]
        for keys, cursor in (([], (0, 1)), (["n"], (1, 0)), (["n", "n"], (0, 1)), (["n", "n", "N"], (1, 0))):
            assert pressed(FrameTable(frame), *asked, *keys).table.cursor == cursor

    def test_a_text_that_is_not_there_is_said_and_escape_puts_the_question_away(self):
        app = pressed(FrameTable(BOARD), "slash", "q", "q", "enter")
        assert 'No cell holds "qq".' in app.picture
        app = pressed(FrameTable(BOARD), "slash", "q", "escape", "j")
        assert app.table.cursor == (1, 0)
        assert app.at is app.table

    def test_a_column_is_reached_by_part_of_its_name(self):
        table = FrameTable(customers(10))
        pressed(table, "c", *"seg", "enter")
        assert table.column == "segment"
        assert table.jump("SINCE") and table.column == "since"
        assert table.jump("ncom") and table.column == "income"
        assert not table.jump("nothing")


class TestColumns:
    def test_frozen_columns_stay_when_the_others_scroll(self):
        app = pressed(FrameTable(customers(20)), "l", "f", "dollar_sign")
        first = app.picture.splitlines()[0]
        assert first.split()[:2] == ["customer_id", "name"]
        assert "│" in first
        assert "segment" in first and "city" not in first
        assert "2 frozen" in app.picture

    def test_plus_and_minus_change_the_width_and_equals_fits_it(self):
        frame = pl.DataFrame({"a": ["x" * 60] * 3, "b": [1, 2, 3]})
        for keys, letters in (([], 31), (["plus"], 33), (["minus", "minus"], 27), (["plus", "equals_sign"], 31)):
            assert f" {'x' * letters}… " in pressed(FrameTable(frame), *keys).picture

    def test_formats_row_styles_and_highlights_show(self):
        table = FrameTable(
            BOARD,
            formats={"score": lambda value: Text("none" if value is None else f"{value:.0%}", "bold")},
            row_style=lambda row: RowStyle("dim", "✗", "x") if row["rejected"] else None,
        )
        table.highlight({"candidate": "bold $accent"})
        app = pressed(table)
        lines = app.lines
        assert "40%" in app.picture and "none" in app.picture
        assert lines[2].text.startswith(" ✗")
        assert next(iter(lines[2])).style != next(iter(lines[3])).style
        assert next(segment for segment in lines[1] if "k2" in segment.text).style.bold


class TestGrowing:
    def test_a_newer_frame_keeps_cursor_row_scroll_and_sort(self):
        older = pl.DataFrame({"id": range(60), "score": range(60)})
        table = FrameTable(older)

        async def story(pilot, app):
            table.sort("score", descending=True)
            await pilot.press(*["j"] * 30)
            held, place = table.value, table.cursor[0]
            newer = pl.concat([older, pl.DataFrame({"id": [60, 61], "score": [99, -1]})]).sample(fraction=1, seed=1)
            top = drawn(app)[1].text.split()[0]
            table.replace(newer, key="id")
            await pilot.pause()
            assert table.value == held
            assert table.cursor[0] == place + 1
            assert int(drawn(app)[1].text.split()[0]) == int(top) + 1  # one row came in above, the view stayed
            assert "by score, descending" in drawn(app)[23].text

        told(table, story)

    def test_a_row_that_went_leaves_the_cursor_where_it_was(self):
        table = FrameTable(BOARD)

        async def story(pilot, app):
            await pilot.press("j", "j", "l")
            table.replace(BOARD.head(2), key="candidate")
            assert table.cursor == (1, 1)
            table.replace(BOARD.select("score", "candidate"), key="candidate")
            assert (table.row, table.column) == (1, "score")

        told(table, story)

    def test_a_frame_set_anew_starts_over(self):
        table = FrameTable(BOARD)

        async def story(pilot, app):
            await pilot.press("j", "l", "s")
            table.frame = customers(5)
            await pilot.pause()
            assert table.cursor == (0, 0)
            assert "by score" not in drawn(app)[23].text
            table.frame = None
            await pilot.pause()
            assert "No table yet." in drawn(app)[0].text

        told(table, story)


class TestWithNothing:
    @pytest.mark.parametrize(
        ("frame", "sentence"),
        [
            (None, "No table yet."),
            (pl.DataFrame(), "No columns to show."),
            (BOARD.clear(), "No rows to show."),
        ],
    )
    def test_an_empty_table_is_a_sentence_and_every_key_is_harmless(self, frame, sentence):
        keys = [
            "j",
            "l",
            "G",
            "dollar_sign",
            "pagedown",
            "s",
            "v",
            "V",
            "f",
            "plus",
            "equals_sign",
            "enter",
            "w",
            "enter",
        ]
        assert sentence in pressed(FrameTable(frame), *keys, "n", *"x", "enter").picture

    def test_a_tiny_terminal_does_no_harm(self):
        for size in ((1, 1), (5, 2), (12, 3)):
            pressed(FrameTable(customers(50), frozen=2), "j", "l", "G", "dollar_sign", size=size)


def test_every_key_has_an_id_a_tooltip_and_a_plain_way_to_press_it():
    for binding in FrameTable.BINDINGS:
        assert binding.id.startswith("frame_table.")
        assert binding.tooltip
        assert hasattr(FrameTable, f"action_{binding.action.split('(')[0]}")


@pytest.mark.slow
def test_over_the_line_a_move_is_two_rows_a_page_is_one_page_and_rest_is_silence():
    demo = str(HERE / "demos" / "frame_table_demo.py")
    with PtySession([demo, "2000"], 80, 24) as session:
        first = len(session.read(1.0))
        down = len(session.press("j", 0.3))
        page = len(session.press("\x1b[6~", 0.3))
        idle = len(session.idle(1.5))
    print(f"first paint {first:,}, row down {down:,}, page {page:,}, idle {idle:,} bytes")
    assert 0 < down <= 700
    assert 0 < page <= 4_000
    assert idle == 0


def filtered(**kwargs):
    table = FrameTable(customers(2_000), **kwargs)
    table.sort("income", descending=True)
    table.filter(pl.col("visits") > 30, "visits > 30")
    return table


def board(**kwargs):
    table = FrameTable(
        BOARD,
        formats={"score": lambda value: "" if value is None else f"{value:.3f}"},
        row_style=lambda row: RowStyle("dim", "✗", "x") if row["rejected"] else None,
        **kwargs,
    )
    table.highlight({"score": "bold $accent"})
    return table


PICTURES = {
    "full": (lambda: FrameTable(customers(2_000)), ["j", "j", "l"]),
    "no_table": (FrameTable, []),
    "no_rows": (lambda: FrameTable(BOARD.clear()), []),
    "frozen_and_scrolled": (lambda: FrameTable(customers(2_000), frozen=2), ["pagedown", "dollar_sign", "j"]),
    "filtered_and_sorted": (filtered, []),
    "wide_characters": (lambda: FrameTable(customers(40).select("name", "city", "note", "spend")), ["j"]),
    "ascii": (lambda: filtered(ascii=True, frozen=1), ["dollar_sign"]),
    "asking": (lambda: FrameTable(BOARD), ["w", *"score > 0.5"]),
    "leaderboard": (board, ["j"]),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_is_as_it_was(name, size, snap_compare):
    make, keys = PICTURES[name]
    named = {" ": "space", ">": "greater_than_sign", ".": "full_stop"}
    assert snap_compare(FrameTableDemo(make()), press=[named.get(key, key) for key in keys], terminal_size=size)
