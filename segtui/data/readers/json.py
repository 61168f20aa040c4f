"""JSON: a list of objects."""

from segtui.data.containers.json_files import read_json
from segtui.data.reader import Reader
from segtui.data.readers import ndjson


def detect(head: bytes, named: str | None) -> bool:
    """Detected by the beginning of the text; cells of CSV can begin with a bracket too, so more is required."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    inner = start[1:].lstrip()[:1]
    if start.startswith(b"{"):
        return not ndjson.detect(head, named) and (named == "json" or (named is None and inner == b'"'))
    return start.startswith(b"[") and (named in ("json", "ndjson") or inner == b"{")


READER = Reader(
    format="json",
    label="JSON",
    extensions=(".json",),
    read=lambda place, source: read_json(place, source.encoding),
    detect=detect,
    named_as=("ndjson",),
    holds="JSON",
    options=("encoding",),
)
