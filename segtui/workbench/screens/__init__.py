"""The seven screens, each imported when it is first shown."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segtui.workbench.pane import Pane


@dataclass(frozen=True)
class Place:
    """A screen's key, its title, and where its class is found."""

    key: str
    title: str
    module: str
    name: str

    def load(self) -> type[Pane]:
        """The class of the screen."""
        found: type[Pane] = getattr(import_module(self.module), self.name)
        return found


SCREENS = tuple(
    Place(title.lower(), title, f"segtui.workbench.screens.{title.lower()}", f"{title}Pane")
    for title in ("Data", "Profile", "Clean", "Features", "Cluster", "Segments", "Export")
)
