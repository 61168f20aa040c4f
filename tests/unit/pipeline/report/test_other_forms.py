"""Charts as files and report.xlsx: the figures of the run, the same bytes again, and nobody's own data."""

import json
import zipfile
from xml.etree import ElementTree

import polars as pl
import pytest

from segtui.pipeline.report.page.chart_files import draw
from segtui.pipeline.report.page.pictures import Picture
from segtui.pipeline.report.workbook.sheet import NativeChart, Share, Sheet, Year
from segtui.pipeline.report.workbook.write_workbook import write_workbook
from tests.report_people import report_people
from widgets.charts.chart import Bar, BarFigure

PLAN = """
[source]
path = "people.csv"
id = "segment"
[features]
use = ["age", "=SUM(A1)", "tier"]
categorical = "onehot"
[search.kmeans]
k = "2..3"
[segments]
outcome = ["bought / it"]
value = "spend"
[output]
columns = "id"
[report]
html = false
xlsx = true
charts = "svg"
"""


def people():
    return report_people(200, ("gold", "silver"), id="segment", income="=SUM(A1)", outcome="bought / it")


@pytest.fixture(scope="module")
def run(tmp_path_factory, nursery):
    folder = tmp_path_factory.mktemp("run")
    people().write_csv(folder / "people.csv")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    done = nursery.run(["run", "plan.toml", "-o", "out", "--quiet"], folder)
    assert done.returncode == 0, done.stderr
    return folder / "out"


def sheet(folder, name):
    return pl.read_excel(folder / "report.xlsx", sheet_name=name)


def test_each_picture_is_a_file_whose_hash_is_in_run_json(run):
    names = {path.name for path in (run / "charts").iterdir()}
    assert names == {f"{n}.svg" for n in ("sizes", "map", "effects", "outcome-1-bought-it", "how-many", "lorenz")}
    outputs = json.loads((run / "run.json").read_text())["outputs"]
    assert {f"charts/{name}" for name in names} | {"report.xlsx"} <= set(outputs)


def test_verify_finds_the_same_pictures_and_spreadsheet(run, nursery):
    done = nursery.run(["verify", str(run)], run.parent)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_report_of_the_finished_run_has_the_same_bytes_in_every_form(run, nursery):
    done = nursery.run(["report", str(run), "--xlsx", "--charts", "svg", "-o", "again"], run.parent)
    assert done.returncode == 0, done.stderr
    files = [run.parent / line for line in done.stdout.decode().splitlines()]
    assert len(files) == 7
    for file in files:
        assert file.read_bytes() == (run / file.relative_to(run.parent / "again")).read_bytes(), file.name


def test_pictures_go_to_a_folder_whose_name_has_a_slash(run, nursery):
    done = nursery.run(["report", str(run), "--charts", "./slides"], run.parent)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (run.parent / "slides").iterdir()} == {
        path.name for path in (run / "charts").iterdir()
    }
    done = nursery.run(["report", str(run), "--charts", "jpg"], run.parent)
    assert done.returncode == 2 and b"./jpg" in done.stderr


def test_png_files_are_the_same_again():
    picture = Picture("sizes", BarFigure("Größe", (Bar("a", 1.0), Bar("b", 2.0))), "")
    assert draw(picture, "png") == draw(picture, "png")


def test_the_sheets_have_the_figures_of_the_csv_files_as_numbers(run):
    segments, table = sheet(run, "Segments"), pl.read_csv(run / "segments.csv")
    sizes = table.group_by("segment_name", maintain_order=True).len().sort("len", descending=True)
    assert dict(segments.select("segment", "customers").iter_rows()) == dict(sizes.iter_rows())
    outcomes, known = sheet(run, "Outcomes"), pl.read_csv(run / "outcomes.csv")
    assert outcomes["rate or mean"].to_list() == pytest.approx(known["value"].to_list())
    assert sheet(run, "Leaderboard").height == pl.read_csv(run / "leaderboard.csv").height


def test_charts_have_a_text_that_stands_for_them(run):
    with zipfile.ZipFile(run / "report.xlsx") as book:
        drawings = [book.read(name).decode() for name in book.namelist() if "drawings/drawing" in name]
    assert sum(text.count("<c:chart ") for text in drawings) == sum(text.count(' descr="') for text in drawings) >= 5
    assert any("share of customers: " in text for text in drawings)


def test_no_id_no_address_and_no_value_of_one_person_is_in_them(run):
    with zipfile.ZipFile(run / "report.xlsx") as book:
        texts = [book.read(name).decode() for name in book.namelist()]
    texts += [path.read_text(encoding="utf-8") for path in (run / "charts").iterdir()]
    for text in texts:
        assert "C-00" not in text and "example.org" not in text and "only Pat" not in text


def test_a_forgotten_person_leaves_them_as_they_are(run, nursery):
    before = (run / "report.xlsx").read_bytes()
    done = nursery.run(["forget", str(run), "C-00007"], run.parent)
    assert done.returncode == 0, done.stderr
    assert (run / "report.xlsx").read_bytes() == before


def test_text_stays_text_and_numbers_have_formats(tmp_path):
    rows = (("=1+1", 1234, 0.0123, Share(0.256), Year(1984.0), None), ("https://a.b", -5, 1e9, Share(1), None, "\x1b"))
    chart = NativeChart("t", (1,), 0, 1, "what it shows")
    write_workbook(tmp_path / "a.xlsx", [Sheet("One", tuple("abcdef"), rows, ("Headline", "more"), (chart,))])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        page, styles = (book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in page and "hyperlink" not in page
    assert "=1+1" in strings and "\\x1b" in strings
    assert 'formatCode="0.0%"' in styles


def test_hostile_titles_and_descriptions_of_charts_leave_the_file_readable(tmp_path):
    hostile = "\x1b[31m <b>&\x00\ud800"
    chart = NativeChart(hostile, (1,), 0, 0, hostile)
    write_workbook(tmp_path / "a.xlsx", [Sheet("s", ("name", hostile), ((hostile, 1.0),), charts=(chart,))])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        for name in parts.namelist():
            ElementTree.fromstring(parts.read(name))


def test_a_folder_that_is_not_there_is_an_os_error(tmp_path):
    with pytest.raises(OSError):
        write_workbook(tmp_path / "none" / "a.xlsx", [Sheet("One", ("a",), ((1,),))])
