"""Answers what a search will need, and searches: every candidate as it is found, then the leaderboard."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import cast

from segtui.clustering.knee import elbow
from segtui.engine.handlers.leaderboard_rows import Live, leaderboard_rows
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Forecast, Forecasted, Searched, SearchGrids
from segtui.engine.transport.messages.payloads import AlgorithmForecast, CurveFacts, StructureFacts
from segtui.engine.transport.streams import ProgressReporter
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.libraries.parts.memory import available
from segtui.pipeline.searching.forecast import outlook
from segtui.pipeline.searching.search import SearchResult
from segtui.pipeline.segmenting.build_segments import structure_of
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import choose_candidate
from segtui.segments.choosing.how_many import HowMany, how_many
from segtui.segments.choosing.leaderboard import Scored


def forecast(question: Forecast, cache: SessionCache, reporter: ProgressReporter) -> Forecasted:
    """How many candidates, how long and how much memory."""
    plan = cache.plan(question)
    matrix = cache.prepared(plan, Path(question.folder), reporter).prepared.matrix
    ahead = outlook(plan, matrix)
    families: list[AlgorithmForecast] = [
        {
            "name": grid.name,
            "title": grid.title,
            "candidates": grid.size(),
            "seconds": grid.duration(ahead.rows, matrix.values.shape[1]),
            "bytes": ahead.grids.families[grid.name],
        }
        for grid in plan.grids()
    ]
    return Forecasted(question.ticket, ahead.grids.cells, ahead.seconds, ahead.bytes, families, available())


def search(question: SearchGrids, cache: SessionCache, reporter: ProgressReporter) -> Searched:
    """Sweep and score the grids; each candidate is sent as it is found."""
    plan, folder = cache.plan(question), Path(question.folder)
    basis = cache.predicted(plan, cache.prepared(plan, folder, reporter))
    drawn = cache.look_at(plan, folder, reporter)
    cache.tell_changes(plan, folder, reporter)
    live = Live(reporter, basis.prepared.matrix.values, plan.seed)
    found = cache.searched(plan, basis, live, whole=True)
    cache.forget_kept()
    told = searched_as(question.ticket, found, plan, basis.prepared.matrix)
    return replace(told, drawn=drawn.table.frame.height, of=drawn.of) if drawn else told


def searched_as(ticket: int, searched: SearchResult, plan: Plan, matrix: Matrix | None, caution: str = "") -> Searched:
    """The answer that tells of a search; without a matrix nothing is said of the structure."""
    choice = choose_candidate(searched.scored, plan.select)
    return Searched(
        ticket,
        rows=leaderboard_rows(choice),
        closest=choice.closest,
        chosen=choice.chosen.scored.candidate.key if choice.chosen else None,
        elbow=elbow([s.candidate for s in searched.scored]),
        distinct=sum(s.duplicate_of is None for s in searched.scored),
        structure=structure_facts(plan, matrix, choice.chosen.scored) if choice.chosen and matrix else None,
        caution=caution,
        curves=curve_facts(how_many(choice.ranked, choice.chosen, plan.select.clusters[1])),
    )


def curve_facts(found: HowMany) -> list[CurveFacts]:
    """What speaks for each number of segments."""
    return [cast("CurveFacts", asdict(curve)) for curve in found.curves]


def structure_facts(plan: Plan, matrix: Matrix, scored: Scored) -> StructureFacts | None:
    """Whether a candidate has groups that are there; None where its labels or its consensus are not known."""
    if not scored.candidate.labels.size:
        return None
    found = structure_of(plan, matrix, scored)
    return cast("StructureFacts", asdict(found)) if found else None
