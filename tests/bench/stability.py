"""Stability, DBCV and the numbers that say how many, beside the search of 96 cells whose candidates they judge.

python tests/bench/stability.py [ROWS ...]

Seconds of processor time and, in brackets, by the clock. Kernels are compiled before the clock starts.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.customers import customers, matrix  # noqa: E402
from tests.bench.grid import PLAN  # noqa: E402
from tests.bench.ours import LIBRARIES, kernels, warm  # noqa: E402

warm([*LIBRARIES, *kernels()])

from segtui.clustering.linkage.cophenetic import cophenetic_by_linkage  # noqa: E402
from segtui.clustering.registry import distinct  # noqa: E402
from segtui.clustering.shared_structures import SharedStructures  # noqa: E402
from segtui.clustering.subsample import draw  # noqa: E402
from segtui.pipeline.searching.leaders.assess import REFERENCES, SPLITS, STARTS, TREE_ROWS  # noqa: E402
from segtui.plan.load import load  # noqa: E402
from segtui.validity.density.dbcv import validities  # noqa: E402
from segtui.validity.score import score  # noqa: E402
from segtui.validity.stability.gap import gap_statistic  # noqa: E402
from segtui.validity.stability.prediction_strength import prediction_strength  # noqa: E402
from segtui.validity.stability.refit import stabilities  # noqa: E402


def timed(title, work):
    """What `work` gives, and a line that says how long it took."""
    clock, own = time.perf_counter(), time.process_time()
    found = work()
    print(f"  {title:<46} {time.process_time() - own:7.2f} ({time.perf_counter() - clock:.2f})", flush=True)
    return found


def swept(plan, x):
    """The space and all candidates of the plan's grids."""
    space = SharedStructures(x, plan.seed)
    for grid in plan.grids():
        space.reserve(grid.expects())
    return space, [one for grid in plan.grids() for one in grid.fit_grid(space, grid.cells(len(x)))]


def compare(rows):
    """The search, then each of the rest."""
    with tempfile.TemporaryDirectory(prefix="segtui-bench-") as folder:
        path, plan = Path(folder) / "customers.csv", Path(folder) / "plan.toml"
        customers(rows).write_csv(path)
        plan.write_text(PLAN, encoding="utf-8")
        x, loaded = matrix(path), load(plan)
    print(f"{rows:,} rows, {x.shape[1]} columns")
    space, found = timed("search", lambda: swept(loaded, x))
    tried = len(found)
    found = [one for one, twin in zip(found, distinct(found), strict=True) if twin is None]
    labelings = [one.labels for one in found]
    scores = timed(f"four indices of {len(found)} labelings", lambda: score(x, labelings, space=space))
    timed("DBCV of the same", lambda: validities(x, labelings, space=space))
    ranked = sorted(zip(scores, found, strict=True), key=lambda pair: -(pair[0].silhouette or -1) * pair[0].coverage)
    best = [one for _, one in ranked]
    timed("stability of the ten best", lambda: stabilities(x, best[:10], searched=tried))
    for name in ("kmeans", "hierarchical", "hdbscan"):
        some = [one for one in best if one.algorithm == name][:10]
        timed(f"stability of {len(some)} of {name}", lambda some=some: stabilities(x, some, searched=tried))
    linkages = ["ward", "complete", "average"]
    some = draw(x, TREE_ROWS, 0)
    few = SharedStructures(some.seen) if some else space
    timed("cophenetic correlation, with the trees", lambda: cophenetic_by_linkage(few, linkages))
    timed("gap statistic", lambda: gap_statistic(x, references=REFERENCES, starts=STARTS))
    timed("prediction strength", lambda: prediction_strength(x, splits=SPLITS, starts=STARTS))


def main():
    """A table for each count of rows."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("rows", type=int, nargs="*", default=[2_000, 20_000])
    for rows in asked.parse_args().rows:
        compare(rows)


if __name__ == "__main__":
    main()
