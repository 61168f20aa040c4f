"""Each cell of a column as a number in two ways, with a point and with a comma as decimal mark; and its unit."""

from __future__ import annotations

import re

import polars as pl

_SYMBOLS = (
    "US$",
    "A$",
    "C$",
    "NZ$",
    "R$",
    "S$",
    "HK$",
    "$",
    "€",
    "£",
    "¥",
    "₹",
    "₽",
    "₩",
    "₺",
    "₴",
    "₪",
    "฿",
    "₫",
    "₦",
)
_LOCAL = ("kr", "kr.", "zł", "Kč", "Ft", "lei", "лв", "Fr.", "Rs.", "Rs", "SFr.")
# ISO 4217, the codes in wide use. TOP and ALL are left out: "TOP 10" is not a sum of money.
_CODES = (
    *("AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD"),
    *("HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW", "KWD", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN"),
    *("PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "UAH", "USD"),
    *("UYU", "VND", "XAF", "XOF", "ZAR"),
)
_MEASURES = (
    *("mg", "g", "kg", "t", "oz", "lb", "lbs", "mm", "cm", "m", "km", "in", "ft", "mi", "mile", "miles"),
    *("ml", "cl", "l", "gal", "kWh", "MWh", "kW", "MW", "pcs", "pts", "ms", "s", "sec", "min", "h", "hr", "hrs"),
    *("hour", "hours", "day", "days", "week", "weeks", "month", "months", "yr", "yrs", "year", "years"),
)
_SHARES = ("%", "‰")


_BODY = r"^[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:[ '][0-9]{3})+|GROUPS)?(?:MARK[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?$"
# Groups of two after the first are the Indian way (1,23,456), which is only ever written with commas.
_DOT = _BODY.replace("GROUPS", "[1-9][0-9]{0,2}(?:,[0-9]{2,3})*,[0-9]{3}").replace("MARK", r"\.")
_COMMA = _BODY.replace("GROUPS", r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+").replace("MARK", ",")
_INFINITY = r"^[+-]?(?i:inf|infinity|∞)$"


def _any_of(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


SHARES = frozenset(_SHARES)
BEFORE = _any_of((*_SYMBOLS, *_LOCAL, *_CODES, *_SHARES))
"""A regular expression for a unit in front of a number; a measure there ("m12") would be a code."""
BEHIND = _any_of((*_SYMBOLS, *_LOCAL, *_CODES, *_SHARES, *_MEASURES))
"""A regular expression for a unit behind a number."""

_SAME = {
    **{"EUR": "€", "GBP": "£", "US$": "USD", "A$": "AUD", "C$": "CAD", "NZ$": "NZD", "R$": "BRL", "S$": "SGD"},
    **{"HK$": "HKD", "₹": "INR", "Rs": "INR", "Rs.": "INR", "₺": "TRY", "zł": "PLN", "Kč": "CZK", "Ft": "HUF"},
    **{"Fr.": "CHF", "SFr.": "CHF", "kr.": "kr", "lbs": "lb", "miles": "mi", "mile": "mi", "sec": "s", "hr": "h"},
    **{"hrs": "h", "hour": "h", "hours": "h", "day": "days", "week": "weeks", "month": "months"},
    **{"yr": "years", "yrs": "years", "year": "years"},
}


def may_stand_before(unit: str) -> bool:
    """Whether `unit` is written in front of a number, too."""
    return re.fullmatch(BEFORE, unit) is not None


def same_unit(units: dict[str, int]) -> str | None:
    """The most frequent spelling where all `units` (spelling: count) are one unit; "" for none; None if they differ."""
    if len({_SAME.get(unit, unit) for unit in units}) > 1:
        return None
    return min(units, key=lambda unit: (-units[unit], unit), default="")


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
