"""The middle of a run: every candidate of every grid, scored on the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from segtui.clustering.family import Candidate, Family, key
from segtui.clustering.grid import distinct, forecast
from segtui.clustering.space import Space
from segtui.errors import DataError, ResourceError
from segtui.features.matrix import Matrix
from segtui.pipeline.checkpoint import Checkpoint
from segtui.pipeline.memory import available, shown
from segtui.pipeline.progress import Listener
from segtui.segments.choose import Scored
from segtui.validity import score as scoring
from segtui.validity.dbcv import dbcv
from segtui.validity.scores import Scores


@dataclass(frozen=True)
class Searched:
    """The grids as carried out (nothing left to "auto"), and every candidate with its scores."""

    families: tuple[Family, ...]
    scored: tuple[Scored, ...]


def search(
    families: Sequence[Family], matrix: Matrix, seed: int, by: str, checkpoint: Checkpoint, listener: Listener
) -> Searched:
    """Sweep the grids and score what they find; what the checkpoint holds is not done again.

    DBCV costs more than all other indices together, so it is computed only where the choice is `by` it.
    """
    space = Space(matrix.values, seed)
    for family in families:
        space.expect(family.expects())
    resolved = [family.resolve(space) for family in families]
    found = _sweep(resolved, space, checkpoint, listener)
    if not found:
        raise DataError(
            f"no cell of the grid is possible with {space.rows} rows",
            where="search",
            fix="ask for fewer clusters than rows, and a smaller min_samples and min_cluster_size",
        )
    scored = _score(found, matrix, seed, checkpoint, listener)
    return Searched(tuple(resolved), tuple(_with_dbcv(scored, matrix, listener) if by == "dbcv" else scored))


def check_memory(families: Sequence[Family], matrix: Matrix, limit: int | None) -> None:
    """Refuse a search whose forecast is over the limit, with the figures; raises ResourceError (exit 4)."""
    rows, columns = matrix.values.shape
    free = available() if limit is None else limit
    outlook = forecast(families, rows, columns)
    needed = max(outlook.bytes, scoring.memory(rows, columns, outlook.cells) + 12 * rows * outlook.cells)
    if needed > free:
        by_family = ", ".join(f"{name} {shown(size)}" for name, size in outlook.families.items())
        raise ResourceError(
            f"the search would need about {shown(needed)} and {shown(free)} may be used ({by_family})",
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
        listener.stage(f"searching {family.title}: {len(cells)} cells")
        if beyond := family.impossible(space.rows):
            listener.note(f"{beyond} cells ask for more than {space.rows:,} rows allow and are left out.")
        keys = [key(family.name, cell) for cell in cells]
        todo = [cell for cell, named in zip(cells, keys, strict=True) if named not in kept]
        for candidate in family.sweep(space, todo):
            checkpoint.save(candidate)
            kept[candidate.key] = candidate
            listener.advance(len(found) + sum(k in kept for k in keys), total)
        found += [kept[named] for named in keys]
    return found


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
