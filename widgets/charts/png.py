"""Charts as PNG: twice as large as the SVG, with a font of their own, so that every machine makes the same bytes."""

from __future__ import annotations

from pathlib import Path

from widgets.charts.chart import Chart
from widgets.charts.svg import FONT, standalone

_FILE = Path(__file__).parent / "font" / "charts.ttf"
_COVERED = ((0x20, 0x24F), (0x370, 0x3FF), (0x400, 0x45F), (0x1E00, 0x206F), (0x20A0, 0x20BF), (0x2190, 0x2193))
_SIGNS = "−≈≠≤≥"


def png(chart: Chart) -> bytes:
    """The chart as a picture file. Letters that the font lacks come from the system's fonts, where it has any."""
    import resvg_py

    drawn = standalone(chart)
    return resvg_py.svg_to_bytes(
        svg_string=drawn,
        skip_system_fonts=all(map(_is_covered, set(drawn) - {"\n"})),
        font_files=[str(_FILE)],
        font_family=FONT,
        sans_serif_family=FONT,
        zoom=2.0,
    )


def _is_covered(letter: str) -> bool:
    return letter in _SIGNS or any(low <= ord(letter) <= high for low, high in _COVERED)
