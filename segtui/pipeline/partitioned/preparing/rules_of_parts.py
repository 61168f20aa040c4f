"""A plan's table of rules on all rows: how many match each, and some rows of those that a sample has none of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import polars as pl

from segtui.clustering.rules.rule_matches import matches
from segtui.clustering.rules.rule_table import RuleTable
from segtui.features.rule_lint import RuleCount, rule_counts
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.libraries.columns import cols
from segtui.libraries.parts.row_parts import RowPart
from segtui.libraries.parts.workers import Tick, Workers
from segtui.pipeline.partitioned.preparing.cleaned_parts import JoinedRows
from segtui.pipeline.partitioned.preparing.scaled_parts import RowScale
from segtui.pipeline.preparing.prepare import PreparedRun

_SHOWN = 20
"""Rows of a rule that a sample gets where it has none, which its cards are made of."""


@dataclass(frozen=True)
class RuledRows:
    """The counts of each rule, and the first rows that go to each of those rules that a sample has no row of."""

    counts: tuple[RuleCount, ...]
    rare: dict[int, pl.DataFrame]

    def __add__(self, other: RuledRows) -> RuledRows:
        counts = tuple(one + more for one, more in zip(self.counts, other.counts, strict=True))
        both = {rule: pl.concat([rows, other.rare[rule]]).head(_SHOWN) for rule, rows in self.rare.items()}
        return RuledRows(counts, both)


@dataclass(frozen=True)
class _Task:
    joined: JoinedRows
    scale: RowScale
    table: RuleTable
    missing: tuple[int, ...]


def ruled_rows(
    workers: Workers,
    parts: Sequence[RowPart],
    joined: JoinedRows,
    scale: RowScale,
    table: RuleTable,
    matrix: Matrix,
    tick: Tick | None = None,
) -> RuledRows:
    """What all clustered rows say of a table of rules; `matrix` is the sample. The last rule is that of the others."""
    assert matrix.frame is not None
    seen = matches(table.rules, matrix.frame[matrix.kept]).first
    missing = tuple(rule for rule in range(len(table.rules) + 1) if rule not in seen)
    return reduce(lambda a, b: a + b, workers.map(_count_part, parts, _Task(joined, scale, table, missing), tick))


def _count_part(part: RowPart, task: _Task) -> RuledRows:
    frame = task.joined.frame(part)
    rows = frame.filter(task.scale.of(frame).why.is_null())
    found = matches(task.table.rules, rows)
    rare = {rule: rows.filter(found.first == rule).head(_SHOWN) for rule in task.missing}
    return RuledRows(tuple(rule_counts(found)), rare)


def with_rare_rules(prepared: PreparedRun, found: RuledRows, scale: RowScale, table: RuleTable) -> PreparedRun:
    """The sample with the rows of rules that it had none of, instead of as many rows of the commonest rule."""
    rare = [rows for rows in found.rare.values() if rows.height]
    if not rare:
        return prepared
    matrix, frame = prepared.matrix, prepared.frame
    more = pl.concat(rare).select(cols(frame.columns)).cast(frame.schema)
    seen = matches(table.rules, frame[matrix.kept]).first
    commonest = np.flatnonzero(seen == np.bincount(seen).argmax())
    given = np.zeros(len(seen), dtype=bool)
    given[commonest[-min(more.height, len(commonest) - 1) :]] = len(commonest) > 1
    stays = np.ones(frame.height, dtype=bool)
    stays[matrix.kept[given]] = False
    rows = pl.concat([frame.filter(stays), more], rechunk=True)
    scaled = scale.of(more)
    places = np.cumsum(stays) - 1
    encoded = None if matrix.encoded is None else np.concatenate([matrix.encoded[~given], scaled.encoded])
    told = replace(
        matrix,
        values=np.ascontiguousarray(np.concatenate([matrix.values[~given], scaled.values])),
        ids=pl.concat([matrix.ids.filter(~given), more.get_column(prepared.id).cast(matrix.ids.dtype)]),
        kept=np.concatenate([places[matrix.kept[~given]], np.arange(rows.height - more.height, rows.height)]),
        encoded=encoded,
        frame=rows,
    )
    return replace(prepared, frame=rows, matrix=told)
