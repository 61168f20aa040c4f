"""JSON: a list of objects with id, segment, segment_name, and the requested columns; UTF-8."""

from segtui.delivery.export.target import Target
from segtui.language.translation import to_translate

TARGET = Target(name="json", title=to_translate("JSON file"), plain=True, format="json")
