"""The middle of a run: every candidate of every grid, scored on the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from segtui.clustering.algorithm import Algorithm, Candidate, key
from segtui.clustering.shared_structures import SharedStructures
from segtui.clustering.subsample import Subsample, by_rules
from segtui.errors import DataError, Fault, PlanError, nearest
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.language.sentences import say, say_counted
from segtui.pipeline.artifacts.checkpoint import Checkpoint
from segtui.pipeline.progress import Listener, Watcher
from segtui.pipeline.searching.plan_predictions import grids_of
from segtui.pipeline.searching.plan_rules import rule_matches, rule_notes
from segtui.pipeline.searching.sampled import sample_note, space_of, with_the_rest
from segtui.pipeline.searching.score_candidates import score_labelings, with_consensus, with_dbcv
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import Scored, spoken_cell
from segtui.segments.choosing.conditions import Select


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


Settle = Callable[[list[Candidate]], list[Candidate]]
"""Makes candidates that were found on a sample those of more rows, before they are scored."""


def search(
    plan: Plan,
    matrix: Matrix,
    checkpoint: Checkpoint,
    listener: Listener,
    settle: Settle | None = None,
    notes: tuple[str, ...] = (),
) -> SearchResult:
    """Sweep the plan's grids and score what they find; what the checkpoint holds is not repeated.

    `notes` say what is odd about the plan's rules, where the matrix is a sample of the rows that they are for.
    """
    matched = rule_matches(plan, matrix)
    sample, space = space_of(plan, matrix, matched)
    families = grids_of(plan, matrix)
    for family in families:
        space.reserve(family.expects())
    resolved = [family.resolve(space) for family in families]
    check_candidate(plan.select, resolved, space.rows, space.distinct)
    if sample:
        listener.note(sample_note(sample))
    notes = notes or rule_notes(plan, matched)
    for note in notes:
        listener.note(note)
    found = _sweep(resolved, space, sample, checkpoint, listener)
    if not found:
        raise DataError(
            say("every grid point needs more than the {space} available", space=_rows(space)),
            where="search",
            fix=_fix(space),
        )
    found = settle(found) if settle else found
    scored = score_labelings(found, matrix, plan.seed, None if sample else space, checkpoint, listener)
    listener.stage(say("scoring the consensus"))
    scored = with_consensus(scored, matrix, plan, None if sample else space)
    scored = with_dbcv(scored, matrix, plan.seed, None if sample else space, listener)
    space.free()
    if sample:
        scored = [one if by_rules(one.candidate) else with_the_rest(one, sample) for one in scored]
    return SearchResult(tuple(resolved), tuple(scored), space.rows, space.distinct, notes)


def search_one(plan: Plan, matrix: Matrix, named: str, checkpoint: Checkpoint) -> Candidate:
    """The candidate with this key, as a search of all grids finds it; raises KeyError if no grid has it."""
    known = next((c for c in checkpoint.candidates() if c.key == named), None)
    if known is not None:
        return known
    sample, space = space_of(plan, matrix, rule_matches(plan, matrix))
    grids = grids_of(plan, matrix)
    cells = {key(grid.name, cell): (grid, cell) for grid in grids for cell in grid.resolve(space).grid()}
    for grid in grids:
        space.reserve(grid.expects())
    family, cell = cells[named]
    (found,) = family.fit_grid(space, [cell])
    space.free()
    candidate = sample.spread(found) if sample else found
    if not family.by_rules:
        checkpoint.save(candidate)
    return candidate


def check_candidate(select: Select, families: Sequence[Algorithm], rows: int, distinct: int) -> None:
    """Check that the candidate named in the plan is in a grid; raises PlanError with the nearest one."""
    names = [spoken_cell(family.name, cell) for family in families for cell in family.cells(rows, distinct)]
    if select.candidate is not None and select.candidate not in names:
        what = say('the candidate "{candidate}" is in no grid', candidate=select.candidate)
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
        return say("use features in which the rows differ, or ask for fewer clusters than there are distinct rows")
    return say("ask for fewer clusters than rows, and a smaller min_samples and min_cluster_size")


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
        swept = family.fit_grid(space, todo) if todo else iter(())
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
