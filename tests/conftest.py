"""What the tests share: the console script in its own process, small customer tables, and the real data if there."""

# ruff: noqa: E402
import gc
import os
import subprocess
import sys
from pathlib import Path

from segtui.libraries.boundary import calm_threads

# Before NumPy and Polars load. Small tables gain nothing by threads, which cost a fifth of a run; the first worker has
# them nevertheless, as users do, and so has who starts tests without workers.
calm_threads()
if os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0":
    os.environ.setdefault("POLARS_MAX_THREADS", "1")

import numpy as np
import polars as pl
import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from tests.examples import SHARES, free_of_the_clock, without_constants_of_modules
from tests.nursery import Nursery
from tests.patience import PATIENCE
from tests.quick_runs import without_resamples
from tests.warm_up import warm_up

ROOT = Path(__file__).parents[1]

# Whoever runs the tests, in whatever language: what they expect is English, or what they ask for.
os.environ.pop("SEGTUI_LANGUAGE", None)
if any(os.environ.get(name, "").startswith("fr") for name in ("LC_ALL", "LC_MESSAGES", "LANG")):
    os.environ["LC_ALL"] = "C.UTF-8"

# Hundreds of processes are started: each would compile segtui anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A test looks at the screen when it is done, and Pilot paints it then: few frames are needed in between.
os.environ.setdefault("TEXTUAL_FPS", "15")

# No deadline: a busy machine makes nothing less true. The same examples each time, for everybody: a part of them; all
# that a test names, as in .ci/run (--hypothesis-profile=whole); or many more at random (--hypothesis-profile=search).
settings.register_profile("segtui", deadline=None, derandomize=True)
settings.register_profile("whole", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, derandomize=False, print_blob=True)
settings.load_profile("segtui")
set_hypothesis_home_dir(ROOT / ".hypothesis")  # wherever pytest is started from
without_constants_of_modules()


def pytest_sessionstart(session):
    """Compile once, before there are workers that would each do so."""
    if not hasattr(session.config, "workerinput") and not session.config.option.collectonly:
        warm_up(session.config)


def pytest_xdist_auto_num_workers(config):
    """One more than there are cores, for what drives a terminal waits half of its time; each loads everything."""
    return min((os.cpu_count() or 1) + 1, 4)


def pytest_collection_modifyitems(config, items):
    """What drives a terminal comes first, so that the end is not spent waiting for it alone."""
    patient = ("test_ssh.py", "test_survival.py", "test_story.py", "test_trust.py")
    items.sort(key=lambda item: item.path.name not in patient)
    free_of_the_clock(items, SHARES[config.getoption("--hypothesis-profile") or "segtui"])


def pytest_collection_finish(session):
    """What is loaded by now is no garbage: looking through it again and again took a seventh of the time."""
    gc.freeze()
    gc.set_threshold(5_000, 20, 50)


@pytest.fixture(scope="session")
def nursery():
    """Starts commands and compute processes that have their imports done."""
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture
def segtui(tmp_path, nursery):
    """Runs the command in its own process in `tmp_path`: segtui("run", "plan.toml") -> CompletedProcess of text.

    With `env` the process starts from nothing, for libraries look at the environment as they load.
    """

    def call(*arguments, env=None, stdin=None, timeout=PATIENCE, cwd=None):
        folder = cwd or tmp_path
        words = [str(word) for word in (*arguments, *without_resamples(arguments, folder))]
        given = stdin.encode() if isinstance(stdin, str) else stdin
        if env:
            command, env = [sys.executable, "-m", "segtui", *words], {**os.environ, **env}
            done = subprocess.run(
                command, cwd=folder, env=env, input=given, capture_output=True, timeout=timeout, check=False
            )
        else:
            done = nursery.run(words, folder, given, timeout)
        if not isinstance(stdin, bytes):
            done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
        return done

    return call


@pytest.fixture
def customers(tmp_path):
    """Writes customers.csv with three clear groups of 40 and returns its path."""
    random = np.random.default_rng(0)
    centres = np.repeat([[30, 200, 2], [50, 900, 12], [65, 100, 25]], 40, axis=0)
    values = centres + random.normal(size=centres.shape) * [3, 30, 1]
    frame = pl.DataFrame(values.round(2), schema=["age", "spend", "visits"]).with_row_index("customer_id", 1)
    frame.write_csv(tmp_path / "customers.csv")
    return tmp_path / "customers.csv"


@pytest.fixture
def real_data():
    """The folder of real files, from SEGTUI_REAL_DATA."""
    folder = os.environ.get("SEGTUI_REAL_DATA")
    if not folder:
        pytest.skip("SEGTUI_REAL_DATA names no folder of real data")
    return Path(folder)
