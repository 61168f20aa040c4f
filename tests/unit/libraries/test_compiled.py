import os
import subprocess
import sys

import pytest

from segtui.libraries.compiled import PLAIN_ROWS, kernel_modules, worthwhile

COMPILE = """
import importlib.util, pathlib, sys
spec = importlib.util.spec_from_file_location("adding", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(module.add(2.0, 3.0))
"""
KERNEL = """
from segtui.libraries.compiled import compiled

@compiled("float64(float64, float64)")
def add(left, right):
    return left + right
"""


def run(tmp_path, cache):
    """Compile a kernel in a process of its own, with this folder for the cache."""
    file = tmp_path / "adding.py"
    file.write_text(KERNEL)
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    return subprocess.run(
        [sys.executable, "-c", COMPILE, file], capture_output=True, text=True, check=True, env=environment
    ).stdout.strip()


def test_what_was_compiled_is_kept_in_the_cache_folder(tmp_path):
    assert run(tmp_path, tmp_path / "cache") == "5.0"
    assert list((tmp_path / "cache").rglob("*.nbi"))


@pytest.mark.parametrize("cache", ["/proc/nowhere", "a_file/inside"])
def test_a_cache_that_cannot_be_written_is_done_without(tmp_path, cache):
    (tmp_path / "a_file").touch()
    assert run(tmp_path, tmp_path / cache) == "5.0"


def test_few_rows_need_no_kernel():
    assert not worthwhile(PLAIN_ROWS)
    assert worthwhile(PLAIN_ROWS + 1)


def test_every_kernel_module_is_named_so_that_it_can_be_compiled_ahead():
    assert all(".kernels." in name for name in kernel_modules())
