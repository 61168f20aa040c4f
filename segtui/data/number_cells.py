"""Each cell of a column as a number in two ways: with a point and with a comma as decimal mark."""

from __future__ import annotations

import polars as pl

from segtui.data.units import BEFORE, BEHIND


def read_both_ways(cells: pl.Series) -> pl.DataFrame:
    """`cells` (String) as columns: `cell`; `body`, the cell without unit and brackets; `unit`; `dot` and `comma`.

    `dot` and `comma` are the cell's value (Float64) where a point, or a comma, is the decimal mark; null where the cell
    can't be read so. A cell with neither mark has the same value in both.
    """
    text = (
        pl.col("cell")
        .str.replace_all("[−–﹣－]", "-")
        .str.replace_all("[’‘´`]", "'")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(" ")
    )
    bracketed = pl.col("body").str.contains(r"^[^()0-9]*\([^()]*[0-9][^()]*\)[^()0-9]*$")
    unit = pl.coalesce(
        pl.col("body").str.extract(rf"^[+-]? ?({BEFORE})", 1),
        pl.col("body").str.extract(rf"[0-9.,] ?({BEHIND})(?: ?[+-])?$", 1),
    )
    bare = (
        pl.when(pl.col("body").str.contains(rf"^[+-]? ?{BEFORE}"))
        .then(pl.col("body").str.replace(rf"^([+-]?) ?{BEFORE} ?", "$1"))
        .otherwise(pl.col("body").str.replace(rf"([0-9.,]) ?{BEHIND}( ?[+-])?$", "$1$2"))
        .str.replace(r"^([+-]) ", "$1")
        .str.replace(r"[.,]-{1,2}$", "")  # "12,-" is a price of 12, not minus 12
        .str.replace(r"^([^+-].*) ?-$", "-$1")
    )
    return (
        pl.DataFrame({"cell": cells})
        .with_columns(text.alias("body"))
        .with_columns(bracketed.alias("bracketed"))
        .with_columns(
            pl.when("bracketed").then(pl.col("body").str.replace_all("[()]", "")).otherwise("body").alias("body")
        )
        .with_columns(unit.alias("unit"), bare.str.strip_chars(" ").alias("body"))
        .with_columns(_value(_DOT, "[ ',]").alias("dot"), _value(_COMMA, r"[ '.]").alias("comma"))
        .with_columns(
            pl.when("bracketed").then(-pl.col(name).abs()).otherwise(name).alias(name) for name in ("dot", "comma")
        )
    )


def _value(shape: str, groups: str) -> pl.Expr:
    body = pl.col("body")
    number = pl.when(body.str.contains(shape)).then(
        body.str.replace_all(groups, "").str.replace(",", ".", literal=True)
    )
    infinite = pl.when(body.str.contains(_INFINITY)).then(body.str.replace("∞", "inf", literal=True))
    return pl.coalesce(number, infinite).cast(pl.Float64, strict=False)


_BODY = r"^[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:[ '][0-9]{3})+|GROUPS)?(?:MARK[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?$"
# Groups of two after the first are the Indian way (1,23,456), which is only ever written with commas.
_DOT = _BODY.replace("GROUPS", "[1-9][0-9]{0,2}(?:,[0-9]{2,3})*,[0-9]{3}").replace("MARK", r"\.")
_COMMA = _BODY.replace("GROUPS", r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+").replace("MARK", ",")
_INFINITY = r"^[+-]?(?i:inf|infinity|∞)$"
