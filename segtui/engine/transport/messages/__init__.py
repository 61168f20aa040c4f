"""What the workbench and the compute process say to each other: one JSON object a line, frames by path."""

from __future__ import annotations

import json

from segtui.engine.transport.messages.events import Cleaned, Failed, Found, Note, Progress, Ready, Stage
from segtui.engine.transport.messages.message import Message
from segtui.engine.transport.messages.questions import (
    Compare,
    Describe,
    Forecast,
    Look,
    Prepare,
    Preview,
    PreviewExport,
    Read,
    Recall,
    Sample,
    Search,
    Write,
)
from segtui.engine.transport.messages.search_replies import (
    Compared,
    Described,
    ExportPreviewed,
    Forecasted,
    Occupied,
    Sampled,
    Searched,
    Wrote,
)
from segtui.engine.transport.messages.table_replies import Looked, Opened, Prepared, Previewed

__all__ = [
    "Cleaned",
    "Compare",
    "Compared",
    "Describe",
    "Described",
    "ExportPreviewed",
    "Failed",
    "Forecast",
    "Forecasted",
    "Found",
    "Look",
    "Looked",
    "Message",
    "Note",
    "Occupied",
    "Opened",
    "Prepare",
    "Prepared",
    "Preview",
    "PreviewExport",
    "Previewed",
    "Progress",
    "Read",
    "Ready",
    "Recall",
    "Sample",
    "Sampled",
    "Search",
    "Searched",
    "Stage",
    "Write",
    "Wrote",
    "parse",
]

_KINDS = {cls.__name__: cls for cls in Message.__subclasses__()}


def parse(line: str) -> Message:
    """The message of a line; raises ValueError for what is none."""
    try:
        known = json.loads(line)
        return _KINDS[known.pop("say")](**known)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no message: {line[:80]!r}") from error
