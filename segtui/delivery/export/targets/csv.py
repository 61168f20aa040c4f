"""CSV: id, segment, segment_name, and the requested columns, unchanged.

UTF-8, commas, a header; a cell that a spreadsheet would take for a formula has an apostrophe in front, except phone
numbers.
"""

from segtui.delivery.export.target import Target
from segtui.language.translation import to_translate

TARGET = Target(name="csv", title=to_translate("CSV file"), plain=True)
