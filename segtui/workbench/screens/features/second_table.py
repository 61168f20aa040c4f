"""The dialog that shows what can be made of a second table or own columns, feature by feature, before it is kept."""

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
from segtui.language.sentences import in_sequence, tell, tell_counted
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.dialog import Dialog
from segtui.workbench.screens.features.proposed_columns import ProposedColumns, rows
from widgets.plain.static import Static
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.plan.model import AnyFeatureMaker as FeatureMaker

_KEYS = to_translate(
    " {table.keep} keep  {table.mark} mark  {table.settings} change  {table.other} other file"
    "  {table.leave} leave  Tab columns"
)
_WRONG_KEYS = to_translate(" {table.other} another file   {table.leave} leave")


class SecondTable(Dialog["list[tuple[FeatureMaker, list[str]]] | str | None"]):
    """Shows the makers that fit the table at `path` and the customers' own columns (without a path these alone),
    and what the one at the cursor would add.

    `attempt` is called with a number and a maker whose columns are wanted, answered by `tried` or `failed`; `settings`
    with a maker to change. The result is the makers to keep, each with its columns to cluster, "" for another file,
    None for Escape.
    """

    HELP_TITLE = "Features from a second table or own columns"
    HELP = """\
What can be made of the table, the likeliest first, then of the customers' own columns, and what each new column would
look like for the customers: its distribution, empty cells and quartiles. {table.keep} keeps the features at the cursor,
or all that {table.mark} has marked; {table.settings} changes how they are made, {table.other} asks for another file,
{table.leave} changes nothing."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "keep",
            "keep",
            id="table.keep",
            tooltip="Keep these features, or those that are marked",
            priority=True,
        ),
        Binding("space", "mark", "mark", id="table.mark", tooltip="Mark features, to keep several at once"),
        Binding("j", "move(1)", "down", id="table.down", show=False, tooltip="The next maker"),
        Binding("k", "move(-1)", "up", id="table.up", show=False, tooltip="The maker before"),
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
        self._marked: set[int] = set()
        self._use: dict[int, list[str]] = {}
        self._what: list[str] = []
        self._attempt, self._settings, self._ascii = attempt, settings, ascii
        self._columns: list[str] = []
        self._tried: MakerTried | None = None
        self._number = 0

    def compose(self) -> ComposeResult:
        """What the table is, the makers, the keys of the one at the cursor, its columns, and what is told of them."""
        with Vertical(classes="box wide"):
            source = PurePath(self.path).name or _("the customers' own columns")
            yield Static(PlainText(tell("Features from {source}", source=source), "bold"), classes="heading")
            yield Static(PlainText(tell("reading {dots}", dots=self._dots), "dim"), id="table-told", markup=False)
            yield OptionList(id="table-makers", markup=False)
            yield Static("", id="table-settings", markup=False)
            yield ProposedColumns(id="table-columns", ascii=self._ascii, frozen=1, pictures={"distribution": "$accent"})
            yield Static("", id="table-notes", markup=False)
            yield Static(PlainText(with_keys(_WRONG_KEYS), "dim"), id="table-keys", classes="keys")

    @property
    def _dots(self) -> str:
        return "..." if self._ascii else "…"

    @property
    def place(self) -> int | None:
        """The place of the maker at the cursor."""
        place = self.query_one("#table-makers", OptionList).highlighted
        return place if place is not None and place < len(self.makers) else None

    @property
    def maker(self) -> FeatureMaker | None:
        """The maker at the cursor."""
        return None if self.place is None else self.makers[self.place]

    # What is known

    def recognized(self, found: TableRecognized, makers: Sequence[FeatureMaker]) -> None:
        """Show what the table is, and offer the makers."""
        if self.makers or found.path != self.path:
            return
        self.makers, self._columns = list(makers), found.columns
        self._what = [each["what"] for each in found.makers]
        self.query_one("#table-told", Static).update(told(found))
        listed = self.query_one("#table-makers", OptionList)
        listed.add_options(Option(self._line(place)) for place in range(len(makers)))
        listed.highlighted = 0
        listed.focus()
        self.add_class("-there")
        self.query_one("#table-keys", Static).update(PlainText(with_keys(_KEYS), "dim"))

    def tried(self, found: MakerTried) -> None:
        """Show the columns of the maker at the cursor."""
        if found.number == self._number and self.place is not None:
            self._tried, self._use[self.place] = found, found.use
            self.query_one(ProposedColumns).frame = rows(found.profile, ascii=self._ascii)
            about = [] if hasattr(self.makers[self.place], "path") else [self._what[self.place]]
            self._note("  ".join([*about, *found.notes]), "dim")

    def failed(self, what: str) -> None:
        """Say why the table, or what is to be made of it, does not do."""
        if self.makers:
            self._note(what, "bold red")
        else:
            self.query_one("#table-told", Static).update(PlainText(what, "bold red"))

    # Keys

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self._redraw()
        self._try()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_keep()

    def action_keep(self) -> None:
        """Return the marked makers, or the one at the cursor once its columns are shown."""
        kept = sorted(self._marked)
        if not kept and self.place is not None and self._tried is not None:
            kept = [self.place]
        if kept:
            self.dismiss([(self.makers[place], self._use[place]) for place in kept])

    def action_move(self, step: int) -> None:
        """Go to the next maker, or the one before."""
        listed = self.query_one("#table-makers", OptionList)
        if step > 0:
            listed.action_cursor_down()
        else:
            listed.action_cursor_up()

    def action_mark(self) -> None:
        """Mark the maker at the cursor, once its columns are shown, or no longer."""
        if self.place in self._marked:
            self._marked.discard(self.place)
        elif self.place is not None and self._tried is not None:
            self._marked.add(self.place)
        self._redraw()

    def _redraw(self) -> None:
        listed = self.query_one("#table-makers", OptionList)
        for place in range(listed.option_count):
            listed.replace_option_prompt_at_index(place, self._line(place))

    def action_settings(self) -> None:
        """Change the maker at the cursor."""
        place = self.place
        if place is not None:
            self._settings(self.makers[place], self._columns, lambda made: self._changed(place, made))

    def _changed(self, place: int, made: FeatureMaker) -> None:
        self.makers[place] = made
        self._marked.discard(place)
        self._redraw()
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
            self._note(tell("making its columns {dots}", dots=self._dots), "dim")
            self._attempt(self._number, maker)

    def _line(self, place: int) -> PlainText:
        here = (">" if self._ascii else "▸") if place == self.place else " "
        sign = ("+" if self._ascii else "✓") if place in self._marked else " "
        maker = self.makers[place]
        named = (f"{here}{sign} {maker.called():<12}", "bold")
        return PlainText.assemble(named, _(maker.summary()), no_wrap=True, overflow="ellipsis")

    def _note(self, text: str, style: str) -> None:
        self.query_one("#table-notes", Static).update(PlainText(text, style))


def told(found: TableRecognized) -> PlainText:
    """What the table is, and how its ids meet the customers'."""
    if not found.path:
        return PlainText(tell("{rows:,} customers, {columns:,} columns", rows=found.rows, columns=len(found.columns)))
    ids = tell(
        "{id} finds {found:,} of {customers:,} customers", id=found.id, found=found.found, customers=found.customers
    )
    if found.unknown:
        unknown = tell_counted(
            "{count:,} id of the table is unknown", "{count:,} ids of the table are unknown", found.unknown
        )
        ids = in_sequence([ids, unknown])
    what = found.makers[0]["what"]
    rows = tell_counted("{count:,} row", "{count:,} rows", found.rows)
    return PlainText(f"{rows}{', ' if what else ''}{what}\n{ids}")


def _keys_of(maker: FeatureMaker) -> PlainText:
    """The keys that are set, but for the path, in one line."""
    from segtui.workbench.parts.fields import as_typed

    named = [n for n in type(maker).model_fields if n in maker.model_fields_set - {"kind", "path"}]
    said = "   ".join(f"{name} {as_typed(getattr(maker, name))}" for name in named)
    return PlainText(
        f"{said}   (" + with_keys("{table.settings} changes") + ")",
        "dim",
        no_wrap=True,
        overflow="ellipsis",
    )
