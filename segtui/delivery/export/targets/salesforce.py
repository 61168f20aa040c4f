"""Salesforce Marketing Cloud's import of subscribers.

Headers are the names of attributes, and the e-mail is the last column. Opt-outs have the status Unsubscribed.
"""

from segtui.delivery.export.target import OptOut, Target, TargetColumn, TargetPlace

TARGET = Target(
    name="salesforce",
    title="Salesforce Marketing Cloud",
    columns=(
        TargetColumn("Subscriber Key", "external_id", asked=True),
        TargetColumn("First Name", "first_name"),
        TargetColumn("Last Name", "last_name"),
        TargetColumn("Email Address", "email"),
    ),
    needs=("email",),
    segment=TargetPlace("Segment"),
    last="email",
    optouts=(OptOut("Subscriber Status", word="Unsubscribed"), OptOut("Email Address", "email")),
)
