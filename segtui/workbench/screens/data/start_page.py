"""The start page of the Data screen: how to open a file, and the files nearby."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from segtui.workbench.keys.key_names import key_of
from segtui.workbench.screens.data.recent_files import Nearby, lately, nearby, short, size_in_words
from widgets.plain.static import Static
from widgets.plain.text import PlainText

MOST = 500
_KINDS = "csv, tsv, txt, parquet, arrow, json, ndjson, xlsx, also as .gz or .zst; a plan.toml; a run's folder"


class Files(OptionList):
    """Files and folders to choose from."""

    HELP_TITLE = "Files"
    HELP = "Files and folders to open."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "down", id="files.down", show=False, tooltip="One file down"),
        Binding("k", "cursor_up", "up", id="files.up", show=False, tooltip="One file up"),
        Binding("enter,l", "select", "open", id="files.open", tooltip="Open the file or folder"),
        Binding("h,backspace", "up", "folder up", id="files.up_folder", tooltip="To the parent folder"),
    ]

    def action_up(self) -> None:
        """Show the folder above."""
        self.post_message(Start.Into(self, Path("..")))


class Start(Vertical):
    """The start page; posts `Start.Chosen` for the chosen file."""

    @dataclass
    class Chosen(Message):
        """A file, a plan or a run's folder was chosen."""

        path: Path

    @dataclass
    class Into(Message):
        """A folder is to be listed."""

        files: Files
        folder: Path

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="data-start")
        self.folder = Path()
        self._ascii = ascii
        self._listed: list[Nearby] = []

    def compose(self) -> ComposeResult:
        """A heading, what went wrong, and the list."""
        yield Static(self._invitation(), id="data-invitation")
        yield Static(id="data-look-error", classes="error", markup=False)
        yield Files(id="data-files", markup=False)

    def on_mount(self) -> None:
        """List what is near."""
        self.fill()

    def fill(self) -> None:
        """Show what was opened recently, and the folder."""
        files = self.query_one(Files)
        files.clear_options()
        recent = [Nearby(path, "lately") for path in lately()]
        found = nearby(self.folder)
        here = self.folder.resolve() == Path.cwd()
        heading = "in this folder" if here else f"in {short(self.folder.resolve())}"
        if len(found) > MOST:
            heading += f", showing {MOST} of {len(found):,}"
        self._listed = []
        if recent:
            self._add(files, "recently opened", recent)
        self._add(files, heading, found[:MOST])
        first = next((i for i, n in enumerate(self._listed) if n.kind not in ("up", "folder", "")), None)
        files.highlighted = first if first is not None else min(1, len(self._listed) - 1)

    def complain(self, what: str) -> None:
        """Say why a file could not be opened; an empty text clears it."""
        line = self.query_one("#data-look-error", Static)
        line.update(what)
        line.display = bool(what)

    def _add(self, files: Files, heading: str, found: list[Nearby]) -> None:
        files.add_option(Option(PlainText(heading, "bold"), disabled=True))
        self._listed.append(Nearby(Path(), ""))
        files.add_options([Option(self._line(n)) for n in found])
        self._listed += found

    def _line(self, one: Nearby) -> PlainText:
        width = 44
        name = {"up": "../", "lately": short(one.path)}.get(one.kind, one.path.name + "/" * (one.kind == "folder"))
        about = "run" if one.kind == "run" else "plan" if one.kind == "plan" else ""
        size = size_in_words(one.size).rjust(9) if one.size is not None else ""
        day = f"  {one.changed:%Y-%m-%d}" if one.changed else ""
        line = PlainText(f"  {name}", no_wrap=True, overflow="ellipsis")
        if size or about:
            line.pad_right(max(width - line.cell_len, 1))
            line.append(f"{size}{day}  {about}", "dim")
        return line

    def _invitation(self) -> PlainText:
        arrows = f"{key_of('files.down')} {key_of('files.up')}" if self._ascii else "↑ ↓"
        return PlainText.assemble(
            ("Open a file to begin\n", "bold"),
            (key_of("app.open"), "bold"), f"  type a path, {key_of('prompt.complete')} completes it    ",
            (arrows, "bold"), f"  {key_of('files.open')}  open one of these\n",
            (_KINDS, "dim"),
        )  # fmt: skip

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open a file, list a folder."""
        event.stop()
        one = self._listed[event.option_index]
        if one.kind in ("up", "folder"):
            self.folder = one.path
            self.fill()
        elif one.kind:
            self.post_message(self.Chosen(one.path))

    def on_start_into(self, event: Into) -> None:
        """List the folder above."""
        event.stop()
        self.folder = self.folder.resolve().parent
        self.fill()
