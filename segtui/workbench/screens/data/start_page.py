"""The start page of the Data screen: how to open something, and what there is nearby."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.opening.places import Places
from widgets.plain.static import Static
from widgets.plain.text import PlainText

_KINDS = to_translate(
    "csv, tsv, txt, parquet, arrow, json, ndjson, xlsx, also as .gz or .zst; a plan.toml; a run's folder"
)


class Start(Vertical):
    """The start page; its list posts `Places.Chosen`."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="data-start")
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        """A heading, what went wrong, and the list."""
        yield Static(self._invitation(), id="data-invitation")
        yield Static(id="data-look-error", classes="error", markup=False)
        yield Places(id="data-files")

    @property
    def places(self) -> Places:
        """The list."""
        return self.query_one(Places)

    def complain(self, what: str) -> None:
        """Say why a file could not be opened; an empty text clears it."""
        line = self.query_one("#data-look-error", Static)
        line.update(what)
        line.display = bool(what)

    def _invitation(self) -> PlainText:
        arrows = f"{key_of('files.down')} {key_of('files.up')}" if self._ascii else "↑ ↓"
        return PlainText.assemble(
            (_("Open a file to begin") + "\n", "bold"),
            (key_of("app.open"), "bold"), "  " + with_keys("type a path, {prompt.complete} completes it") + "    ",
            (arrows, "bold"), "  " + with_keys("{files.open}  open one of these") + "\n",
            (_(_KINDS), "dim"),
        )  # fmt: skip
