import subprocess
import sys

import pytest

from segtui.data.reader_registry import readers

HEAVY = ("sklearn", "scipy", "polars", "textual", "hdbscan", "numpy", "numba")
NEEDED = {needed.module.partition(".")[0] for reader in readers().values() for needed in reader.libraries}
FOR_DATABASES = NEEDED - {"pyarrow"}  # which others load where it is installed


def loaded(*arguments):
    """The top-level packages that a command has loaded when it ends."""
    code = (
        "import sys, os, segtui.cli as cli\n"
        f"sys.argv = ['segtui', *{list(arguments)!r}]\n"
        "os._exit = lambda code: None\n"
        "try: cli.main()\nexcept BaseException: pass\n"
        "print('LOADED', *{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split("LOADED")[1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"], []])
def test_help_and_version_load_nothing_heavy(arguments):
    assert loaded(*arguments).isdisjoint(HEAVY)


@pytest.mark.slow
def test_a_run_loads_no_screen_library(customers, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    packages = loaded("run", "customers.csv", "--set", "search.kmeans.k=[3]", "--quiet")
    assert {"polars", "sklearn"} <= packages
    assert packages.isdisjoint({"textual", "numba", *FOR_DATABASES})  # so few rows need no compiler
    assert (tmp_path / "runs" / "customers" / "segments.csv").exists()


def test_schema_loads_no_algorithm_library():
    assert loaded("schema").isdisjoint({"sklearn", "scipy", "hdbscan", "textual"})
