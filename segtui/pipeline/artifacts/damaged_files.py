"""The files of a run that can't be read, found while the others are worked on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from segtui.boundary import foreign
from segtui.errors import DataError, UsageError
from segtui.pipeline.artifacts.run_json import damaged


class Broken:
    """Why each damaged file can't be read, by its path inside the run's folder, relative to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files: dict[str, str] = {}

    @contextmanager
    def passing(self, place: Path) -> Iterator[None]:
        """Go on behind the block where a file turns out to be damaged; a full disk and the like are raised."""
        try:
            with foreign(damaged(place), writes=place.parent):
                yield
        except (DataError, UsageError) as error:
            named = Path(error.where) if error.where else place
            at = named if named.is_relative_to(self._folder) else place
            name = at.relative_to(self._folder).as_posix() if at.is_relative_to(self._folder) else str(at)
            self.files.setdefault(name, error.what)
