"""The middle of a run: every candidate of every grid, scored on the same rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from segtui.clustering.algorithm import Algorithm, Candidate, key
from segtui.clustering.registry import distinct as told_apart
from segtui.clustering.rules.rule_matches import matches
from segtui.clustering.shared_structures import SharedStructures
from segtui.clustering.subsample import Subsample, by_centroid, by_fit, by_membership, by_rules, draw
from segtui.errors import DataError, Fault, PlanError, nearest
from segtui.features.rule_lint import RuleMatches, lint
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.language.sentences import as_data, from_data, say, say_counted
from segtui.pipeline.artifacts.checkpoint import Checkpoint
from segtui.pipeline.progress import Listener, Watcher
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import Scored, spoken_cell
from segtui.segments.choosing.conditions import Select
from segtui.validity import score as scoring
from segtui.validity.consensus.consensus import MOST_GROUPS, consensus
from segtui.validity.density.estimates import estimates
from segtui.validity.scores import Scores


@dataclass(frozen=True)
class SearchResult:
    """The grids as run ("auto" replaced by values), and every candidate with its scores.

    `rows` is how many rows the algorithms saw: all, or a sample; `distinct` is the number of distinct ones. `notes`
    say what is odd about the rules.
    """

    families: tuple[Algorithm, ...]
    scored: tuple[Scored, ...]
    rows: int
    distinct: int
    notes: tuple[str, ...] = ()


def search(plan: Plan, matrix: Matrix, checkpoint: Checkpoint, listener: Listener) -> SearchResult:
    """Sweep the plan's grids and score what they find; what the checkpoint holds is not repeated."""
    matched = rule_matches(plan, matrix)
    sample, space = space_of(plan, matrix, matched)
    families = plan.grids()
    for family in families:
        space.reserve(family.expects())
    resolved = [family.resolve(space) for family in families]
    check_candidate(plan.select, resolved, space.rows, space.distinct)
    if sample:
        listener.note(_sample_note(sample))
    notes = rule_notes(plan, matched)
    for note in notes:
        listener.note(note)
    found = _sweep(resolved, space, sample, checkpoint, listener)
    if not found:
        raise DataError(
            f"every grid point needs more than the {_rows(space)} available", where="search", fix=_fix(space)
        )
    scored = _score(found, matrix, plan.seed, None if sample else space, checkpoint, listener)
    listener.stage(say("scoring the consensus"))
    scored = _with_consensus(scored, matrix, plan, None if sample else space)
    scored = _with_dbcv(scored, matrix, plan.seed, None if sample else space, listener)
    space.free()
    if sample:
        scored = [one if by_rules(one.candidate) else _assigned(one, sample) for one in scored]
    return SearchResult(tuple(resolved), tuple(scored), space.rows, space.distinct, notes)


def space_of(
    plan: Plan, matrix: Matrix, matched: RuleMatches | None = None
) -> tuple[Subsample | None, SharedStructures]:
    """The sample that the plan asks for, if any, and the rows that algorithms see."""
    ruled = None if matched is None else matched.first.astype(np.float64)[:, None]
    gower = matrix.gower_rows if any(grid.mixed for grid in plan.grids()) else None
    sample = draw(matrix.values, plan.sample(), plan.seed, gower)
    if sample is None:
        return None, SharedStructures(matrix.values, plan.seed, gower=gower, ruled=ruled)
    seen = None if gower is None else gower[sample.rows]
    return sample, SharedStructures(sample.seen, plan.seed, gower=seen, ruled=ruled)


def search_one(plan: Plan, matrix: Matrix, named: str, checkpoint: Checkpoint) -> Candidate:
    """The candidate with this key, as a search of all grids finds it; raises KeyError if no grid has it."""
    known = next((c for c in checkpoint.candidates() if c.key == named), None)
    if known is not None:
        return known
    sample, space = space_of(plan, matrix, rule_matches(plan, matrix))
    cells = {key(grid.name, cell): (grid, cell) for grid in plan.grids() for cell in grid.resolve(space).grid()}
    for grid in plan.grids():
        space.reserve(grid.expects())
    family, cell = cells[named]
    (found,) = family.fit_grid(space, [cell])
    space.free()
    candidate = sample.spread(found) if sample else found
    if not family.by_rules:
        checkpoint.save(candidate)
    return candidate


