"""Files that were damaged in one place: every other row comes back as it was, and what was done is reported."""

import csv
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.data.delimited.read_text import read_text
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import DataError
from tests.damage import BETWEEN_ROWS, DIALECTS, IN_A_ROW, Damaged, between_rows, in_a_row, table

ROWS = 30
CLEAN = table(ROWS, seed=5)


@pytest.fixture
def reading(tmp_path):
    def of(text: str) -> Raw:
        workspace = tmp_path / "workspace"
        workspace.mkdir(exist_ok=True)
        path = tmp_path / "x.csv"
        path.write_bytes(text.encode())
        return read_text(InputFile(path, "x.csv", workspace), Source(path="x.csv"))

    return of


def rows_of(raw: Raw) -> list[tuple[str, ...]]:
    return [tuple((cell or "").strip() for cell in row) for row in raw.frame.rows()]


def samples(kind: str) -> list[Damaged]:
    chance = random.Random(kind)
    made: list[Damaged] = []
    for number in range(200):
        row, column = chance.randint(1, ROWS - 1), chance.randint(0, 6)
        dialect = DIALECTS[number % len(DIALECTS)]
        found = (
            in_a_row(kind, CLEAN, row, column, dialect) if kind in IN_A_ROW else between_rows(kind, CLEAN, row, dialect)
        )
        made += [found] if found else []
        if len(made) == 4:
            break
    return made


@pytest.mark.parametrize("kind", [*IN_A_ROW, *BETWEEN_ROWS])
def test_all_rows_but_the_damaged_one_are_intact(reading, kind):
    made = samples(kind)
    assert made
    for damaged in made:
        raw = reading(damaged.text)
        found = rows_of(raw)
        lost = [tuple(row) for row in damaged.clean[1:] if tuple(row) not in found]
        assert len(lost) <= 1, (damaged, lost)
        assert len(found) <= ROWS
        whole = kind in ("blank_line", "header_again", "blank_after_delimiters")
        assert whole or raw.rows_repaired + raw.rows_skipped or "left out" in " ".join(raw.notes) or not lost


def test_ninety_nine_of_a_hundred_rows_come_back(reading):
    wanted = back = 0
    for kind in IN_A_ROW:
        for damaged in samples(kind)[:2]:
            found = rows_of(reading(damaged.text))
            wanted += ROWS
            back += sum(tuple(row) in found for row in damaged.clean[1:])
    assert back / wanted >= 0.99


LINES = ["id,name,spend,city", *(f'{n},"Name {n}, X",{n}.5,{"Rome" if n % 2 else "Oslo"}' for n in range(40))]


def damaged_lines() -> str:
    lines = list(LINES)
    lines[5] = '4,"Name 4, X,4.5,Oslo'
    lines[9] = "8;Name 8;8.5;Oslo"
    lines[20] = "nothing like a row"
    return "\n".join([*lines, "", "sku,stock", "A1,4", "A2,5", "A3,6", ""])


def test_repairs_and_skips_are_facts_with_lines(reading):
    raw = reading(damaged_lines())
    assert [(one.line, one.kind) for one in raw.repairs] == [(6, "unclosed_quote"), (10, "other_delimiter")]
    assert [(one.line, one.kind, one.rows) for one in raw.skips] == [(21, "unreadable", 1), (43, "second_table", 4)]
    assert (raw.rows_repaired, raw.rows_skipped, raw.damaged) == (2, 5, (4, 8))
    assert "A second table of 4 rows begins at line 43; it was left out." in raw.notes


def test_lines_are_those_of_the_file_below_rows_that_were_split_and_joined(reading):
    lines = list(LINES)
    lines[4:6] = [lines[4] + lines[5]]
    lines[10] = '10,"Name 10,\nX,10.5,Oslo'
    lines[20] = lines[20].replace(",", ";")
    raw = reading("\n".join(lines) + "\n")
    kinds = [(one.line, one.kind) for one in raw.repairs]
    assert kinds == [(5, "missing_line_break"), (11, "unclosed_quote"), (22, "other_delimiter")]
    assert raw.damaged == (3, 4, 10, 20) and raw.frame.height == 40


