"""What a pane is put together from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.workbench.parts.pane import Pane

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench
    from segtui.workbench.store import Store


class PanePart:
    """A part that a pane owns: its view, its editing, its preview. It acts on the pane's widgets and on the plan."""

    def __init__(self, pane: Pane) -> None:
        self.pane = pane

    @property
    def bench(self) -> Bench:
        """The app."""
        return self.pane.bench

    @property
    def store(self) -> Store:
        """What the workbench knows."""
        return self.pane.store
