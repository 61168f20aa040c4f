"""What people call the features of a log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segtui.features.events.event_types import type_columns
from segtui.features.events.paths import path_columns
from segtui.language.sentences import say
from segtui.language.translation import to_translate

_FIXED = {
    "events_total": to_translate("events"),
    "active_days": to_translate("active days"),
    "days_since_first_event": to_translate("days since the first event"),
    "days_since_last_event": to_translate("days since the last event"),
    "value_total": to_translate("value of all events"),
    "sessions": to_translate("sessions"),
    "session_minutes": to_translate("minutes per session"),
    "events_per_session": to_translate("events per session"),
    "engagement_minutes": to_translate("minutes in sessions"),
}


def labels(windows: Sequence[str], stems: Mapping[str, str], paths: int) -> dict[str, str]:
    """A label for each column of windows, of types with what their columns begin with, and of numbered paths."""
    made: dict[str, str] = dict(_FIXED)
    for window in windows:
        made[f"events_{window}"] = say("events in the last {window:span}", window=window)
        made[f"active_days_{window}"] = say("active days in the last {window:span}", window=window)
        made[f"value_{window}"] = say("value in the last {window:span}", window=window)
        made[f"trend_{window}"] = say("trend over {window:span}", window=window)
    for name, stem in stems.items():
        count, share, days, value = type_columns(stem, valued=True)
        made[count] = say("{event} events", event=name)
        made[share] = say("share of {event} events", event=name)
        made[days] = say("days since {event}", event=name)
        made[value] = say("value of {event} events", event=name)
    for number in range(1, paths + 1):
        told = (
            say("steps of path {number}", number=number),
            say("completed path {number}", number=number),
            say("hours on path {number}", number=number),
            say("direct steps of path {number}", number=number),
            say("completed path {number} directly", number=number),
            say("hours on path {number} directly", number=number),
        )
        made |= dict(zip(path_columns(number), told, strict=True))
    return made
