"""What a reader should know of a log: how long it is, where it begins, and which of its customers are not people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segtui.features.events.customer_events import Counts, Mask
from segtui.features.events.event_features import Wanted
from segtui.features.events.layouts import recognize
from segtui.features.log.log import LogToDate
from segtui.features.log.times import DAY
from segtui.language.listings import quoted_name
from segtui.language.sentences import Sentence, row_of, say, say_counted

_EARLY = 0.1
_MANY_EARLY = 0.25
_FEWEST = 20
"""Customers below which nobody can say that many begin with the log."""
_SHORTEST = 10 * DAY


def summary(log: LogToDate, customers: int, last: int) -> Sentence:
    """How many events of how many customers there are, from when to when, and where the windows end."""
    return say(
        "{events} of {customers}, {first:day} to {last:day}; windows end with {day:day}.",
        events=say_counted("{count:,} event", "{count:,} events", log.rows.height),
        customers=say_counted("{count:,} customer", "{count:,} customers", customers),
        first=str(log.day(log.first)),
        last=str(log.day(last)),
        day=str(log.as_of),
    )


def layout_told(columns: Sequence[str]) -> list[str]:
    """A note on whose export has these columns, if it is a known one."""
    known = recognize(columns)
    return [say("The columns are those that {program} exports.", program=known.name)] if known else []


def cut_windows(log: LogToDate, begins: Mapping[str, tuple[int, int]]) -> list[str]:
    """Notes on windows that begin before the log does, and on trends that look further back than it does."""
    first = str(log.day(log.first))
    cut = [window for window, (begin, _) in begins.items() if begin + DAY <= log.first]
    half = [window for window, (_, before) in begins.items() if before + DAY <= log.first and window not in cut]
    notes: list[str] = []
    if cut:
        notes.append(
            say_counted(
                "The log begins on {first:day}, later than the window of {windows}, which holds all events.",
                "The log begins on {first:day}, later than the windows of {windows}, which hold all events.",
                len(cut),
                first=first,
                windows=_spans(cut),
            )
        )
    if half:
        notes.append(
            say(
                "The trend over {windows} compares with a time before the log begins, on {first:day}, and is too high.",
                first=first,
                windows=_spans(half),
            )
        )
    return notes


def _spans(windows: Sequence[str]) -> Sentence:
    """`7 days, 12 weeks`."""
    return row_of([Sentence("{window:span}", {"window": window}) for window in windows])


def begins_late(log: LogToDate, firsts: Counts) -> list[str]:
    """A note where the log seems to begin amid its customers' lives; `firsts` (m) are moments of their first events."""
    span = log.end - log.first
    early = int((firsts < log.first + _EARLY * span).sum())
    if firsts.size < _FEWEST or span < _SHORTEST or early <= _MANY_EARLY * firsts.size:
        return []
    return [
        say(
            "{early:,} of {customers:,} customers have their first event in the first tenth of the log: what they did "
            "before may be missing, and then days_since_first_event is too low for them.",
            early=early,
            customers=firsts.size,
        )
    ]


def no_people(tireless: Mask, events: Counts, gap: str) -> list[str]:
    """A note on customers (m) whose sessions no person has, and on how many of the `events` (m) are theirs."""
    number = int(tireless.sum())
    if not number:
        return []
    return [
        say_counted(
            "{count:,} customer has a session of over 120 events a minute, or of over 24 hours without a pause of "
            "{gap}: a program, or an id that many people share? It has {theirs:,} of {events:,} events, and stands out "
            "in events_per_session and engagement_minutes.",
            "{count:,} customers have a session of over 120 events a minute, or of over 24 hours without a pause of "
            "{gap}: programs, or ids that many people share? They have {theirs:,} of {events:,} events, and stand out "
            "in events_per_session and engagement_minutes.",
            number,
            gap=gap,
            theirs=int(events[tireless].sum()),
            events=int(events.sum()),
        )
    ]


def types_told(wanted: Wanted, present: Sequence[str]) -> list[str]:
    """How many of the types that are `present` have columns, if not all, and which of the plan's are not there."""
    here = set(present)
    notes: list[str] = []
    if (chosen := len(wanted.stems.keys() & here)) < len(here):
        notes.append(
            say(
                "{chosen:,} of {types:,} types of event have columns; the others count among all events.",
                chosen=chosen,
                types=len(here),
            )
        )
    if absent := [quoted_name(name) for name in wanted.names if name not in here]:
        notes.append(say("The log has no event {names}.", names=row_of(absent)))
    return notes