@pytest.mark.parametrize(("asked", "rows"), [("skip", 37), ("repair", 39)])
def test_bad_rows_can_be_left_out(tmp_path, asked, rows):
    (tmp_path / "x.csv").write_text(damaged_lines())
    table = read(Source(path="x.csv", bad_rows=asked), tmp_path)
    assert table.frame.height == rows and table.reading.rows_repaired == (2 if asked == "repair" else 0)
    assert [column.kind for column in table.reading.columns] == ["integer", "text", "number", "text"]


def test_bad_rows_can_be_an_error_that_names_the_first_lines(tmp_path):
    (tmp_path / "x.csv").write_text(damaged_lines())
    with pytest.raises(DataError, match=r"x\.csv: 4 rows are damaged \(lines 6, 10, 21 and 43\)"):
        read(Source(path="x.csv", bad_rows="error"), tmp_path)
    (tmp_path / "x.csv").write_text("\n".join(LINES) + "\n")
    assert read(Source(path="x.csv", bad_rows="error"), tmp_path).frame.height == 40


def test_damaged_cells_do_not_decide_a_kind(tmp_path):
    lines = ["id,spend,n", *(f"{n},{n}.25,{n}" for n in range(20)), "20,oops;20", '21,"x,21', '22,"y,22']
    (tmp_path / "x.csv").write_text("\n".join(lines) + "\n")
    table = read(Source(path="x.csv"), tmp_path)
    assert [column.kind for column in table.reading.columns] == ["integer", "number", "integer"]
    assert table.frame["spend"].null_count() >= 2 and table.frame.height == table.reading.rows_read


def test_batches_are_read_as_the_whole(tmp_path):
    (tmp_path / "x.csv").write_text(damaged_lines())
    whole = read(Source(path="x.csv"), tmp_path)
    with Batches(Source(path="x.csv"), tmp_path, rows=7) as batches:
        frames = [frame for frame, _ in batches]
    assert sum(frame.height for frame in frames) == whole.frame.height
    assert [cell for frame in frames for cell in frame["name"]] == whole.frame["name"].to_list()
    assert batches.skipped == whole.reading.rows_skipped


@pytest.mark.parametrize(
    "written",
    [
        {"quotechar": "'"},
        {"quotechar": "'", "quoting": csv.QUOTE_ALL, "delimiter": ";"},
        {"doublequote": False, "escapechar": "\\"},
        {"doublequote": False, "escapechar": "\\", "quoting": csv.QUOTE_ALL, "delimiter": "\t"},
    ],
)
def test_other_quotes_throughout_are_no_damage(reading, written):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", **written).writerows(CLEAN)
    raw = reading(out.getvalue())
    assert rows_of(raw) == [tuple(row) for row in CLEAN[1:]] and (raw.rows_repaired, raw.rows_skipped) == (0, 0)


def test_blanks_between_delimiters_and_quotes_are_no_damage(reading):
    raw = reading("\n".join(f'{n}, "Name, {n}", "x ""{n}"""' for n in range(30)) + "\n")
    assert raw.frame.row(3) == ("3", "Name, 3", 'x "3"') and raw.rows_repaired == 0


def test_a_quote_opened_at_the_start_costs_no_look_to_the_end(reading):
    raw = reading("id,name,n\n" + '0,"a,0\n' + "".join(f"{n},b{n % 9},{n}\n" for n in range(1, 50_000)))
    assert raw.frame.height == 50_000 and raw.frame.row(0) == ("0", "a", "0") and raw.rows_repaired == 1


texts = st.text(alphabet='ab,;"\n é', max_size=6)
rows = st.tuples(st.integers(0, 9_999).map(str), texts, st.floats(0, 99, width=16).map("{:.2f}".format), texts)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(rows, min_size=8, max_size=20),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_clean_table_comes_back_without_repairs(tmp_path_factory, table, delimiter, quoting, end):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows([["id", "x", "n", "y"], *table])
    folder = tmp_path_factory.mktemp("clean")
    (folder / "x.csv").write_text(out.getvalue(), newline="")
    raw = read_text(
        InputFile(folder / "x.csv", "x.csv", folder), Source(path="x.csv", header=True, delimiter=delimiter)
    )
    assert [tuple(cell or "" for cell in row) for row in raw.frame.rows()] == table
    assert raw.repairs == raw.skips == ()


