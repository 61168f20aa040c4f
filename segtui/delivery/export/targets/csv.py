"""CSV: id, segment, segment_name, and the requested columns, unchanged.

UTF-8, commas, a header; a cell that a spreadsheet would take for a formula has an apostrophe in front, except phone
numbers.
"""

from segtui.delivery.export.target import Target

TARGET = Target(name="csv", title="CSV file", plain=True)
