"""The last part of a run: choose, number, name, compare and describe the segments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.clustering.algorithm import Candidate, Labels
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.prepare import PreparedRun
from segtui.pipeline.previous_run import ancestor_of, clustered_now
from segtui.pipeline.progress import Listener
from segtui.pipeline.resolve_ties import tied_with_winner
from segtui.pipeline.search import SearchResult
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import Ranked, Selection, choose_candidate, relabel
from segtui.segments.confidence import confidence
from segtui.segments.describing.comparison import comparison
from segtui.segments.describing.effect_sizes import codes, effect_sizes
from segtui.segments.lineage.renumber_segments import Lineage, descend
from segtui.segments.measures import Kind, kinds
from segtui.segments.naming.cards import Card, describe
from segtui.segments.naming.name_segments import misplaced, name_segments


@dataclass(frozen=True)
class Segmented:
    """The chosen labeling, one label, name and confidence per row of the matrix.

    `kinds` says by feature of the comparison how its figures are written.
    Numbered by falling size, or by `lineage` like the previous run's segments that they come from.
    """

    labels: Labels
    mapping: dict[int, int]
    names: dict[int, str]
    table: pl.DataFrame
    comparison: pl.DataFrame
    kinds: dict[str, Kind]
    cards: tuple[Card, ...]
    notes: tuple[str, ...]
    lineage: Lineage | None = None


@dataclass(frozen=True)
class Concluded:
    """The choice, and the segments unless no candidate met the conditions.

    `equal` are the candidates tied with the chosen one, see `tied_with_winner`.
    """

    choice: Selection
    segmented: Segmented | None
    equal: tuple[Ranked, ...] = ()


def build_segments(
    plan: Plan, searched: SearchResult, listener: Listener, segments_of: Callable[[Candidate], Segmented]
) -> Concluded:
    """Choose a candidate, and have its segments made."""
    listener.stage("selecting and naming")
    choice = choose_candidate(searched.scored, plan.select)
    if choice.chosen is None:
        return Concluded(choice, None)
    segmented = segments_of(choice.chosen.scored.candidate)
    for note in segmented.notes:
        listener.note(note)
    return Concluded(choice, segmented, tuple(tied_with_winner(choice, plan.select)))


def segment(plan: Plan, prepared: PreparedRun, candidate: Candidate, previous: RunFiles | None = None) -> Segmented:
    """The segments of one candidate: numbered, named, compared and described.

    They take the numbers and names of the `previous` run's that they come from.
    """
    matrix = prepared.matrix
    labels, mapping = relabel(candidate.labels)
    lineage = None
    if previous is not None and mapping:
        ancestor = ancestor_of(previous, plan.segments.previous or previous.path.name)
        lineage, labels, numbers = descend(ancestor, clustered_now(prepared, labels))
        mapping = {cluster: numbers[s] for cluster, s in mapping.items()}
    rows = prepared.frame[matrix.kept]
    used = {c.source for c in matrix.columns}
    named_by = [c for c in codes(rows) if c not in used and c != prepared.id]
    standing = effect_sizes(rows, labels, id=prepared.id, used=used)
    naming = name_segments(standing, _given(plan, lineage))
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
        comparison(rows, labels, naming.names, id=prepared.id, codes=named_by),
        kinds(rows, id=prepared.id, codes=named_by),
        describe(rows, labels, naming.names, standing, id=prepared.id, seed=plan.seed),
        (*naming.notes, *misplaced(plan.segments.notes or {}, standing.segments, "has a note on"), *notes),
        lineage,
    )


def _given(plan: Plan, lineage: Lineage | None) -> dict[int, str]:
    """The names given in advance: the plan's, then inherited ones that the plan does not use."""
    chosen = dict(plan.segments.names or {})
    taken = {name.casefold() for name in chosen.values()}
    inherited = lineage.inherited() if lineage else {}
    return {s: name for s, name in inherited.items() if name.casefold() not in taken} | chosen


def _beside(head: list[pl.Series], more: list[pl.Series]) -> tuple[list[pl.Series], list[str]]:
    """The columns of segments.csv, each name once: an input column named like one of ours gets another name."""
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
            notes.append(f'The input\'s column "{column.name}" is named "{name}" in segments.csv.')
        columns.append(column.alias(name))
    return [columns[0], *ours, *columns[1:]], notes


def _carried(plan: Plan, rows: pl.DataFrame) -> list[str]:
    """The input columns that segments.csv contains after its own."""
    choice_of_columns = plan.output.columns
    if choice_of_columns == "id":
        return []
    return rows.columns if choice_of_columns == "all" else list(choice_of_columns)
