"""How a command ends."""

import subprocess
import sys

import pytest

from tests.patience import PATIENCE

INTERRUPTED = """
import os, signal
from segtui import cli
from segtui.errors import DataError

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup, before the tests, has it ignored

def work(standalone_mode):
    try:
        os.kill(os.getpid(), signal.{name})
    except KeyboardInterrupt:
        raise {error}("made of it by a library") from None

cli.app = work
cli.main()
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("error", ["RuntimeError", "BaseException", "MemoryError", "DataError"])
def test_an_interruption_that_a_library_makes_another_error_of_is_one(name, error):
    script = INTERRUPTED.format(name=name, error=error)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


TWICE = """
import os, signal
from segtui import cli

def work(standalone_mode):
    try:
        raise KeyboardInterrupt("by a library that has its own handler, before ours is called")
    except BaseException:
        os.kill(os.getpid(), signal.SIGINT)
        try:
            raise OSError("something to step over")
        except OSError:
            os.kill(os.getpid(), signal.SIGINT)
        print("all cleared up")
        raise

cli.app = work
cli.main()
"""


def test_an_interruption_told_twice_does_not_stop_the_clearing_up_after_it():
    done = subprocess.run([sys.executable, "-c", TWICE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "all cleared up\n", "interrupted\n")


SWALLOWED = """
import os, signal, time
from segtui import cli

def work(standalone_mode):
    for _ in range(2):
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except:
            pass
    time.sleep(240)

cli.app = work
cli.main()
"""


def test_an_interruption_that_a_library_swallows_is_told_again():
    done = subprocess.run(
        [sys.executable, "-c", SWALLOWED], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


def test_another_error_shows_where_it_comes_from():
    script = INTERRUPTED.replace("os.kill(os.getpid(), signal.{name})", "raise KeyboardInterrupt")
    script = script.format(error="RuntimeError")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "made of it by a library" in done.stderr


def test_a_folder_that_is_gone_is_said(tmp_path):
    script = "import os, sys; os.chdir(sys.argv.pop(1)); os.rmdir(os.getcwd()); from segtui.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), "run", "a.csv"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "error: the current folder: no longer exists\n  change to another\n")
