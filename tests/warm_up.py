"""What every worker would do anew is done once, before there are workers: kernels and tests are compiled."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from segtui.engine.compile_kernels import compile_aside


def warm_up(config: pytest.Config) -> None:
    """Compile the kernels, and beside that the test modules, if workers are to share the work."""
    many = bool(getattr(config.option, "tx", None))
    collecting = _collecting(config.rootpath) if many and _are_new(config.rootpath / "tests") else None
    compile_aside()
    if collecting:
        collecting.wait()


def _collecting(root: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-n", "0", "-p", "no:cacheprovider", "tests"]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}  # the other process compiles the kernels
    return subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _are_new(tests: Path) -> bool:
    """Whether these tests were never run here: pytest keeps what it compiles beside them."""
    return not any(tests.glob(f"**/__pycache__/test_*-pytest-{pytest.__version__}.pyc"))
