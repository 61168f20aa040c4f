"""Salesforce Marketing Cloud's import of subscribers.

Headers are the names of attributes, and the e-mail is the last column. Opt-outs have the status Unsubscribed.
"""

from segtui.export.target import Column, OptOut, Place, Target

TARGET = Target(
    name="salesforce",
    title="Salesforce Marketing Cloud",
    columns=(
        Column("Subscriber Key", "external_id", asked=True),
        Column("First Name", "first_name"),
        Column("Last Name", "last_name"),
        Column("Email Address", "email"),
    ),
    needs=("email",),
    segment=Place("Segment"),
    last="email",
    optouts=(OptOut("Subscriber Status", word="Unsubscribed"), OptOut("Email Address", "email")),
)