def rule_matches(plan: Plan, matrix: Matrix) -> RuleMatches | None:
    """Which rows of the matrix match which rule of the plan; None without rules, and where only the matrix is known.

    Raises PlanError for conditions that do not fit the columns.
    """
    table = plan.search.rules if plan.search else None
    if table is None or matrix.frame is None:
        return None
    return matches(table.rules, matrix.frame[table.columns or matrix.frame.columns][matrix.kept])


def rule_notes(plan: Plan, matched: RuleMatches | None) -> tuple[str, ...]:
    """Sentences on the plan's rules and the rows that match them."""
    table = plan.search.rules if plan.search else None
    return () if table is None or matched is None else tuple(lint(table.names, matched))


def check_candidate(select: Select, families: Sequence[Algorithm], rows: int, distinct: int) -> None:
    """Check that the candidate named in the plan is in a grid; raises PlanError with the nearest one."""
    names = [spoken_cell(family.name, cell) for family in families for cell in family.cells(rows, distinct)]
    if select.candidate is not None and select.candidate not in names:
        what = f'the candidate "{select.candidate}" is in no grid'
        raise PlanError([Fault("select.candidate", what, nearest(select.candidate, names))])


def _rows(space: SharedStructures) -> str:
    """The rows, and how many of them differ where equal ones are among them."""
    if space.distinct == space.rows:
        return say_counted("{count:,} row", "{count:,} rows", space.rows)
    if space.distinct > 1:
        return say("{distinct:,} distinct rows among {rows:,}", distinct=space.distinct, rows=space.rows)
    return say("{rows:,} identical rows", rows=space.rows)


def _fix(space: SharedStructures) -> str:
    if space.distinct < space.rows:
        return "use features in which the rows differ, or ask for fewer clusters than there are distinct rows"
    return "ask for fewer clusters than rows, and a smaller min_samples and min_cluster_size"


def _sample_note(sample: Subsample) -> str:
    return say(
        "Clustering a random sample of {sampled:,} of {rows:,} rows; the rest are assigned afterwards.",
        sampled=len(sample.rows),
        rows=len(sample.values),
    )


def _assigned(scored: Scored, sample: Subsample) -> Scored:
    """The candidates with a note on how rows outside the sample were assigned."""
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


def _sweep(
    families: Sequence[Algorithm],
    space: SharedStructures,
    sample: Subsample | None,
    checkpoint: Checkpoint,
    listener: Listener,
) -> list[Candidate]:
    """Every candidate in the order of the algorithms and their grids, including those of the checkpoint."""
    known = {c.key: c for c in checkpoint.candidates()}
    grids = [(f, f.cells(space.rows, space.distinct)) for f in families]
    total = sum(len(cells) for _, cells in grids)
    found: list[Candidate] = []
    for family, cells in grids:
        extent = say_counted("{count:,} grid point", "{count:,} grid points", len(cells))
        listener.stage(say("searching {algorithm}", algorithm=say(family.title)), extent)
        if beyond := family.impossible(space.rows, space.distinct):
            listener.note(
                say_counted(
                    "Skipped {count:,} grid point: {rows} are too few for it.",
                    "Skipped {count:,} grid points: {rows} are too few for them.",
                    beyond,
                    rows=_rows(space),
                )
            )
        keys = [key(family.name, cell) for cell in cells]
        todo = [cell for cell, named in zip(cells, keys, strict=True) if named not in known]
        for named in keys:
            if named in known:
                _tell(listener, known[named], total)
        swept = family.fit_grid(space, todo)
        for candidate in map(sample.spread, swept) if sample else swept:
            if not family.by_rules:
                checkpoint.save(candidate)
            known[candidate.key] = candidate
            _tell(listener, candidate, total)
            listener.advance(sum(k in known for k in keys), len(cells))
        found += [known[named] for named in keys]
    return found


def _tell(listener: Listener, candidate: Candidate, total: int) -> None:
    if isinstance(listener, Watcher):
        listener.found(candidate, total)


def _score(
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


def _with_consensus(
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


def _with_dbcv(
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
