"""JSON: a list of objects with id, segment, segment_name, and the requested columns; UTF-8."""

from segtui.delivery.export.target import Target

TARGET = Target(name="json", title="JSON file", plain=True, format="json")
