"""How far K-means and mixtures of all rows are found again in resamples of all rows, which are drawn part by part.

Each resample is scaled by its own rows and clustered as the run is: a fit of some of its rows goes on over all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from segtui.clustering.algorithm import Candidate, Labels
from segtui.clustering.assigners.nearest_centroid import nearest
from segtui.clustering.mixtures.gaussians import Gaussians
from segtui.features.scaled_matrix.matrix import Floats, Matrix
from segtui.features.scaled_matrix.scaling import Scaling
from segtui.language.sentences import say, say_counted
from segtui.libraries.parts.kept_arrays import save_array
from segtui.libraries.parts.totals import Totals
from segtui.libraries.parts.workers import Threads, Workers
from segtui.pipeline.artifacts.checkpoint import Checkpoint
from segtui.pipeline.partitioned.preparing.scaled_parts import MatrixPart, Spilled
from segtui.pipeline.partitioned.searching.drawn_parts import DrawnParts, draw_parts
from segtui.pipeline.partitioned.searching.kmeans_of_parts import settle
from segtui.pipeline.partitioned.searching.mixtures_of_parts import settle_mixtures
from segtui.pipeline.partitioned.searching.settle_candidates import goes_on
from segtui.pipeline.progress import Listener
from segtui.pipeline.searching.leaders.rescale import blocks_of, scaled_again
from segtui.plan.model import Plan
from segtui.validity.stability.bootstrap import COMPARED, Overlap, Stability, overlap, summarised
from segtui.validity.stability.refit import fitted_again, one_blas_thread

_NUMBERS, _MIXTURE_NUMBERS = 2**23, 2**22
"""What the rows of a resample have together at most, as numbers of the matrix; a mixture takes longer by row."""
_RESAMPLES = 20
"""At most, for rows that many hardly differ from one resample to the next."""
_OTHERS = 4
"""Each other candidate gets a fraction of that, in rows and in resamples."""
_START = 5_000
"""Rows of a resample that a fit begins with."""


@dataclass(frozen=True)
class _Again:
    """What a resample is clustered by: `candidates` have labels of the sample `values` (m, d), `whole` are the spreads
    of all rows by which it is scaled."""

    drawn: DrawnParts
    candidates: tuple[Candidate, ...]
    values: Floats
    columns: tuple[Scaling, ...]
    method: str
    whole: tuple[float, ...] | None
    seed: int
    folder: str


def stability_of_parts(
    workers: Workers,
    spilled: Spilled,
    plan: Plan,
    matrix: Matrix,
    leading: Sequence[Candidate],
    checkpoint: Checkpoint,
    folder: Path,
    listener: Listener,
) -> dict[str, Stability]:
    """The stability, by key, of those `leading` candidates that are K-means or mixtures of all rows.

    `matrix` is the sample that their labels are of, and rows of it are compared. The first of `leading` is looked at
    more closely than the others.
    """
    found: dict[str, Stability] = {}
    adapter = TypeAdapter(Stability)
    groups: dict[tuple[int, int], list[Candidate]] = {}
    for place, one in enumerate(leading):
        if one.algorithm != "kmeans" and not goes_on(one):
            continue
        draws = _draws(
            plan.stability.resamples, spilled.rows, matrix.values.shape[1], one, 1 if place == 0 else _OTHERS
        )
        if kept := checkpoint.fact(_name(one, draws)):
            found[one.key] = adapter.validate_json(kept)
        else:
            groups.setdefault(draws, []).append(one)
    if groups:
        count = sum(map(len, groups.values()))
        told = say_counted("resampling {count:,} candidate", "resampling {count:,} candidates", count)
        listener.stage(told, say("{rows:,} rows", rows=spilled.rows))
    for number, (draws, some) in enumerate(groups.items()):
        made = _resampled(workers, spilled, plan, matrix, some, draws, folder / f"{number}", listener)
        for one, each in zip(some, made, strict=True):
            checkpoint.save_fact(_name(one, draws), adapter.dump_json(each))
            found[one.key] = each
    return found


def _draws(asked: int, rows: int, columns: int, candidate: Candidate, fraction: int) -> tuple[int, int]:
    """How many resamples, and of how many rows each."""
    numbers = _NUMBERS if candidate.algorithm == "kmeans" else _MIXTURE_NUMBERS
    return min(asked, max(_RESAMPLES // fraction, 8)), min(rows, max(1, numbers // columns // fraction))


def _name(candidate: Candidate, draws: tuple[int, int]) -> str:
    digest = hashlib.sha256(candidate.labels.tobytes())
    for array in (candidate.fitted or {}).values():
        digest.update(array.tobytes())
    return f"stability-of-all-rows-{candidate.key}-{digest.hexdigest()[:24]}-{draws[0]}-{draws[1]}"


def _resampled(
    workers: Workers,
    spilled: Spilled,
    plan: Plan,
    matrix: Matrix,
    candidates: Sequence[Candidate],
    draws: tuple[int, int],
    folder: Path,
    listener: Listener,
) -> list[Stability]:
    resamples, rows = draws
    drawn = draw_parts(workers, spilled.parts, rows, resamples, plan.seed, folder)
    method, columns = plan.features.scale, matrix.columns
    whole = _whole(drawn.totals, columns, method)
    task = _Again(drawn, tuple(candidates), matrix.values, columns, method, whole, plan.seed, str(folder))
    with one_blas_thread():
        done = list(workers.map(_again, range(resamples), task, lambda share: listener.advance(share, 1.0)))
    for file in drawn.files:
        Path(file).unlink()
    numbers = len(done), spilled.rows, rows, min(COMPARED, len(matrix.values))
    return [summarised(one.labels, [each[at] for each in done], numbers) for at, one in enumerate(candidates)]


def _whole(totals: Sequence[Totals], columns: Sequence[Scaling], method: str) -> tuple[float, ...] | None:
    """The spreads of all rows; None where they are as well known from a sample: quartiles."""
    blocks = blocks_of(columns)
    if method == "zscore":
        return tuple(float(np.hypot.reduce([totals[at].std() for at in block])) for block in blocks)
    if method == "minmax":
        return tuple(1.0 if len(b) > 1 else totals[b[0]].high - totals[b[0]].low for b in blocks)
    return None


def _again(number: int, task: _Again) -> list[Overlap]:
    """How far each candidate is found again in a resample."""
    rows = task.drawn.rows(number)
    random = np.random.default_rng([task.seed, number])
    size = len(task.values)
    compared = np.sort(random.choice(size, min(COMPARED, size), replace=False))
    start = np.sort(random.choice(len(rows), min(_START, len(rows)), replace=False))
    scale = scaled_again(task.values, task.columns, task.method, task.whole)(rows.astype(np.float64))
    rows *= scale(np.ones((1, rows.shape[1]))).astype(np.float32)
    begun = dict(fitted_again(rows[start].astype(np.float64), task.candidates, len(rows), task.seed))
    part = MatrixPart(number, f"{task.folder}/resample-{number}.npy", len(rows))
    save_array(part.file, rows)
    del rows
    labels = _labels(part, task.candidates, begun, scale(task.values[compared]))
    Path(part.file).unlink()
    return [overlap(one.labels, found, compared) for one, found in zip(task.candidates, labels, strict=True)]


def _labels(
    part: MatrixPart, candidates: Sequence[Candidate], begun: Mapping[int, Candidate], others: Floats
) -> list[Labels]:
    """The labels of `others` (m, d) by what each fit becomes on all rows of a part; noise where there is none."""
    found = [np.full(len(others), -1, np.int32) for _ in candidates]
    means = {at: one.fitted["centers"] for at, one in begun.items() if one.algorithm == "kmeans" and one.fitted}
    variance = float(np.var(part.values(), axis=0, dtype=np.float64).mean())
    if means:
        for at, known in zip(means, settle(Threads(1), [part], list(means.values()), variance), strict=True):
            found[at] = nearest(others, known.centers)
    mixed = {
        at: (Gaussians.from_arrays(one.fitted), one.parameters["covariance"])
        for at, one in begun.items()
        if one.algorithm == "mixture" and one.fitted
    }
    if mixed:
        for at, by in zip(mixed, settle_mixtures(Threads(1), [part], list(mixed.values())), strict=True):
            found[at] = by.memberships(others)[0].argmax(axis=1).astype(np.int32)
    return found
