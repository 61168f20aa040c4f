"""Klaviyo's import of profiles.

The first column is Email or Phone Number; at most 50 MB; no duplicates; dates as text YYYY-MM-DD. People to be
suppressed are a file with Email only.
"""

from segtui.delivery.export.target import OptOut, Target, TargetColumn, TargetPlace

TARGET = Target(
    name="klaviyo",
    title="Klaviyo",
    columns=(
        TargetColumn("Email", "email"),
        TargetColumn("Phone Number", "phone"),
        TargetColumn("First Name", "first_name"),
        TargetColumn("Last Name", "last_name"),
    ),
    needs=("email", "phone"),
    unique=("email", "phone"),
    segment=TargetPlace("Segment"),
    most_bytes=50_000_000,
    optouts=(OptOut("Email", "email"),),
)
