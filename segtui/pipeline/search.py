"""The middle of a run: every candidate of every grid, scored on the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from segtui.clustering.family import Candidate, Family, key
from segtui.clustering.grid import Forecast, distinct, forecast
from segtui.clustering.space import Space
from segtui.errors import DataError, Fault, PlanError, ResourceError, nearest
from segtui.features.matrix import Matrix
from segtui.pipeline.checkpoint import Checkpoint
from segtui.pipeline.memory import available, shown
from segtui.pipeline.progress import Listener, Watcher
from segtui.segments.choose import Scored, spoken_cell
from segtui.segments.select import Select
from segtui.validity import score as scoring
from segtui.validity.dbcv import dbcv
from segtui.validity.scores import Scores


@dataclass(frozen=True)
class Searched:
    """The grids as carried out (nothing left to "auto"), and every candidate with its scores."""

    families: tuple[Family, ...]
    scored: tuple[Scored, ...]


def search(
    families: Sequence[Family], matrix: Matrix, seed: int, select: Select, checkpoint: Checkpoint, listener: Listener
) -> Searched:
    """Sweep the grids and score what they find; what the checkpoint holds is not done again.

    DBCV costs more than all other indices together, so it is computed only where `select.by` asks for it.
    """
    space = Space(matrix.values, seed)
    for family in families:
        space.expect(family.expects())
    resolved = [family.resolve(space) for family in families]
    check_candidate(select, resolved, space.rows)
    found = _sweep(resolved, space, checkpoint, listener)
    if not found:
        raise DataError(
            f"no cell of the grid is possible with {space.rows} rows",
            where="search",
            fix="ask for fewer clusters than rows, and a smaller min_samples and min_cluster_size",
        )
    scored = _score(found, matrix, seed, checkpoint, listener)
    return Searched(tuple(resolved), tuple(_with_dbcv(scored, matrix, listener) if select.by == "dbcv" else scored))


def check_candidate(select: Select, families: Sequence[Family], rows: int) -> None:
    """The candidate that the plan names has to be a cell of a grid; raises PlanError with the nearest that is."""
    names = [spoken_cell(family.name, cell) for family in families for cell in family.cells(rows)]
    if select.candidate is not None and select.candidate not in names:
        what = f'no grid has the candidate "{select.candidate}"'
        raise PlanError([Fault("select.candidate", what, nearest(select.candidate, names))])


@dataclass(frozen=True)
class Outlook:
    """What a search will need: the grids' forecast, the bytes for the indices, and the most bytes at a time."""

    grids: Forecast
    indices: int
    bytes: int


def outlook(families: Sequence[Family], matrix: Matrix) -> Outlook:
    """What searching these grids over a matrix will need."""
    rows, columns = matrix.values.shape
    grids = forecast(families, rows, columns)
    indices = scoring.memory(rows, columns, grids.cells) + 12 * rows * grids.cells
    return Outlook(grids, indices, max(grids.bytes, indices))


def check_memory(families: Sequence[Family], matrix: Matrix, limit: int | None) -> None:
    """Refuse a search whose forecast is over the limit, with the figures; raises ResourceError (exit 4)."""
    rows, columns = matrix.values.shape
    free = available() if limit is None else limit
    ahead = outlook(families, matrix)
    needed = ahead.bytes
    if needed > free:
        parts = {**ahead.grids.families, "indices": ahead.indices}
        large = ", ".join(f"{name} {shown(size)}" for name, size in parts.items() if size >= 2**20)
        raise ResourceError(
            f"the search would need about {shown(needed)} and {shown(free)} may be used ({large})",
            where=f"{rows:,} rows × {columns} columns",
            fix="search fewer families or cells, cluster fewer rows, or allow more with --memory",
        )


def _sweep(families: Sequence[Family], space: Space, checkpoint: Checkpoint, listener: Listener) -> list[Candidate]:
    """Every candidate in the order of the families and their cells, those of the checkpoint included."""
    kept = {c.key: c for c in checkpoint.candidates()}
    grids = [(f, f.cells(space.rows)) for f in families]
    total = sum(len(cells) for _, cells in grids)
    found: list[Candidate] = []
    for family, cells in grids:
        listener.stage(f"searching {family.title}: {len(cells)} cell{'s' if len(cells) != 1 else ''}")
        if beyond := family.impossible(space.rows):
            cells_left = "1 cell" if beyond == 1 else f"{beyond:,} cells"
            listener.note(f"Left out, as {space.rows:,} rows are too few for it: {cells_left}.")
        keys = [key(family.name, cell) for cell in cells]
        todo = [cell for cell, named in zip(cells, keys, strict=True) if named not in kept]
        for named in keys:
            if named in kept:
                _tell(listener, kept[named], total)
        for candidate in family.sweep(space, todo):
            checkpoint.save(candidate)
            kept[candidate.key] = candidate
            _tell(listener, candidate, total)
            listener.advance(sum(k in kept for k in keys), len(cells))
        found += [kept[named] for named in keys]
    return found


def _tell(listener: Listener, candidate: Candidate, total: int) -> None:
    if isinstance(listener, Watcher):
        listener.found(candidate, total)


def _score(
    found: Sequence[Candidate], matrix: Matrix, seed: int, checkpoint: Checkpoint, listener: Listener
) -> list[Scored]:
    """Each distinct labeling scored once, the others pointing at the first of their kind."""
    first = distinct(found)
    unique = [c for c, twin in zip(found, first, strict=True) if twin is None]
    listener.stage(f"scoring {len(unique)} distinct labelings of {len(found)}")
    kept = checkpoint.scores()
    if kept is not None and len(kept) == len(unique):
        scores = [Scores(**{**values, "notes": tuple(values["notes"])}) for values in kept]
    else:
        labelings = [c.labels for c in unique]
        scores = scoring.score(matrix.values, labelings, seed=seed, tick=lambda share: listener.advance(share, 1.0))
        checkpoint.save_scores([asdict(s) for s in scores])
    by_key = {c.key: s for c, s in zip(unique, scores, strict=True)}
    return [Scored(c, by_key[twin or c.key], twin) for c, twin in zip(found, first, strict=True)]


def _with_dbcv(scored: Sequence[Scored], matrix: Matrix, listener: Listener) -> list[Scored]:
    """The same with DBCV; identical labelings share it."""
    listener.stage("scoring DBCV")
    values: dict[str, float | None] = {}
    for done, one in enumerate(scored, start=1):
        if one.duplicate_of is None:
            values[one.candidate.key] = dbcv(matrix.values, one.candidate.labels)
        listener.advance(done, len(scored))
    return [replace(one, dbcv=values[one.duplicate_of or one.candidate.key]) for one in scored]
