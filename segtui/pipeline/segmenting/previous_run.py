"""The run before this one, whose segments' numbers and names are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from segtui.errors import Fault, PlanError, SegtuiError
from segtui.features.scaled_matrix.components import Components
from segtui.language.sentences import say
from segtui.pipeline.artifacts import manifest
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.plan.model import Plan
from segtui.publishing.paths import expand_home
from segtui.segments.lineage.membership import Clustered, MemberRows, scalings
from segtui.segments.lineage.renumber_segments import Ancestor

_READ = ("model/model.json", "model/rows.parquet")


def previous_run(plan: Plan, folder: Path) -> RunFiles | None:
    """The finished run that the plan names, its path relative to `folder`; None where it names none.

    Raises PlanError where that is not a finished run or has no segments. It may be the run that is to be replaced.
    """
    if plan.segments.previous is None:
        return None
    place = folder / expand_home(plan.segments.previous)
    try:
        run = RunFiles.open(place)
        if run.has_segments:
            run.model  # noqa: B018  a damaged one is told before the search, not after it
    except SegtuiError as error:
        raise _fault(say("{where}: {what}", where=error.where, what=error.what), error.fix) from None
    if not run.has_segments:
        raise _fault(say("{place}: this run has no segments", place=place), say("give a run that has segments"))
    return run


def ancestor_of(run: RunFiles, path: str) -> Ancestor:
    """A finished run as segments descend from it; `path` is how it is called."""
    used = [*run.names, *run.plan.segments.names] if run.plan.segments.names else list(run.names)
    first = int((run.manifest.get("lineage") or {}).get("next_segment", 0))
    return Ancestor(path, clustered(run), run.names, max(first, max(used, default=-1) + 1))


def clustered(run: RunFiles) -> Clustered:
    """The rows of a finished run, by the columns that it used, so that two runs can be compared."""
    parts = run.model.get("components")
    return _in_columns(matrix_rows(run), Components.of_facts(parts) if parts else None)


def _in_columns(rows: Clustered, components: Components | None) -> Clustered:
    if components is None:
        return rows
    return replace(rows, values=components.encoded(rows.values), columns=components.columns)


def matrix_rows(run: RunFiles) -> Clustered:
    """The rows of a finished run, by the columns of its matrix."""
    ids, labels, *_ = (rows := run.rows()).get_columns()
    values = rows[:, 2:].to_numpy(order="c").astype(np.float64, copy=False)
    source = run.plan.source
    numbered = source is not None and source.id is None
    everyone = all_rows(run) if run.is_in_parts else None
    columns = scalings(run.model["columns"])
    return Clustered(ids, labels.to_numpy().astype(np.int32), values, columns, numbered, everyone=everyone)


def all_rows(run: RunFiles) -> MemberRows:
    """All rows of a finished run, a block at a time."""
    return MemberRows(run.model["rows"], lambda: (block.collect() for block in run.member_blocks()))


def clustered_now(prepared: PreparedRun, labels: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Clustered:
    """The rows of a run that is being made."""
    matrix, table = prepared.matrix, prepared.tables[0]
    numbered = prepared.id == table.id and bool(table.made_id())
    rows = Clustered(matrix.ids, labels, matrix.values, matrix.columns, numbered)
    return _in_columns(rows, matrix.components)


def hashes(run: RunFiles | None) -> dict[str, str]:
    """The SHA-256 of the files that are read of it, by path, as run.json has those of the inputs."""
    return {str(run.path / name): manifest.sha256(run.path / name) for name in _READ} if run else {}


def _fault(what: str, fix: str) -> PlanError:
    return PlanError([Fault("segments.previous", what, fix)])
