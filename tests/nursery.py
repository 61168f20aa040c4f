"""`python nursery.py SOCKET` has the libraries loaded, and forks one process for each test that wants one.

A process of it is what the command or the compute process always is; it only begins with its imports done, which take
longer than most tests. Tests of starting, of signals and of the environment start theirs as users do.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import typer.main


class Nursery:
    """Starts processes in a moment; `environment` is added to that of the tests in all of them."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", __file__, str(theirs.fileno())]
        self._environment = dict(environment or {})
        waiting = {"OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "passive", "OPENBLAS_NUM_THREADS": "1"}
        self._server = subprocess.Popen(
            command, pass_fds=(theirs.fileno(),), env=os.environ | waiting | self._environment
        )
        theirs.close()
        self._socket, self._lines = ours, ours.makefile("r")
        self._born: list[Forked] = []
        self._lock = threading.Lock()
        self._answered = threading.Semaphore(0)
        threading.Thread(target=self._listen, daemon=True).start()

    def compute(self, session: Path, script: Path | None = None) -> tuple[Forked, int]:
        """A compute process and the end of the pipe that it dies by, as `engine.child` starts them.

        It begins with a file of Python, if one is named, which ends by serving.
        """
        end, life = os.pipe()
        log = os.open(session / "engine.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        what, first = ("script", (str(script),)) if script else ("compute", ())
        forked = self._fork(what, os.getcwd(), (*first, str(session)), (log, end))
        return forked, life

    def run(
        self,
        arguments: Sequence[str],
        folder: Path,
        given: bytes | None = None,
        timeout: float = 120,
        what: str = "command",
    ) -> subprocess.CompletedProcess[bytes]:
        """The command with these arguments, to its end; `given` is its standard input.

        Where `what` is "script", the first argument is a file of Python to be run instead.
        """
        read, wrong = os.pipe()
        forked = self._fork(what, str(folder), arguments, (wrong,))
        told: dict[str, bytes] = {}
        streams = {"out": forked.stdout, "err": os.fdopen(read, "rb")}
        threads = [threading.Thread(target=lambda n=n, s=s: told.update({n: s.read()})) for n, s in streams.items()]
        for thread in threads:
            thread.start()
        with contextlib.suppress(BrokenPipeError), forked.stdin:
            forked.stdin.write(given or b"")
        try:
            code = forked.wait(timeout)
        except subprocess.TimeoutExpired:
            os.kill(forked.pid, signal.SIGKILL)
            raise
        for thread in threads:
            thread.join()
        for stream in streams.values():
            stream.close()
        return subprocess.CompletedProcess(arguments, code, told["out"], told["err"])

    def close(self) -> None:
        """End it."""
        self._server.kill()
        self._server.wait()

    def _fork(self, what: str, folder: str, arguments: Sequence[str], more: tuple[int, ...]) -> Forked:
        """A process with pipes to its input and from its output, standard error and what else it holds in `more`."""
        (questions, asked), (told, answers) = os.pipe(), os.pipe()
        wanted = {"what": what, "folder": folder, "arguments": list(arguments)}
        wanted["environment"] = os.environ | self._environment
        handles = [questions, answers, *more]
        with self._lock:
            socket.send_fds(self._socket, [json.dumps(wanted).encode() + b"\n"], handles)
            self._answered.acquire()
            forked = self._born[-1]
        for handle in handles:
            os.close(handle)
        forked.stdin, forked.stdout = os.fdopen(asked, "wb"), os.fdopen(told, "rb")
        return forked

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
        self.stdin: Any = None
        self.stdout: Any = None
        self._ended = threading.Event()

    def end(self, code: int) -> None:
        self.returncode = code
        self._ended.set()

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if not self._ended.wait(timeout):
            raise subprocess.TimeoutExpired("segtui", timeout)
        return self.returncode


def main() -> None:
    """Load everything, then fork for each line that comes, and tell who is born and who has ended."""
    line = socket.socket(fileno=int(sys.argv[1]))
    from segtui import cleaning, cli, console, pipeline
    from segtui.data import readers
    from segtui.engine import handlers, preload, serve

    rooms = (cleaning, console, handlers, pipeline, readers)
    modules = [found.name for room in rooms for found in walk_packages(room.__path__, f"{room.__name__}.")]
    for name in (*preload.LIBRARIES, *modules):
        importlib.import_module(name)
    cli.app = typer.main.get_command(cli.app)  # Typer would make all commands in each process
    gc.freeze()  # a child that looked for garbage here would copy all of it
    read_once = runpy.run_path(str(Path(__file__).with_name("read_once.py")))
    begin = {"compute": partial(_compute, serve.main, read_once), "command": cli.main, "script": _script}
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
                _live(json.loads(sent), handles, [line.fileno(), awake, waker], begin)
            for handle in handles:
                os.close(handle)
            line.sendall(json.dumps({"pid": pid}).encode() + b"\n")


def _compute(serve: Callable[[], None], read_once: Mapping[str, Any]) -> None:
    """Serve; where the test has a place for tables that were read before, they are not read again."""
    if place := os.environ.get(read_once["PLACE"]):
        read_once["read_once"](Path(place))
    serve()


def _script() -> None:
    """Run the file of Python that is the first argument, and end as it does."""
    del sys.argv[0]
    code = 0
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _bury(line: socket.socket) -> None:
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            told = {"pid": ended[0], "code": os.waitstatus_to_exitcode(ended[1])}
            line.sendall(json.dumps(told).encode() + b"\n")


def _live(wanted, handles, not_ours, begin) -> None:
    """Be the process that was asked for."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    for handle, place in zip(handles[:3], (0, 1, 2), strict=True):
        os.dup2(handle, place)
    for handle in (*handles[:3], *not_ours):
        os.close(handle)
    sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environment"])
    sys.argv = ["segtui", *wanted["arguments"], *map(str, handles[3:])]
    try:
        begin[wanted["what"]]()
    finally:
        traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    main()
