"""How the file was read: each setting, the repaired rows, and notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _, to_translate
from segtui.workbench.opening.recent_files import short
from segtui.workbench.parts.figures import kind_word
from segtui.workbench.screens.data.reading_settings import GIVEN, OF_DATABASES, Setting, settings
from segtui.workbench.screens.data.source_changes import LOG
from widgets.drawing.cells import fitted
from widgets.plain.static import Static
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Opened
    from segtui.plan.model import Source

DELIMITERS = {
    "\t": to_translate("tab"),
    " ": to_translate("blanks"),
    ",": to_translate("comma"),
    ";": to_translate("semicolon"),
    "|": to_translate("bar"),
}

_PART = to_translate("The profile is that of these rows; steps, segments and files are made from all rows.")


class ReadingSettings(OptionList):
    """How the file is read, a setting a line."""

    HELP_TITLE = "How the file is read"
    HELP = "One setting per line, either detected or set by you."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "down", id="settings.down", show=False, tooltip="One setting down"),
        Binding("k", "cursor_up", "up", id="settings.up", show=False, tooltip="One setting up"),
        Binding("enter", "select", "change", id="settings.change", tooltip="Change how the file is read"),
        Binding(
            "backspace,delete",
            "detect",
            "detect",
            id="settings.detect",
            tooltip="Detect this setting automatically again",
        ),
        Binding("escape", "leave", "back", id="settings.leave", tooltip="Back to the table"),
    ]

    shown: list[Setting] = []  # noqa: RUF012 - replaced, never changed
    """The settings in the list, in its order."""

    def action_detect(self) -> None:
        """Leave the setting at the cursor to detection."""
        if self.highlighted is not None:
            self.post_message(Reading.Detect(self.shown[self.highlighted]))

    def action_leave(self) -> None:
        """Back to the table."""
        self.post_message(Reading.Left())


class Reading(Vertical):
    """The settings and the notes of the reading; posts `Reading.Change` and `Reading.Detect`."""

    @dataclass
    class Change(Message):
        """A setting is to be changed; `value` is its current value, as text."""

        setting: Setting
        value: str

    @dataclass
    class Detect(Message):
        """A setting is to be detected."""

        setting: Setting

    class Left(Message):
        """Back to the table."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="data-reading")
        self._ascii = ascii
        self._source: Source | None = None
        self._known: dict[str, Any] = {}

    def compose(self) -> ComposeResult:
        """The list and the notes."""
        yield Static(PlainText(_("How the file is read"), "bold"), classes="heading")
        yield ReadingSettings(id="data-settings", markup=False)
        with VerticalScroll(id="data-story-box", can_focus=False):
            yield Static(id="data-story")

    def show(self, source: Source | None, opened: Opened | None) -> None:
        """Show the settings of a source, and the results of reading it, if any."""
        self._source = source
        self._known = detected(opened) if opened else {}
        listed = self.query_one(ReadingSettings)
        listed.shown = _settings_of(source, opened) if source else []
        at = listed.highlighted
        listed.clear_options()
        listed.add_options([Option(self._line(s)) for s in listed.shown])
        listed.display = bool(listed.shown)
        if listed.shown:
            listed.highlighted = min(at or 0, len(listed.shown) - 1)
        self.query_one("#data-story", Static).update(self._story(opened))

    def _line(self, setting: Setting) -> PlainText:
        assert self._source is not None
        value, origin = setting.value(self._source, self._known)
        line = PlainText(f"{fitted(setting.label, 10, ascii=self._ascii)}", no_wrap=True, overflow="ellipsis")
        line.append(fitted(value or "-", 14, ascii=self._ascii), "bold" if origin == GIVEN else "")
        line.append(f" {_(origin)}", "" if origin == GIVEN else "dim")
        return line

    def _story(self, opened: Opened | None) -> PlainText:
        told = [_(LOG)] if self._source is None and opened else []
        if opened:
            told += [
                counts(opened),
                *([_(_PART)] if opened.part else []),
                *opened.notes,
                *opened.reading.get("damaged", ()),
                _kinds(opened),
            ]
        lines = [PlainText(visible(said)) for said in told if said]
        lines += [PlainText("\n".join(map(visible, _columns(opened))))] if opened else []
        return PlainText("\n").join(lines)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask for another value."""
        event.stop()
        assert self._source is not None
        setting = self.query_one(ReadingSettings).shown[event.option_index]
        value, origin = setting.value(self._source, self._known)
        start = origin == GIVEN or setting.key == "nulls"
        self.post_message(self.Change(setting, value if start else ""))


def _settings_of(source: Source, opened: Opened | None) -> list[Setting]:
    """The settings that the reader of the file follows; of one that can't be read, those that its name promises."""
    if opened:
        found = settings(opened.reading.get("format", ""), opened.reading.get("keys", ()))
        return [*OF_DATABASES, *found] if opened.server else found
    from segtui.plan.find_reader import (
        asks_database,
        keys_of,
        promised_format,
    )  # loads every reader: that takes a while

    format = promised_format(source.path)
    return [*(OF_DATABASES if asks_database(source.path) else ()), *settings(format, keys_of(format))]


