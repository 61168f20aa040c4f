"""The Data screen, used from the keyboard."""

import os
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from segtui.workbench.opening.recent_files import lately, nearby, remember, size_in_words
from segtui.workbench.screens.data.frequencies import frequencies
from segtui.workbench.screens.data.pane import DataPane
from segtui.workbench.screens.data.reading_settings import settings
from segtui.workbench.screens.data.source_changes import change_setting
from tests.patience import PATIENCE
from tests.workbench.sizes import SIZES
from widgets.frame.table import FrameTable

DAY = time.mktime((2026, 3, 1, 12, 0, 0, 0, 0, 0))


def as_the_command_line_says(path: str) -> str:
    """The message of `segtui profile`, without the word error in front."""
    done = subprocess.run(
        [sys.executable, "-m", "segtui", "profile", path], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 3
    return done.stderr.removeprefix("error: ").strip()


def table(d) -> FrameTable:
    return d.app.query_one("#data-table", FrameTable)


def words(text: str) -> str:
    """The words alone, for sentences that are wrapped on the screen."""
    return " ".join(text.replace("▌", " ").split())


async def to_column(d, name: str):
    """Go to a column as a user does, by its name."""
    await d.press("c")
    await d.type(name)
    await d.press("enter")
    assert table(d).column == name


@pytest.fixture
def semicolons(place):
    (place / "semi.txt").write_text("id;name;spent\n1;Ann;1,5\n2;Bob;2,5\n3;Cy;\n", encoding="utf-8")
    return "semi.txt"


class TestOpening:
    def test_a_file_that_is_near_is_opened_by_keys(self, workbench, story, place):
        async def tell():
            async with workbench() as d:
                await d.until(d.says("Open a file to begin"))
                assert "customers.csv" in d.text()
                while "customers.csv" not in _highlighted(d):
                    await d.press("j")
                await d.press("enter")
                await d.until(d.says("2,000 rows read"))
                await d.until(lambda: table(d).has_focus)

        story(tell())

    def test_folders_are_gone_into_and_left(self, workbench, story, place):
        (place / "more").mkdir()
        (place / "more" / "other.csv").write_text("a,b\n1,2\n")

        async def tell():
            async with workbench() as d:
                await d.until(d.says("more/"))
                await d.press("home")
                while "more/" not in _highlighted(d):
                    await d.press("j")
                await d.press("enter")
                await d.until(d.says("other.csv"))
                await d.press("h")
                await d.until(d.says("in this folder"))

        story(tell())

    def test_what_was_opened_comes_first_the_next_time(self, workbench, story, place):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(d.says("2,000 rows read"))
            async with workbench() as d:
                await d.until(d.says("recently opened"))
                assert "customers.csv" in _highlighted(d)

        story(tell())

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            pytest.param("ragged.csv", b"a,b\n" + b"1,2\n1,2,3,4\n" * 40, id="ragged"),
            pytest.param("empty.csv", b"", id="empty", marks=pytest.mark.slow),
            pytest.param("bytes.csv", b"a,b\n1,caf\xc3\xa9\n2,\xff\xfe\x00\x81\n", id="bytes", marks=pytest.mark.slow),
            pytest.param("zip.parquet", b"\x00\x01nothing of the kind" * 9, id="binary", marks=pytest.mark.slow),
        ],
    )
    def test_a_bad_file_is_told_in_place_as_the_command_line_tells_it(self, workbench, story, place, name, content):
        (place / name).write_bytes(content)
        wanted = words(as_the_command_line_says(name))

        async def tell():
            async with workbench() as d:
                await d.press("o")
                await d.type(name)
                await d.press("enter")
                await d.until(lambda: wanted[:40] in words(d.text()))
                assert wanted in words(d.text())
                await d.press("o")
                await d.type("customers.csv")
                await d.press("enter")
                await d.until(d.says("2,000 rows read"))

        story(tell())

    def test_a_bad_file_leaves_the_open_one_as_it_is(self, workbench, story, place):
        (place / "empty.csv").write_bytes(b"")

        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(d.says("2,000 rows read"))
                await d.press("o")
                await d.type("empty.csv")
                await d.press("enter")
                await d.until(d.says("the file is empty"))
                assert "2,000 rows read" in d.text()

        story(tell())

    def test_a_file_named_on_the_command_line_is_waited_for_without_an_invitation(
        self, new_workbench, story, monkeypatch
    ):
        async def tell():
            seen = set()
            draw = DataPane.draw
            monkeypatch.setattr(DataPane, "draw", lambda pane: (seen.add(pane.state), draw(pane)))
            app = new_workbench("customers.csv")
            async with app.run_test(size=(80, 24)) as pilot:
                while app.store.opened is None:
                    await pilot.pause(0.01)
            assert "waiting" in seen
            assert "start" not in seen

        story(tell())

    @pytest.mark.slow
    def test_what_was_cancelled_can_be_begun_again(self, workbench, story, place):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(d.says("2,000 rows read"))
                assert d.app.store.edit("decimal", source={"path": "customers.csv", "decimal": "."})
                await d.press("X")
                await d.until(lambda: not d.app.engine.busy())
                await d.press("1")
                await d.until(lambda: d.app.store.opened)
                await d.until(d.says("2,000 rows read"))

        story(tell())


