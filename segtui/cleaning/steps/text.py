"""Normalizes text: blanks, case, Unicode, accents."""

from __future__ import annotations

from typing import ClassVar, Literal

import polars as pl

from segtui.cleaning.diff import cells_changed
from segtui.cleaning.select_columns import choose, is_text
from segtui.cleaning.step import Columns, Step, StepResult
from segtui.libraries.columns import col


class Text(Step):
    """Normalize text: whitespace, case, Unicode, accents."""

    deals_with: ClassVar[tuple[str, ...]] = (
        "date_formats",
        "codes_as_numbers",
        "numbers_and_words",
        "spellings",
    )

    step: Literal["text"] = "text"
    columns: Columns
    """The text columns, as names or globs; "*" is every text column except the id."""
    trim: bool = True
    """Remove blanks at the ends and collapse runs of blanks; a cell of only blanks becomes empty."""
    case: Literal["keep", "lower", "upper", "title"] = "keep"
    """The case to convert letters to."""
    unicode: Literal["keep", "NFC", "NFKC"] = "NFC"
    """The Unicode form: NFC makes every é the same, NFKC also turns ﬁ into fi."""
    accents: Literal["keep", "remove"] = "keep"
    """Whether to keep accents, or turn é into e."""

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Rewrite the cells, including those of the id if it is named."""
        names = choose(self.columns, frame, is_text, "text", common=lambda c: is_text(c) and c.name != id)
        after = frame.with_columns(self._formed(col(name)) for name in names)
        return StepResult(after, tuple(names), cells_changed(frame, after, names))

    def _formed(self, cell: pl.Expr) -> pl.Expr:
        if self.unicode != "keep":
            cell = cell.str.normalize(self.unicode)
        if self.accents == "remove":
            cell = cell.str.normalize("NFD").str.replace_all(r"\p{Mn}", "").str.normalize("NFC")
        if self.trim:
            cell = cell.str.replace_all(r"\s+", " ").str.strip_chars()
            cell = pl.when(cell != "").then(cell)
        forms = {"lower": cell.str.to_lowercase, "upper": cell.str.to_uppercase, "title": cell.str.to_titlecase}
        return forms[self.case]() if self.case in forms else cell
