"""segtui's search over the same rows and cells, and how far its labels and indices are from the loop's."""

from __future__ import annotations

import importlib
import json
import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.bench.apart import Peak
from tests.bench.customers import Floats, matrix
from tests.bench.loop import INDICES, Cell, Labels, Tried

LIBRARIES = ("numba", "hdbscan", "sklearn.cluster", "sklearn.metrics", "scipy.cluster.hierarchy")


@dataclass
class Ours:
    """Seconds and MiB above the start for each family and the indices; greatest differences to the loop's cells."""

    seconds: dict[str, float] = field(default_factory=dict)
    mib: dict[str, float] = field(default_factory=dict)
    apart: dict[str, float] = field(default_factory=dict)
    """1 - ARI by family."""
    indices: dict[str, float] = field(default_factory=dict)
    """Relative to the value, or to 1 where that is smaller; of segtui's indices of the loop's own labels."""
    notes: tuple[str, ...] = ()


def cells(plan: Path, rows: int) -> dict[str, list[Cell]]:
    """The cells of each family in a plan without "auto"."""
    from segtui.plan.load import load

    return {grid.name: grid.cells(rows) for grid in load(plan).grids()}


def compile_cold(folder: str) -> tuple[float, float]:
    """Seconds to compile all kernels into an empty cache folder, by the clock and of processor time."""
    os.environ["NUMBA_CACHE_DIR"] = folder
    warm(LIBRARIES)
    start, own = time.perf_counter(), time.process_time()
    warm(kernels())
    return time.perf_counter() - start, time.process_time() - own


def kernels() -> list[str]:
    """The modules that are compiled on import."""
    from segtui.libraries.compiled import kernel_modules

    return kernel_modules()


def warm(modules: Sequence[str]) -> None:
    """Load modules, so that no measure pays for it."""
    for name in modules:
        importlib.import_module(name)


def search(path: Path, plan: Path, tried: dict[str, list[Tried]]) -> Ours:
    """Sweep the plan's grids and score what is found as a run does, then compare with the loop's cells."""
    warm([*LIBRARIES, *kernels()])
    from segtui.clustering.algorithm import key
    from segtui.clustering.registry import distinct
    from segtui.clustering.shared_structures import SharedStructures
    from segtui.plan.load import load
    from segtui.validity.score import score

    x, loaded, ours = matrix(path), load(plan), Ours()
    found: dict[str, Labels] = {}
    with Peak() as whole:
        space = SharedStructures(x, loaded.seed)
        for grid in loaded.grids():
            space.reserve(grid.expects())
        candidates = []
        for grid in loaded.grids():
            with Peak(whole.base) as peak:
                candidates += list(grid.resolve(space).fit_grid(space, grid.cells(len(x))))
            ours.seconds[grid.name], ours.mib[grid.name] = peak.seconds, peak.mib
        with Peak(whole.base) as peak:
            twins = distinct(candidates)
            labelings = [c.labels for c, twin in zip(candidates, twins, strict=True) if twin is None]
            scores = score(x, labelings, space=space)
    ours.seconds |= {"indices": peak.seconds, "all": whole.seconds}
    ours.mib |= {"indices": peak.mib, "all": whole.mib}
    ours.notes = tuple(dict.fromkeys(note for s in scores for note in s.notes if len(x) > 50_000))[:3]
    found = {c.key: c.labels for c in candidates}
    for family, some in tried.items():
        pairs = [(t.labels, found[key(family, t.cell)]) for t in some if t.labels is not None]
        ours.apart[family] = max((differ(a, b) for a, b in pairs), default=math.nan)
    ours.indices = indices(x, [t for some in tried.values() for t in some if t.labels is not None and t.scores])
    return ours


def differ(a: Labels, b: Labels) -> float:
    """1 - the adjusted Rand index, noise taken as a cluster."""
    from sklearn.metrics import adjusted_rand_score

    return 1.0 - float(adjusted_rand_score(a, b))


def indices(x: Floats, tried: Sequence[Tried]) -> dict[str, float]:
    """The largest difference of each index between segtui's and the loop's, for the loop's labels."""
    from segtui.validity.score import score

    greatest = dict.fromkeys(INDICES, math.nan)
    for one, ours in zip(tried, score(x, [t.labels for t in tried if t.labels is not None]), strict=True):
        for name, theirs in zip(INDICES, one.scores, strict=True):
            value = getattr(ours, name)
            if (value is None) != math.isnan(theirs):
                raise AssertionError(f"{name} of {json.dumps(one.cell)}: {value} here, {theirs} there")
            if value is not None:
                greatest[name] = float(np.fmax(greatest[name], abs(value - theirs) / max(1.0, abs(theirs))))
    return greatest
