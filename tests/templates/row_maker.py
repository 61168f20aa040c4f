"""How long the text of a column is.

A template: copy it to segtui/features/makers/NAME.py and fill in what is yours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

import polars as pl

from segtui.errors import Fault, PlanError
from segtui.features.maker import Derived
from segtui.features.row_maker import RowMaker
from segtui.language.translation import to_translate
from segtui.libraries.columns import col


class Length(RowMaker):
    """How many characters the text of a column has."""

    always_adds: ClassVar[tuple[str, ...]] = ("text_length",)

    kind: Literal["length"]
    """Lengths of text."""
    column: str
    """The column of text."""

    def output_columns(self) -> tuple[str, ...]:
        """The column, whatever the settings."""
        return self.always_adds

    def labels(self) -> dict[str, str]:
        """What people call it."""
        return {"text_length": to_translate("length of text")}

    def columns_read(self) -> Mapping[str, Sequence[str]]:
        """The column of text, named by the key `column`."""
        return {"column": (self.column,)}

    def fit_transform(self, frame: pl.DataFrame, key: str) -> Derived:
        """One row per row of the frame, in its order; no text has no length."""
        if frame.schema[self.column] != pl.String:
            raise PlanError([Fault(f"{key}.column", f'"{self.column}" is not text', "choose a column of text")])
        return Derived(frame.select(text_length=col(self.column).str.len_chars().cast(pl.Int64)), "", carried_out=self)
