"""Parsed cells: the usable value, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

Reader = Callable[[str], tuple[str | None, str | None]]
"""Takes one text and returns the value in normal form, or None and what is wrong with it."""


@dataclass(frozen=True)
class ParsedContacts:
    """Two text columns: `values`, null where empty or unusable; `faults`, null unless the cell is unusable."""

    values: pl.Series
    faults: pl.Series


def each_distinct(cells: pl.Series, reader: Reader) -> ParsedContacts:
    """Parse every distinct text of `cells` once; blank cells are empty, which is not a fault."""
    trimmed = trim(cells)
    texts = trimmed.drop_nulls().unique(maintain_order=True)
    read = [reader(text) for text in texts]
    return ParsedContacts(
        looked_up(trimmed, texts, [value for value, _ in read]), looked_up(trimmed, texts, [fault for _, fault in read])
    )


def looked_up(cells: pl.Series, texts: pl.Series, values: list[str | None]) -> pl.Series:
    """The value of each cell, given the `values` of the distinct `texts`."""
    return cells.replace_strict(texts, pl.Series(values, dtype=pl.String), default=None, return_dtype=pl.String)


def trim(cells: pl.Series) -> pl.Series:
    """Text without outer blanks, with runs of blanks collapsed, composed (NFC); empty text is null."""
    text = pl.col("").str.normalize("NFC").str.replace_all(r"[\s\x{00a0}\x{200b}\x{feff}]+", " ").str.strip_chars(" ")
    return cells.alias("").to_frame().select(pl.when(text != "").then(text).alias("")).to_series().alias(cells.name)


def matching(cells: pl.Series, pattern: str, fault: str) -> ParsedContacts:
    """Trimmed cells that fully match a pattern; the others are faults with that wording."""
    trimmed = trim(cells)
    fits = trimmed.str.contains(f"^(?:{pattern})$")
    frame = pl.DataFrame({"cell": trimmed, "fits": fits})
    values = frame.select(pl.when("fits").then("cell")).to_series().cast(pl.String)
    faults = frame.select(pl.when(~pl.col("fits")).then(pl.lit(fault))).to_series().cast(pl.String)
    return ParsedContacts(values, faults)
