"""The scores of candidates: each distinct labeling once, its indices, consensus and DBCV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from segtui.clustering.algorithm import Candidate
from segtui.clustering.registry import distinct as told_apart
from segtui.clustering.shared_structures import SharedStructures
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.language.sentences import as_data, from_data, say
from segtui.pipeline.artifacts.checkpoint import Checkpoint
from segtui.pipeline.progress import Listener
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import Scored
from segtui.validity import score as scoring
from segtui.validity.consensus.consensus import MOST_GROUPS, consensus
from segtui.validity.density.estimates import estimates
from segtui.validity.scores import Scores


def score_labelings(
    found: Sequence[Candidate],
    matrix: Matrix,
    seed: int,
    space: SharedStructures | None,
    checkpoint: Checkpoint,
    listener: Listener,
) -> list[Scored]:
    """Each distinct labeling scored once, with duplicates pointing to the first; `space` has all rows."""
    first = told_apart(found)
    unique = [c for c, twin in zip(found, first, strict=True) if twin is None]
    listener.stage(say("scoring {distinct:,} distinct labelings of {found:,}", distinct=len(unique), found=len(found)))
    known = checkpoint.scores()
    if known is not None and len(known) == len(unique):
        scores = [_recalled(values) for values in known]
    else:
        labelings = [c.labels for c in unique]
        scores = scoring.score(
            matrix.values, labelings, seed=seed, space=space, tick=lambda share: listener.advance(share, 1.0)
        )
        checkpoint.save_scores([_kept(s) for s in scores])
    by_key = {c.key: s for c, s in zip(unique, scores, strict=True)}
    return [Scored(c, by_key[twin or c.key], twin) for c, twin in zip(found, first, strict=True)]


def _kept(scores: Scores) -> dict[str, Any]:
    """Scores in JSON types, their notes as sentences that can be said in another language."""
    return asdict(scores) | {
        "notes": [as_data(note) for note in scores.notes],
        "silhouette_note": as_data(scores.silhouette_note),
    }


def _recalled(values: dict[str, Any]) -> Scores:
    notes = tuple(from_data(note) for note in values["notes"])
    return Scores(**{**values, "notes": notes, "silhouette_note": from_data(values["silhouette_note"])})


def with_consensus(
    scored: Sequence[Scored], matrix: Matrix, plan: Plan, space: SharedStructures | None
) -> list[Scored]:
    """The same with their consensus; identical labelings share it, and each counts."""
    unique = [one.candidate for one in scored if one.duplicate_of is None]
    counts = Counter(one.duplicate_of or one.candidate.key for one in scored)
    found = consensus(
        matrix.values,
        [candidate.labels for candidate in unique],
        [counts[candidate.key] for candidate in unique],
        seed=plan.seed,
        space=space,
        most_groups=max(MOST_GROUPS, plan.select.clusters[1]),
    )
    by_key = {candidate.key: one for candidate, one in zip(unique, found, strict=True)}
    return [replace(one, consensus=by_key[one.duplicate_of or one.candidate.key]) for one in scored]


def with_dbcv(
    scored: Sequence[Scored], matrix: Matrix, seed: int, space: SharedStructures | None, listener: Listener
) -> list[Scored]:
    """The same with DBCV; identical labelings share it."""
    listener.stage(say("scoring DBCV"))
    own = [one.candidate for one in scored if one.duplicate_of is None]
    found = estimates(
        matrix.values,
        [c.labels for c in own],
        seed=seed,
        space=space,
        tick=lambda share: listener.advance(share, 1.0),
    )
    by_key = {c.key: each for c, each in zip(own, found, strict=True)}
    of_all = [by_key[one.duplicate_of or one.candidate.key] for one in scored]
    return [replace(one, dbcv=each.value, dbcv_error=each.error) for one, each in zip(scored, of_all, strict=True)]
