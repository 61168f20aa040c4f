"""Answers what a search will need, and searches: every candidate as it is found, then the leaderboard."""

from __future__ import annotations

from pathlib import Path

from segtui.engine.elbow import elbow
from segtui.engine.kept import Kept
from segtui.engine.live import Live
from segtui.engine.messages import Forecast, Forecasted, Search, Searched
from segtui.engine.rows import leaderboard_rows
from segtui.engine.teller import Teller
from segtui.pipeline.memory import available
from segtui.pipeline.search import outlook
from segtui.plan.load import parse
from segtui.segments.choose import choose
from segtui.validity.measure import DUNN_ROWS
from segtui.validity.sample import SAMPLE_ROWS
from segtui.validity.score import EXACT_ROWS


def forecast(question: Forecast, kept: Kept, teller: Teller) -> Forecasted:
    """How many candidates, how long and how much memory."""
    plan = parse(question.plan)
    matrix = kept.prepared(plan, Path(question.folder), teller).prepared.matrix
    rows, columns = matrix.values.shape
    ahead = outlook(plan.grids(), matrix)
    families = [
        {
            "name": grid.name,
            "title": grid.title,
            "candidates": grid.size(),
            "seconds": grid.duration(rows, columns),
            "bytes": ahead.grids.families[grid.name],
        }
        for grid in plan.grids()
    ]
    seconds = ahead.grids.seconds + scoring_seconds(rows, columns, ahead.grids.cells)
    return Forecasted(question.ticket, ahead.grids.cells, seconds, ahead.bytes, families, available())


def search(question: Search, kept: Kept, teller: Teller) -> Searched:
    """The grids swept and scored; each candidate is told as it is found."""
    plan = parse(question.plan)
    basis = kept.prepared(plan, Path(question.folder), teller)
    live = Live(teller, basis.prepared.matrix.values, plan.seed)
    searched = kept.searched(plan, basis, live)
    choice = choose(searched.scored, plan.select)
    return Searched(
        question.ticket,
        rows=leaderboard_rows(choice),
        closest=choice.closest,
        chosen=choice.chosen.scored.candidate.key if choice.chosen else None,
        elbow=elbow([s.candidate for s in searched.scored]),
        distinct=sum(s.duplicate_of is None for s in searched.scored),
    )


def scoring_seconds(rows: int, columns: int, labelings: int) -> float:
    """Seconds that scoring takes, roughly (factor 3); measured at 2,000 to 20,000 rows on a shared server of two cores.

    Time grows with the pairs of rows; past the exact size only Dunn looks at them all, and past its own nothing does.
    """
    all_pairs, sampled = rows * rows / 2, SAMPLE_ROWS * rows
    with_labelings = all_pairs if rows <= EXACT_ROWS else sampled
    without = 0 if rows <= EXACT_ROWS or rows > DUNN_ROWS else all_pairs
    return (3e-9 * without + (3e-9 + 1.2e-9 * labelings) * with_labelings) * (1 + columns / 32)
