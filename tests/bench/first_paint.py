"""How long `segtui FILE` takes to its first full frame, as a ratio to an empty Textual app, both in a pty.

python tests/bench/first_paint.py [ROUNDS]
"""

import fcntl
import os
import pty
import select
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


def a_file_of_ten_megabytes(folder: Path) -> Path:
    """A customer file as large as the aim names."""
    path = folder / "big.csv"
    with path.open("w") as file:
        file.write("customer_id,name,age,since,region,spend,member\n")
        for id in range(10_000_000 // len(ROW)):
            file.write(ROW.format(id=id, spend=id % 977))
    return path


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
    """Both by turns, for the machine is never the same for long."""
    with tempfile.TemporaryDirectory() as folder:
        big = a_file_of_ten_megabytes(Path(folder))
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "XDG_STATE_HOME": folder,
            "XDG_CONFIG_HOME": folder,
        }
        empty, ours, sent = [], [], 0
        for _ in range(rounds):
            empty.append(seconds_until([sys.executable, "-c", EMPTY], b"READY", environment)[0])
            # The last line of the frame is painted last.
            taken, sent = seconds_until([sys.executable, "-m", "segtui", str(big)], b"quit", environment)
            ours.append(taken)
            time.sleep(1.5)  # the compute process that was orphaned ends
        ratio = statistics.median(ours) / statistics.median(empty)
        print(f"an empty Textual app  {statistics.median(empty):.3f} s")
        print(f"segtui, 10 MB named   {statistics.median(ours):.3f} s, {sent:,} bytes until then")
        print(f"ratio                 {ratio:.2f}  (aim: at most 1.5)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
