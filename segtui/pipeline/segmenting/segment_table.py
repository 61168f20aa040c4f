"""The table of segments.csv: who is in which segment, how surely, and the columns that the plan carries along."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from segtui.clustering.algorithm import Candidate, Labels
from segtui.clustering.assigner import Floats
from segtui.clustering.registry import find_algorithm
from segtui.clustering.subsample import by_membership
from segtui.language.sentences import say
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import spoken
from segtui.segments.confidence import confidence
from segtui.segments.membership_columns import membership_columns


def segment_table(
    plan: Plan,
    prepared: PreparedRun,
    candidate: Candidate,
    labels: Labels,
    mapping: dict[int, int],
    names: Mapping[int, str],
) -> tuple[pl.DataFrame, list[str]]:
    """One row per row of the matrix (n), and notes on what a reader may miss in it or find under another name.

    Its columns are the id, segment, segment_name, confidence (0 to 1), memberships if the plan asks for them, and the
    input columns that it carries along. `labels` (n) are the segments' numbers, -1 for noise; `mapping` leads from the
    candidate's clusters to them; `names` has every label.
    """
    matrix, rows = prepared.matrix, prepared.frame[prepared.matrix.kept]
    sure = confidence(matrix.values, labels, candidate.strength)
    values = matrix.values if plan.output.memberships else None
    columns, notes = segment_columns(plan, rows, prepared.id, (labels, names, sure), candidate, mapping, values)
    if plan.output.memberships and not by_membership(candidate):
        told = spoken(candidate)
        notes.append(say("{candidate} gives no probabilities, so segments.csv has no memberships.", candidate=told))
    return pl.DataFrame(columns), notes


def segment_columns(
    plan: Plan,
    rows: pl.DataFrame,
    id: str,
    segments: tuple[Labels, Mapping[int, str], Floats],
    candidate: Candidate,
    mapping: Mapping[int, int],
    values: Floats | None,
) -> tuple[list[pl.Series], list[str]]:
    """The columns of segments.csv for some rows of the matrix, and notes on those that have another name there.

    `segments` are the labels of the rows, the names of all segments and the confidence of the rows; `values` (n, d) are
    the rows where memberships are asked for.
    """
    labels, names, sure = segments
    present, at = np.unique(labels, return_inverse=True)
    head = [
        rows.get_column(id),
        pl.Series("segment", labels, dtype=pl.Int32),
        pl.Series("segment_name", [names[int(s)] for s in present], dtype=pl.String).gather(at),
        pl.Series("confidence", sure),
    ]
    if values is not None:
        head += membership_columns(_memberships(values, candidate, mapping), sorted(mapping.values()))
    return beside_own(head, [rows.get_column(c) for c in _carried(plan, rows) if c != id])


def _memberships(values: Floats, candidate: Candidate, mapping: Mapping[int, int]) -> Floats | None:
    """How likely each row belongs to each segment (n, s), by rising number; None where the algorithm does not know."""
    declared = find_algorithm(candidate.algorithm)
    known = declared.assigner.memberships if declared and declared.assigner else None
    if known is None or candidate.fitted is None:
        return None
    return known(values, candidate.fitted)[:, sorted(mapping, key=lambda cluster: mapping[cluster])]


def beside_own(head: list[pl.Series], more: list[pl.Series]) -> tuple[list[pl.Series], list[str]]:
    """The columns of segments.csv, each name once: an input column named like one of ours gets another name."""
    id, *ours = head
    taken = {c.name for c in (*head, *more)}
    columns: list[pl.Series] = []
    notes: list[str] = []
    for column in (id, *more):
        name, count = column.name, 1
        while name in {c.name for c in ours} or (count > 1 and name in taken):
            count += 1
            name = f"{column.name}_{count}"
        if count > 1:
            taken.add(name)
            notes.append(
                say('The input\'s column "{old}" is named "{new}" in segments.csv.', old=column.name, new=name)
            )
        columns.append(column.alias(name))
    return [columns[0], *ours, *columns[1:]], notes


def _carried(plan: Plan, rows: pl.DataFrame) -> list[str]:
    """The input columns that segments.csv contains after its own."""
    choice_of_columns = plan.output.columns
    if choice_of_columns == "id":
        return []
    return rows.columns if choice_of_columns == "all" else list(choice_of_columns)
