"""The seven screens, each imported when it is first shown."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Place:
    """A screen's key, its title, and the location of its class."""

    key: str
    title: str

    def load(self) -> type[Any]:
        """The class of the screen, a Pane; it is not named here, for every screen imports that."""
        found: type[Any] = getattr(import_module(f"{__name__}.{self.key}.pane"), f"{self.title}Pane")
        return found

    @property
    def styles(self) -> Path:
        """The path of its styles, beside the screen."""
        return Path(__file__).parent / self.key / "pane.tcss"


SCREENS = tuple(
    Place(title.lower(), title) for title in ("Data", "Profile", "Clean", "Features", "Cluster", "Segments", "Export")
)
