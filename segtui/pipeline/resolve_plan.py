"""The plan as it was run, with everything detected or chosen written out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from segtui.data.reading import source_paths
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.delivery.export.care import CareKeys
from segtui.pipeline.preparing.asked_tables import read_by_key
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.searching.search import SearchResult
from segtui.pipeline.segmenting.build_segments import Concluded
from segtui.plan.model import Plan, Search, Segments

Careful = TypeVar("Careful", bound=CareKeys)


def resolve_plan(
    plan: Plan, prepared: PreparedRun, searched: SearchResult, concluded: Concluded, moved: tuple[Path, Path]
) -> Plan:
    """The plan with every default written out; `moved` holds the folder its paths lead from and the one they shall."""
    pins = {source.path: table.reading.path for _, source, table in read_by_key(plan, prepared)}
    pinned = partial(_path, moved=moved, pins=pins)
    derive = tuple(
        (made.carried_out or maker).with_paths(pinned)
        for maker, made in zip(plan.derive, prepared.derived, strict=True)
    )
    use = tuple(dict.fromkeys(c.source for c in prepared.matrix.used))
    here = [family for family in searched.families if family.name in Search.model_fields]
    grids: dict[str, Any] = {family.name: family for family in here}
    names = concluded.segmented.names if concluded.segmented else None
    changes: dict[str, object] = {
        "source": _source(plan.source, prepared.tables[0], moved) if plan.source else None,
        "derive": derive,
        "cohort": tuple(
            one.model_copy(update={"path": pinned(one.path), "as_of": followed.last})
            for one, followed in zip(plan.cohort, prepared.followed, strict=True)
        ),
        "predict": tuple(order.with_paths(pinned) for order in plan.predict),
        "features": plan.features.model_copy(update={"use": use, "aside": prepared.matrix.aside or None}),
        "export": tuple(_suppressing(order, moved) for order in plan.export),
        "push": tuple(_suppressing(order, moved) for order in plan.push),
        "trigger": tuple(_suppressing(each, moved) for each in plan.trigger),
        "write": tuple(order.with_paths(partial(_path, moved=moved)) for order in plan.write),
        "observe": plan.observe and plan.observe.with_paths(partial(_path, moved=moved)),
        "follow": plan.follow and plan.follow.with_paths(partial(_path, moved=moved)),
        "search": Search(sample=plan.sample(), **grids),
    }
    segments = _after(plan.segments, moved)
    if names:
        names_kept = {number: name for number, name in names.items() if number >= 0}
        segments = segments.model_copy(update={"names": names_kept})
    changes["segments"] = segments
    return plan.model_copy(update=changes)


def _source(source: Source, table: Table, moved: tuple[Path, Path]) -> Source:
    reading = table.reading
    known = {c.name for c in reading.columns}
    detected = {
        "path": _path(reading.path, moved),
        "id": table.id if not known or table.id in known else None,
        "encoding": reading.encoding or None,
        "delimiter": reading.delimiter or None,
        "decimal": reading.decimal or None,
        "header": reading.header if reading.delimiter else None,
        "title_rows": reading.title_rows or None,
    }
    return source.model_copy(update={k: v for k, v in detected.items() if v is not None})


def _after(segments: Segments, moved: tuple[Path, Path]) -> Segments:
    """The same, with the way to the previous run from the new folder."""
    previous = _path(segments.previous, moved) if segments.previous is not None else None
    return segments.model_copy(update={"previous": previous})


def _suppressing(order: Careful, moved: tuple[Path, Path]) -> Careful:
    return order.model_copy(update={"suppress": tuple(_path(path, moved) for path in order.suppress)})


def _path(path: str, moved: tuple[Path, Path], pins: Mapping[str, str] | None = None) -> str:
    """A path that led from one folder, leading from another, to the state of a lake's table that was read."""
    old, new = moved
    return source_paths.move_source((pins or {}).get(path, path), old.absolute(), new.absolute())
