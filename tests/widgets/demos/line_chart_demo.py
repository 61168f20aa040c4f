"""Inertia and silhouette by k, as an elbow chart shows them."""

import sys
from collections.abc import Sequence

from textual.app import App, ComposeResult

from widgets.line.chart import LineChart
from widgets.line.series import Series

KS = tuple(range(2, 13))
INERTIA = Series("inertia", KS, (8123, 5480, 3913, 2601, 2280, 2043, 1875, 1702, 1598, 1511, 1440))
SILHOUETTE = Series(
    "silhouette", KS, (0.31, 0.36, 0.42, 0.51, 0.47, 0.41, 0.38, 0.33, 0.31, 0.30, 0.27), error=(0.02,) * len(KS)
)


class LineChartDemo(App[None]):
    def __init__(
        self,
        series: Sequence[Series] = (INERTIA, SILHOUETTE),
        chosen: float | None = 5,
        *,
        shared: bool = False,
        ascii: bool = False,
    ) -> None:
        super().__init__()
        self.chart = LineChart(series, chosen, x_label="k", shared=shared, ascii=ascii)
        self.heard: list[LineChart.Moved] = []

    def compose(self) -> ComposeResult:
        yield self.chart

    def on_line_chart_moved(self, event: LineChart.Moved) -> None:
        self.heard.append(event)

    def on_line_chart_chosen(self, event: LineChart.Chosen) -> None:
        self.heard.append(event)


if __name__ == "__main__":
    LineChartDemo(ascii="--ascii" in sys.argv).run()
