"""Kernels are compiled by a process of their own, once, and it ends with the one who wants them."""

import json
import os
import subprocess
import sys

import psutil
import pytest

from segtui.engine.compile_kernels import compile_aside, is_complete, note
from segtui.libraries.compiled import cache_folder, kernel_modules
from tests.patience import PATIENCE
from tests.unit.engine.conftest import gone


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    return cache_folder()


@pytest.mark.skipif(not kernel_modules(), reason="there are no kernels")
def test_all_kernels_are_in_the_cache_afterwards_and_nothing_is_started_again(monkeypatch):
    compile_aside()
    folder = cache_folder()
    assert is_complete(folder)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    before = note(folder).stat().st_mtime_ns
    compile_aside()
    assert note(folder).stat().st_mtime_ns == before


def test_a_cache_of_other_kernels_is_not_complete(cache):
    assert not is_complete(cache)
    note(cache).write_text(json.dumps({"files": {"/old/kernel.py": [1.0, 2]}}))
    assert not is_complete(cache)
    note(cache).write_text("{")
    assert not is_complete(cache)


def test_where_no_process_can_be_started_nothing_happens(cache, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    compile_aside()
    assert not is_complete(cache)


@pytest.mark.skipif(not kernel_modules(), reason="there are no kernels")
def test_it_ends_with_the_one_who_started_it(cache):
    end, life = os.pipe()
    command = [sys.executable, "-m", "segtui.engine.compile_kernels", str(end)]
    process = subprocess.Popen(command, pass_fds=(end,), stderr=subprocess.PIPE)
    os.close(end)
    while psutil.Process(process.pid).nice() <= os.nice(0):  # it lets others go first, and then compiles
        assert process.poll() is None, process.stderr.read()
    os.close(life)
    assert gone(process.pid, within=PATIENCE)
    process.communicate()
    assert not is_complete(cache)
