"""A full disk ends every command that writes with 4, the file that did not fit and the free space of its disk."""

import contextlib
import gc
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import polars as pl
import pytest

ROWS = 30_000
SIZE = 48 * 1024


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A disk of 48 KiB, where this user may mount one."""
    place = tmp_path_factory.mktemp("small")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only the superuser can mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return tmp_path_factory.mktemp("made")


@pytest.fixture
def run(command, made, tmp_path):
    if not (made / "run").is_dir():
        draw = np.random.default_rng(0)
        x = draw.normal(size=ROWS) + np.repeat([0, 9, 30], ROWS // 3)
        rows = {"id": [f"c{i:07d}" for i in range(ROWS)], "a": draw.normal(size=ROWS), "b": x}
        pl.DataFrame(rows).write_csv("p.csv")
        Path("plan.toml").write_text(
            'source = {path = "p.csv", id = "id"}\nfeatures.use = ["a", "b"]\nsearch = {sample = 500, kmeans.k = [3]}\n'
        )
        assert command("run", "plan.toml", "-o", "run", "--quiet").returncode == 0
        shutil.copytree(tmp_path, made, dirs_exist_ok=True)
    else:
        shutil.copytree(made, tmp_path, dirs_exist_ok=True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("assign", "run", "p.csv", "-o", "x.parquet"),
        ("assign", "run", "p.csv", "-o", "x.csv"),
        ("refresh", "run", "p.csv", "-o", "next"),
        ("run", "plan.toml", "-o", "again"),
        ("export", "run", "--to", "parquet", "-o", "e.parquet", "--no-consent-column"),
        ("export", "run", "--to", "csv", "-o", "e.csv", "--no-consent-column"),
        ("export", "run", "--to", "json", "-o", "e.json", "--no-consent-column"),
        ("export", "run", "--to", "xlsx", "-o", "e.xlsx", "--no-consent-column"),
    ],
    ids=" ".join,
)
def test_a_full_disk_is_told_with_its_own_free_space(command, run, small, arguments):
    at = arguments.index("-o") + 1
    done = command(*arguments[:at], small / arguments[at], *arguments[at + 1 :])
    assert done.returncode == 4, done.stderr
    told = re.search(r"(/\S+): the disk is full: ([\d.,]+) MiB free", done.stderr)
    assert told, done.stderr
    assert told[1].startswith(str(small))
    assert float(told[2].replace(",", "")) <= SIZE / 2**20 + 0.1
    assert not list(small.glob("[!.]*"))
    for left in small.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "run", "run", "-o", "moved"),
        ("drift", "run", "p.csv", "-o", "drift.csv"),
        ("plan", "p.csv", "-o", "next.toml"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("there", [False, True], ids=["new", "replaced"])
def test_nothing_half_written_stays_on_a_disk_without_any_room(command, run, small, arguments, there):
    gc.collect()  # files that an error of before still holds take their room with them
    out = small / arguments[-1]
    inside = out / "moved.csv" if arguments[0] == "compare" else out
    if there:
        inside.parent.mkdir(exist_ok=True)
        inside.write_text("old")
    with contextlib.suppress(OSError), (small / "filler").open("wb", buffering=0) as filler:
        while filler.write(bytes(4096)):
            pass
    try:
        done = command(*arguments[:-1], out, *(["--force"] if there else []))
        assert done.returncode == 4 and "the disk is full" in done.stderr, done.stderr
        files = [p for p in small.rglob("*") if p.is_file() and p.name != "filler"]
        assert [p.read_text() for p in files] == (["old"] if there else [])
    finally:
        for left in small.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def test_parquet_is_written_in_one_place():
    code = Path(__file__).parents[4] / "segtui"
    found = [p for p in code.rglob("*.py") if re.search(r"\.(write|sink)_parquet\(", p.read_text(encoding="utf-8"))]
    assert [p.name for p in found] == ["parquet.py"]
