"""Candidates kept from one search to the next, for as long as they would come out the same."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from segtui.pipeline.artifacts import manifest
from segtui.pipeline.artifacts.checkpoint import Checkpoint
from segtui.plan.dump import dump
from segtui.plan.model import Plan
from segtui.plan.stages import MATRIX


def finds(folder: Path, plan: Plan, inputs: dict[str, str]) -> Checkpoint:
    """The candidates found so far for this plan's matrix; `inputs` are the hashes of its files.

    What the plan says of conditions, names, output and exports does not touch them, nor do cells added to a grid:
    those that are there stay. Scores are kept for each set of grids, because they are computed in one pass over all its
    labelings.
    """
    defaults = {name: f.get_default(call_default_factory=True) for name, f in Plan.model_fields.items()}
    data = plan.model_copy(update={name: value for name, value in defaults.items() if name not in MATRIX})
    grids = plan.grids()
    # How far the shared neighbour search reaches decides between equal distances.
    reach = max((grid.expects() for grid in grids), default=0)
    key = manifest.key(f"{dump(data)}\n# neighbours: {reach}, sample: {plan.sample()}", inputs)
    place = folder / _digest(key)
    place.mkdir(parents=True, exist_ok=True)
    axes = json.dumps([(grid.name, grid.model_dump(mode="json")) for grid in grids], sort_keys=True)
    checkpoint = Checkpoint(place, key, scores=f"scores-{_digest(axes)}.json")
    if not checkpoint.matches():
        checkpoint.begin()
    return checkpoint


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
