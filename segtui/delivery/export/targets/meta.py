"""Meta's custom audiences (Facebook, Instagram).

Every key is the SHA-256 of its normalized value, the country too. Advertising ids (madid) are not hashed; nor are
uid, which is Meta's own id of an app's user, and value, which is a number. A row needs one key that identifies a person
by itself. Below 100 rows an audience is of little use. Each audience is a file of its own.
"""

import polars as pl

from segtui.delivery.export.normalise import day_without_dashes, digits, lower, meta_city, meta_name, meta_zip
from segtui.delivery.export.target import OptOut, Target, TargetColumn


def _gender(cell: pl.Expr) -> pl.Expr:
    return pl.when(cell.is_in(["F", "M"])).then(lower(cell))


TARGET = Target(
    name="meta",
    title="Meta custom audience",
    advertising=True,
    columns=(
        TargetColumn("email", "email", lower, hashed=True),
        TargetColumn("phone", "phone", digits, hashed=True),
        TargetColumn("madid", "madid"),
        TargetColumn("fn", "first_name", meta_name, hashed=True),
        TargetColumn("ln", "last_name", meta_name, hashed=True),
        TargetColumn("zip", "zip", meta_zip, hashed=True),
        TargetColumn("ct", "city", meta_city, hashed=True),
        TargetColumn("st", "state", meta_city, hashed=True),
        TargetColumn("country", "country", lower, hashed=True),
        TargetColumn("dob", "birth_date", day_without_dashes, hashed=True, asked=True),
        TargetColumn("doby", "birth_year", hashed=True, asked=True),
        TargetColumn("gen", "gender", _gender, hashed=True, asked=True),
        TargetColumn("age", "age", hashed=True, asked=True),
        TargetColumn("uid", "platform_id", asked=True),
        TargetColumn("value", "value", asked=True),
    ),
    needs=("email", "phone", "madid", "platform_id"),
    attributes=False,
    fewest_rows=100,
    optouts=(OptOut("email", "email"),),
)
