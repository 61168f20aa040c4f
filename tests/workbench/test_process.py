"""The workbench as a process in a real terminal: what it loads, and what is left of it after a kill."""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pytest

from segtui.engine.session.sessions import Session
from tests.patience import PATIENCE

NEVER = ("sklearn", "scipy", "hdbscan")

LOADS = """
import asyncio, json, sys
from segtui.engine.session.sessions import Session
session = Session.create("customers.csv")
from segtui.engine.transport.client import Engine
from segtui.engine.transport.messages import Describe, Prepare, SearchGrids
engine = Engine(session.folder)
engine.start()
from segtui.workbench.app import Workbench
from segtui.workbench.screens import SCREENS
seen = {}

def loaded():
    return sorted({name.split(".")[0] for name in sys.modules})

class Watched(Workbench):
    def _begin(self):
        seen["first paint"] = loaded()
        super()._begin()

async def main():
    app = Watched(session, engine, "customers.csv")
    async with app.run_test() as pilot:
        async def until(condition):
            while not condition():
                await pilot.pause(0.05)
        await until(lambda: app.store.opened)
        for number, place in enumerate(SCREENS, start=1):
            await pilot.press(str(number))
            await until(lambda: app.panes.front == place.key)
        app.engine.ask(Prepare)
        await until(lambda: app.store.prepared)
        app.store.edit("one k", search={"kmeans": {"k": [3]}})
        app.engine.ask(SearchGrids)
        await until(lambda: app.store.searched)
        app.engine.ask(Describe)
        await until(lambda: app.store.described)
        seen["at the end"] = loaded()
    session.end()

asyncio.run(main())
engine.stop()
print("SEEN" + json.dumps(seen))
"""


@pytest.fixture
def terminal(place):
    """Starts the workbench in a terminal of 80x24: `start("customers.csv")` -> a Terminal."""
    started = []

    def start(*arguments, **environment):
        started.append(Terminal(arguments, {**os.environ, "TERM": "xterm-256color", **environment}))
        return started[-1]

    yield start
    for one in started:
        one.end()


class Terminal:
    """A process behind a pty, and all that it has sent."""

    def __init__(self, arguments, environment):
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, "-m", "segtui", *arguments], environment)
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.sent = b""
        self.code = None

    def read(self, seconds):
        """Take what comes within so many seconds; what came."""
        before, deadline = len(self.sent), time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and select.select([self.handle], [], [], left)[0]:
            try:
                self.sent += os.read(self.handle, 65536)
            except OSError:
                break
        return self.sent[before:]

    def until(self, text, seconds=PATIENCE):
        """Wait for a text on the terminal, since the last time."""
        deadline, seen = time.monotonic() + seconds, b""
        while text.encode() not in seen:
            assert time.monotonic() < deadline, seen.decode(errors="replace")
            seen += self.read(0.1)

    def press(self, keys):
        os.write(self.handle, keys.encode())

    def wait(self, seconds=PATIENCE):
        """The exit code, negative for a signal."""
        deadline = time.monotonic() + seconds
        while self.code is None:
            assert time.monotonic() < deadline, "it goes on"
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code

    def end(self):
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.handle)


@pytest.mark.slow
def test_loads_no_table_library_before_the_first_paint_and_no_algorithm_library_ever(place):
    done = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert "SEEN" in done.stdout, done.stderr
    seen = json.loads(done.stdout.split("SEEN")[1])
    assert not {*NEVER, "polars", "numpy", "pydantic"} & {*seen["first paint"]}
    assert not {*NEVER} & {*seen["at the end"]}


def test_without_a_terminal_says_what_to_do_instead(segtui, place):
    done = segtui("customers.csv", cwd=place)
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr and "segtui run customers.csv" in done.stderr


def test_a_name_that_is_neither_command_nor_file_gets_the_nearest_command(segtui):
    done = segtui("profil")
    assert done.returncode == 2
    assert 'did you mean "profile"?' in done.stderr


class TestInATerminal:
    def test_quits_and_leaves_nothing_behind(self, terminal):
        window = terminal("customers.csv")
        window.until("2,000")
        window.press("q")
        assert window.wait() == 0
        assert b"\x1b[?1049l" in window.sent  # the terminal is as it was
        assert Session.left_behind() == []

    @pytest.mark.parametrize(
        "number",
        [signal.SIGKILL, *(pytest.param(one, marks=pytest.mark.slow) for one in (signal.SIGTERM, signal.SIGHUP))],
    )
    def test_killed_it_offers_to_go_on_at_the_next_start(self, terminal, number):
        window = terminal("customers.csv")
        window.until("2,000")
        os.kill(window.pid, number)
        code = window.wait()
        assert code == -9 if number == signal.SIGKILL else code == 128 + number
        left = Session.left_behind()
        assert len(left) == 1 and left[0].state.plan
        again = terminal()
        again.until("Unfinished session")
        again.press("\r")
        again.until("2,000")
        again.press("q")
        assert again.wait() == 0
        assert Session.left_behind() == []

    def test_a_dropped_line_leaves_the_session(self, terminal):
        window = terminal("customers.csv")
        window.until("2,000")
        os.close(window.handle)
        window.handle = os.open(os.devnull, os.O_RDONLY)
        deadline = time.monotonic() + PATIENCE
        while not os.waitpid(window.pid, os.WNOHANG)[0]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        window.code = 0
        assert len(Session.left_behind()) == 1

    @pytest.mark.slow
    def test_sends_nothing_while_nothing_happens(self, terminal):
        window = terminal("customers.csv")
        window.until("2,000")
        deadline = time.monotonic() + PATIENCE
        while window.read(3):
            assert time.monotonic() < deadline, "it never falls silent"
