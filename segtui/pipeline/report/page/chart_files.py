"""The pictures of report.html as files of their own, for slides and mails."""

from __future__ import annotations

from typing import Literal

from segtui.language.figures import localised
from segtui.pipeline.report.page.pictures import Picture
from widgets.charts.png import png
from widgets.charts.scale import written_by
from widgets.charts.svg import standalone

FOLDER = "charts"


ImageForm = Literal["svg", "png"]


def draw(picture: Picture, form: ImageForm) -> bytes:
    """The picture as a file of its own; the same picture makes the same bytes, but for PNG with letters that only the
    system's fonts have."""
    with written_by(localised):
        return png(picture.chart) if form == "png" else standalone(picture.chart).encode()
