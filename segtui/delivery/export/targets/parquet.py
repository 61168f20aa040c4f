"""Parquet: id, segment, segment_name, and the requested columns, with their types."""

from segtui.delivery.export.target import Target

TARGET = Target(name="parquet", title="Parquet file", plain=True, format="parquet")
