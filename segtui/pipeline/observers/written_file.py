"""A file that a command wrote, as observers are told of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from segtui.pipeline.observers.observer import Dataset
from segtui.pipeline.observers.open_lineage.dataset_names import file_dataset


def written_file(place: Path, rows: int | None) -> Dataset:
    """Its place, its bytes if it is there, and its rows."""
    return replace(file_dataset(place), rows=rows, size=size_of_file(place))


def size_of_file(place: Path) -> int | None:
    """The bytes of a file; None where there is none."""
    try:
        return place.stat().st_size
    except OSError:
        return None
