"""The next finer and the next coarser candidate beside a choice, and which segments they split or merge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.segments.choosing.leaderboard import Ranked

Labels = NDArray[np.int32]

PART = 0.1
"""A group counts as part of a segment where it holds this share of the segment's rows, and mostly those."""


@dataclass(frozen=True)
class Split:
    """A segment whose rows another candidate has in several groups: their shares of the segment, the largest first."""

    segment: int
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Merge:
    """Segments whose rows another candidate has in one group."""

    segments: tuple[int, ...]


@dataclass(frozen=True)
class Alternative:
    """A candidate with another number of groups, and how they come from the chosen segments."""

    ranked: Ranked
    splits: tuple[Split, ...]
    merges: tuple[Merge, ...]


def alternatives(
    ranked: tuple[Ranked, ...], chosen: Ranked, segments: Labels
) -> tuple[Alternative | None, Alternative | None]:
    """The best accepted candidate with fewer groups than the chosen one, and the best with more; None without one.

    `segments` (n) are the chosen candidate's labels, numbered as its segments are.
    """
    compared = tuple(r for r in ranked if len(r.scored.candidate.labels) == len(segments))
    coarser, finer = next_ranked(compared, chosen)
    return compare(coarser, segments), compare(finer, segments)


def next_ranked(ranked: tuple[Ranked, ...], chosen: Ranked) -> tuple[Ranked | None, Ranked | None]:
    """The best accepted candidate with fewer groups than the chosen one, and the best with more; None without one."""
    count = chosen.scored.scores.clusters
    accepted = [r for r in ranked if not r.rejected and r.scored.duplicate_of is None and r is not chosen]
    coarser = next((r for r in accepted if r.scored.scores.clusters < count), None)
    finer = next((r for r in accepted if r.scored.scores.clusters > count), None)
    return coarser, finer


def compare(ranked: Ranked | None, segments: Labels) -> Alternative | None:
    """How a candidate's groups come from the segments (n); None without a candidate."""
    if ranked is None:
        return None
    shared = shared_rows(segments, ranked.scored.candidate.labels)
    within = shared / np.maximum(shared.sum(axis=1, keepdims=True), 1)
    mostly = shared * 2 > shared.sum(axis=0)
    parts = [sorted(within[s][mostly[s] & (within[s] >= PART)].tolist(), reverse=True) for s in range(len(shared))]
    into = [np.flatnonzero(within[:, g] > 0.5).tolist() for g in range(shared.shape[1])]
    return Alternative(
        ranked,
        tuple(Split(s, tuple(shares)) for s, shares in enumerate(parts) if len(shares) > 1),
        tuple(Merge(tuple(merged)) for merged in into if len(merged) > 1),
    )


def shared_rows(segments: Labels, others: Labels) -> NDArray[np.int64]:
    """How many rows each segment shares with each group of another labeling: (segments, groups), noise left out."""
    both = (segments >= 0) & (others >= 0)
    found = np.zeros((int(segments.max(initial=-1)) + 1, int(others.max(initial=-1)) + 1), np.int64)
    np.add.at(found, (segments[both], others[both]), 1)
    return found
