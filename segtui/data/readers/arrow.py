"""Arrow and Feather, whose types are kept."""

from segtui.data.containers.parquet_arrow import read_arrow
from segtui.data.reader import Reader

READER = Reader(
    format="arrow",
    label="Arrow",
    extensions=(".arrow", ".ipc", ".feather"),
    read=lambda place, _: read_arrow(place),
    magic=(b"ARROW1", b"\xff\xff\xff\xff"),
    holds="Arrow",
    is_binary=True,
    is_typed=True,
)
