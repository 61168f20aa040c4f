"""Columns parted by runs of blanks whose cells hold single blanks, and columns that stand under one another."""

import pytest

from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source

NAMES = ("Ann Lee", "Kim de Vries", "Bob Smith", "Li", "Zoë Roe")
CITIES = ("New York", "Rome", "San Jose")
CLEAN = [
    ["customer_id", "full name", "city", "age", "spend"],
    *([str(1001 + n), NAMES[n % 5], CITIES[n % 3], str(20 + n), f"{n * 7.25:.2f}"] for n in range(30)),
]
WIDTHS = [max(len(row[j]) for row in CLEAN) for j in range(5)]


def aligned(rows, right=(), gap="  "):
    cells = (
        [c.rjust(w) if j in right else c.ljust(w) for j, (c, w) in enumerate(zip(row, WIDTHS, strict=True))]
        for row in rows
    )
    return [gap.join(row).rstrip() for row in cells]


WRITTEN = {
    "two blanks": ["  ".join(row) for row in CLEAN],
    "four blanks": ["    ".join(row) for row in CLEAN],
    "runs of any length": [(" " * (2 + at % 4)).join(row) for at, row in enumerate(CLEAN)],
    "under one another": aligned(CLEAN),
    "numbers to the right": aligned(CLEAN, right=(0, 3, 4)),
    "under a title": ["Customer report 2024", "", *aligned(CLEAN)],
    "over a rule": [*aligned(CLEAN[:1]), "  ".join("-" * width for width in WIDTHS), *aligned(CLEAN[1:])],
    "with a footer": [*aligned(CLEAN), "", "(30 rows)"],
    "set in": ["   " + line for line in aligned(CLEAN)],
}


@pytest.mark.parametrize("lines", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_columns_parted_by_two_blanks_or_more(tmp_path, lines, end):
    (tmp_path / "x.txt").write_bytes(end.join([*lines, ""]).encode())
    frame = read(Source(path="x.txt"), tmp_path).frame
    assert frame.columns == CLEAN[0]
    for row, clean in zip(frame.rows(), CLEAN[1:], strict=True):
        assert row == (int(clean[0]), clean[1], clean[2], int(clean[3]), float(clean[4]))
    with Batches(Source(path="x.txt"), tmp_path, rows=7) as batches:
        assert sum(frame.height for frame, _ in batches) == 30


@pytest.mark.parametrize("delimiter", [None, "\t", "tab"])
def test_what_a_run_wrote_down_of_the_file_reads_it_again(tmp_path, delimiter):
    (tmp_path / "x.txt").write_text("\n".join(WRITTEN["two blanks"]) + "\n")
    table = read(Source(path="x.txt", delimiter=delimiter), tmp_path)
    assert (table.frame.columns, table.reading.delimiter) == (CLEAN[0], "\t")


def test_cells_that_are_empty_where_columns_stand_under_one_another(tmp_path):
    rows = [list(row) for row in CLEAN]
    rows[5][2] = rows[9][1] = rows[12][4] = rows[13][3] = ""
    (tmp_path / "x.txt").write_text("\n".join(aligned(rows)) + "\n")
    frame = read(Source(path="x.txt"), tmp_path).frame
    assert [column.null_count() for column in frame] == [0, 1, 1, 1, 1]
    assert frame.row(4)[:2] == (1005, "Zoë Roe") and frame.row(4)[2] is None


@pytest.mark.parametrize(
    "text",
    [
        "name\nAnn  Lee\nBob  Roe\nCid  Doe\n",
        "comment\nwell  this is  it\nno\nnothing  here\nok\n",
        "id;name\n1;Ann  Lee\n2;Bob  Roe\n3;Cid  Doe\n",
        "id,name\n1,Ann  Lee\n2,Bob  Roe\n3,Cid  Doe\n",
        "id\tname\n1\tAnn  Lee\n2\tBob  Roe\n3\tCid  Doe\n",
    ],
)
def test_double_blanks_within_cells_stay(tmp_path, text):
    (tmp_path / "x.txt").write_text(text)
    frame = read(Source(path="x.txt"), tmp_path).frame
    assert any("  " in str(cell) for cell in frame.rows()[0]) and frame.height in (3, 4)


@pytest.mark.parametrize(
    ("header", "row", "width"),
    [
        ("id   full name   spend", "{}   Ann B{}   {}.5", 3),
        ("id   full name   spend  ", "{}   Ann B{}   {}.5   ", 3),
        ("id   full name   spend", "{}   Roe, Ann B{}   {}.5", 3),
        ("id   name   spend in EUR", "{}   Lee, Ann {}   {},50", 3),
        ("id   name   spend", "{}   Ann B{}   {}.5", 3),
        ("id   cc city   spend", "{}   DE Rome{}   {}.5", 4),
        ("id   low high   spend", "{}   7 8{}   {}.5", 4),
    ],
)
def test_one_blank_in_every_line_is_part_of_a_cell_unless_it_parts_columns(tmp_path, header, row, width):
    (tmp_path / "x.txt").write_text("\n".join([header, *(row.format(n, n, n) for n in range(101, 131))]) + "\n")
    assert read(Source(path="x.txt"), tmp_path).frame.shape == (30, width)


def test_single_blanks_are_delimiters_where_every_line_says_so(tmp_path):
    (tmp_path / "x.txt").write_text("id  age spend\n1   30  4.5\n2   41 12.5\n3   52  9.5\n")
    assert read(Source(path="x.txt"), tmp_path).frame.rows() == [(1, 30, 4.5), (2, 41, 12.5), (3, 52, 9.5)]
