"""The table of the file: reports when it is filtered, and returns the cells of the visible rows."""

from __future__ import annotations

from typing import ClassVar

import polars as pl
from textual.binding import BindingType
from textual.message import Message

from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.libraries.columns import col
from widgets.frame.keys import told_keys
from widgets.frame.table import FrameTable
from widgets.frame.view import Condition


class FileRows(FrameTable, inherit_bindings=False):
    """The rows of the file. Sorting and filtering only change the view, not the plan."""

    HELP_TITLE = "Rows"
    HELP = "The rows of the file. Sorting and filtering only change the view, not the plan."
    BINDINGS: ClassVar[list[BindingType]] = told_keys("row", "Show the whole row beside the table")

    class Cut(Message):
        """The set of visible rows changed."""

    @property
    def cut(self) -> str:
        """How many rows are shown, if not all: "showing 916 of 2,000 rows"."""
        view = self.view
        return (
            tell("showing {some:,} of {all:,} rows", some=view.height, all=view.frame.height) if view.filtered else ""
        )

    def cells(self, column: str) -> pl.Series:
        """The cells of a column in the rows shown, in their order."""
        return self.view.take(0, self.view.height, [column]).get_column(column)

    def filter(self, condition: Condition | None, label: str = "") -> None:
        """Show the rows where a condition is true, and report it."""
        super().filter(condition, label)
        self.post_message(self.Cut())

    def narrow(self, condition: pl.Expr, label: str) -> None:
        """Show fewer rows, and report it."""
        super().narrow(condition, label)
        self.post_message(self.Cut())

    def only(self, column: str, value: object, said: str) -> None:
        """Show the rows with this value in a column, None for an empty cell, and go to the column."""
        same = col(column).eq_missing(pl.lit(value))
        if self.frame is not None and isinstance(self.frame.schema.get(column), pl.Datetime) and value is not None:
            same = col(column).dt.truncate("1s") == pl.lit(value)  # the profile has times to the second
        try:
            self.filter(same, f"{column} = {said}" if value is not None else tell("{column} is empty", column=column))
        except (pl.exceptions.PolarsError, TypeError):
            self.say(_("These values can't be compared."))
            return
        self.jump(column)
        self.focus()

    def only_text(self, column: str, text: str) -> None:
        """The same for a value in text, as the profile has it."""
        from segtui.cleaning.cell_values import as_kind

        if self.frame is not None and column in self.frame.columns:
            self.only(column, as_kind(text, self.frame.get_column(column)), text)
