"""Numbers written as text: signs, thousands, decimal marks, currencies and percentages."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from segtui.data.table import WrittenAs
from segtui.data.types.cell_kind import plain_digits
from segtui.data.types.number_cells import SHARES, read_both_ways, same_unit


@dataclass(frozen=True)
class ParsedNumbers:
    """A column parsed as numbers.

    `values`: Float64, null where the cell is null or unread; `units`: String, the unit beside each number.
    `unread`: Boolean, the cells that are not a number. `decimal`: the mark that settles "1,234", "" where no cell
    has a mark. `marks`: cells that show their decimal mark beyond doubt, by mark. `ambiguous`: cells such as
    "1,234" that nothing else in the column settles. `unit`: the one unit of the column, else "".
    `unit_counts`: cells by unit as spelled; `mixed_units`: whether they are more than one unit.
    `whole`: whether no cell has a decimal mark or an exponent. `written_as`: amount, percent, decimal comma or "".
    """

    values: pl.Series
    units: pl.Series
    unread: pl.Series
    decimal: str
    marks: dict[str, int]
    ambiguous: int
    unit: str
    unit_counts: dict[str, int]
    mixed_units: bool
    whole: bool
    written_as: WrittenAs


def parse_numbers(cells: pl.Series, *, decimal: str | None = None, values: pl.Series | None = None) -> ParsedNumbers:
    """Reads `cells` (String, null words already null) as numbers.

    A percentage keeps the number as written: "12 %" is 12.0 with the unit "%". "(1,200)" and "5-" are negative.
    Blanks, apostrophes and the mark that isn't the decimal one may group thousands, by three (also 1,23,456).
    A cell that can be read in one way only ("1.234,50", "12,5", "0,123") is read that way. "1,234" and "1.234",
    which can be read in two, follow `decimal`, else what most cells with the same unit on the same side show; where
    none does, an amount of money is taken for thousands, and other numbers follow the column, else ".".
    "inf", "-inf" and "Infinity" are infinities; "nan" is null and not unread. `values`: all cells cast to Float64, if
    that is known.
    """
    plain = _plain(cells, decimal, cells.cast(pl.Float64, strict=False) if values is None else values)
    return plain if plain is not None else _written(cells, decimal)


_EITHER = r"^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$"


def _plain(cells: pl.Series, decimal: str | None, values: pl.Series) -> ParsedNumbers | None:
    """The quick way, for a column that needs no more than a cast, its `values`; None when it needs more."""
    if values.null_count() != cells.null_count():
        return None
    marked = int(cells.str.contains(".", literal=True).sum())
    either = int(cells.str.contains(_EITHER).sum()) if marked else 0
    if either and decimal == ",":
        return None
    dots = marked - either
    return ParsedNumbers(
        values=values.fill_nan(None),
        units=pl.repeat(None, len(cells), dtype=pl.String, eager=True),
        unread=pl.repeat(False, len(cells), dtype=pl.Boolean, eager=True),
        decimal="." if either + dots else "",
        marks={".": dots} if dots else {},
        ambiguous=either if not dots and decimal is None else 0,
        unit="",
        unit_counts={},
        mixed_units=False,
        whole=not marked and not cells.str.contains("[eE]").any(),
        written_as="",
    )


def _written(cells: pl.Series, decimal: str | None) -> ParsedNumbers:
    """The thorough way: every cell read with either mark, then the mark chosen for each way of writing."""
    frame = _styled(read_both_ways(plain_digits(cells)))
    dot, comma, body = pl.col("dot"), pl.col("comma"), pl.col("body")
    dots, commas, grouped, either = frame.select(
        pl.col("dots").sum(),
        pl.col("commas").sum(),
        body.str.contains("[0-9][ '][0-9]").any().alias("grouped"),
        pl.col("differ").any().alias("either"),
    ).row(0)
    mark = decimal or ("," if commas > dots else ".")
    choice = pl.lit(decimal) if decimal else pl.coalesce("own", pl.when("money").then(pl.lit("groups")), pl.lit(mark))
    chosen_comma = (choice == ",") | ((choice == "groups") & (comma.abs() > dot.abs()))
    by_comma = comma.is_not_null() & (dot.is_null() | (pl.col("differ") & chosen_comma))
    value = pl.when(by_comma).then(comma).otherwise(dot).fill_nan(None)
    read = frame.select(
        value.alias("value"),
        pl.when(value.is_not_null()).then("unit").alias("unit"),
        (pl.col("cell").is_not_null() & value.is_null() & ~body.str.contains("(?i)^[+-]?nan$")).alias("unread"),
        pl.when(value.is_not_null())
        .then(~pl.when(by_comma).then(body.str.contains("[,eE]")).otherwise(body.str.contains("[.eE]")))
        .alias("whole"),
        (by_comma & body.str.contains(",", literal=True)).alias("by_comma"),
        (pl.col("differ") & pl.col("unsettled")).alias("open"),
    )
    counts = dict(sorted(read["unit"].drop_nulls().value_counts().rows(), key=lambda row: (-row[1], row[0])))
    unit = same_unit(counts)
    unsettled = decimal is None and bool(dots) == bool(commas)
    return ParsedNumbers(
        values=read["value"].alias(cells.name),
        units=read["unit"],
        unread=read["unread"],
        decimal=mark if either or dots or commas else "",
        marks={m: n for m, n in ((".", dots), (",", commas)) if n},
        ambiguous=int(read["open"].sum()) if unsettled else 0,
        unit=unit or "",
        unit_counts=counts,
        mixed_units=unit is None,
        whole=bool(read["whole"].all()),
        written_as=_written_as(counts, bool(read["by_comma"].any()), bool(grouped or either)),
    )


def _styled(frame: pl.DataFrame) -> pl.DataFrame:
    """With what the cells of each way of writing (unit, and where it stands) show of their decimal mark.

    `differ`: the cell could be read with either mark; `dots`, `commas`: it shows its mark; `own`: the mark that most
    cells of its way of writing show; `money`: it has a currency, so that three digits behind a mark are thousands
    unless `own` says otherwise; `unsettled`: nothing of this decides for it.
    """
    dot, comma, unit = pl.col("dot"), pl.col("comma"), pl.col("unit")
    style = pl.concat_str(unit.fill_null(""), pl.col("cell").str.starts_with(unit).fill_null(False).cast(pl.String))
    dots, commas = pl.col("dots").sum().over("style"), pl.col("commas").sum().over("style")
    return frame.with_columns(
        style.alias("style"),
        (dot.is_not_null() & comma.is_not_null() & (dot != comma)).fill_null(False).alias("differ"),
        (dot.is_not_null() & comma.is_null()).alias("dots"),
        (comma.is_not_null() & dot.is_null()).alias("commas"),
        (unit.is_not_null() & ~unit.is_in(list(SHARES))).fill_null(False).alias("money"),
    ).with_columns(
        pl.when(commas > dots).then(pl.lit(",")).when(dots > 0).then(pl.lit(".")).alias("own"),
        (((dots > 0) == (commas > 0)) & ((dots > 0) | ~pl.col("money"))).alias("unsettled"),
    )


def _written_as(units: dict[str, int], comma: bool, grouped: bool) -> WrittenAs:
    if units and all(unit in SHARES for unit in units):
        return "percent"
    if units:
        return "amount"
    if comma:
        return "decimal comma"
    return "amount" if grouped else ""
