"""The dialog that shows what can be made of a second table, column by column, before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from segtui.engine.transport.messages import MakerTried, TableRecognized
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.parts.dialog import Dialog
from segtui.workbench.screens.features.proposed_columns import ProposedColumns, rows
from widgets.plain.static import Static
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.plan.model import AnyFeatureMaker as FeatureMaker

_KEYS = " {table.keep} keep   {table.settings} change   {table.other} another file   {table.leave} leave   Tab columns"
_WRONG_KEYS = " {table.other} another file   {table.leave} leave"


class SecondTable(Dialog["tuple[FeatureMaker, list[str]] | str | None"]):
    """Shows the makers that fit the table at `path`, and what the one at the cursor would add.

    `attempt` is called with a number and a maker whose columns are wanted, answered by `tried` or `failed`; `settings`
    with a maker to change. The result is the maker to keep and its columns to cluster, "" for another file, None for
    Escape.
    """

    HELP_TITLE = "Features from a second table"
    HELP = """\
What can be made of the table, the likeliest first, and what each new column would look like for the customers: its
distribution, empty cells and quartiles. {table.keep} keeps the features at the cursor, {table.settings} changes how
they are made, {table.other} asks for another file, {table.leave} changes nothing."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "keep", id="table.keep", tooltip="Keep these features", priority=True),
        Binding("e", "settings", "change", id="table.settings", tooltip="Change how they are made"),
        Binding("o", "other", "another file", id="table.other", tooltip="Choose another file"),
        Binding("escape", "leave", "leave", id="table.leave", tooltip="Close without changes"),
    ]

    def __init__(
        self,
        path: str,
        attempt: Callable[[int, FeatureMaker], None],
        settings: Callable[[FeatureMaker, Sequence[str], Callable[[FeatureMaker], None]], None],
        *,
        ascii: bool = False,
    ) -> None:
        super().__init__()
        self.path = path
        self.makers: list[FeatureMaker] = []
        self._attempt, self._settings, self._ascii = attempt, settings, ascii
        self._columns: list[str] = []
        self._tried: MakerTried | None = None
        self._number = 0

    def compose(self) -> ComposeResult:
        """What the table is, the makers, the keys of the one at the cursor, its columns, and what is told of them."""
        with Vertical(classes="box wide"):
            yield Static(PlainText(f"Features from {PurePath(self.path).name}", "bold"), classes="heading")
            yield Static(PlainText(f"reading it {self._dots}", "dim"), id="table-told", markup=False)
            yield OptionList(id="table-makers", markup=False)
            yield Static("", id="table-settings", markup=False)
            yield ProposedColumns(id="table-columns", ascii=self._ascii, frozen=1, pictures={"distribution": "$accent"})
            yield Static("", id="table-notes", markup=False)
            yield Static(PlainText(with_keys(_WRONG_KEYS), "dim"), id="table-keys", classes="keys")

    @property
    def _dots(self) -> str:
        return "..." if self._ascii else "…"

    @property
    def maker(self) -> FeatureMaker | None:
        """The maker at the cursor."""
        place = self.query_one("#table-makers", OptionList).highlighted
        return self.makers[place] if place is not None and place < len(self.makers) else None

    # What is known

    def recognized(self, found: TableRecognized, makers: Sequence[FeatureMaker]) -> None:
        """Show what the table is, and offer the makers."""
        if self.makers or found.path != self.path:
            return
        self.makers, self._columns = list(makers), found.columns
        self.query_one("#table-told", Static).update(told(found))
        listed = self.query_one("#table-makers", OptionList)
        listed.add_options(Option(_line(maker)) for maker in makers)
        listed.highlighted = 0
        listed.focus()
        self.add_class("-there")
        self.query_one("#table-keys", Static).update(PlainText(with_keys(_KEYS), "dim"))

    def tried(self, found: MakerTried) -> None:
        """Show the columns of the maker at the cursor."""
        if found.number == self._number:
            self._tried = found
            self.query_one(ProposedColumns).frame = rows(found.profile, ascii=self._ascii)
            self._note("  ".join(found.notes), "dim")

    def failed(self, what: str) -> None:
        """Say why the table, or what is to be made of it, does not do."""
        if self.makers:
            self._note(what, "bold red")
        else:
            self.query_one("#table-told", Static).update(PlainText(what, "bold red"))

    # Keys

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self._try()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_keep()

    def action_keep(self) -> None:
        """Return the maker at the cursor, once its columns are shown."""
        if self.maker is not None and self._tried is not None:
            self.dismiss((self.maker, self._tried.use))

    def action_settings(self) -> None:
        """Change the maker at the cursor."""
        place = self.query_one("#table-makers", OptionList).highlighted
        if self.maker is not None and place is not None:
            self._settings(self.maker, self._columns, lambda made: self._changed(place, made))

    def _changed(self, place: int, made: FeatureMaker) -> None:
        self.makers[place] = made
        self._try()

    def action_other(self) -> None:
        """Ask for another file."""
        self.dismiss("")

    def action_leave(self) -> None:
        """Close without changes."""
        self.dismiss(None)

    def _try(self) -> None:
        """Ask for the columns of the maker at the cursor."""
        maker = self.maker
        if maker is not None:
            self._number, self._tried = self._number + 1, None
            self.query_one("#table-settings", Static).update(_keys_of(maker))
            self.query_one(ProposedColumns).frame = rows(None, ascii=self._ascii)
            self._note(f"making its columns {self._dots}", "dim")
            self._attempt(self._number, maker)

    def _note(self, text: str, style: str) -> None:
        self.query_one("#table-notes", Static).update(PlainText(text, style))


def told(found: TableRecognized) -> PlainText:
    """What the table is, and how its ids meet the customers'."""
    ids = f"{found.id} finds {found.found:,} of {found.customers:,} customers"
    if found.unknown:
        ids += f"; {found.unknown:,} {'id of the table is' if found.unknown == 1 else 'ids of the table are'} unknown"
    what = found.makers[0]["what"]
    return PlainText(f"{found.rows:,} rows{', ' if what else ''}{what}\n{ids}")


def _line(maker: FeatureMaker) -> PlainText:
    return PlainText.assemble((f"{maker.called():<12}", "bold"), maker.summary(), no_wrap=True, overflow="ellipsis")


def _keys_of(maker: FeatureMaker) -> PlainText:
    """The keys that are set, but for the path, in one line."""
    from segtui.workbench.parts.fields import as_typed

    named = [n for n in type(maker).model_fields if n in maker.model_fields_set - {"kind", "path"}]
    said = "   ".join(f"{name} {as_typed(getattr(maker, name))}" for name in named)
    return PlainText(f"{said}   ({key_of('table.settings')} changes)", "dim", no_wrap=True, overflow="ellipsis")
