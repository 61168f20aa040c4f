"""A reader whose library is not installed."""

from dataclasses import replace

from segtui.data.readers import added_reader
from segtui.libraries.boundary import Library

READER = replace(
    added_reader.READER,
    format="absent",
    label="Absent",
    holds="Absent",
    extensions=(".absent",),
    magic=(b"ABSENT",),
    libraries=(Library("not_there", "not-there"),),
)
