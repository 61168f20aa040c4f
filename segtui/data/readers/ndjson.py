"""NDJSON: an object on each line."""

import json

from segtui.data.containers.json_files import read_ndjson
from segtui.data.reader import Reader


def detect(head: bytes, named: str | None) -> bool:
    """Each line is an object; a file named .json has more than one of them."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    first, _, rest = start.partition(b"\n")
    if not start.startswith(b"{"):
        return False
    return named == "ndjson" or (_is_object(first) and (named != "json" or bool(rest.strip())))


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


READER = Reader(
    format="ndjson",
    label="NDJSON",
    extensions=(".ndjson", ".jsonl"),
    read=lambda place, source: read_ndjson(place, source.encoding),
    detect=detect,
    named_as=("json",),
    holds="NDJSON",
    options=("encoding",),
)
