"""A path is a path: no reader of Polars takes brackets or stars in a folder's name for a pattern."""

import ast
from pathlib import Path

import pytest

import segtui

READERS = {"read_csv", "scan_csv", "read_parquet", "scan_parquet", "scan_ipc"}
BY_NAME_ONLY = {"read_parquet_schema"}
"""These know no such option: `scan_parquet(place, glob=False).collect_schema()` does the same."""


def calls():
    """Every call of a reader of Polars: the place, the name, the call."""
    for place in sorted(Path(segtui.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(place.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("pl."):
                yield f"{place.name}:{node.lineno}", ast.unparse(node.func).removeprefix("pl."), node


def test_every_reader_of_a_file_is_told_that_its_path_is_no_pattern():
    found = []
    for place, name, call in calls():
        in_memory = call.args and ast.unparse(call.args[0]).startswith(("io.", "BytesIO", "StringIO", "bytes"))
        patterns = any(k.arg == "glob" and ast.unparse(k.value) == "False" for k in call.keywords)
        if (name in READERS and not in_memory and not patterns) or name in BY_NAME_ONLY:
            found.append(f"{place}: {name}")
    assert not found


@pytest.mark.parametrize("folder", ["a[1]", "what*", "q?"])
def test_a_run_goes_through_every_command_in_such_a_folder(segtui, customers, tmp_path, folder):
    place = tmp_path / folder
    place.mkdir()
    (place / "customers.csv").write_bytes(customers.read_bytes())
    plan = '[source]\npath = "customers.csv"\n[search.kmeans]\nk = [3]\n'
    (place / "plan.toml").write_text(plan)
    for words in (
        ("run", "plan.toml", "-o", "out"),
        ("assign", "out", "customers.csv", "-o", "new.parquet"),
        ("export", "out", "--to", "parquet", "-o", "all.parquet", "--no-consent-column"),
        ("drift", "out", "customers.csv", "-o", "drift.csv"),
        ("refresh", "out", "customers.csv"),
        ("forget", "out", "7"),
    ):
        done = segtui(*words, cwd=place)
        assert done.returncode == 0, (words, done.stderr)
