"""How to draw: with which characters, how many colours, and in the styles of the theme."""

from dataclasses import dataclass

from rich.style import Style

from widgets.drawing.palette import NOISE, Colours, group_style


@dataclass(frozen=True)
class DrawingLook:
    """What a drawing needs to know of its surroundings; the styles are the theme's, by the part they are for."""

    text: Style
    axis: Style
    dim: Style
    title: Style
    bar: Style
    second: Style
    cursor: Style
    ascii: bool = False
    colours: Colours = "full"
    dark: bool = True

    @property
    def glyphs(self) -> bool:
        """Whether cells show their group's glyph, braille or colour not being there to tell it."""
        return self.ascii or self.colours == "none"

    def group(self, label: int, count: int) -> Style:
        """The style of a group."""
        if self.colours == "none":
            return self.dim if label == NOISE else self.text
        return group_style(label, count, self.colours == "ansi16", dark=self.dark)
