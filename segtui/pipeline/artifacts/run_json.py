"""The JSON of a finished run, read back: what it must say for the run to be one, and which files are damaged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from segtui.errors import DataError, UsageError
from segtui.features.scaled_matrix.components import Components
from segtui.features.scaled_matrix.scaling import Scaling
from segtui.language.sentences import say
from segtui.libraries.boundary import data, foreign

_MOST = 2**31
_Kinds = Mapping[str, type | tuple[type, ...]]
_MANIFEST: _Kinds = {"inputs": dict, "outputs": dict, "chosen": (dict, type(None))}
_MODEL: _Kinds = {
    **{"id_column": str, "segment_column": str, "algorithm": str},
    **{"parameters": dict, "columns": list, "segments": list},
}


def damaged(place: Path) -> Callable[[str], DataError]:
    """The error for a file of a run that can't be read, from the reason."""
    return data(say("can't be read"), str(place), say("restore the file from a backup, or run the plan again"))


def read_object(place: Path, kinds: _Kinds | None = None) -> dict[str, Any]:
    """A JSON file of a run that holds an object with values of the `kinds`; raises DataError for any other."""
    with foreign(damaged(place)):
        found = json.loads(place.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise damaged(place)("it does not contain a JSON object")
    if missing := [name for name, kind in (kinds or {}).items() if not isinstance(found.get(name, ""), kind)]:
        raise damaged(place)(f"it lacks {', '.join(missing)}")
    return found


def read_manifest(place: Path) -> dict[str, Any]:
    """run.json; raises DataError if it is damaged or incomplete."""
    found = read_object(place, _MANIFEST)
    with foreign(damaged(place)):
        {name: int(count) for name, count in found.get("rows", {}).items()}
    return found


def read_model(place: Path) -> dict[str, Any]:
    """model.json; raises DataError if it is damaged or lacks what assigning rows needs."""
    found = read_object(place, _MODEL)
    with foreign(damaged(place)):
        for each in found["columns"]:
            each["name"].strip()
            if not (isfinite(Scaling(**each).shift) and isfinite(each["scale"])):
                raise ValueError(f"the scaling of {each['name']} is not a finite number")
        np.array(found.get("gower", ()), dtype=np.float64)
        if "components" in found and Components.of_facts(found["components"]).directions.shape[1] != len(
            found["columns"]
        ):
            raise ValueError("it has another number of components than columns")
        for each in found["segments"]:
            each["name"].strip()
            if not -1 <= int(each["segment"]) < _MOST:
                raise ValueError(f"invalid segment number {each['segment']}")
    return found


class BrokenRunError:
    """Why each damaged file can't be read, by its path inside the run's folder, relative to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files: dict[str, str] = {}

    @contextmanager
    def passing(self, place: Path) -> Iterator[None]:
        """Skip the block if a file turns out to be damaged; a full disk and the like are raised."""
        try:
            with foreign(damaged(place), writes=place.parent):
                yield
        except (DataError, UsageError) as error:
            named = Path(error.where) if error.where else place
            at = named if named.is_relative_to(self._folder) else place
            name = at.relative_to(self._folder).as_posix() if at.is_relative_to(self._folder) else str(at)
            self.files.setdefault(name, error.what)
