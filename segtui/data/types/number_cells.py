"""Each cell of a column as a number in two ways: with a point and with a comma as decimal mark."""

from __future__ import annotations

import polars as pl

from segtui.data.types.units import BEFORE, BEHIND, may_stand_before

_BODY = r"^[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:[ '][0-9]{3})+|GROUPS)?(?:MARK[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?$"
# Groups of two after the first are the Indian way (1,23,456), which is only ever written with commas.
_DOT = _BODY.replace("GROUPS", "[1-9][0-9]{0,2}(?:,[0-9]{2,3})*,[0-9]{3}").replace("MARK", r"\.")
_COMMA = _BODY.replace("GROUPS", r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+").replace("MARK", ",")
_INFINITY = r"^[+-]?(?i:inf|infinity|∞)$"


def read_both_ways(cells: pl.Series) -> pl.DataFrame:
    """`cells` (String) as columns: `cell`; `body`, the cell without its unit; `unit`; `dot` and `comma`.

    `dot` and `comma` are the cell's value (Float64) where a point, or a comma, is the decimal mark; null where the cell
    can't be read so. A cell with neither mark has the same value in both.
    """
    parts = _without_usual_unit(cells)
    plain = parts["body"].str.contains(r"^[+-]?[0-9][0-9., ']*$")
    hard = (~plain & cells.is_not_null()).arg_true()
    if len(hard):
        # The usual cells of a column are taken apart by quick means, so that only the others pay for the thorough ones.
        parts = parts.with_columns(
            parts[name].scatter(hard, values) for name, values in _taken_apart(cells.gather(hard)).to_dict().items()
        )
    return parts.with_columns(_value(_DOT, "[ ',]").alias("dot"), _value(_COMMA, "[ '.]").alias("comma")).select(
        pl.lit(cells).alias("cell"), "body", "unit", "dot", "comma"
    )


def _without_usual_unit(cells: pl.Series) -> pl.DataFrame:
    """`body` and `unit` of the cells with the unit that the most of the first ones have."""
    unit = _taken_apart(cells.drop_nulls().head(200))["unit"].drop_nulls().mode().sort()
    if unit.is_empty():
        return pl.DataFrame({"body": cells, "unit": pl.repeat(None, len(cells), dtype=pl.String, eager=True)})
    usual, cell = str(unit[0]), pl.col("body")
    before, behind = cell.str.starts_with(usual) & pl.lit(may_stand_before(usual)), cell.str.ends_with(usual)
    bare = pl.when(before).then(cell.str.strip_prefix(usual)).otherwise(cell.str.strip_suffix(usual))
    return pl.DataFrame({"body": cells}).select(
        bare.str.strip_chars(" ").alias("body"), pl.when(before | behind).then(pl.lit(usual)).alias("unit")
    )


def _taken_apart(cells: pl.Series) -> pl.DataFrame:
    """`body` and `unit` of any cells: other minus signs and blanks, brackets, a unit on either side."""
    body = pl.col("body")
    tidy = (
        body.str.replace_all("[−–﹣－]", "-")
        .str.replace_all("[’‘´`]", "'")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(" ")
    )
    bracketed = body.str.contains(r"^[^()0-9]*\([^()]*[0-9][^()]*\)[^()0-9]*$")
    unit = pl.coalesce(
        body.str.extract(rf"^[+-]? ?({BEFORE})", 1),
        body.str.extract(rf"[0-9.,](?: ?-)? ?({BEHIND})(?: ?[+-])?$", 1),
    )
    bare = (
        pl.when(body.str.contains(rf"^[+-]? ?{BEFORE}"))
        .then(body.str.replace(rf"^([+-]?) ?{BEFORE} ?", "$1"))
        .otherwise(body.str.replace(rf"([0-9.,])( ?-)? ?{BEHIND}( ?[+-])?$", "$1$2$3"))
        .str.replace(r"^([+-]) ", "$1")
        .str.replace(r"[.,]-{1,2}$", "")  # "12,-" is a price of 12, not minus 12
        .str.replace(r"^([^+-].*) ?-$", "-$1")
        .str.strip_chars(" ")
    )
    return (
        pl.DataFrame({"body": cells})
        .with_columns(tidy.alias("body"))
        .with_columns(bracketed.alias("bracketed"))
        .with_columns(pl.when("bracketed").then(body.str.replace_all("[()]", "")).otherwise(body).alias("body"))
        .with_columns(unit.alias("unit"), bare.alias("body"))
        .select(pl.when("bracketed").then("-" + body.str.strip_chars("-")).otherwise(body).alias("body"), "unit")
    )


def _value(shape: str, groups: str) -> pl.Expr:
    body = pl.col("body")
    number = pl.when(body.str.contains(shape)).then(
        body.str.replace_all(groups, "").str.replace(",", ".", literal=True)
    )
    infinite = pl.when(body.str.contains(_INFINITY)).then(body.str.replace("∞", "inf", literal=True))
    return pl.coalesce(number, infinite).cast(pl.Float64, strict=False)
