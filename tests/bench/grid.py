"""How fast and how exact a search of 96 cells with four indices is, beside the loop that is written by hand.

python tests/bench/grid.py [ROWS …] [--budget SECONDS]

ROWS default to 2,000 and 10,000. Where the loop would take longer than the budget (120 s), some of its cells are run,
spread over the grid, and their times scaled up: the table says how many. Everything runs in fresh processes, with
kernels that were compiled before; what that costs once is printed first. Memory is above what data and libraries take.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.apart import apart, command  # noqa: E402
from tests.bench.customers import customers  # noqa: E402
from tests.bench.loop import Cell, Tried, loop, spread  # noqa: E402
from tests.bench.ours import Ours, cells, compile_cold, search  # noqa: E402

PLAN = """
version = 1
seed = 0
[source]
path = "customers.csv"
id = "customer_id"
[search.kmeans]
k = "2..12"
[search.dbscan]
eps = [0.5, 0.6, 0.7, 0.8, 0.95, 1.1, 1.3, 1.6]
min_samples = [5, 9, 13, 17]
[search.hdbscan]
min_cluster_size = [25, 50, 100, 200, 400]
min_samples = [5, 10, 15, 20]
[search.hierarchical]
linkage = ["ward", "complete", "average"]
k = "2..12"
"""
PATIENCE = 3
"""A cell of the loop that takes so many budgets is ended."""
CHEAPEST_FIRST = ("kmeans", "dbscan", "hdbscan", "hierarchical")


def main() -> None:
    """Compile once, then a table for each count of rows."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("rows", type=int, nargs="*", default=[2_000, 10_000])
    cli.add_argument("--budget", type=float, default=120.0, help="seconds for the loop's cells at each size")
    asked = cli.parse_args()
    with tempfile.TemporaryDirectory(prefix="segtui-bench-") as folder:
        seconds, own = apart(compile_cold, folder)
        print(f"kernels compiled from nothing, once for a machine: {seconds:.1f} s ({own:.1f} s of processor time)")
    for rows in asked.rows:
        with tempfile.TemporaryDirectory(prefix="segtui-bench-") as folder:
            compare(rows, Path(folder), asked.budget)


def compare(rows: int, folder: Path, budget: float) -> None:
    """The loop, segtui's search and the whole command on the same file."""
    path, plan = folder / "customers.csv", folder / "plan.toml"
    customers(rows).write_csv(path)
    plan.write_text(PLAN, encoding="utf-8")
    grids = cells(plan, rows)
    tried: dict[str, list[Tried]] = {}
    for at, family in enumerate(CHEAPEST_FIRST):
        share = budget / (len(CHEAPEST_FIRST) - at)
        start = time.perf_counter()
        tried[family] = looped(path, family, grids[family], share)
        budget = max(budget - (time.perf_counter() - start), share / 10)
    ours = apart(search, path, plan, tried)
    show(rows, grids, tried, ours)
    seconds, mib = command([sys.executable, "-m", "segtui", "run", str(plan), "-q", "-o", str(folder / "out")], ROOT)
    print(
        f"segtui run, from the file to the report: {seconds:.1f} s, {mib:,.0f} MiB in all, libraries and data included"
    )


def looped(path: Path, family: str, todo: list[Cell], budget: float) -> list[Tried]:
    """The cells that the loop finished, or why it did not, in a process of its own."""
    process = multiprocessing.get_context("spawn")
    ours, theirs = process.Pipe(duplex=False)
    child = process.Process(target=loop, args=(theirs, path, family, spread(todo), 0, budget))
    child.start()
    theirs.close()
    found: list[Tried] = []
    start, patience = time.perf_counter(), max(PATIENCE * budget, 60.0)
    try:
        while ours.poll(max(0.0, patience - (time.perf_counter() - start))):
            found.append(ours.recv())
        found = found or [Tried(todo[0], why=f"over {patience:,.0f} s for one cell")]
    except EOFError:
        pass
    child.kill()
    child.join()
    return found or [Tried(todo[0], why="its process died")]


def show(rows: int, grids: dict[str, list[Cell]], tried: dict[str, list[Tried]], ours: Ours) -> None:
    """The table of one size."""
    print(f"\n{rows:,} rows × 8 columns, {sum(map(len, grids.values()))} cells")
    heads = f"{'loop s':>9}{'segtui s':>10}{'ratio':>8}{'loop MiB':>10}{'segtui MiB':>12}{'1 - ARI':>10}"
    print(f"{'':<14}{heads}  loop's cells")
    total, scoring, top, least = 0.0, 0.0, [0.0], ""
    for family, some in tried.items():
        done = [t for t in some if not t.why]
        scale = len(grids[family]) / max(len(done), 1)
        fit, mib = scale * sum(t.fit for t in done), max((t.mib_fit for t in some), default=0.0)
        scoring += scale * sum(t.indices for t in done)
        total += fit
        top += [mib, *(t.mib_indices for t in some)]
        least = least if done else ">"  # the loop could not do this family at all
        why = "; ".join(dict.fromkeys(t.why for t in some if t.why))
        part = f"{len(done)} of {len(grids[family])}" + (", scaled" if scale > 1 and done else "") + f" {why}"
        line(family, fit if done else None, ours, mib, f"{ours.apart[family]:10.1e}  {part}")
    line("indices", scoring, ours, max(t.mib_indices for some in tried.values() for t in some), "", least)
    line("all", total + scoring, ours, max(top), "", least)
    told = ", ".join(f"{name} {value:.0e}" for name, value in ours.indices.items())
    print(f"largest differences of indices of the same labels: {told}")
    for note in ours.notes:
        print(f"  {note}")


def line(name: str, loop_seconds: float | None, ours: Ours, loop_mib: float, rest: str, least: str = "") -> None:
    """One line of the table; a dash where the loop can't do it, `least` before what is more than that."""
    seconds, mib = ours.seconds[name], ours.mib[name]
    theirs, ratio = (
        ("–", "–") if loop_seconds is None else (f"{least}{loop_seconds:,.1f}", f"{least}{loop_seconds / seconds:,.0f}")
    )
    print(f"{name:<14}{theirs:>9}{seconds:10.2f}{ratio:>8}{loop_mib:10,.0f}{mib:12,.0f}{rest}", flush=True)


if __name__ == "__main__":
    main()
