"""What each stage of a run without a plan of its own costs, over made customers.

python tests/bench/stages.py [ROWS ...] [--columns N]

Seconds of processor time and, in brackets, by the clock, each table in a fresh process. Kernels are compiled before.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.apart import Peak, apart  # noqa: E402
from tests.bench.customers import customers  # noqa: E402
from tests.bench.ours import LIBRARIES, kernels, warm  # noqa: E402


class Stages:
    """Listens to a run and prints what each stage took."""

    def __init__(self):
        self._name = ""

    def stage(self, name, extent=""):
        """End the stage before, and begin this one."""
        if self._name:
            spent, seconds = time.process_time() - self._spent, time.perf_counter() - self._start
            print(f"  {self._name:<46} {spent:7.2f} ({seconds:.2f})", flush=True)
        self._name, self._spent, self._start = name, time.process_time(), time.perf_counter()

    def advance(self, done, total):
        """Not told."""

    def note(self, message):
        """Not told."""


def measure(path):
    """Run the starter plan of a file and print its stages, all together and the peak of memory."""
    warm([*LIBRARIES, *kernels()])
    from segtui.pipeline.run import RunOptions, run_plan
    from segtui.plan.load import load

    plan = path.with_suffix(".toml")
    subprocess.run(
        [sys.executable, "-m", "segtui", "plan", path, "-o", plan], cwd=ROOT, check=True, capture_output=True
    )
    told = Stages()
    with Peak() as whole:
        run_plan(load(plan), RunOptions(path.parent, path.with_suffix("")), told)
        told.stage("")
    print(f"  {'all':<46} {whole.processor:7.2f} ({whole.seconds:.2f}), {whole.mib:,.0f} MiB above the start")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=[20_000])
    parser.add_argument("--columns", type=int, default=8)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for rows in arguments.rows:
            print(f"{rows:,} rows of {arguments.columns} columns", flush=True)
            table = Path(folder) / f"customers_{rows}.csv"
            customers(rows, arguments.columns).write_csv(table)
            apart(measure, table)
