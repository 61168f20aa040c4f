"""A column's name is a name: Polars never gets one from the data as a string that it could take for a pattern."""

import ast
from pathlib import Path

import polars as pl
import pytest

import segtui
from segtui.cleaning.steps.drop_rename import Rename
from segtui.cleaning.steps.rules import Rules
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.libraries.columns import col, cols, is_pattern, read_arrow

ROOT = Path(segtui.__file__).parent
THE_WAY = {"libraries/columns.py"}
NUMBERED = {"delivery/export/row_builder.py"}
"""Here the columns have names of our own: `_0`, `_1` …"""
BY_NAME = {"drop", "drop_nulls", "group_by", "over", "exclude", "partition_by", "unpivot", "explode"}


def faults(source):
    """Where names that are not written out reach Polars as strings, as (line, call)."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [(call.lineno, ast.unparse(call)) for call in calls if _is_wrong(call)]


def _is_wrong(call):
    name = ast.unparse(call.func)
    method = name.rpartition(".")[2]
    if name in {"pl.col", "pl.exclude"} or method in BY_NAME:
        return any(map(_is_open, call.args))
    if method == "select":
        return any(map(_gives_names, call.args))
    if name == "pl.read_ipc":
        return ast.unparse(call.args[0]) != "file"
    named = [k.value for k in call.keywords if k.arg == "columns"]
    return name in {"pl.read_parquet", "pl.read_csv"} and not all(map(_is_written_out, named))


def _is_written_out(node):
    if isinstance(node, ast.List | ast.Tuple):
        return all(map(_is_written_out, node.elts))
    return isinstance(node, ast.Constant)


def _is_open(node):
    """Whether an argument may be a name from the data: anything but a written one and a call, which makes no string."""
    return not (_is_written_out(node) or isinstance(node, ast.Call) or ast.unparse(node).startswith("_"))


def _gives_names(node):
    if isinstance(node, ast.Starred):
        return _gives_names(node.value)
    return isinstance(node, ast.GeneratorExp | ast.ListComp) and isinstance(node.elt, ast.Name | ast.Attribute)


def test_names_go_the_one_way():
    found = []
    for place in sorted(ROOT.rglob("*.py")):
        name = place.relative_to(ROOT).as_posix()
        if name not in THE_WAY | NUMBERED:
            found += [f"{name}:{line}: {call}" for line, call in faults(place.read_text(encoding="utf-8"))]
    assert not found, "\n".join(["use col and cols of segtui.libraries.columns", *found])


@pytest.mark.parametrize(
    "source",
    [
        "pl.col(name)",
        "pl.col(run.id)",
        "pl.col([id, 'x'])",
        "frame.drop(table.id)",
        "frame.drop_nulls(by)",
        "pl.exclude([m.column for m in flags])",
        "rows.select(c.name for c in columns)",
        "rows.select([c for c in columns if c])",
        "pl.read_ipc(path)",
        "pl.read_parquet(path, columns=[name], glob=False)",
    ],
)
def test_what_goes_another_way_is_found(source):
    assert list(faults(source))


@pytest.mark.parametrize("name", ["*", "^x.*$", "^$", "^^x$", "^.*$", "^a|b$", "^\n$", "^[$", "x*", "^x"])
def test_a_name_is_that_column_alone(tmp_path, name):
    frame = pl.DataFrame({"x1": [1], "a": [5], name: [2], "x2": [3]})
    assert frame.select(col(name) + 1).to_dict(as_series=False) == {name: [3]}
    assert frame.lazy().filter(col(name) == 2).select(cols(["x2", name])).collect().columns == ["x2", name]
    assert frame.drop(cols([name])).columns == ["x1", "a", "x2"]
    frame.write_ipc(tmp_path / "x.arrow")
    assert read_arrow(tmp_path / "x.arrow", [name, "x1"]).columns == [name, "x1"]


@pytest.mark.parametrize("folder", ["a[1]", "w*", "q?", "{b}"])
def test_an_arrow_file_is_read_from_any_folder(tmp_path, folder):
    place = tmp_path / folder / "x.arrow"
    place.parent.mkdir()
    pl.DataFrame({"a": [1]}).write_ipc(place)
    assert read_arrow(place)["a"].to_list() == [1]


@pytest.mark.parametrize("name", ["*", "^x.*$", "^$"])
def test_no_column_of_a_frame_is_called_so(tmp_path, name):
    frame = pl.DataFrame({"id": ["a", "b"], name: [1, 2], "x1": [3, 4]})
    frame.write_csv(tmp_path / "t.csv")
    frame.write_parquet(tmp_path / "t.parquet")
    frame.write_json(tmp_path / "t.json")
    frame.write_ndjson(tmp_path / "t.ndjson")
    frame.write_ipc(tmp_path / "t.arrow")
    for place in sorted(tmp_path.iterdir()):
        table = read(Source(path=str(place)), tmp_path)
        assert not any(map(is_pattern, table.frame.columns)), place
        assert table.frame.to_series(1).to_list() == [1, 2]
        assert any(f'"{name}" was renamed to' in note for note in table.reading.notes), place


@pytest.mark.parametrize("name", ["*", "^x.*$", "^$"])
def test_a_plan_can_give_no_such_name(name):
    steps = [Rename(columns={"x1": name}), Rules(rules=[{"check": "x1 > 1", "action": "flag", "name": name}])]
    for step in steps:
        assert [fault for fault in step.faults(["id", "x1"], "clean[1]") if "stands for several" in fault.what]
    assert not Rename(columns={"x1": f"{name} "}).faults(["id", "x1"], "clean[1]")
