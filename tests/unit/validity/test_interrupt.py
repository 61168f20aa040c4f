"""Ctrl-C while many rows are scored."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests.patience import PATIENCE

PROGRAM = """
import sys
import numpy as np
from segtui.validity.score import score

random = np.random.default_rng(0)
values = random.normal(size=(60_000, 12))
labelings = [random.integers(0, k, 60_000).astype(np.int32) for k in range(2, 30)]
score(values[:3_100], [labels[:3_100] for labels in labelings[:2]])  # kernels are there
print("ready", flush=True)
score(values, labelings, exact_rows=60_000, prove=True)
print("done", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="an interrupt is sent as a POSIX signal")
def test_an_interrupt_ends_scoring_before_its_end():
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert b"done" not in out
    assert b"KeyboardInterrupt" in err
