"""A table of ours in blocks is the table as Polars reads it whole."""

from pathlib import Path

import polars as pl
import pytest

from segtui.data.delimited.csv_blocks import lazy_blocks, scan_blocks

CELLS = ["plain", None, "", "a,b", 'say "yes"', "two\nlines", "\n", "ü", " ", "'=1"]


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 20])
@pytest.mark.parametrize("name", ["b", "b, c", "two\nlines"])
def test_blocks_are_the_whole_table(tmp_path: Path, size: int, name: str) -> None:
    place = tmp_path / "table.csv"
    whole = pl.DataFrame({"a": [str(i) for i in range(50)], name: CELLS * 5})
    whole.write_csv(place)
    blocks = [block.collect() for block in lazy_blocks(place, size)]
    assert pl.concat(blocks).equals(whole)
    assert pl.concat([block.select(name) for block in lazy_blocks(place, size)]).collect().equals(whole.select(name))


def test_it_can_be_asked_as_any_lazy_frame(tmp_path: Path) -> None:
    place = tmp_path / "table.csv"
    whole = pl.DataFrame({"a": [str(i) for i in range(50)], "b": CELLS * 5})
    whole.write_csv(place)
    rows = scan_blocks(place)
    assert rows.collect().equals(whole)
    assert rows.head(3).collect().equals(whole.head(3))
    assert rows.filter(pl.col("b") == "ü").select("a").collect()["a"].to_list() == ["7", "17", "27", "37", "47"]
    assert rows.select(pl.len()).collect(engine="streaming").item() == 50


def test_a_table_of_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    place = tmp_path / "table.csv"
    place.write_text("a,b\n", encoding="utf-8")
    assert scan_blocks(place).collect().shape == (0, 2)
