"""Google Ads' Customer Match.

SHA-256 of the normalized e-mail, phone (E.164 with its plus) and names; country and zip are never hashed. The four
columns of the address are all filled or all empty. Each list is a file of its own without additional columns.
"""

from segtui.delivery.export.normalise import google_email, lower
from segtui.delivery.export.target import OptOut, Target, TargetColumn

TARGET = Target(
    name="google-ads",
    title="Google Ads Customer Match",
    advertising=True,
    needs_eea_consent=True,
    columns=(
        TargetColumn("Email", "email", google_email, hashed=True),
        TargetColumn("Phone", "phone", hashed=True),
        TargetColumn("First Name", "first_name", lower, hashed=True),
        TargetColumn("Last Name", "last_name", lower, hashed=True),
        TargetColumn("Country", "country"),
        TargetColumn("Zip", "zip"),
    ),
    needs=("email", "phone", "last_name"),
    together=("first_name", "last_name", "country", "zip"),
    attributes=False,
    optouts=(OptOut("Email", "email"),),
)
