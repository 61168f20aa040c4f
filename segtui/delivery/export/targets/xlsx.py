"""Excel: id, segment, segment_name, and the requested columns; text is never taken for a formula.

A sheet has 1,048,576 rows, the header among them (Microsoft's specification of Excel's limits).
"""

from segtui.delivery.export.target import Target
from segtui.language.translation import to_translate

TARGET = Target(
    name="xlsx",
    title=to_translate("Excel workbook"),
    plain=True,
    format="xlsx",
    most_rows=1_048_575,
    most_columns=16_384,
)