def detected(opened: Opened) -> dict[str, Any]:
    """What reading found, by the keys of [source]."""
    reading = opened.reading
    formats = [name for c in reading.get("columns", ()) for name in c.get("formats", {})]
    written = ", ".join(name for name, _count in Counter(formats).most_common(3))
    keys = ("delimiter", "encoding", "header", "title_rows", "decimal")
    from segtui.plan.model import NULL_WORDS

    return {
        **{key: reading.get(key) for key in keys},
        "id": opened.id,
        "date_format": written,
        "nulls": NULL_WORDS,
        "bad_rows": "repair",
    }


def summary(opened: Opened) -> str:
    """How the file was read, in one line: csv, tab, utf-8, decimal point; of a database where it is."""
    if opened.server:
        return whereabouts(opened.server)
    reading = opened.reading
    delimiter = _(DELIMITERS.get(reading.get("delimiter", ""), reading.get("delimiter", "")))
    header = "" if reading.get("header", True) else _("no header")
    decimal = {",": _("decimal comma")}.get(reading.get("decimal", ""), "")
    return ", ".join(p for p in (reading.get("format"), delimiter, reading.get("encoding"), header, decimal) if p)


def whereabouts(server: Mapping[str, str]) -> str:
    """In which database a table is: PostgreSQL 18.1 at db.example.org:5432/shop; SQLite 3.50.4, data/shop.db."""
    kind = f"{server['product']} {server['version']}"
    if server["host"]:
        return tell("{kind} at {host}/{database}", kind=kind, host=server["host"], database=server["database"])
    return f"{kind}, {short(Path(server['database']))}"


def counts(opened: Opened) -> str:
    """The rows read, and those skipped and repaired: 2,240 rows read, 3 repaired; of a large table those looked at."""
    reading = opened.reading
    if opened.part:
        return (
            tell("{rows:,} of about {of:,} rows", rows=opened.rows, of=opened.of)
            if opened.of
            else tell_counted("the first {count:,} row", "the first {count:,} rows", opened.rows)
        )
    parts = [tell_counted("{count:,} row read", "{count:,} rows read", opened.rows)]
    if n := reading.get("rows_skipped", 0):
        parts.append(tell_counted("{count:,} skipped", "{count:,} skipped", n))
    if n := reading.get("rows_repaired", 0):
        parts.append(tell_counted("{count:,} repaired", "{count:,} repaired", n))
    return ", ".join(parts)


def _kinds(opened: Opened) -> str:
    met = Counter(c["kind"] for c in opened.profile["columns"])
    kinds = ", ".join(f"{n} {kind_word(kind)}" for kind, n in met.most_common())
    return tell_counted("{count:,} column: {kinds}", "{count:,} columns: {kinds}", opened.columns, kinds=kinds)


def _columns(opened: Opened) -> list[str]:
    """A line for each column: its type and format."""
    readings = {c["name"]: c for c in opened.reading["columns"]}
    lines = []
    for column in opened.profile["columns"]:
        reading = readings.get(column["name"])
        how = [reading["written_as"], reading["unit"], *reading["formats"]] if reading else []
        unread = tell("{unread:,} unread", unread=reading["unread"]) if reading and reading["unread"] else ""
        lines.append(
            f"{fitted(column['name'], 20)} {', '.join(p for p in (kind_word(column['kind']), *how, unread) if p)}"
        )
    return lines
