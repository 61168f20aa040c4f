"""How a file begins is on the screen before anything has read it."""

import asyncio

import pytest

from segtui.workbench.first_rows import read_first_rows

TABLE = "id,name,spend\n1,Ann,4.5\n2,Böb,\n"


@pytest.fixture
def file(tmp_path):
    def make(data, name="a.csv"):
        place = tmp_path / name
        place.write_bytes(data if isinstance(data, bytes) else data.encode())
        return str(place)

    return make


class TestReading:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_splits_at_the_delimiter_that_makes_rows_of_one_length(self, file, delimiter):
        first = read_first_rows(file(TABLE.replace(",", delimiter)))
        assert first.columns == ("id", "name", "spend")
        assert first.rows == (("1", "Ann", "4.5"), ("2", "Böb", ""))

    def test_a_decimal_comma_splits_nothing(self, file):
        assert read_first_rows(file("a;b\n1,5;2,5\n")).rows == (("1,5", "2,5"),)

    def test_takes_a_thousand_rows_of_a_large_file_and_no_half_row(self, file):
        assert len(read_first_rows(file("a,b\n" + "1,2\n" * 200_000)).rows) == 1_000
        long = "x" * 3_000
        rows = read_first_rows(file("a,b\n" + f"1,{long}\n" * 200)).rows
        assert 80 < len(rows) < 100 and all(cell == long for _, cell in rows)

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"a,b\n",
            b"one\ntwo\n",
            b"A title\n\na,b\n1,2\n",
            b"a,b\n1,2\n3\n",
            b"1,2\n3,4\n",
            b"a,a\n1,2\n",
            b"a,\n1,2\n",
            "a,b\n1,é\n".encode("latin-1"),
            b"\x00\x01\x02,\n",
            b'a,b\n"1,2\n',
        ],
    )
    def test_shows_nothing_where_in_doubt(self, file, data):
        assert read_first_rows(file(data)) is None

    @pytest.mark.parametrize("name", ["a.toml", "a.parquet", "a.csv.gz", "a"])
    def test_shows_nothing_of_other_files(self, file, name):
        assert read_first_rows(file(TABLE, name)) is None

    def test_shows_nothing_of_what_is_not_there(self, tmp_path):
        assert read_first_rows(str(tmp_path / "none.csv")) is None
        assert read_first_rows(str(tmp_path)) is None
        assert read_first_rows("\0.csv") is None


def test_the_first_rows_stand_on_the_screen_before_the_plan_is_there(new_workbench, place):
    async def tell():
        app = new_workbench("customers.csv")
        async with app.run_test(size=(80, 24)) as pilot:

            def text():
                strips = app.screen._compositor.render_strips()
                return "\n".join("".join(segment.text for segment in strip) for strip in strips)

            until = asyncio.get_running_loop().time() + 60
            while "c472@example.com" not in text():
                assert asyncio.get_running_loop().time() < until, text()
                await asyncio.sleep(0.01)
            assert app.store.opened is None
            assert "13.12.1996" in text()  # as it stands in the file
            while app.store.opened is None or "1996-12-13" not in text():
                assert asyncio.get_running_loop().time() < until, text()
                await asyncio.sleep(0.05)
            assert not app.query("#first-rows")
            await pilot.pause()

    asyncio.run(tell())
