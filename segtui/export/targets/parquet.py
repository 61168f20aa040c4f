"""Parquet: id, segment, segment_name, and the columns that are asked for, in their types."""

from segtui.export.target import Target

TARGET = Target(name="parquet", title="Parquet file", plain=True, format="parquet")
