"""Brevo's import of contacts.

Lists are chosen while importing, so the segment stands in the attribute SEGMENT, or in a file for each segment. The
delimiter may be a comma, a semicolon or a tab; a file has at most 250 MB. A contact needs an e-mail, a number for SMS
or an EXT_ID. Attributes are in capitals.
"""

import re

from segtui.delivery.export.target import OptOut, Target, TargetColumn, TargetPlace


def _attribute(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_").upper()


TARGET = Target(
    name="brevo",
    title="Brevo",
    columns=(
        TargetColumn("EMAIL", "email"),
        TargetColumn("FIRSTNAME", "first_name"),
        TargetColumn("LASTNAME", "last_name"),
        TargetColumn("SMS", "phone"),
        TargetColumn("EXT_ID", "external_id", asked=True),
    ),
    needs=("email", "phone", "external_id"),
    segment=TargetPlace("SEGMENT"),
    attribute=_attribute,
    delimiter=";",
    most_bytes=250_000_000,
    optouts=(OptOut("EMAIL", "email"),),
)
