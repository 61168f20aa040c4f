"""How long `segtui FILE` takes to the first row of the file, as a ratio to an empty Textual app, both in a pty.

VisiData runs beside them where it is installed, once for a small and once for a large file.

python tests/bench/first_paint.py [ROUNDS]
"""

import fcntl
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

EMPTY = """
from textual.app import App
from textual.widgets import Static

class Empty(App):
    def compose(self):
        yield Static("READY")

Empty().run()
"""
SIZE = (24, 80)
ROW = "{id},Ann,42.5,1999-03-04,north,{spend},true\n"


ROW_SHOWN = b"1999-03-04"
"""A cell of the first row, and of no header."""


def a_file(place: Path, megabytes: float) -> Path:
    """A customer file of about so many megabytes."""
    with place.open("w") as file:
        file.write("customer_id,name,age,since,region,spend,member\n")
        for id in range(int(megabytes * 1_000_000) // len(ROW)):
            file.write(ROW.format(id=id, spend=id % 977))
    return place


def seconds_until(command: list[str], shown: bytes, environment: dict[str, str]) -> tuple[float, int]:
    """Seconds from the start of a command to `shown` on its terminal, and the bytes that it had sent by then."""
    start = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
    sent = b""
    try:
        while shown not in sent:
            if not select.select([terminal], [], [], 20)[0]:
                raise TimeoutError(f"{command}: no {shown!r} in {sent[-2000:]!r}")
            sent += os.read(terminal, 65536)
        return time.perf_counter() - start, len(sent)
    finally:
        os.kill(child, signal.SIGKILL)
        os.close(terminal)
        os.waitpid(child, 0)


def main(rounds: int) -> None:
    """All by turns, for the machine is never the same for long."""
    with tempfile.TemporaryDirectory() as folder:
        files = {size: a_file(Path(folder) / f"of_{size}_mb.csv", size) for size in (0.1, 50)}
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "XDG_STATE_HOME": folder,
            "XDG_CONFIG_HOME": folder,
        }
        runs: dict[str, tuple[list[str], bytes]] = {"an empty Textual app": ([sys.executable, "-c", EMPTY], b"READY")}
        for size, file in files.items():
            runs[f"segtui, {size} MB"] = ([sys.executable, "-m", "segtui", str(file)], ROW_SHOWN)
        if visidata := shutil.which("vd"):
            runs |= {f"visidata, {size} MB": ([visidata, str(file)], ROW_SHOWN) for size, file in files.items()}
        taken: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(rounds):
            for name, (command, shown) in runs.items():
                taken[name].append(seconds_until(command, shown, environment)[0])
                time.sleep(1.5 if "segtui" in name else 0)  # the compute process that was orphaned ends
        first = statistics.median(taken["an empty Textual app"])
        for name, seconds in taken.items():
            print(f"{name:<22}{statistics.median(seconds):.3f} s  {statistics.median(seconds) / first:.2f} x")
        print("aim: segtui at most 2 x, whatever the size of the file")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
