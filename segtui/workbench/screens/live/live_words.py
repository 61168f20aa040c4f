"""What the Live view says: the state, the figures, and who moved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from segtui.engine.transport.messages.payloads import BatchFacts
from segtui.language.figures import figure, number, share
from segtui.language.translation import _, in_heading, plural
from segtui.workbench.screens.live.seen_batches import SeenBatches, seconds_since
from widgets.frame.sparkline import sparkline
from widgets.plain.table import PlainTable
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_SILENT = 10 * _MINUTE
"""Seconds after which a run that says it is running is silent."""
_DRAWN = 60
_NAMES_WIDE, _NAMES_NARROW = 34, 22


def ago(seconds: float) -> str:
    """How long ago something was, so coarse that it rarely changes: "5 min ago", "2 h ago", "3 days ago"."""
    if seconds < _MINUTE:
        return _("under a minute ago")
    if seconds < _HOUR:
        return _("{count} min ago").format(count=int(seconds // _MINUTE))
    if seconds < 2 * _DAY:
        return _("{count} h ago").format(count=int(seconds // _HOUR))
    return plural("{count} day ago", "{count} days ago", int(seconds // _DAY)).format(
        count=number(int(seconds // _DAY))
    )


def state(followed: SeenBatches, now: datetime) -> PlainText:
    """Whether it runs, waits or has ended, and since when."""
    last = followed.said
    if last is None:
        return PlainText("")
    since = seconds_since(last["at"], now)
    told = ago(max(since, 0)) if since is not None else visible(last["at"])
    if last["state"] == "ended":
        return PlainText(_("ended {ago}").format(ago=told), "bold")
    if last["state"] not in ("", "running"):
        waits = _("{state}; the last line was written {ago}").format(state=visible(last["state"]), ago=told)
        return PlainText(f"! {waits}", "bold")
    if since is not None and since >= _SILENT:
        silent = _("last batch {ago}: it was stopped, or nothing comes").format(ago=told)
        return PlainText(f"! {silent}", "bold")
    return PlainText(_("running; last batch {ago}").format(ago=told), "bold")


def figures(followed: SeenBatches, *, wide: bool) -> PlainTable:
    """The figures of the last batch, and their sums."""
    last = followed.last
    table = PlainTable.grid(padding=(0, 2, 0, 0))
    if last is None:
        return table
    sums, events = followed.sums, followed.sums["events"]
    rejected = number(sums["rejected"])
    if sums["rejected"] and events + sums["rejected"]:
        rejected += f" ({share(sums['rejected'], events + sums['rejected'])})"
    took = _("{number} in {seconds} s").format(number=number(last["batch"]), seconds=_short(last["seconds"]))
    lag = _("not known") if last["lag"] is None else number(last["lag"])
    cells = [
        (_("lag"), lag),
        (_("events"), number(events)),
        (_("speed"), _("{rate} a second").format(rate=figure(last["rate"], digits=3))),
        (_("rejected"), rejected),
        (_("batch"), took),
        (_("late"), number(sums["late"])),
        (_("customers"), number(last["customers"])),
        (_("latency"), _latency(last)),
    ]
    columns = 4 if wide else 2
    for at in range(0, len(cells), columns):
        row = [part for name, value in cells[at : at + columns] for part in (PlainText(name, "dim"), PlainText(value))]
        table.add_row(*row)
    return table


def _short(seconds: float) -> str:
    return figure(round(seconds, 2), digits=3)


def _latency(batch: BatchFacts) -> str:
    """How old the oldest event of a batch was when the batch was done."""
    oldest = batch["oldest_event"]
    now = datetime.now(UTC)
    written, since = seconds_since(batch["at"], now), seconds_since(oldest, now) if oldest else None
    if since is None or written is None:
        return _("not known")
    return _("{seconds} s").format(seconds=number(max(0, round(since - written))))


def rate(followed: SeenBatches, width: int, *, ascii: bool) -> PlainText:
    """The rates of the last batches, oldest first."""
    rates = [batch["rate"] for batch in followed.batches][-_DRAWN:]
    label = _("speed in the last {count} batches").format(count=number(len(rates)))
    room = max(0, min(width - len(label) - 2, len(rates)))
    return PlainText.assemble((label, "dim"), f"  {sparkline(rates, room, ascii)}", no_wrap=True)


def moves(followed: SeenBatches, now: datetime, *, wide: bool, ascii: bool) -> PlainTable | PlainText:
    """Who moved between segments: a line for each pair, the latest first."""
    if not followed.moved:
        return PlainText(_("Nobody has moved between segments yet."))
    arrow, width = "->" if ascii else "→", _NAMES_WIDE if wide else _NAMES_NARROW
    table = PlainTable.grid(padding=(0, 2, 0, 0))
    for justify in ("left", "left", "right", "right", "left"):
        table.add_column(justify=justify, no_wrap=True, max_width=width, overflow="crop" if ascii else "ellipsis")
    heads = (_("from"), f"{arrow} {in_heading('to')}", _("last"), _("all"), _("when"))
    table.add_row(*(PlainText(head, "bold") for head in heads))
    newest = followed.last["at"] if followed.last else ""
    for (start, end), known in followed.moves():
        style = "bold" if known.at == newest else ""
        cells = (_called(start), f"{arrow} {_called(end)}", number(known.last), number(known.all), clock(known.at, now))
        table.add_row(*(PlainText(visible(cell), style, no_wrap=True) for cell in cells))
    return table


def _called(segment: str | None) -> str:
    if segment == "-1":
        return _("(noise)")
    return _("(new)") if segment is None else segment


def clock(at: str, now: datetime) -> str:
    """The time of the day here, of a time in ISO 8601; of another day than `now` that day."""
    try:
        then = datetime.fromisoformat(at)
    except ValueError:
        return at
    here = (then if then.tzinfo else then.replace(tzinfo=UTC)).astimezone()
    return f"{here:%H:%M:%S}" if here.date() == now.astimezone().date() else f"{here:%Y-%m-%d %H:%M}"


def counts(title: str, named: Mapping[str, int]) -> PlainText:
    """Counts by name on one line, the largest first."""
    found = sorted(named.items(), key=lambda pair: (-pair[1], pair[0]))
    told = ", ".join(f"{visible(name)} {number(count)}".strip() for name, count in found) or _("none")
    return PlainText.assemble((f"{title}  ", "dim"), told, no_wrap=True)


def extent(followed: SeenBatches) -> str:
    """Of what the sums are."""
    if not followed.cut:
        return _("All figures since it began to follow.")
    count = len(followed.batches)
    told = plural("Sums are of the last {count} batch.", "Sums are of the last {count} batches.", count)
    return told.format(count=number(count))
