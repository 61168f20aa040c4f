"""Lines quoted as a whole, and headers of one name more or less than the rows have cells."""

import pytest

from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.table import Table


def table(folder, text: str) -> Table:
    (folder / "x.csv").write_text(text, newline="")
    whole = read(Source(path="x.csv"), folder)
    with Batches(Source(path="x.csv"), folder, rows=2) as batches:
        assert sum(frame.height for frame, _ in batches) == whole.frame.height
    return whole


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_quotes_around_whole_lines_are_taken_off(tmp_path, mark, end):
    lines = ['"id,""name"",age"', '"1,""Kim, the"",30"', '"2,Jo,31"', '"3,""A """"B"""""",32"']
    text = end.join(line.replace(",", mark).replace(f"Kim{mark}", "Kim,") for line in lines) + end
    found = table(tmp_path, text if mark != "," else end.join(lines) + end)
    assert found.frame.rows() == [(1, "Kim, the", 30), (2, "Jo", 31), (3, 'A "B"', 32)]
    assert "Quotes around 4 whole lines were removed." in found.reading.notes


@pytest.mark.parametrize("tail", ["", ";;", ",,,"])
def test_lines_that_alone_are_quoted_are_cells_like_the_others(tmp_path, tail):
    text = f'id,name,age\n"1,""Kim, the"",30"{tail}\n2,Jo,31\n3,Ann,33\n"4,""Bo, x"",34"\n'
    found = table(tmp_path, text)
    assert found.frame.rows() == [(1, "Kim, the", 30), (2, "Jo", 31), (3, "Ann", 33), (4, "Bo, x", 34)]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('"name"\n"Smith, John"\n"Doe, Jane"\n', "name"),
        ('"last, first"\n"Smith, John"\n"Doe, Jane"\n', "last, first"),
        ('name\n"Smith,John"\n"Doe,Jane"\n', "name"),
        ('"spend"\n"1,234"\n"2,345"\n', "spend"),
        ('"1,234"\n"2,345"\n"3,456"\n', "column_1"),
    ],
)
def test_one_column_of_texts_with_commas_stays_one(tmp_path, text, column):
    found = table(tmp_path, text)
    assert [name for name in found.frame.columns if name != "row"] == [column]


def test_quoted_cells_are_no_quoted_lines(tmp_path):
    text = '"id","name"\n"1","a, ""b"""\n"2",""\n"3","c"\n'
    assert table(tmp_path, text).frame.rows() == [(1, 'a, "b"'), (2, None), (3, "c")]


@pytest.mark.parametrize("header", ["id,name,age,", "id,name,age,,,", "id,name,age"])
@pytest.mark.parametrize("end", ["", ",", ",,"])
def test_delimiters_at_the_end_of_the_header_or_the_rows_make_no_column(tmp_path, header, end):
    found = table(tmp_path, f"{header}\n1,Kim,30{end}\n2,Jo,31{end}\n3,Ann,32{end}\n")
    assert found.frame.columns == ["id", "name", "age"] and found.frame.row(0) == (1, "Kim", 30)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("id,name,age\n0,C7,Kim,30\n1,C8,Jo,31\n2,C9,Ann,32\n", ["column_1", "id", "name", "age"]),
        ("name,age\n1,Kim,30\n2,Jo,31\n3,Ann,32\n", ["column_1", "name", "age"]),
        (",name,age\n1,Kim,30\n2,Jo,31\n3,Ann,32\n", ["column_1", "name", "age"]),
        ("id,name\n1,Kim,30\n2,Jo,31\n3,Ann,32\n", ["id", "name", "column_3"]),
        ("a,b\n1,2,3\n4,5,6\n7,8,9\n", ["a", "b", "column_3"]),
    ],
)
def test_a_header_without_a_name_for_the_row_number_names_the_other_columns(tmp_path, text, columns):
    assert [name for name in table(tmp_path, text).frame.columns if name != "row"] == columns
