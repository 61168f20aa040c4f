"""Many rows of another length: short by rule, a column without a name, commas in names; and nonsense."""

import pytest

from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import DataError

NAMES = [
    f"{first} {last}" for last in ("Lee", "Smith", "Roe", "de Vries") for first in ("Ann", "Bob", "Zoë", "Kim", "Li")
]
CITIES = ("New York", "Rome", "San Jose")
HEADER = ["customer_id", "name", "city", "age", "spend"]
ROWS = [[str(1001 + n), NAMES[n * 7 % 20], CITIES[n // 2 % 3], str(20 + n), f"{n * 7.25:.2f}"] for n in range(60)]


def table(tmp_path, rows, mark=",", **more):
    (tmp_path / "x.csv").write_text("\n".join(mark.join(row) for row in [HEADER, *rows]) + "\n")
    return read(Source(path="x.csv", **more), tmp_path)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("every", [2, 3, 5])
@pytest.mark.parametrize("cells", [2, 3, 4])
def test_empty_cells_left_out_at_the_end_of_many_rows(tmp_path, mark, every, cells):
    found = table(tmp_path, [row[:cells] if n % every == 0 else row for n, row in enumerate(ROWS)], mark)
    assert found.frame["customer_id"].to_list() == list(range(1001, 1061))
    short = 60 // every
    assert [c.null_count() for c in found.frame] == [0] * cells + [short] * (5 - cells)
    assert any(f"{short} rows of fewer than 5 cells" in note and "line" in note for note in found.reading.notes)
    with Batches(Source(path="x.csv"), tmp_path, rows=7) as batches:
        assert sum(frame.height for frame, _ in batches) == 60


def test_rows_that_end_wherever_their_last_value_is(tmp_path):
    lengths = (5, 3, 2, 4, 5, 3, 5)
    found = table(tmp_path, [row[: lengths[n % 7]] for n, row in enumerate(ROWS)])
    for n, row in enumerate(found.frame.rows()):
        told = [row[0], row[1], row[2], row[3], row[4]][: lengths[n % 7]]
        assert [str(value) for value in told[:4]] == ROWS[n][: lengths[n % 7]][:4]
        assert all(value is None for value in row[lengths[n % 7] :])


def test_a_column_that_only_a_third_of_the_rows_has(tmp_path):
    found = table(tmp_path, [[*row, "vip"] if n % 3 == 0 else row for n, row in enumerate(ROWS)])
    assert found.frame.columns == [*HEADER, "column_6"]
    assert found.frame["column_6"].drop_nulls().to_list() == ["vip"] * 20


def test_commas_in_a_third_of_the_names(tmp_path):
    rows = [
        [row[0], ", ".join(reversed(row[1].split(" ", 1))) if n % 3 == 0 else row[1], *row[2:]]
        for n, row in enumerate(ROWS)
    ]
    found = table(tmp_path, rows)
    assert found.frame["name"].to_list() == [row[1] for row in rows]
    assert found.frame["spend"].to_list() == [float(row[4]) for row in rows]
    assert found.reading.rows_repaired == 20


def test_a_middle_cell_that_is_missing_in_a_third_of_the_rows_shifts_nobody(tmp_path):
    rows = [[*row[:2], *row[3:]] if n % 3 == 0 else row for n, row in enumerate(ROWS)]
    try:
        found = table(tmp_path, rows)
    except DataError as error:
        assert "4 cells where 5 are expected" in str(error)
        return
    assert found.frame["age"].to_list() == [int(row[3]) for row in ROWS]


@pytest.mark.parametrize(
    "rows",
    [
        [["1", "2", "3"], ["1", "2", "3"], ["1", "2", "3", "4"]] * 10,
        [["1", "2", "3"], ["2", "3", "4"], ["1", "2"]] * 10,
        [["7"] * (1 + n * n % 7) for n in range(40)],
        [[str(n), "a", str(n % 7), "50"] if n % 3 else [str(n), "b", str(n % 9)] for n in range(40)],
    ],
    ids=["one number too many", "one number too few", "any lengths", "decimal commas"],
)
def test_what_could_be_read_in_two_ways_is_an_error(tmp_path, rows):
    (tmp_path / "x.csv").write_text("\n".join(",".join(row) for row in [["id", "kind", "n"], *rows]) + "\n")
    with pytest.raises(DataError, match=r"cells? where \d are expected"):
        read(Source(path="x.csv", delimiter=","), tmp_path)


@pytest.mark.parametrize(
    "damaged",
    [
        b"2000,A\0nn,Rome,30,4.50\n",
        b"2000,Zo\xeb,Rome,30,4.50\n",
        b'"2000,Ann,Rome,30,4.50"\n',
        b'2000,"Ann "A" Lee",Rome,30,4.50\n',
        b"2000,Ann,Rome,30\n",
    ],
    ids=["zero byte", "latin", "quoted line", "quote", "short"],
)
@pytest.mark.parametrize("at", [0, 30, 60])
def test_every_kind_of_damaged_row_is_left_out_where_the_plan_says_so(tmp_path, damaged, at):
    lines = [",".join(row).replace("Rome", "Köln").encode() + b"\n" for row in [HEADER, *ROWS]]
    lines.insert(at + 1, damaged)
    (tmp_path / "x.csv").write_bytes(b"".join(lines))
    found = read(Source(path="x.csv", bad_rows="skip"), tmp_path)
    assert found.frame["customer_id"].to_list() == list(range(1001, 1061))
    assert (found.reading.rows_skipped, found.reading.rows_repaired) == (1, 0)
    assert [one.line for one in found.reading.skips] == [at + 2]
    with Batches(Source(path="x.csv", bad_rows="skip"), tmp_path) as batches:
        assert batches.skipped == 1 and sum(frame.height for frame, _ in batches) == 60
    with pytest.raises(DataError, match=f"line {at + 2}"):
        read(Source(path="x.csv", bad_rows="error"), tmp_path)
