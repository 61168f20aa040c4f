"""Bars are as long as their values, and more of them than there are rows are scrolled to."""

import asyncio

from textual.app import App

from widgets.bars.bar_chart import BarChart
from widgets.charts.chart import Bar, BarFigure


class Bars(App):
    def compose(self):
        yield BarChart(ascii=True)


def lines(chart):
    return ["".join(segment.text for segment in row).rstrip() for row in chart.draw(24, 2)]


def test_a_bar_is_as_long_as_its_value_is_of_the_largest():
    async def tell():
        async with Bars().run_test(size=(24, 2)) as pilot:
            chart = pilot.app.query_one(BarChart)
            assert lines(chart) == ["nothing to draw yet"]
            figure = BarFigure("steps", (Bar("view", 100.0), Bar("cart", 50.0), Bar("buy", 0.0)))
            chart.show(figure)
            assert chart.figure() is figure
            first, second = lines(chart)
            assert first.endswith(" 100") and first.startswith("view #")
            assert abs(first.count("#") - 2 * second.count("#")) <= 1
            chart.focus()
            await pilot.press("j", "j", "j")
            assert [line.split()[0] for line in lines(chart)] == ["cart", "buy"]

    asyncio.run(tell())
