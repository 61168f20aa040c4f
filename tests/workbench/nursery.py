"""`python nursery.py SOCKET` has the compute process's libraries loaded, and forks one for each test that wants one.

A compute process is what it always is; it only begins with its imports done, which take longer than most tests.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path


class Nursery:
    """Starts compute processes in a moment; `start` stands in for what `Child` starts one with."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", __file__, str(theirs.fileno())]
        environment = os.environ | {"OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "passive"}
        self._server = subprocess.Popen(command, pass_fds=(theirs.fileno(),), env=environment)
        theirs.close()
        self._socket, self._lines = ours, ours.makefile("r")
        self._born: list[Forked] = []
        self._lock = threading.Lock()
        self._answered = threading.Semaphore(0)
        threading.Thread(target=self._listen, daemon=True).start()

    def start(self, session: Path) -> tuple[Forked, int]:
        """A compute process, and the end of the pipe that it dies by."""
        end, life = os.pipe()
        (questions, asked), (told, answers) = os.pipe(), os.pipe()
        log = os.open(session / "engine.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        wanted = {"session": str(session), "folder": os.getcwd(), "environment": dict(os.environ)}
        with self._lock:
            socket.send_fds(self._socket, [json.dumps(wanted).encode() + b"\n"], [questions, answers, log, end])
            self._answered.acquire()
            forked = self._born[-1]
        for handle in (questions, answers, log, end):
            os.close(handle)
        forked.stdin, forked.stdout = os.fdopen(asked, "wb"), os.fdopen(told, "rb")
        return forked, life

    def close(self) -> None:
        """End it."""
        self._server.kill()
        self._server.wait()

    def _listen(self) -> None:
        for line in self._lines:
            said = json.loads(line)
            if "code" not in said:
                self._born.append(Forked(said["pid"]))
                self._answered.release()
            else:
                for forked in [one for one in self._born if one.pid == said["pid"]]:
                    forked.end(said["code"])


class Forked:
    """A process of the nursery, as `subprocess.Popen` would show it."""

    def __init__(self, pid: int) -> None:
        self.pid, self.returncode = pid, None
        self._ended = threading.Event()

    def end(self, code: int) -> None:
        self.returncode = code
        self._ended.set()

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if not self._ended.wait(timeout):
            raise subprocess.TimeoutExpired("segtui.engine", timeout)
        return self.returncode


def main() -> None:
    """Load everything, then fork for each line that comes, and tell who is born and who has ended."""
    line = socket.socket(fileno=int(sys.argv[1]))
    from segtui.engine import serve, warming

    for name in warming.LIBRARIES:
        importlib.import_module(name)
    awake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    while True:
        ready, _, _ = select.select([line, awake], [], [])
        if awake in ready:
            os.read(awake, 512)
            _bury(line)
        if line in ready:
            sent, handles, _, _ = socket.recv_fds(line, 1 << 20, 4)
            if not sent:
                return
            while not sent.endswith(b"\n"):
                sent += line.recv(1 << 20)
            if (pid := os.fork()) == 0:
                _live(json.loads(sent), handles, [line.fileno(), awake, waker], serve.main)
            for handle in handles:
                os.close(handle)
            line.sendall(json.dumps({"pid": pid}).encode() + b"\n")


def _bury(line: socket.socket) -> None:
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            told = {"pid": ended[0], "code": os.waitstatus_to_exitcode(ended[1])}
            line.sendall(json.dumps(told).encode() + b"\n")


def _live(wanted, handles, not_ours, serve) -> None:
    """Be the compute process that was asked for."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    for handle, place in zip(handles[:3], (0, 1, 2), strict=True):
        os.dup2(handle, place)
    for handle in (*handles[:3], *not_ours):
        os.close(handle)
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environment"])
    sys.argv = ["segtui.engine", wanted["session"], str(handles[3])]
    try:
        serve()
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
