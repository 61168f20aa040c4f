"""Three searches, one of them not valid."""

from textual.app import App, ComposeResult
from textual.widgets import Label

from widgets.inputs.range_input import RangeInput


class RangeInputDemo(App[None]):
    CSS = "Label { padding: 1 1 0 1; } RangeInput { max-width: 60; }"

    def __init__(
        self, k: str = "2..12", eps: str = "auto", size: str = "100..10 step 10", *, compact: bool = False
    ) -> None:
        super().__init__()
        self.texts, self.compact = (k, eps, size), compact
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        k, eps, size = self.texts
        yield Label("k")
        yield RangeInput(k, minimum=1, maximum=50, compact=self.compact, id="k")
        yield Label("eps")
        yield RangeInput(eps, integer=False, minimum=0, above=True, auto=True, compact=self.compact, id="eps")
        yield Label("min_cluster_size")
        yield RangeInput(size, minimum=2, compact=self.compact, id="size")

    def on_range_input_changed(self, event: RangeInput.Changed) -> None:
        self.heard.append((event.control.id, event.values))


if __name__ == "__main__":
    RangeInputDemo().run()
