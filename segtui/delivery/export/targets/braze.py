"""Braze's import of users.

One of external_id, braze_id, email, phone is required; headers in their exact case; country in two letters, phone in
E.164, gender M, F or O; a blank cell overwrites nothing; at most 500 MB. Other columns become custom attributes.
"""

import polars as pl

from segtui.delivery.export.target import OptOut, Target, TargetColumn, TargetPlace

_SUBSCRIPTIONS = ("opted_in", "subscribed", "unsubscribed")


def _subscription(cell: pl.Expr) -> pl.Expr:
    word = cell.str.to_lowercase()
    return pl.when(word.is_in(_SUBSCRIPTIONS)).then(word)


TARGET = Target(
    name="braze",
    title="Braze",
    columns=(
        TargetColumn("external_id", "external_id", asked=True),
        TargetColumn("braze_id", "platform_id", asked=True),
        TargetColumn("email", "email"),
        TargetColumn("phone", "phone"),
        TargetColumn("first_name", "first_name"),
        TargetColumn("last_name", "last_name"),
        TargetColumn("country", "country"),
        TargetColumn("dob", "birth_date", asked=True),
        TargetColumn("gender", "gender", asked=True),
        TargetColumn("language", "language", asked=True),
        TargetColumn("email_subscribe", "subscription", _subscription, asked=True),
    ),
    needs=("external_id", "platform_id", "email", "phone"),
    segment=TargetPlace("segment"),
    most_bytes=500_000_000,
    optouts=(OptOut("email", "email"), OptOut("email_subscribe", word="unsubscribed")),
)
