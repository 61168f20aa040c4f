"""Parquet: id, segment, segment_name, and the requested columns, with their types."""

from segtui.delivery.export.target import Target
from segtui.language.translation import to_translate

TARGET = Target(name="parquet", title=to_translate("Parquet file"), plain=True, format="parquet")
