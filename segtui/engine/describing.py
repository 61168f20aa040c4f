"""Answers what the segments of a candidate are: rows, figures, cards, and the pictures' numbers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np
import polars as pl

from segtui.engine.kept import Basis, Kept, label_digest
from segtui.engine.messages import Describe, Described, Failed
from segtui.engine.row_silhouettes import row_silhouettes, sampled
from segtui.engine.rows import leaderboard_rows
from segtui.engine.teller import Teller
from segtui.engine.tree import tree
from segtui.errors import UsageError
from segtui.pipeline.conclude import Segmented
from segtui.plan.load import parse
from segtui.segments.choose import Choice, Ranked, choose

_NOTHING_CHOSEN = 1


def describe(question: Describe, kept: Kept, teller: Teller) -> Described | Failed:
    """The segments of the candidate with this key, else of the chosen one, as a run would write them."""
    plan = parse(question.plan)
    basis = kept.prepared(plan, Path(question.folder), teller)
    searched = kept.searched(plan, basis, teller)
    choice = choose(searched.scored, plan.select)
    ranked = _asked(question, choice)
    if ranked is None:
        what = f"no candidate met the conditions. Closest: {choice.closest}"
        return Failed(question.ticket, what, _NOTHING_CHOSEN)
    candidate = ranked.scored.candidate
    teller.stage("describing the segments")
    made = kept.segmented(plan, basis, candidate)
    values = basis.prepared.matrix.values
    source = [basis.made_from, label_digest(candidate)]
    names = {str(number): name for number, name in made.names.items()}
    return Described(
        question.ticket,
        key=candidate.key,
        rows=kept.frames.place("rows", source, lambda: _rows(basis, made, teller)),
        comparison=kept.frames.place("comparison", [source, names], lambda: made.comparison),
        cards=[asdict(card) for card in made.cards],
        names=names,
        scores=next(row for row in leaderboard_rows(choice) if row["key"] == candidate.key),
        explained=basis.components[1],
        tree=tree(values, candidate, made.labels, [s.candidate for s in searched.scored]),
        notes=[*made.notes, *_sampled(values.shape[0])],
    )


def _asked(question: Describe, choice: Choice) -> Ranked | None:
    if question.key is None:
        return choice.chosen
    found = next((r for r in choice.ranked if r.scored.candidate.key == question.key), None)
    if found is None:
        raise UsageError("there is no such candidate in the search of this plan", where=question.key)
    if not found.scored.scores.clusters:
        raise UsageError("it has no clusters to describe: all rows are noise", where=question.key)
    return found


def _rows(basis: Basis, made: Segmented, teller: Teller) -> pl.DataFrame:
    """One row per row of the matrix."""
    matrix = basis.prepared.matrix
    silhouettes = row_silhouettes(matrix.values, made.labels, lambda share: teller.advance(share, 1.0))
    points, _ = basis.components
    return pl.DataFrame(
        {
            "row": matrix.kept,
            "segment": made.labels,
            "confidence": made.table.get_column("confidence"),
            "silhouette": pl.Series(silhouettes, nan_to_null=True),
            "x": np.ascontiguousarray(points[:, 0]),
            "y": np.ascontiguousarray(points[:, 1]),
        }
    ).insert_column(0, matrix.ids.alias("id"))


def _sampled(rows: int) -> list[str]:
    count = sampled(rows)
    return [f"Silhouettes are those of {count:,} of {rows:,} rows."] if count < rows else []
