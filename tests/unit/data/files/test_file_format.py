"""What a file holds is told by its first bytes, whatever its name says; a page's table is read, other kinds refused."""

import gzip
import io

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.errors import DataError

ROWS = "".join(f"<tr><td>{i}<td>K&amp;m\n {i}</td><td>{i}.234,50&nbsp;&euro;</td></tr>" for i in range(1, 5))
PAGE = f"<table border=1><tr><th>id</th><th>name</th><th>spend</th></tr>{ROWS}</table>"
FRAME = pl.DataFrame({"id": [1, 2, 3, 4], "name": ["K&m 1", "K&m 2", "K&m 3", "K&m 4"]}).with_columns(
    spend=pl.Series([1234.5, 2234.5, 3234.5, 4234.5])
)
XML = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="a"/></Styles><Worksheet ss:Name="Sheet1"><Table>
<Row><Cell><Data ss:Type="String">id</Data></Cell><Cell><Data ss:Type="String">age</Data></Cell>
<Cell><Data>x</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="Number">1</Data></Cell><Cell ss:Index="3"><Data>20.5</Data></Cell></Row>
<Row><Cell><Data>2</Data></Cell><Cell><Data>30</Data></Cell><Cell><Data>2.5</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="Other"><Table><Row><Cell><Data>n</Data></Cell></Row>
<Row><Cell><Data>7</Data></Cell></Row></Table></Worksheet>
</Workbook>"""


def table(folder, name: str, content: str | bytes, **given) -> Table:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    source = Source(path=name, **given)
    whole = read(source, folder)
    with Batches(source, folder, rows=2) as batches:
        assert sum(frame.height for frame, _ in batches) == whole.frame.height
    return whole


@pytest.mark.parametrize("name", ["x.xls", "x.xlsx", "x.csv", "x.html", "page"])
@pytest.mark.parametrize(
    "before", ["", "<!DOCTYPE html>\n<html><head><title>t</title></head>", "\ufeff<!-- a --><html>"]
)
def test_the_table_of_a_web_page_is_read_whatever_it_is_called(tmp_path, name, before):
    found = table(tmp_path, name, before + PAGE)
    assert_frame_equal(found.frame, FRAME)
    assert (found.reading.format, found.reading.delimiter) == ("html", "")
    assert any("it contains an HTML page" in note for note in found.reading.notes) == (name not in ("x.html", "page"))


def test_the_largest_table_is_read_and_tables_within_a_cell_are_no_part_of_it(tmp_path):
    menu = "<table><tr><td>menu</td></tr></table>"
    page = f"<html><body>{menu}<table><tr><td>left</td><td>{PAGE}</td></tr></table></body></html>"
    found = table(tmp_path, "x.xls", page)
    assert_frame_equal(found.frame, FRAME)
    assert "It contains 3 tables; the largest was read." in found.reading.notes


def test_cells_over_several_columns_and_rows(tmp_path):
    page = "<table><tr><th rowspan=2>id<th colspan=2>Sales<tr><th>2023<th>2024<tr><td>1<td rowspan=2>7<td>3.5"
    found = table(tmp_path, "x.html", page + "<tr><td>2<td>4.5<tr><td>3<td>8<td>5.5</table>")
    assert found.frame.columns == ["id", "Sales 2023", "Sales 2024"]
    assert found.frame.rows() == [(1, 7, 3.5), (2, 7, 4.5), (3, 8, 5.5)]


@pytest.mark.parametrize(("charset", "encoding"), [("windows-1252", "cp1252"), ("utf-8", "utf-8"), ("", "utf-16")])
def test_a_page_in_its_own_encoding(tmp_path, charset, encoding):
    page = f'<meta charset="{charset}">' + PAGE.replace("K&amp;m", "Zoë")
    assert table(tmp_path, "x.xls", page.encode(encoding)).frame["name"][0] == "Zoë 1"


def test_an_xml_spreadsheet_is_read_by_its_sheets(tmp_path):
    found = table(tmp_path, "x.xls", XML)
    assert found.frame.select("id", "age", "x").rows() == [(1, None, 20.5), (2, 30, 2.5)]
    assert any("contains an XML spreadsheet" in note for note in found.reading.notes)
    assert table(tmp_path, "x.xls", XML, sheet="Other").frame["n"].to_list() == [7]
    with pytest.raises(DataError, match='there is no sheet "Othe"'):
        table(tmp_path, "x.xls", XML, sheet="Othe")


def test_titles_and_totals_of_a_page_are_no_rows(tmp_path):
    page = PAGE.replace("<tr><th>id", "<tr><td colspan=3>Customer report</td></tr><tr><th>id")
    found = table(tmp_path, "x.xls", page.replace("</table>", "<tr><td>Total</td><td></td><td>9</td></tr></table>"))
    assert_frame_equal(found.frame, FRAME)


def test_a_page_without_a_table_is_refused_with_its_title(tmp_path):
    with pytest.raises(DataError, match=r'x\.xls: this is a web page called "Log in - CRM" without a table'):
        table(tmp_path, "x.xls", "<!DOCTYPE html><html><head><title>Log in - CRM</title></head><form></form></html>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_text_under_the_name_of_a_spreadsheet_is_read_and_said(tmp_path, encoding):
    found = table(tmp_path, "x.xls", "id\tname\n1\tZoë\n2\tJo\n".encode(encoding))
    assert found.frame.rows() == [(1, "Zoë"), (2, "Jo")]
    assert "The file's name ends in .xls, but it contains delimited text and was read as that." in found.reading.notes


@pytest.mark.parametrize("name", ["x.xls", "x.csv", "x.ods", "x"])
def test_a_workbook_under_another_name_is_read_and_said(tmp_path, name):
    book = io.BytesIO()
    pl.DataFrame({"id": [1, 2], "x": [2.5, 3]}).write_excel(book)
    found = table(tmp_path, name, book.getvalue())
    assert found.frame.rows() == [(1, 2.5), (2, 3.0)]
    said = {"x.xls": "an XLSX workbook", "x.csv": "a spreadsheet"}.get(name)
    assert said is None or f"The file's name ends in {name[1:]}, but it contains {said} and was read as that." in (
        found.reading.notes
    )


def test_packed_text_needs_no_ending(tmp_path):
    assert table(tmp_path, "x.csv", gzip.compress(b"id,x\n1,2\n2,3\n")).frame.rows() == [(1, 2), (2, 3)]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n", "a PDF document"),
        (b"SQLite format 3\0" + b"\0" * 9, "an SQLite database"),
        (b"BZh91AY&SY\0\1", "a bzip2 file"),
        (b"\x89PNG\r\n", "a picture"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "a web archive"),
    ],
)
@pytest.mark.parametrize("name", ["x.xls", "x.csv"])
def test_other_kinds_of_files_are_called_by_their_name(tmp_path, name, content, what):
    with pytest.raises(DataError, match=f"{name}: this is {what}"):
        table(tmp_path, name, content)


@pytest.mark.parametrize(
    "text", ["ORC,x\n1,2\n", "<a>,x\n1,2\n", "BZh,x\n1,2\n", "<b>id</b>,x\n1,2\n", "Rar!,x\n1,2\n"]
)
def test_text_that_begins_alike_is_text(tmp_path, text):
    assert table(tmp_path, "x.csv", text).frame["x"].to_list() == [2]
