"""The pictures of report.html as files of their own, for slides and mails."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from segtui.pipeline.report.page.pictures import Picture
from segtui.publishing.private import private_folder
from widgets.charts.png import png
from widgets.charts.svg import standalone

FOLDER = "charts"


def write_charts(folder: Path, pictures: Sequence[Picture], form: Literal["svg", "png"]) -> list[Path]:
    """Write each picture to the folder, which is made: `sizes.svg`, `map.svg` and so on; the files. Raises OSError.

    The same pictures make the same bytes, but for PNG with letters that only the system's fonts have.
    """
    if pictures:
        private_folder(folder)
    written = []
    for picture in pictures:
        written.append(folder / f"{picture.name}.{form}")
        drawn = png(picture.chart) if form == "png" else standalone(picture.chart).encode()
        written[-1].write_bytes(drawn)
    return written
