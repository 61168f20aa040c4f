"""The formats of written dates: strptime formats, and the shape of cells in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

DATE_LIKE = (
    r"^(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]|[0-9]{1,2}([-/.])[0-9]{1,2}[-/.][0-9]{2}"
    r"|[0-9]{1,2}[ /-]?[A-Za-z]{3}|[A-Za-z]{3,9}\.?,? [0-9])"
)
"""What a cell must look like before anything tries to read a date in it (8 digits apart)."""


def says_zone(format: str) -> bool:
    """Whether times in a strptime format have an offset from UTC, or say that they are of UTC."""
    return "%z" in format or "%#z" in format or format.endswith(("Z", "UTC"))


_TIME_OF_FORMAT = re.compile(r"(?:T| |, )(%H:%M|%I:%M)(?::%S)?(?:%\.f)?(?: ?(%p))? *(?:Z|UTC|%#?z)?$")


def ways(formats: Mapping[str, int]) -> dict[str, int]:
    """Cells by the way in which dates are written, named by the first of its formats.

    One way has times with and without seconds, fractions and an offset, after a T or a blank.
    """
    named, counts = dict[str, str](), dict[str, int]()
    for format, count in formats.items():
        name = named.setdefault(_TIME_OF_FORMAT.sub(r" \1\2", format), format)
        counts[name] = counts.get(name, 0) + count
    return counts


@dataclass(frozen=True)
class DateFormat:
    """One way to write a date: a strptime format and the regular expression of its cells.

    `separator` is set where day and month are both digits, so that the order of the two is a question; `format`
    then has the day first and `month_first` says the other order. `has_time`, `has_zone`: whether a time of day, and
    an offset from UTC, is written.
    """

    format: str
    shape: str
    separator: str = ""
    has_time: bool = False
    has_zone: bool = False

    @property
    def month_first(self) -> DateFormat:
        """The same cells read with the month before the day."""
        swapped = self.format.replace("%d", "%_", 1).replace("%m", "%d", 1).replace("%_", "%m", 1)
        return replace(self, format=swapped)

    def parse(self, cells: pl.Expr) -> pl.Expr:
        """`cells` as naive Datetime in microseconds, offsets turned to UTC; null where shape or calendar forbid."""
        if self.has_time:
            value = cells.str.to_datetime(self.format, strict=False, time_unit="us", cache=False)
            value = value.dt.replace_time_zone(None) if self.has_zone else value
        else:
            value = cells.str.to_date(self.format, strict=False).cast(pl.Datetime("us"))
        return pl.when(cells.str.contains(self.shape)).then(value)


def _date_parts() -> list[tuple[str, str, str]]:
    two, four, month = "[0-9]{1,2}", "[0-9]{4}", "[A-Za-z]{3,9}"
    parts = [(f"{four}{re.escape(s)}{two}{re.escape(s)}{two}", f"%Y{s}%m{s}%d", "") for s in "-/."]
    for s in "-/.":
        parts.append((f"{two}{re.escape(s)}{two}{re.escape(s)}{four}", f"%d{s}%m{s}%Y", s))
        parts.append((f"{two}{re.escape(s)}{two}{re.escape(s)}[0-9]{{2}}", f"%d{s}%m{s}%y", s))
    for s in ("-", " ", "/", ""):
        parts.append((f"{two}{s}{month}{s}{four}", f"%d{s}%B{s}%Y", ""))
        parts.append((f"{two}{s}{month}{s}[0-9]{{2}}", f"%d{s}%B{s}%y", ""))
    for s in (", ", " ", ","):
        parts.append((f"{month} {two}{s}{four}", f"%B %d{s}%Y", ""))
    return parts


_DATES = [(re.compile(shape), shape, format, separator) for shape, format, separator in _date_parts()]
_TIME = re.compile(
    r"^(?P<date>.+?)(?P<gap>T| |, )(?P<minutes>[0-9]{1,2}:[0-9]{2})(?P<seconds>:[0-9]{2})?(?P<fraction>\.[0-9]+)?"
    r"(?P<space> ?)(?P<half>[AaPp][Mm])?(?P<pause> ?)(?P<zone>Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?$"
)


def formats_of(cells: Iterable[str]) -> Counter[DateFormat]:
    """How many of `cells` (a sample) have each format, the day first where day and month are both digits."""
    met: Counter[DateFormat] = Counter()
    for cell in cells:
        found = _format_of(cell)
        if found is not None:
            met[found] += 1
    return met


def _format_of(cell: str) -> DateFormat | None:
    timed = _TIME.match(cell)
    date = timed["date"] if timed else cell
    for pattern, shape, format, separator in _DATES:
        if pattern.fullmatch(date):
            if timed is None:
                return DateFormat(format, f"^{shape}$", separator)
            tail, tail_shape = _time_of(timed)
            zone = timed["zone"] or ""
            return DateFormat(
                format + tail, f"^{shape}{tail_shape}$", separator, True, zone[:1] in ("+", "-") and bool(zone)
            )
    return None


def _time_of(timed: re.Match[str]) -> tuple[str, str]:
    """The format and the shape of what follows the date."""
    gap, zone = timed["gap"], timed["zone"] or ""
    half = timed["half"]
    format, shape = gap + ("%I:%M" if half else "%H:%M"), f"{gap}[0-9]{{1,2}}:[0-9]{{2}}"
    if timed["seconds"]:
        format, shape = format + ":%S", shape + ":[0-9]{2}"
    if timed["fraction"]:
        format, shape = format + "%.f", shape + r"\.[0-9]+"
    if half:
        format, shape = f"{format}{timed['space']}%p", f"{shape}{timed['space']}[AaPp][Mm]"
    pause = timed["pause"] if half else timed["space"] + timed["pause"]
    if zone in ("Z", "UTC"):
        format, shape = f"{format}{pause}{zone}", f"{shape}{pause}{zone}"
    elif len(zone) == len("+02"):
        format, shape = f"{format}{pause}%#z", f"{shape}{pause}[+-][0-9]{{2}}"
    elif zone:
        format, shape = f"{format}{pause}%z", f"{shape}{pause}[+-][0-9]{{2}}:?[0-9]{{2}}"
    return format, shape
