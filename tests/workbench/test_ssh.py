"""What the workbench sends over a line: counted in a real terminal, with and without colours, braille and boxes."""

import re
import time

import pytest

from segtui.workbench.screens import SCREENS
from tests.workbench.terminal import Window, write_rows

CLUSTERING = 4096
"""Bytes a second at most while a search goes on."""
DOWN, PAGE_DOWN = "j", "\x1b[6~"
COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")
MANY_COLOURS = re.compile(rb"\x1b\[(?:[0-9;]*;)?[34]8;[25];[0-9;]*m")
SHORT_SEARCH = '[source]\npath = "customers.csv"\n[search.kmeans]\nk = "3..4"\n'


def all_screens(window):
    """Bring each screen to the front, with a search in between; everything that was sent."""
    window.settled("2,000 rows read")
    for number, screen in enumerate(SCREENS, start=1):
        window.send(str(number))
        window.settled(f"[{number} {screen.title}]", quiet=0.4)
        if screen.key == "cluster":
            window.send("g")
            window.settled("distinct")
            window.press("v")
    window.press("?")
    return window.sent


class TestBytes:
    @pytest.mark.slow
    @pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
    def test_are_few_for_a_page_a_cursor_move_and_a_search_and_none_when_idle(self, place, capsys, columns, rows):
        write_rows(place / "rows.csv", 20_000)
        with Window("rows.csv", columns=columns, rows=rows) as window:
            first = window.until("quit")
            opened = window.settled("20,000")
            move = window.press(DOWN)
            page = window.press(PAGE_DOWN)
            silent = window.falls_silent(3)
            window.send("5")
            window.settled("g searches")
            began = time.monotonic()
            window.send("g")
            search = window.until("distinct")
            took = time.monotonic() - began
        with capsys.disabled():
            print(
                f"\nover a line at {columns}x{rows}, bytes: first paint {len(first):,}, the file shown {len(opened):,} "
                f"more, cursor move {len(move):,}, page down {len(page):,}, "
                f"clustering {len(search) / took:,.0f} a second for {took:.1f} s"
            )
        assert silent
        # A second of searching, or the share of one: a fast machine sends the same rows in less time.
        assert len(search) / max(took, 6.0) <= CLUSTERING
        assert 0 < len(move) < 2_500
        assert 0 < len(page) < 250 * rows

    @pytest.mark.slow
    def test_what_is_not_sent_again_is_on_the_screen(self, place):
        write_rows(place / "rows.csv", 500)
        with Window("rows.csv") as window:
            window.settled("500")
            for key in (DOWN, DOWN, PAGE_DOWN, "F", "d", "\x1b", "s", "l", "l"):
                window.press(key, 0.25)
            before = window.grid.text()
            window.press("2")
            window.press("1")  # another screen and back: everything is sent anew
            assert window.grid.text() == before


class TestPlainTerminals:
    @pytest.mark.slow
    def test_without_colours_and_in_ascii_no_colour_and_no_drawing_character_is_sent(self, place):
        (place / "short.toml").write_text(SHORT_SEARCH)
        with Window("--ascii", "short.toml", NO_COLOR="1") as window:
            sent = all_screens(window)
        assert not COLOUR.findall(sent)
        beyond = {letter for letter in sent.decode() if not letter.isascii()}
        assert not {letter for letter in beyond if 0x2190 <= ord(letter) <= 0x2BFF}  # arrows to braille
        assert all(letter.isalpha() or letter in "€£…" for letter in beyond), beyond  # the customers' own

    @pytest.mark.slow
    def test_with_sixteen_colours_no_other_is_sent(self, place):
        (place / "short.toml").write_text(SHORT_SEARCH)
        with Window("short.toml", TERM="xterm", COLORTERM="") as window:
            sent = all_screens(window)
        assert COLOUR.search(sent)
        assert not MANY_COLOURS.findall(sent)
