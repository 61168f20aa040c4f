"""HubSpot's import of contacts.

Fewer than 1,000 columns; 20 MB in a free account, 512 MB and 1,048,576 rows in a paid one: files keep to the smaller
size, so that any account takes them. Opt-outs are a file of their own with the one column Email.
"""

from segtui.delivery.export.target import OptOut, Target, TargetColumn, TargetPlace

TARGET = Target(
    name="hubspot",
    title="HubSpot",
    columns=(
        TargetColumn("Email", "email"),
        TargetColumn("First Name", "first_name"),
        TargetColumn("Last Name", "last_name"),
    ),
    needs=("email",),
    segment=TargetPlace("Segment"),
    most_rows=1_048_575,
    most_bytes=20_000_000,
    most_columns=999,
    optouts=(OptOut("Email", "email"),),
)
