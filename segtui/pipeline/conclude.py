"""The last part of a run: choose, number, name, compare and describe the segments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.clustering.family import Candidate, Labels
from segtui.pipeline.leaders import rivals
from segtui.pipeline.prepare import Prepared
from segtui.pipeline.progress import Listener
from segtui.pipeline.search import Searched
from segtui.plan.model import Plan
from segtui.segments.choose import Choice, Ranked, choose
from segtui.segments.compare import comparison
from segtui.segments.confidence import confidence
from segtui.segments.describe import Card, describe
from segtui.segments.name import misplaced, name_segments
from segtui.segments.number import number
from segtui.segments.standing import standings


@dataclass(frozen=True)
class Segmented:
    """The chosen labeling, numbered by falling size: one label, name and confidence per row of the matrix."""

    labels: Labels
    mapping: dict[int, int]
    names: dict[int, str]
    table: pl.DataFrame
    comparison: pl.DataFrame
    cards: tuple[Card, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Concluded:
    """The choice, and the segments unless no candidate met the conditions.

    `equal` are the candidates that the chosen one can't be told from, see `rivals`.
    """

    choice: Choice
    segmented: Segmented | None
    equal: tuple[Ranked, ...] = ()


def conclude(plan: Plan, prepared: Prepared, searched: Searched, listener: Listener) -> Concluded:
    """Choose a candidate and make its segments."""
    listener.stage("choosing and naming")
    choice = choose(searched.scored, plan.select)
    if choice.chosen is None:
        return Concluded(choice, None)
    segmented = segment(plan, prepared, choice.chosen.scored.candidate)
    for note in segmented.notes:
        listener.note(note)
    return Concluded(choice, segmented, tuple(rivals(choice, plan.select)))


def segment(plan: Plan, prepared: Prepared, candidate: Candidate) -> Segmented:
    """The segments of one candidate: numbered, named, compared and described."""
    matrix = prepared.matrix
    labels, mapping = number(candidate.labels)
    rows = prepared.frame[matrix.kept]
    used = {c.source for c in matrix.columns}
    standing = standings(rows, labels, id=prepared.id, used=used)
    naming = name_segments(standing, plan.segments.names)
    named = pl.Series("segment_name", [naming.names[int(s)] for s in np.unique(labels)], dtype=pl.String)
    head = [
        rows.get_column(prepared.id),
        pl.Series("segment", labels),
        named.gather(np.searchsorted(np.unique(labels), labels)),
        pl.Series("confidence", confidence(matrix.values, labels, candidate.strength)),
    ]
    more = [rows.get_column(c) for c in _carried(plan, rows) if c != prepared.id]
    columns, notes = _beside(head, more)
    return Segmented(
        labels,
        mapping,
        naming.names,
        pl.DataFrame(columns),
        comparison(rows, labels, naming.names, id=prepared.id),
        describe(rows, labels, naming.names, standing, id=prepared.id, seed=plan.seed),
        (*naming.notes, *misplaced(plan.segments.notes or {}, standing.segments, "has a note on"), *notes),
    )


def _beside(head: list[pl.Series], more: list[pl.Series]) -> tuple[list[pl.Series], list[str]]:
    """The columns of segments.csv, each name once: input called as ours, like an earlier run's, gets another name."""
    id, *ours = head
    taken = {c.name for c in (*head, *more)}
    columns, notes = [], []
    for column in (id, *more):
        name, count = column.name, 1
        while name in {c.name for c in ours} or (count > 1 and name in taken):
            count += 1
            name = f"{column.name}_{count}"
        if count > 1:
            taken.add(name)
            notes.append(f'The input\'s column "{column.name}" is called "{name}" in segments.csv.')
        columns.append(column.alias(name))
    return [columns[0], *ours, *columns[1:]], notes


def _carried(plan: Plan, rows: pl.DataFrame) -> list[str]:
    """The columns that segments.csv carries after its own."""
    wanted = plan.output.columns
    if wanted == "id":
        return []
    return rows.columns if wanted == "all" else list(wanted)
