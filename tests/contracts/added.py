"""Runs Python with files dropped into the packages of declared things, as if they were part of segtui."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PACKAGES = {
    "algorithm": "segtui.clustering.algorithms",
    "step": "segtui.cleaning.steps",
    "maker": "segtui.features.makers",
    "target": "segtui.export.targets",
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


@dataclass(frozen=True)
class Added:
    """A folder to work in, whose processes have the added files in their packages; their children too."""

    place: Path

    def add(self, kind: str, file: Path) -> None:
        """Drop a file into the package of its kind."""
        (self.place / "site" / PACKAGES[kind]).mkdir(parents=True, exist_ok=True)
        shutil.copy(file, self.place / "site" / PACKAGES[kind] / f"added_{file.name}")
        (self.place / "site" / "sitecustomize.py").write_text(_SITE)

    def python(self, *arguments: str, status: int = 0) -> str:
        """Run Python in the folder; what it prints, with its errors where it is to fail with this exit code."""
        homes = {name: str(self.place / "home") for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME")}
        root = str(Path(__file__).parents[2])
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.place,
            env={**os.environ, **homes, "PYTHONPATH": f"{self.place / 'site'}:{root}"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + (done.stderr if status else "")

    def segtui(self, *arguments: str, status: int = 0) -> str:
        """Run a command of segtui there."""
        return self.python("-m", "segtui", *arguments, status=status)
