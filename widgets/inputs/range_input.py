"""An input for the numbers of a search, "2..12", that says what it reads while it is typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip
from textual.validation import Function
from textual.widgets import Input

from widgets.inputs.number_ranges import NumberGrammar, Values, show
from widgets.words import tell


class RangeInput(Input):
    """One line of numbers: "2..12", "10..100 step 10", "5, 10, 20", "0.5, 0.8", "auto".

    The line below says what is meant ("11 values: 2, 3, 4 … 12") or what is wrong with it.
    Up and down nudge the upper end.

        yield RangeInput("2..12", minimum=1, maximum=50, id="k")
        yield RangeInput("auto", integer=False, minimum=0, above=True, auto=True, id="eps")

        def on_range_input_changed(self, event: RangeInput.Changed) -> None:
            if event.values is not None:  # None while it is not valid
                self.search(event.values)
    """

    HELP_TITLE = "Numbers"
    HELP = "Numbers or ranges, such as 2..12, 10..100 step 10, or 5, 10, 20."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "nudge(1)", "Raise", tooltip="Raise the upper end by a step", id="range.up", show=False),
        Binding("down", "nudge(-1)", "Lower", tooltip="Lower the upper end by a step", id="range.down", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"range-input--reading", "range-input--error"}
    DEFAULT_CSS = """
    RangeInput {
        height: 4;
        &.-textual-compact { height: 2; }
        & > .range-input--reading { color: $text-muted; }
        & > .range-input--error { color: $text-error; text-style: bold; }
        &:ansi > .range-input--reading { color: ansi_default; text-style: dim; }
        &:ansi > .range-input--error { color: ansi_red; }
    }
    """

    @dataclass
    class Changed(Input.Changed):
        """Posted when the text changes; `values` is None while the text is not valid."""

        values: Values | None = field(init=False, default=None)

        def __post_init__(self) -> None:
            super().__post_init__()
            assert isinstance(self.input, RangeInput)
            self.values = self.input.values

    def __init__(
        self,
        value: str = "",
        *,
        integer: bool = True,
        minimum: float | None = None,
        maximum: float | None = None,
        above: bool = False,
        auto: bool = False,
        compact: bool = False,
        placeholder: str | None = None,
        **input_arguments: Any,
    ) -> None:
        """Numbers from `minimum` (or `above` it) to `maximum`; whole ones if `integer`; "auto" too if `auto`."""
        self.grammar = NumberGrammar(integer, minimum, maximum, above, auto)
        hint = self.grammar.example if placeholder is None else placeholder
        validator = Function(lambda text: not self._fault(text), "not a range")
        super().__init__(
            value, placeholder=hint, compact=compact, validators=[validator], select_on_focus=False, **input_arguments
        )
        self.cursor_blink = False  # a blinking cursor sends bytes while idle

    @property
    def values(self) -> Values | None:
        """The numbers that are written, or "auto"; None if the text is not valid."""
        try:
            return self.grammar.read(self.value)
        except ValueError:
            return None

    @property
    def error(self) -> str:
        """What is wrong with the text, in a sentence; empty if it is valid."""
        return self._fault(self.value)

    def _fault(self, text: str) -> str:
        try:
            self.grammar.read(text)
        except ValueError as error:
            return str(error)
        return ""

    def action_nudge(self, direction: int) -> None:
        """Move the upper end by one step, as far as it is allowed."""
        self.value = self.grammar.nudge(self.value, direction)
        self.cursor_position = len(self.value)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The text and the sentence below it."""
        return 2

    def render_line(self, y: int) -> Strip:
        """The text, and below it what it is read as."""
        if y != 1:
            return super().render_line(y)
        width = self.scrollable_content_region.width
        style = self.get_component_rich_style("range-input--error" if self.error else "range-input--reading")
        sentence = f"{'! ' if self.error else ''}{self.error or self._reading()}"
        if len(sentence) > width:
            sentence = sentence[: max(0, width - 1)] + "…"
        return Strip([Segment(set_cell_size(sentence, width), style)], width).apply_style(self.rich_style)

    def _reading(self) -> str:
        values = self.values
        if values is None or values == "auto":
            return tell("chosen from the data")
        if len(values) == 1:
            return tell("1 value")
        shown = [show(v) for v in (values if len(values) <= 4 else values[:3])]
        tail = f" … {show(values[-1])}" if len(values) > 4 else ""
        return tell("{count:,} values: {values}", count=len(values), values=", ".join(shown) + tail)
