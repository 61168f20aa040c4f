"""A reader whose library is not installed."""

from dataclasses import replace

from segtui.boundary import Library
from segtui.data.readers import added_reader

READER = replace(
    added_reader.READER,
    format="absent",
    label="Absent",
    holds="Absent",
    extensions=(".absent",),
    magic=(b"ABSENT",),
    libraries=(Library("not_there", "not-there"),),
)
