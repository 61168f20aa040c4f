"""How far the chosen candidate and the next best are found again, and what speaks for each number of segments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from pydantic import TypeAdapter

from segtui.clustering.algorithm import Candidate
from segtui.clustering.linkage.cophenetic import Cophenetic, cophenetic_by_linkage
from segtui.clustering.shared_structures import SharedStructures
from segtui.clustering.subsample import by_rules, draw
from segtui.features.scaled_matrix.matrix import Floats, Matrix
from segtui.language.sentences import say, say_counted
from segtui.pipeline.artifacts.checkpoint import Checkpoint
from segtui.pipeline.progress import Listener
from segtui.pipeline.searching.leaders.rescale import scaled_again
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import Selection
from segtui.segments.choosing.how_many import HowMany, how_many
from segtui.segments.choosing.leaderboard import Ranked
from segtui.validity.refinement import Indices
from segtui.validity.stability.bootstrap import Stability
from segtui.validity.stability.gap import Gap, gap_statistic
from segtui.validity.stability.means import ROWS
from segtui.validity.stability.prediction_strength import PredictionStrength, prediction_strength
from segtui.validity.stability.refit import draws, stabilities

TREE_ROWS = 4_000
"""Of more rows this many are drawn, and their merge tree is compared with their distances."""
REFERENCES, SPLITS, STARTS = 5, 4, 3
"""For gap statistic and prediction strength of a run, which a paper would ask for 20, 20 and 10 of."""

MOST_GROUPS = 30
"""They go no further than this many groups: for more, 1,000 rows say little."""
CELLS, FEWEST_ROWS = 24_000, 200
"""Both are computed from 1,000 rows, fewer where there are many columns: as many cells, but no fewer rows."""

T = TypeVar("T")


@dataclass(frozen=True)
class Assessment:
    """What resamples say.

    `asked` is how many the plan asks for. `stability` is that of each candidate looked at, by its key, the chosen one
    first; None for one whose algorithm counts rows, where there are too many to resample them. `left` says how many
    were not looked at yet. `cophenetic` is by linkage. `gap` and `strength` are None where nothing is resampled.
    """

    asked: int = 0
    stability: dict[str, Stability | None] = field(default_factory=dict)
    left: int = 0
    cophenetic: dict[str, Cophenetic] = field(default_factory=dict)
    gap: Gap | None = None
    strength: PredictionStrength | None = None

    def told(self, choice: Selection) -> Selection:
        """The choice with what is known of its candidates."""
        told = [self._told(ranked) for ranked in choice.ranked]
        at = next((place for place, ranked in enumerate(choice.ranked) if ranked is choice.chosen), None)
        return replace(choice, ranked=tuple(told), chosen=None if at is None else told[at])

    def how_many(self, choice: Selection, most: int) -> HowMany:
        """What speaks for each number of segments."""
        return how_many(choice.ranked, choice.chosen, most, self.gap, self.strength)

    def _told(self, ranked: Ranked) -> Ranked:
        candidate = ranked.scored.candidate
        tree = self.cophenetic.get(_linkage(candidate))
        known = {"stability": self.stability.get(candidate.key), "cophenetic": tree and tree.correlation}
        return replace(ranked, scored=replace(ranked.scored, **known))  # type: ignore[arg-type]


def leaders(plan: Plan, choice: Selection) -> list[Candidate]:
    """The candidates that are looked at: the chosen one, and the next best of those accepted; none without a choice.

    Rules are the same on any rows, so that there is nothing to find again.
    """
    if choice.chosen is None or not plan.stability.resamples:
        return []
    accepted = [r for r in choice.ranked if not r.rejected and r.scored.duplicate_of is None and r is not choice.chosen]
    found = [r.scored.candidate for r in (choice.chosen, *accepted)]
    return [one for one in found if not by_rules(one)][: plan.stability.candidates]


def assess(
    plan: Plan,
    matrix: Matrix,
    choice: Selection,
    checkpoint: Checkpoint,
    listener: Listener,
    first: int | None = None,
    known: Mapping[str, Stability] | None = None,
) -> Assessment:
    """Resample the leading candidates; what the checkpoint holds is not repeated, nor what is `known` by key.

    Where the algorithms saw a sample, its rows are resampled. With `first` no more than this many candidates are
    looked at, and while there are others, nothing else is.
    """
    seen = draw(matrix.values, plan.sample(), plan.seed)
    rows = seen.rows if seen else np.arange(len(matrix.values))
    values = seen.seen if seen else matrix.values
    leading = leaders(plan, choice)
    known = known or {}
    found = _resampled(plan, matrix, values, rows, (leading, len(choice.ranked)), checkpoint, listener, first, known)
    if first is not None and first < len(leading):
        return Assessment(plan.stability.resamples, found, len(leading) - first)
    linkages = sorted({_linkage(r.scored.candidate) for r in choice.ranked} - {""})
    trees = _remembered(
        checkpoint, "cophenetic", [linkages], dict[str, Cophenetic], lambda: _trees(values, linkages, plan.seed)
    )
    if not leading:
        return Assessment(cophenetic=trees)
    listener.stage(say("comparing numbers of segments"))
    ks = range(1, min(plan.select.clusters[1], MOST_GROUPS) + 1)
    most = max(FEWEST_ROWS, min(ROWS, CELLS // values.shape[1]))
    how: dict[str, Any] = {"seed": plan.seed, "starts": STARTS, "most": most}
    gap = _remembered(
        checkpoint,
        "gap",
        [REFERENCES, len(ks)],
        Gap,
        lambda: gap_statistic(values, ks, references=min(plan.stability.resamples, REFERENCES), **how),
    )
    strength = _remembered(
        checkpoint,
        "strength",
        [SPLITS, len(ks)],
        PredictionStrength,
        lambda: prediction_strength(values, ks[1:], splits=min(plan.stability.resamples, SPLITS), **how),
    )
    return Assessment(plan.stability.resamples, found, 0, trees, gap, strength)


def _resampled(
    plan: Plan,
    matrix: Matrix,
    values: Floats,
    rows: Indices,
    found: tuple[Sequence[Candidate], int],
    checkpoint: Checkpoint,
    listener: Listener,
    first: int | None,
    known: Mapping[str, Stability],
) -> dict[str, Stability | None]:
    """The stability of the `first` of them, by key, from resamples of the rows (m) that the algorithms saw.

    `found` are the leading candidates, and of how many they are; what is `known` is not resampled.
    """
    leading, searched = found
    asked = plan.stability.resamples
    mixed = any(grid.mixed for grid in plan.grids())
    gower = matrix.gower_rows[rows] if mixed and matrix.gower_rows is not None else None
    own = [replace(one, labels=np.ascontiguousarray(one.labels[rows])) for one in leading]
    adapter: TypeAdapter[Stability | None] = TypeAdapter(Stability | None)
    drawn = draws(own, len(values), values.shape[1], asked, searched)
    names = [
        _name("stability", [one.key, hashlib.sha256(one.labels.tobytes()).hexdigest(), each and asdict(each)])
        for one, each in zip(own[:first], drawn[:first], strict=True)
    ]
    missing = [at for at, name in enumerate(names) if own[at].key not in known and checkpoint.fact(name) is None]
    if missing:
        listener.stage(say_counted("resampling {count:,} candidate", "resampling {count:,} candidates", len(missing)))
        made = stabilities(
            values,
            own,
            wanted=missing,
            gower=gower,
            scale=scaled_again(values, matrix.columns, plan.features.scale),
            resamples=asked,
            searched=searched,
            seed=plan.seed,
            tick=lambda share: listener.advance(share, 1.0),
        )
        for at in missing:
            checkpoint.save_fact(names[at], adapter.dump_json(made[at]))
    held = (checkpoint.fact(name) for name in names)
    return {one.key: adapter.validate_json(each or b"null") for one, each in zip(own[:first], held, strict=True)} | {
        one.key: known[one.key] for one in own[:first] if one.key in known
    }


def _trees(values: Floats, linkages: Sequence[str], seed: int) -> dict[str, Cophenetic]:
    sample = draw(values, TREE_ROWS, seed)
    space = SharedStructures(sample.seen if sample else values, seed)
    found = cophenetic_by_linkage(space, linkages) if linkages else {}
    return {linkage: replace(one, rows=len(values)) for linkage, one in found.items()}


def _linkage(candidate: Candidate) -> str:
    """The linkage of a candidate that cuts a tree of merges; empty for others."""
    return str(candidate.parameters.get("linkage", "")) if candidate.algorithm == "hierarchical" else ""


def _remembered(checkpoint: Checkpoint, name: str, of: Any, kind: Any, make: Callable[[], T]) -> T:
    """What the checkpoint holds under this name, `of` the same; else it is made and kept."""
    adapter, name = TypeAdapter(kind), _name(name, of)
    if (held := checkpoint.fact(name)) is not None:
        found: T = adapter.validate_json(held)
        return found
    made = make()
    checkpoint.save_fact(name, adapter.dump_json(made))
    return made


def _name(name: str, of: Any) -> str:
    return f"{name}-{hashlib.sha256(json.dumps(of).encode()).hexdigest()[:24]}"
