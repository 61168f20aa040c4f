"""Runs Python with files dropped into the packages of declared things, as if they were part of segtui.

All processes are forked from one that has the libraries loaded, for most of their time would go into that.
"""

import shutil
from functools import cached_property
from pathlib import Path

from tests.nursery import Nursery
from tests.quick_runs import without_resamples

TEMPLATES = Path(__file__).parents[1] / "templates"
PACKAGES = {
    "algorithm": "segtui.clustering.algorithms",
    "step": "segtui.cleaning.steps",
    "maker": "segtui.features.makers",
    "target": "segtui.delivery.export.targets",
    "reader": "segtui.data.readers",
}
_SITE = """
import importlib.abc, importlib.machinery, sys
from pathlib import Path
PLACE = Path(__file__).parent


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if (PLACE / name).is_dir():
            found = importlib.machinery.PathFinder.find_spec(name, path, target)
            found.submodule_search_locations.append(str(PLACE / name))
            return found


sys.meta_path.insert(0, Finder())
"""


class Added:
    """A folder to work in, whose processes have the added files in their packages; their children too."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def add(self, kind: str, file: Path) -> None:
        """Drop a file into the package of its kind; before the first process."""
        (self.place / "site" / PACKAGES[kind]).mkdir(parents=True, exist_ok=True)
        shutil.copy(file, self.place / "site" / PACKAGES[kind] / f"added_{file.name}")
        (self.place / "site" / "sitecustomize.py").write_text(_SITE)

    def working_in(self, place: Path) -> "Added":
        """The same processes in another folder, for a module whose files stand there only once."""
        other = Added(place)
        other._nursery = self._nursery
        return other

    def python(self, script: Path, *arguments: str) -> str:
        """Run a file of Python in the folder; what it prints."""
        return self._run("script", (str(script), *arguments), 0)

    def segtui(self, *arguments: str, status: int = 0) -> str:
        """Run a command of segtui there; what it prints, with its errors where it is to fail with this exit code."""
        return self._run("command", (*arguments, *without_resamples(arguments, self.place)), status)

    def close(self) -> None:
        """End the process that the others are forked from."""
        self._nursery.close()

    @cached_property
    def _nursery(self) -> Nursery:
        homes = {name: str(self.place / "home") for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME")}
        root = str(Path(__file__).parents[2])
        return Nursery({**homes, "PYTHONPATH": f"{self.place / 'site'}:{root}"})

    def _run(self, what: str, arguments: tuple[str, ...], status: int) -> str:
        done = self._nursery.run(arguments, self.place, what=what)
        told, errors = done.stdout.decode(), done.stderr.decode()
        assert done.returncode == status, told + errors
        return told + (errors if status else "")
