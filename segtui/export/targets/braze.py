"""Braze's import of users.

One of external_id, braze_id, email, phone is required; headers in their exact case; country in two letters, phone in
E.164, gender M, F or O; a blank cell overwrites nothing; at most 500 MB. Other columns become custom attributes.
"""

import polars as pl

from segtui.export.target import Column, OptOut, Place, Target

_SUBSCRIPTIONS = ("opted_in", "subscribed", "unsubscribed")


def _subscription(cell: pl.Expr) -> pl.Expr:
    word = cell.str.to_lowercase()
    return pl.when(word.is_in(_SUBSCRIPTIONS)).then(word)


TARGET = Target(
    name="braze",
    title="Braze",
    columns=(
        Column("external_id", "external_id", asked=True),
        Column("braze_id", "platform_id", asked=True),
        Column("email", "email"),
        Column("phone", "phone"),
        Column("first_name", "first_name"),
        Column("last_name", "last_name"),
        Column("country", "country"),
        Column("dob", "birth_date", asked=True),
        Column("gender", "gender", asked=True),
        Column("language", "language", asked=True),
        Column("email_subscribe", "subscription", _subscription, asked=True),
    ),
    needs=("external_id", "platform_id", "email", "phone"),
    segment=Place("segment"),
    most_bytes=500_000_000,
    optouts=(OptOut("email", "email"), OptOut("email_subscribe", word="unsubscribed")),
)