class TestReading:
    def test_says_what_was_detected_and_what_was_mended(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(d.says("csv, comma, utf-8"))
                assert "notes (d)" in d.text()
                await d.press("d")
                await d.until(d.says("How the file is read"))
                for said in ("delimiter", "comma", "encoding", "utf-8", "header", "id", "customer_id"):
                    assert said in d.text()

        story(tell())

    def test_another_delimiter_is_read_at_once_and_can_be_undone(self, workbench, story, semicolons):
        async def tell():
            async with workbench(semicolons) as d:
                await d.until(d.says("3 rows read"))
                assert table(d).frame.columns == ["id", "name", "spent"]
                await d.press("d", "enter")
                await d.type("|")
                await d.press("enter")
                assert d.app.store.plan.source.delimiter == "|"
                await d.until(lambda: "Read" in d.app.store.failed or d.app.store.opened)
                await d.until(lambda: not d.app.engine.busy())
                await d.press("u")
                assert d.app.store.plan.source.delimiter is None
                await d.until(lambda: d.app.store.opened is not None)
                await d.until(lambda: table(d).frame.columns == ["id", "name", "spent"])

        story(tell())

    def test_a_wrong_setting_is_told_in_place_and_put_right_there(self, workbench, story, place):
        (place / "latin.csv").write_bytes("id,city\n1,Besançon\n2,Köln\n".encode("latin-1"))

        async def tell():
            async with workbench("latin.csv") as d:
                await d.until(d.says("2 rows read"))
                await d.press("d", "j", "enter")
                await d.type("utf-8")
                await d.press("enter")
                await d.until(d.says("could not be read"))
                assert words(d.app.store.failed["Read"].what) in words(d.text())
                assert "given" in d.text()
                await d.press("backspace")
                await d.until(d.says("2 rows read"))

        story(tell())

    def test_an_answer_that_cannot_be_is_refused_with_a_reason(self, workbench, story, semicolons):
        async def tell():
            async with workbench(semicolons) as d:
                await d.until(d.says("3 rows read"))
                await d.press("d", "j", "enter")
                await d.type("utf-99")
                await d.press("enter")
                await d.until(d.says('there is no encoding "utf-99"'))
                await d.press("escape")
                assert d.app.store.plan.source.encoding is None

        story(tell())

    def test_a_column_is_read_as_another_kind_by_a_step(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(d.says("2,000 rows read"))
                await to_column(d, "birth_year")
                await d.press("t")
                await d.type("text")
                await d.press("enter")
                await d.until(d.says("makes it text"))
                cast = next(s for s in d.app.store.plan.clean if s.called() == "cast")
                assert (cast.columns, cast.to) == (("birth_year",), "text")
                await d.press("t", "enter")
                assert not any(s.called() == "cast" for s in d.app.store.plan.clean)

        story(tell())

    def test_a_column_is_taken_as_the_id(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(d.says("2,000 rows read"))
                await to_column(d, "email")
                await d.press("i")
                assert d.app.store.plan.source.id == "email"
                await d.until(lambda: d.app.store.opened and d.app.store.opened.id == "email")

        story(tell())

    def test_the_id_is_no_feature_and_no_log_of_one(self, workbench, story, place):
        text = '[source]\npath = "customers.csv"\n[features]\nuse = ["income", "visits"]\nlog = ["visits"]\n'
        (place / "two.toml").write_text(text)

        async def tell():
            async with workbench("two.toml") as d:
                await d.until(d.says("2,000 rows read"))
                await to_column(d, "visits")
                await d.press("i")
                plan = d.app.store.plan
                assert (plan.source.id, plan.features.use, plan.features.log) == ("visits", ("income",), ())
                await d.press("u")
                assert d.app.store.plan.features.use == ("income", "visits")

        story(tell())

    def test_a_new_id_is_filled_by_no_step_however_it_is_given(self, workbench, story, place):
        text = '[source]\npath = "customers.csv"\nid = "customer_id"\n[features]\nuse = ["income", "visits"]\n'
        text += '[[clean]]\nstep = "impute"\ncolumns = ["income", "visits"]\nmethod = "median"\n'
        (place / "filled.toml").write_text(text)

        async def tell():
            async with workbench("filled.toml") as d:
                await d.until(d.says("2,000 rows read"))
                await to_column(d, "customer_id")
                await d.press("i")
                await d.until(d.says("customer_id is already the id"))
                assert not d.app.store.unsaved
                await to_column(d, "visits")
                await d.press("i")
                await d.until(lambda: d.app.store.plan.source.id == "visits")
                by_key = d.app.store.plan
                assert (by_key.source.id, by_key.clean[0].columns) == ("visits", ("income",))
                await d.press("u")
                setting = next(s for s in settings("csv") if s.key == "id")
                change_setting(d.app, setting, "visits")
                assert d.app.store.plan.model_dump() == by_key.model_dump()

        story(tell())

    def test_a_log_is_read_as_detected(self, workbench, story):
        async def tell():
            async with workbench("cdnow_orders.csv") as d:
                await d.until(d.says("6,919 rows read"))
                await d.press("d")
                await d.until(d.says("The plan derives customers from this"))
                await d.press("escape")
                await to_column(d, "amount")
                await d.press("t")
                await d.until(d.says("The plan derives customers from this log"))

        story(tell())


class TestLookingThrough:
    def test_rows_are_sorted_filtered_and_found(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(d.says("2,000 rows read"))
                await to_column(d, "income")
                await d.press("s", "s")
                await d.until(d.says("by income, descending"))
                assert table(d).value == 5_000_000
                await d.press("w")
                await d.type("income > 900000")
                await d.press("enter")
                await d.until(d.says("showing 3 of 2,000 rows: income > 900000"))
                await d.press("V", "slash")
                await d.type("c1355@example.com")
                await d.press("enter")
                await d.until(lambda: table(d).value == "c1355@example.com")

        story(tell())

    def test_the_frequencies_of_a_column_lead_to_its_rows(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(d.says("2,000 rows read"))
                await to_column(d, "channel")
                await d.press("F")
                await d.until(d.says("channel: 8 values in 2,000 rows"))
                await d.until(lambda: d.app.query_one("#data-counts-table").has_focus)
                await d.press("enter")
                await d.until(d.says("showing 916 of 2,000 rows"))
                await to_column(d, "city")
                await d.until(d.says("values in 916 of 2,000 rows"))
                await d.press("tab", "escape")
                await d.until(lambda: table(d).has_focus)
                assert "values in 916" not in d.text()

        story(tell())

    def test_escape_closes_what_is_beside_the_table_while_the_table_has_the_focus(self, workbench, story):
        async def tell():
            async with workbench("customers.csv", size=(120, 40)) as d:
                await d.until(d.says("2,000 rows read"))
                await d.press("F")
                await d.until(lambda: d.pane.side.mode)
                d.pane.table.focus()
                await d.press("escape")
                await d.until(lambda: not d.pane.side.mode)

        story(tell())

    def test_enter_shows_a_whole_row_and_escape_the_table(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(d.says("2,000 rows read"))
                await d.press("j", "enter")
                await d.until(d.says("row 2 of 2,000"))
                assert d.app.query_one("#data-row-table", FrameTable).frame.height == 12
                await d.press("escape")
                await d.until(lambda: table(d).has_focus)
                assert "row 2 of 2,000" not in d.text()

        story(tell())

    def test_the_column_at_the_cursor_is_told_in_a_line(self, workbench, story):
        async def tell():
            async with workbench("customers.csv", size=(120, 40)) as d:
                await d.until(d.says("2,000 rows read"))
                await to_column(d, "visits")
                await d.until(d.says("24 distinct, 0 to 999"))
                assert "9 values are far from the rest" in d.text()

        story(tell())

    @pytest.mark.slow
    def test_the_order_of_the_rows_is_kept_for_the_next_start(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(d.says("2,000 rows read"))
                await to_column(d, "visits")
                await d.press("s", "s")
                await d.until(lambda: "visits" in d.app.store.marks.get("data.sort", ""))
                kept = d.app.store.marks["data.sort"]
            async with workbench() as d:
                d.app.store.marks["data.sort"] = kept
                await d.press("o")
                await d.type("customers.csv")
                await d.press("enter")
                await d.until(d.says("by visits, descending"))

        story(tell())

    def test_a_cell_is_copied(self, workbench, story, monkeypatch):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(d.says("2,000 rows read"))
                await d.press("y")
                await d.until(d.says("Copied the cell of customer_id"))

        story(tell())

    def test_ascii_is_ascii(self, workbench, story, place):
        (place / "plain.csv").write_text("id,city\n" + "".join(f"{i},town {i % 3}\n" for i in range(50)))

        async def tell():
            async with workbench("plain.csv", ascii=True, size=(120, 40)) as d:
                await d.until(d.says("50 rows read"))
                assert d.text().isascii()
                await to_column(d, "city")
                await d.press("F")
                await d.until(d.says("3 values in 50 rows"))
                assert d.text().isascii()

        story(tell())


class TestParts:
    def test_what_cannot_be_opened_is_not_offered(self, tmp_path):
        for name in ("a.csv", "b.CSV.gz", "notes.md", ".hidden.csv", "pyproject.toml", "plan.toml", "c.parquet"):
            (tmp_path / name).write_text("x")
        (tmp_path / "runs").mkdir()
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "run.json").write_text("{}")
        found = [(n.path.name, n.kind) for n in nearby(tmp_path) if n.kind != "up"]
        assert found == [
            ("runs", "folder"),
            ("run", "run"),
            ("a.csv", "data"),
            ("b.CSV.gz", "data"),
            ("c.parquet", "data"),
            ("plan.toml", "plan"),
        ]

    def test_a_folder_that_cannot_be_read_offers_the_way_up(self, tmp_path):
        assert [n.kind for n in nearby(tmp_path / "nothing")] == ["up"]

    def test_the_files_opened_of_late_are_kept_in_order_and_only_while_they_exist(self, tmp_path, monkeypatch):
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        paths = [tmp_path / f"{i}.csv" for i in range(12)]
        for path in paths:
            path.write_text("a\n1\n")
            remember(path)
        remember(paths[5])
        assert lately()[:2] == [paths[5].resolve(), paths[11].resolve()]
        assert len(lately()) == 8
        paths[5].unlink()
        assert lately()[0] == paths[11].resolve()

    def test_a_list_that_is_no_list_is_none(self, tmp_path, monkeypatch):
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
        (tmp_path / "segtui").mkdir()
        (tmp_path / "segtui" / "lately.json").write_text("42")
        assert lately() == []

    @pytest.mark.parametrize(("size", "said"), [(0, "0 B"), (999, "999 B"), (220_188, "220 kB"), (1_011_339, "1.0 MB")])
    def test_sizes_are_said_in_few_letters(self, size, said):
        assert size_in_words(size) == said

    def test_values_are_counted_and_the_empty_ones_with_them(self):
        counted = frequencies(pl.Series("x", [3, 1, None, 3, None, 3]))
        assert counted.get_column("value").to_list() == [3, None, 1]
        assert counted.get_column("rows").to_list() == [3, 2, 1]
        assert counted.get_column("share").sum() == pytest.approx(1)
        assert counted.get_column("bar").str.len_chars().to_list() == [10, 7, 3]

    def test_no_values_are_no_rows(self):
        assert frequencies(pl.Series("x", [], dtype=pl.Int64)).height == 0

    def test_every_answer_that_a_setting_takes_is_shown_as_it_was_given(self):
        answers = {
            "delimiter": "tab",
            "title_rows": "3",
            "encoding": "utf-8",
            "header": "no",
            "decimal": "comma",
            "nulls": "NA, none",
        }
        for setting in settings("csv"):
            if setting.key in answers:
                assert setting.say(setting.read(answers[setting.key])) == answers[setting.key]


def _highlighted(d) -> str:
    files = d.app.query_one("#data-files")
    return str(files.get_option_at_index(files.highlighted).prompt) if files.highlighted is not None else ""


class TestPictures:
    @pytest.mark.parametrize("size", SIZES)
    def test_empty(self, new_workbench, snap_compare, place, size):
        for file in Path(place).iterdir():
            if file.is_file():
                os.utime(file, (DAY, DAY))

        async def before(pilot):
            while not pilot.app.query("#data-files"):
                await pilot.pause(0.05)
            await pilot.pause()

        assert snap_compare(new_workbench(), terminal_size=size, run_before=before)

    @pytest.mark.parametrize("size", SIZES)
    def test_full(self, new_workbench, snap_compare, size):
        assert snap_compare(new_workbench("customers.csv"), terminal_size=size, run_before=_opened)

    @pytest.mark.parametrize("size", SIZES)
    def test_frequencies(self, new_workbench, snap_compare, size):
        async def before(pilot):
            await _opened(pilot)
            await pilot.press("dollar_sign", "h", "h", "h", "h", "h", "F")
            while not _height(pilot.app.query_one("#data-counts-table")):
                await pilot.pause(0.05)
            await pilot.pause(0.3)

        assert snap_compare(new_workbench("customers.csv"), terminal_size=size, run_before=before)

    @pytest.mark.parametrize("size", SIZES)
    def test_in_error(self, new_workbench, snap_compare, place, size):
        (place / "latin.csv").write_bytes("id,city\n1,Besançon\n2,Köln\n".encode("latin-1"))
        plan = '[source]\npath = "latin.csv"\nencoding = "utf-8"\n'
        (place / "latin.toml").write_text(plan)

        async def before(pilot):
            while getattr(pilot.app.focused, "id", "") != "data-settings":
                await pilot.pause(0.05)
            await pilot.pause(0.2)

        assert snap_compare(new_workbench("latin.toml"), terminal_size=size, run_before=before)


def _height(table) -> int:
    return table.frame.height if table.frame is not None else 0


async def _opened(pilot):
    """Wait until the table is there and the process has nothing more to say."""
    while (
        pilot.app.store.opened is None
        or pilot.app.engine.busy()
        or pilot.app.panes.current.query_one("#data-table").frame is None
    ):
        await pilot.pause(0.05)
    await pilot.pause(0.2)
