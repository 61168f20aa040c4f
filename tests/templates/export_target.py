"""The platform's import file, with where its rules are written.

A template: copy it to segtui/delivery/export/targets/NAME.py and fill in what is yours.
"""

from segtui.delivery.export.normalise import lower
from segtui.delivery.export.target import Target, TargetColumn

TARGET = Target(
    name="template",
    title="Template",
    columns=(
        TargetColumn("E-mail", "email", lower),
        TargetColumn("Name", "first_name"),
    ),
    needs=("email",),
    unique=("email",),
    most_rows=100_000,
)
