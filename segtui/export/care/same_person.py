"""The forms under which a cell and an entry of a suppression list are one person: rather one too many than too few."""

from __future__ import annotations

import polars as pl

from segtui.export.people.phones import phones


def email_forms(cells: pl.Series) -> pl.DataFrame:
    """Of each address, a column for each form: in lower case, without what follows a +, and without dots at Gmail.

    Null where a form does not differ from those before it, or the cell is no address.
    """
    text = pl.col("cell").str.to_lowercase().str.replace_all("^mailto:|[\\s\u200b\ufeff<>\"']", "")
    local, domain = text.str.extract(r"^(.*)@", 1), text.str.extract(r"@([^@]*)$", 1)
    bare = local.str.replace(r"^([^+]+)\+.*$", "$1")
    dotless = bare.str.replace_all(".", "", literal=True)
    google = domain.is_in(["gmail.com", "googlemail.com"])
    return (
        cells.cast(pl.String)
        .to_frame("cell")
        .select(
            pl.when(domain.is_not_null()).then(text).alias("text"),
            pl.when(local != bare).then(bare + "@" + domain).alias("bare"),
            pl.when(google).then(dotless + "@" + domain).alias("dotless"),
            pl.when(google).then(dotless + "@gmail.com").alias("gmail"),
        )
    )


def phone_forms(cells: pl.Series, regions: pl.Series | None, region: str | None) -> pl.DataFrame:
    """Of each number, a column for each form: E.164 where it can be read, that without its plus, and its digits.

    The digits are without first zeros. `regions` are the countries by row for numbers without a code, `region` one for
    all.
    """
    read = phones(cells, regions, region).values
    digits = cells.str.replace_all(r"\D", "").str.strip_chars_start("0")
    frame = pl.DataFrame({"read": read, "digits": digits})
    return frame.select("read", bare=pl.col("read").str.slice(1), digits=pl.when(pl.col("digits") != "").then("digits"))


def together(forms: pl.DataFrame) -> set[str]:
    """The forms of all rows."""
    return {form for column in forms.iter_columns() for form in column.drop_nulls()}
