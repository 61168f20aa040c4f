"""Correlations of a table: Pearson's r of every pair of columns."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from segtui.engine.transport.messages.payloads import TableProfile
from segtui.language.sentences import tell, tell_counted
from segtui.libraries.columns import cols
from widgets.heatmap.heatmap import Heatmap
from widgets.plain.static import Static

SAMPLE = 50_000
FEW = 3
"""Pairs with fewer rows in common have no correlation."""


class Correlations(Vertical):
    """The heatmap; posts `Correlations.Chosen` for the column of the row where Enter is pressed."""

    HELP_TITLE = "Correlations"
    HELP = "Correlations of the numeric columns, from -1 to 1."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,c", "leave", "back", id="correlations.leave", tooltip="Back to the columns"),
    ]

    class Chosen(Message):
        """A column was chosen."""

        def __init__(self, column: str) -> None:
            super().__init__()
            self.column = column

    class Left(Message):
        """Back to the columns."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="profile-correlations")
        self._ascii = ascii
        self._names: list[str] = []

    def compose(self) -> ComposeResult:
        """A heading over the heatmap."""
        yield Static(id="profile-correlations-title", classes="heading", markup=False)
        yield Heatmap(id="profile-heatmap", limits=(-1, 1), ascii=self._ascii)

    @work(group="profile.correlations", exclusive=True)
    async def show(self, place: str, names: list[str]) -> None:
        """Show the correlations of the named columns of the Arrow file at `place`."""
        frame = await asyncio.to_thread(pl.read_ipc, place)
        values, used = await asyncio.to_thread(correlations, frame, names)
        part = (
            tell("{some:,} of {all:,} rows", some=used, all=frame.height)
            if used < frame.height
            else tell_counted("{count:,} row", "{count:,} rows", used)
        )
        said = tell("Pearson's correlation of {count} columns over {rows}", count=len(names), rows=part)
        self._names = names
        self.query_one("#profile-correlations-title", Static).update(said)
        heatmap = self.query_one(Heatmap)
        heatmap.heading = said
        heatmap.show(values, names, names, limits=(-1, 1))
        heatmap.focus()

    def on_heatmap_cell_selected(self, event: Heatmap.CellSelected) -> None:
        """Go to the column of the row."""
        event.stop()
        self.post_message(self.Chosen(self._names[event.row]))

    def action_leave(self) -> None:
        """Back to the columns."""
        self.post_message(self.Left())


def measured(profile: TableProfile, id: str) -> list[str]:
    """The columns that are numbers, vary, and are not an id."""
    return [
        c["name"]
        for c in profile["columns"]
        if c["kind"] in ("integer", "number")
        and c["distinct"] > 1
        and c["name"] != id
        and not any(a["code"] == "id_like" for a in c["alerts"])
    ]


def correlations(frame: pl.DataFrame, names: list[str]) -> tuple[NDArray[np.float64], int]:
    """Pearson's r of every pair over the rows that have both (n × n, NaN where it is not known), and the rows used.

    Of more than 50,000 rows as many are taken, evenly spread.
    """
    rows = frame.height
    chosen = np.unique(np.linspace(0, rows - 1, min(rows, SAMPLE)).astype(np.int64)) if rows else np.arange(0)
    picked = frame.select(cols(names).gather(chosen).cast(pl.Float64))
    x = np.column_stack([picked.get_column(n).fill_null(float("nan")).to_numpy() for n in names])
    return _pairwise(np.where(np.isfinite(x), x, np.nan)), len(chosen)


def _pairwise(x: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(x)
    count = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(known, x - np.where(known, x, 0).sum(axis=0) / count, 0.0)
        z = np.nan_to_num(z / np.sqrt(np.square(z).sum(axis=0)))
        m = known.astype(np.float64)
        n, sums, squares = m.T @ m, z.T @ m, np.square(z).T @ m
        spread = np.sqrt((squares - sums**2 / n) * (squares.T - sums.T**2 / n))
        r = np.clip((z.T @ z - sums * sums.T / n) / spread, -1.0, 1.0)
    return np.where(n >= FEW, r, np.nan)
