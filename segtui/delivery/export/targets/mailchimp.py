"""Mailchimp's import of contacts.

Only the e-mail is required. Tags are in one cell, separated by commas (according to a third party), of at most 100
characters; text is truncated at 255 bytes. Mailchimp refuses unsubscribed people, so they are in a file to archive.
"""

from segtui.delivery.export.target import OptOut, Target, TargetColumn, TargetPlace

TARGET = Target(
    name="mailchimp",
    title="Mailchimp",
    columns=(
        TargetColumn("Email Address", "email"),
        TargetColumn("First Name", "first_name"),
        TargetColumn("Last Name", "last_name"),
    ),
    needs=("email",),
    segment=TargetPlace("Tags", tag=True),
    most_cell_bytes=255,
    optouts=(OptOut("Email Address", "email"),),
)
