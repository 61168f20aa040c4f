"""The templates of CONTRIBUTING.md run as they stand, and the paths that it names exist."""

import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import polars as pl
import pytest

from segtui.clustering.shared_structures import SharedStructures
from segtui.data.raw_table import Place
from segtui.data.source import Source
from segtui.errors import DataError

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TEMPLATES = {
    re.match(r"# (\S+)", code)[1]: code for code in re.findall(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.M)
}


@pytest.fixture
def module(monkeypatch):
    """The template of a folder, as a module of it."""

    def load(folder):
        file, code = next((f, c) for f, c in TEMPLATES.items() if f.startswith(folder))
        assert not (ROOT / file).exists()
        made = ModuleType(file.removesuffix(".py").replace("/", "."))
        monkeypatch.setitem(sys.modules, made.__name__, made)
        exec(compile(code, file, "exec"), vars(made))
        return made

    return load


def test_there_are_five_templates():
    folders = {str(Path(file).parent) for file in TEMPLATES}
    homes = ("clustering/algorithms", "cleaning/steps", "features/makers", "data/readers", "export/targets")
    assert folders == {f"segtui/{home}" for home in homes}
    assert all((ROOT / folder).is_dir() for folder in folders)


def test_the_algorithm_sweeps_its_grid(module):
    grid = module("segtui/clustering/algorithms").GridCells(k="2..4")
    rows = np.random.default_rng(0).normal(size=(50, 2))
    found = list(grid.fit_grid(SharedStructures(rows), grid.cells(50)))
    assert [c.labels.max() + 1 for c in found] == [2, 3, 4]
    assert all(c.labels.dtype == np.int32 and len(c.labels) == 50 for c in found)


def test_the_step_counts_what_it_changes(module):
    step = module("segtui/cleaning/steps").RoundNumbers(columns="*", digits=1)
    done = step.apply(pl.DataFrame({"id": [1.25, 2.0], "a": [1.25, 2.0]}), id="id")
    assert (done.columns, done.cells_changed) == (("a",), 1)
    assert done.frame["id"].to_list() == [1.25, 2.0]


def test_the_maker_has_a_row_for_each_customer(module):
    maker = module("segtui/features/makers").RowCount(kind="row_count", path="orders.csv", id="customer")
    made = maker.fit_transform(SimpleNamespace(frame=pl.DataFrame({"customer": [2, 1, 2, None]})))
    assert made.frame.to_dict(as_series=False) == {"customer": [1, 2], "row_count": [1, 2]}
    assert tuple(made.frame.columns[1:]) == maker.output_columns()


def test_the_reader_gives_types_and_says_what_is_damaged(module, tmp_path):
    read = module("segtui/data/readers").READER.read
    pl.DataFrame({"a": [1, 2]}).write_avro(tmp_path / "a.avro")
    raw = read(Place(tmp_path / "a.avro", "a.avro", tmp_path), Source(path="a.avro"))
    assert raw.typed and raw.frame["a"].to_list() == [1, 2]
    (tmp_path / "b.avro").write_bytes(b"Obj\x01 and no more")
    with pytest.raises(DataError, match=r"b\.avro"):
        read(Place(tmp_path / "b.avro", "b.avro", tmp_path), Source(path="b.avro"))


def test_the_target_asks_for_its_own_columns(module):
    target = module("segtui/export/targets").TARGET
    assert target.suffix == ".csv" and target.column("E-mail").holds in target.needs


def test_paths_and_commands_of_the_page_exist():
    text = re.sub(r"^```python\n.*?^```", "", TEXT, flags=re.DOTALL | re.MULTILINE)
    for file in re.findall(r"(?<![/\w])(?:segtui|widgets|tests|sample_data)/(?:[a-z_]+/)*[\w.]*", text):
        assert (ROOT / file.rstrip(".").replace("NAME.py", "")).exists(), file
    for script in re.findall(r"`(\w+\.py)`", text.split("## Benchmarks")[1].split("## Releasing")[0]):
        assert (ROOT / "tests/bench" / script).exists(), script


def test_the_map_names_every_room():
    rooms = {p.parent.name for p in (ROOT / "segtui").glob("*/__init__.py")}
    assert rooms == set(re.findall(r"^\| `segtui/(\w+)/` \|", TEXT, re.MULTILINE))


def test_the_glossary_is_in_order_and_says_each_word_once():
    words = re.findall(r"^\| ([a-z -]+) \| \S", TEXT.split("## Glossary")[1], re.MULTILINE)
    words.remove("word")
    assert words == sorted(set(words)) and len(words) >= 40
