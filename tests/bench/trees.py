"""Times trees beside the libraries that build them, in one process: `python tests/bench/trees.py 100000 [--columns 8]`.

quitefastmst (AGPL) and fastcluster are measured where they happen to be installed; the product neither needs nor
imports them. On a busy machine compare the processor seconds.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
from customers import customers

HDBSCAN_ROWS = 50_000  # hdbscan's own search takes minutes beyond
FASTCLUSTER_ROWS = 25_000  # fastcluster needs 5 GiB there
WARD_ROWS = 200_000  # complete and average linkage take minutes beyond


def timed(name: str, work: Callable[[], Any]) -> Any:
    """The result of `work`; prints its wall and processor seconds and the process's peak memory so far."""
    clock, processor = time.perf_counter(), time.process_time()
    found = work()
    seconds, used = time.perf_counter() - clock, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    print(f"  {name:<42} {seconds:8.2f} s  {used:8.2f} s of processors  peak {peak:6.0f} MiB", flush=True)
    return found


def spanning_trees(values: np.ndarray, neighbours: int) -> None:
    """Neighbours and the minimum spanning tree of mutual reachability at so many, then trees at fewer, and cuts."""
    import sklearn.neighbors  # noqa: F401  imported before the clock

    from segtui.clustering.algorithms.dbscan import DBSCAN
    from segtui.clustering.shared_structures import SharedStructures

    rows, columns = values.shape
    print(f"spanning trees: {rows:,} rows, {columns} columns, {neighbours} neighbours")
    space = SharedStructures(values)
    space.reserve(neighbours)
    timed("neighbours", lambda: space.neighbours(neighbours))
    tree = timed("spanning tree", lambda: space.spanning_tree(neighbours))
    for k in (neighbours // 2, 0):
        timed(f"spanning tree at {k} neighbours", lambda k=k: space.spanning_tree(k))
    space.take_elapsed()
    grid = DBSCAN(min_samples=(neighbours // 2 + 1, neighbours + 1)).resolve(space)
    timed("DBSCAN, 16 cells", lambda: list(grid.fit_grid(space, grid.cells(rows))))
    weights = np.sqrt(tree.squared)
    if find_spec("quitefastmst") is None:
        print("  quitefastmst is not installed")
    else:
        import quitefastmst

        theirs = timed("quitefastmst: neighbours and tree", lambda: quitefastmst.mst_euclid(values, neighbours)[0])
        print(f"  largest difference of weights: {np.abs(np.sort(theirs) - weights).max():.1e}")
    if rows <= HDBSCAN_ROWS:
        from segtui.clustering.density.spanning_trees import boruvka as own

        theirs = timed("hdbscan: neighbours and tree", lambda: own(values, neighbours))[:, 2]
        print(f"  largest difference of weights: {np.abs(np.sort(theirs) - weights).max():.1e}")


def linkage_trees(values: np.ndarray) -> None:
    """The merge tree by each linkage, all cuts of it, and how both compare with fastcluster's."""
    import sklearn.neighbors  # noqa: F401  imported before the clock

    from segtui.clustering.linkage.dendrogram import Cuts
    from segtui.clustering.linkage.reducible import Reducible
    from segtui.clustering.linkage.trees import single_tree
    from segtui.clustering.shared_structures import SharedStructures

    rows, columns = values.shape
    print(f"linkage trees: {rows:,} rows, {columns} columns")
    space = SharedStructures(values)
    reducible = timed("what the trees share", lambda: Reducible(values, space.threads))
    linkages = ("ward", "complete", "average") if rows <= WARD_ROWS else ("ward",)
    trees = {linkage: timed(linkage, lambda linkage=linkage: reducible.tree(linkage)) for linkage in linkages}
    trees["single"] = timed("single", lambda: single_tree(space.spanning_tree(0)))
    timed(
        "cuts at k = 2 to 12", lambda: [cuts.at(k) for cuts in [Cuts(trees["ward"].merges, 12)] for k in range(2, 13)]
    )
    if rows > FASTCLUSTER_ROWS or find_spec("fastcluster") is None:
        print("  fastcluster is not installed, or would need too much memory")
        return
    import fastcluster

    for linkage, tree in trees.items():
        theirs = timed(f"fastcluster: {linkage}", lambda linkage=linkage: fastcluster.linkage(values, linkage))
        cuts = [Cuts(children, 50) for children in (tree.merges, theirs[:, :2].astype(np.int64))]
        equal = sum(np.array_equal(cuts[0].at(k), cuts[1].at(k)) for k in range(2, 51))
        apart = np.abs(tree.heights / theirs[:, 2] - 1).max()
        print(f"  largest relative difference of heights: {apart:.1e}; cuts that are equal: {equal} of 49")


PARTS = {
    "spanning": lambda values, asked: spanning_trees(values, asked.neighbours),
    "linkage": lambda values, _: linkage_trees(values),
}

if __name__ == "__main__":
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("rows", type=int, nargs="+")
    cli.add_argument("--columns", type=int, default=8)
    cli.add_argument("--neighbours", type=int, default=15)
    cli.add_argument("--parts", choices=PARTS, nargs="+", default=list(PARTS))
    asked = cli.parse_args()
    for count in asked.rows:
        table = customers(count, asked.columns).drop("customer_id")
        for part in asked.parts:
            PARTS[part](np.ascontiguousarray(table.to_numpy()), asked)