BODY = "".join(f"{n},n{n % 7},{n}.5,Rome\n" for n in range(30))
HEAD = "id,name,spend,city\n"


@pytest.mark.parametrize(
    ("text", "rows", "last", "repaired", "skipped"),
    [
        ("id;name;spend;city\n" + BODY, 30, ("29", "n1", "29.5", "Rome"), 1, 0),
        (HEAD + BODY + "sku,price\n" + "A,1\n" * 10, 30, ("29", "n1", "29.5", "Rome"), 0, 11),
        (HEAD + BODY + "\norder,what,n,at\n" + "A,x,1,Oslo\n" * 9, 30, ("29", "n1", "29.5", "Rome"), 0, 10),
        (HEAD + BODY + "\nsku,price\n" + "A,1\n" * 60, 30, ("29", "n1", "29.5", "Rome"), 0, 61),
        (HEAD + BODY + '31,"n1,3.5,Rome', 31, ("31", "n1", "3.5", "Rome"), 1, 0),
        (HEAD + BODY + "31\tn1\t3.5\tRome\n", 31, ("31", "n1", "3.5", "Rome"), 1, 0),
        ("id,size,n\n" + "".join(f'{n},pipe {n}",3\n' for n in range(20)), 20, ("19", 'pipe 19"', "3"), 20, 0),
        ("id,path\n" + "".join(f"{n},C:\\dir\\{n}\n" for n in range(20)), 20, ("19", "C:\\dir\\19"), 0, 0),
        ("id,n,x\n" + "1,Smith, J,2.5\n" * 3 + "1,Bob,2.5\n" * 20, 23, ("1", "Bob", "2.5"), 3, 0),
        ("name city spend\n" + "Ann Rome 1.5\n" * 20, 20, ("Ann", "Rome", "1.5"), 0, 0),
    ],
)
def test_whatever_is_odd_about_a_file_its_rows_come_back(reading, text, rows, last, repaired, skipped):
    raw = reading(text)
    found = rows_of(raw)
    assert (len(found), found[-1], raw.rows_repaired, raw.rows_skipped) == (rows, last, repaired, skipped)


FULL = ["id,age,spend,joined,city", *(f"{1001 + n},{20 + n},{n * 7.25},2024-03-{n + 1:02d},Rome" for n in range(12))]


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("single_quotes", lambda line: ",".join(f"'{cell}'" for cell in line.split(","))),
        ("backslash", lambda line: line.replace(",", "\\,", 1)),
        ("quote", lambda line: ",".join(f'"{cell}"' for cell in line.split(",")).replace(',"', ',"""', 1)),
        ("quoted_line", lambda line: f'"{line}"'),
        ("other_delimiter", lambda line: line.replace(",", "\t")),
        ("other_delimiter", lambda line: line.replace(",", "|")),
    ],
)
@pytest.mark.parametrize("place", [1, 2, 6, 11, 12])
def test_a_row_written_otherwise_is_read_and_has_no_say_in_the_kinds(tmp_path, kind, spoil, place):
    lines = list(FULL)
    lines[place] = spoil(lines[place])
    (tmp_path / "x.csv").write_text("\n".join(FULL) + "\n")
    clean = read(Source(path="x.csv"), tmp_path)
    (tmp_path / "x.csv").write_text("\n".join(lines) + "\n")
    found = read(Source(path="x.csv"), tmp_path)
    assert found.frame.equals(clean.frame) and clean.reading.repairs == ()
    assert [(one.line, one.kind) for one in found.reading.repairs] == [(place + 1, kind)]
    with Batches(Source(path="x.csv"), tmp_path) as batches:
        assert sum(frame.height for frame, _ in batches) == clean.frame.height


def test_feet_inches_and_paths_in_text_columns_are_no_damage(tmp_path):
    lines = ["id,size,path", *(f"{n},5'{n}\",C:\\x{n}\\" for n in range(20))]
    (tmp_path / "x.csv").write_text("\n".join(lines) + "\n")
    found = read(Source(path="x.csv"), tmp_path)
    assert found.frame["path"][3] == "C:\\x3\\" and found.frame["size"][3] == "5'3\""
