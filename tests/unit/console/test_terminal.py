"""Tables fit their terminal without breaking a number or a word of a header."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from segtui.console.terminal import TextGrid

HEADS = ("treated", "control", "of treated", "of control", "uplift", "95 % interval", "p", "power", "needed")
ROWS = [
    ("Loyal customers with high spend", "120,345", "13,371", "12.34 %", "11.02 %", "+1.32", "+0.75 to +1.89", "<.001",
     "99%", "1,234,567"),
    ("Total", "1,200,345", "133,371", "2.34 %", "1.02 %", "+1.32", "-10.75 to +12.89", ".051", "8%", "12,345,678"),
]  # fmt: skip


def drawn(heads, rows, width):
    table = TextGrid("ordered: share of people")
    table.add_column("segment", overflow="fold", min_width=8)
    for head in heads:
        table.add_column(head, justify="right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(table)
    return out.getvalue()


@pytest.mark.parametrize("width", [30, 40, 60, 80, 100, 120, 200])
def test_every_figure_and_word_of_a_header_is_whole_at_every_width(width):
    text = drawn(HEADS, ROWS, width)
    assert all(len(line) <= width for line in text.splitlines())
    for row in ROWS:
        for figure in " ".join(row[1:]).split():
            assert re.search(rf"(?<![\d,.]){re.escape(figure)}(?![\d,])", text), figure
    words = text.replace(":", " ").split()
    assert all(word in words for head in HEADS for word in head.split())


@settings(max_examples=60)
@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=9), st.integers(24, 150))
def test_no_number_is_cut(numbers, width):
    figures = [f"{number:,}" for number in numbers]
    text = drawn([f"of part {place}" for place in range(len(figures))], [("A segment of people", *figures)], width)
    assert all(len(line) <= width for line in text.splitlines())
    found = text.split()
    assert all(figure in found for figure in figures)


def test_where_there_is_room_a_header_is_one_line():
    assert drawn(HEADS, ROWS, 200).splitlines()[1].split() == " ".join(("segment", *HEADS)).split()


def test_a_table_says_whether_it_fits_before_it_is_printed():
    table = TextGrid()
    for head in ("segment", "people", "share"):
        table.add_column(head, justify="right")
    table.add_row("0 Loyal", "1,234,567", "12.3 %")
    assert [table.fits(Console(width=width)) for width in (20, 28, 80)] == [False, True, True]
