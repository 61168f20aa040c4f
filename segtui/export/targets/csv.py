"""CSV: id, segment, segment_name, and the columns that are asked for, as they are.

UTF-8, commas, a header; a cell that a spreadsheet would take for a formula has an apostrophe in front, a phone number
has not.
"""

from segtui.export.target import Target

TARGET = Target(name="csv", title="CSV file", plain=True)
