"""Google Ads' Customer Match.

SHA-256 of the normalised e-mail, phone (E.164 with its plus) and names; country and zip are never hashed. The four
columns of the address are all filled or none is. Each list is a file of its own, and has no further columns.
"""

from segtui.export.normalise import google_email, lower
from segtui.export.target import Column, OptOut, Target

TARGET = Target(
    name="google-ads",
    title="Google Ads Customer Match",
    advertising=True,
    needs_eea_consent=True,
    columns=(
        Column("Email", "email", google_email, hashed=True),
        Column("Phone", "phone", hashed=True),
        Column("First Name", "first_name", lower, hashed=True),
        Column("Last Name", "last_name", lower, hashed=True),
        Column("Country", "country"),
        Column("Zip", "zip"),
    ),
    needs=("email", "phone", "last_name"),
    together=("first_name", "last_name", "country", "zip"),
    attributes=False,
    optouts=(OptOut("Email", "email"),),
)
