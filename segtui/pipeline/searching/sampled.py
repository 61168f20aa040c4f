"""The rows that algorithms see: all, or a sample of them; and what is said of the sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from segtui.clustering.shared_structures import SharedStructures
from segtui.clustering.subsample import Subsample, by_centroid, by_fit, by_membership, draw
from segtui.features.rule_lint import RuleMatches
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.language.sentences import say
from segtui.pipeline.searching.plan_predictions import banded
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import Scored


def space_of(
    plan: Plan, matrix: Matrix, matched: RuleMatches | None = None
) -> tuple[Subsample | None, SharedStructures]:
    """The sample that the plan asks for, if any, and the rows that algorithms see."""
    ruled = None if matched is None else matched.first.astype(np.float64)[:, None]
    gower = matrix.gower_rows if any(grid.mixed for grid in plan.grids()) else None
    sample = draw(matrix.values, plan.sample(), plan.seed, gower)
    bands = banded(plan, matrix)
    if sample is None:
        return None, SharedStructures(matrix.values, plan.seed, gower=gower, ruled=ruled, banded=bands)
    seen = None if gower is None else gower[sample.rows]
    return sample, SharedStructures(sample.seen, plan.seed, gower=seen, ruled=ruled, banded=bands)


def sample_note(sample: Subsample) -> str:
    """Say that a sample is clustered."""
    return say(
        "Clustering a random sample of {sampled:,} of {rows:,} rows; the rest are assigned afterwards.",
        sampled=len(sample.rows),
        rows=len(sample.values),
    )


def with_the_rest(scored: Scored, sample: Subsample) -> Scored:
    """The candidate with a note on how rows outside the sample were assigned."""
    manner = say("like their nearest row in the sample")
    if by_centroid(scored.candidate):
        manner = say("to the nearest centroid")
    elif by_membership(scored.candidate):
        manner = say("to the likeliest cluster")
    elif by_fit(scored.candidate):
        manner = say("to the nearest medoid")
    note = say(
        "found on {sample:,} of {rows:,} rows, the rest assigned {manner}",
        sample=len(sample.rows),
        rows=len(sample.values),
        manner=manner,
    )
    return replace(scored, assigned=note)
