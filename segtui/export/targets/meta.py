"""Meta's custom audiences (Facebook, Instagram).

Every key is the SHA-256 of its normalised value, the country too. Advertising ids (madid) are not hashed; nor are
uid, which is Meta's own id of an app's user, and value, which is a number. A row needs one key that names a person
alone. Below 100 rows an audience is of little use. Each audience is a file of its own.
"""

import polars as pl

from segtui.export.normalise import day_without_dashes, digits, lower, meta_city, meta_name, meta_zip
from segtui.export.target import Column, OptOut, Target


def _gender(cell: pl.Expr) -> pl.Expr:
    return pl.when(cell.is_in(["F", "M"])).then(lower(cell))


TARGET = Target(
    name="meta",
    title="Meta custom audience",
    advertising=True,
    columns=(
        Column("email", "email", lower, hashed=True),
        Column("phone", "phone", digits, hashed=True),
        Column("madid", "madid"),
        Column("fn", "first_name", meta_name, hashed=True),
        Column("ln", "last_name", meta_name, hashed=True),
        Column("zip", "zip", meta_zip, hashed=True),
        Column("ct", "city", meta_city, hashed=True),
        Column("st", "state", meta_city, hashed=True),
        Column("country", "country", lower, hashed=True),
        Column("dob", "birth_date", day_without_dashes, hashed=True, asked=True),
        Column("doby", "birth_year", hashed=True, asked=True),
        Column("gen", "gender", _gender, hashed=True, asked=True),
        Column("age", "age", hashed=True, asked=True),
        Column("uid", "platform_id", asked=True),
        Column("value", "value", asked=True),
    ),
    needs=("email", "phone", "madid", "platform_id"),
    attributes=False,
    fewest_rows=100,
    optouts=(OptOut("email", "email"),),
)
