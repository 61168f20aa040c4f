"""How long a key takes to show while a full grid of four algorithms runs on 20,000 x 8 rows: key to first byte.

python tests/bench/keys.py [SECONDS]
"""

import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from tests.workbench.terminal import Window, write_rows  # noqa: E402

PLAN = """\
source = {path = "rows.csv", id = "customer_id"}
[search]
kmeans.k = "2..40"
hierarchical = {linkage = ["ward", "complete", "average"], k = "2..40"}
dbscan = {eps = "0.6..2 step 0.1", min_samples = "4..20 step 4"}
hdbscan = {min_cluster_size = "20..200 step 20", min_samples = "5..20 step 5"}
"""
"""Some 270 cells, so that the search lasts for enough keys."""
PAUSE = 0.05
"""Seconds between two keys, faster than one types; what comes in them is taken for the search's."""
RUNS = re.compile(r"(searching|scoring) .* X cancel")
"""On the screen while the search is on."""
TURN = 12
"""Keys before the next screen has its turn."""


def latency(window: Window, key: str) -> float:
    """Milliseconds from a key to the first byte after it."""
    window.take(PAUSE)
    while window.take(0.02):  # until a moment in which nothing comes
        pass
    began = time.perf_counter()
    window.send(key)
    window.first_byte()
    return (time.perf_counter() - began) * 1000


def runs(window: Window, seconds: float = 3) -> bool:
    """Whether the search is on: a screen that has just come to the front says so after a moment."""
    end = time.monotonic() + seconds
    while not RUNS.search(window.grid.text()) and time.monotonic() < end:
        window.take(0.05)
    return RUNS.search(window.grid.text()) is not None


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
        (Path(folder) / "plan.toml").write_text(PLAN)
        os.chdir(folder)
        with Window("plan.toml", XDG_STATE_HOME=folder, XDG_CONFIG_HOME=folder) as window:
            window.settled("20,000", quiet=1.5)
            told("table, nothing runs", [latency(window, "lh"[i % 2]) for i in range(60)])
            window.send("5")
            window.settled("g searches", seconds=60)
            window.send("g")
            window.until("frozen", "X cancel", seconds=120)  # the leaderboard is there
            taken: dict[str, list[float]] = {"5": [], "1": []}
            began = time.monotonic()
            while time.monotonic() < began + seconds and runs(window):
                for screen, found in taken.items():  # by turns, for the search is not the same all the time
                    window.press(screen)
                    if runs(window):
                        found += [latency(window, "lh"[i % 2]) for i in range(TURN)]
            told("leaderboard, searching", taken["5"])
            told("table, searching", taken["1"])
            print(f"in {time.monotonic() - began:.0f} s; the search", "goes on" if runs(window) else "is done")
    load = os.getloadavg()
    print(f"load of the machine, 1 and 5 minutes: {load[0]:.1f}, {load[1]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)
