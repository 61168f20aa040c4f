"""How long a key takes to show while a full default grid runs on 20,000 x 8 rows: in a pty, key to first byte.

python tests/bench/keys.py [SECONDS]
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from tests.workbench.terminal import Window, write_rows  # noqa: E402

PAUSE = 0.15
"""Seconds between two keys, about as fast as one types; what comes in them is taken for the search's."""
RUNS = "x cancel"
"""On the screen while something is computed."""


def latency(window: Window, key: str) -> float:
    """Milliseconds from a key to the first byte after it."""
    window.take(PAUSE)
    while window.take(0.02):  # until a moment in which nothing comes
        pass
    began = time.perf_counter()
    window.send(key)
    window.first_byte()
    return (time.perf_counter() - began) * 1000


def told(name: str, taken: list[float]) -> None:
    """A line of figures."""
    if not taken:
        print(f"{name:<22} the search was done before")
        return
    ordered = sorted(taken)
    p95 = ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)]
    print(
        f"{name:<22} median {statistics.median(ordered):5.1f} ms   p95 {p95:5.1f} ms   max {ordered[-1]:5.1f} ms   "
        f"({len(ordered)} keys)"
    )


def main(seconds: float) -> None:
    """Idle first, for comparison; then while the grid runs: in the leaderboard, and in the table."""
    with tempfile.TemporaryDirectory() as folder:
        write_rows(Path(folder) / "rows.csv", 20_000, 8)
        os.chdir(folder)
        with Window("rows.csv", XDG_STATE_HOME=folder, XDG_CONFIG_HOME=folder) as window:
            window.settled("20,000", quiet=1.5)
            told("table, nothing runs", [latency(window, "lh"[i % 2]) for i in range(60)])
            window.send("5")
            window.settled("g searches", seconds=60)
            window.send("g")
            window.until("frozen", RUNS, seconds=120)  # the leaderboard is there
            for screen, name in (("5", "leaderboard, searching"), ("1", "table, searching")):
                window.press(screen)
                end, taken = time.monotonic() + seconds / 2, []
                while time.monotonic() < end and RUNS in window.grid.text():
                    taken.append(latency(window, "lh"[len(taken) % 2]))
                told(name, taken)
            window.press("5")
            print("the search", "goes on" if RUNS in window.grid.text() else "is done")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 40)
