"""Asks for a step: which one, from a list with a description of each, then its settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from segtui.engine.transport.messages import RecognizePeople
from segtui.language.translation import _
from segtui.libraries.boundary import missing_libraries
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.dialog import Dialog
from segtui.workbench.parts.form import Form
from widgets.plain.static import Static
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.declare import Declared
    from segtui.plan.model import AnyFeatureMaker as FeatureMaker
    from segtui.plan.model import AnyStep as Step
    from segtui.workbench.bench import Bench

TAGS = ("step", "kind")


class Kinds(Dialog[int | None]):
    """A list of what can be added, each with a description; the result is the position in the list."""

    HELP_TITLE = "What to add"
    HELP = (
        "Up and down move, a letter goes to the next name that begins with it. Enter chooses the one at the cursor, "
        "{kinds.leave} closes without adding one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", id="kinds.leave", tooltip="Add nothing"),
    ]

    def __init__(self, title: str, kinds: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.heading, self.kinds = title, tuple(kinds)

    def compose(self) -> ComposeResult:
        """The box."""
        width = max(len(name) for name, _told in self.kinds) + 2
        cut = {"no_wrap": True, "overflow": "ellipsis"}
        lines = [PlainText.assemble((f"{name:<{width}}", "bold"), told, **cut) for name, told in self.kinds]
        with Vertical(classes="box"):
            yield Static(PlainText(self.heading, "bold"), classes="heading")
            yield OptionList(*(Option(line) for line in lines), markup=False)
            yield Static(id="kinds-told", markup=False)
            yield Static(
                PlainText(" " + with_keys("Enter take   {kinds.leave} leave   a letter goes there"), "dim"),
                classes="keys",
            )

    def on_key(self, event: object) -> None:
        """A letter goes to the next name that begins with it."""
        letter = getattr(event, "character", None)
        options = self.query_one(OptionList)
        if letter is None or not letter.isalpha():
            return
        here = options.highlighted or 0
        places = [i for i, (name, _told) in enumerate(self.kinds) if name.startswith(letter.lower())]
        if places:
            options.highlighted = next((i for i in places if i > here), places[0])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The full description, which may be cut off in the list."""
        self.query_one("#kinds-told", Static).update(self.kinds[event.option_index][1])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose it."""
        self.dismiss(event.option_index)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class StepSettings(Form):
    """The settings of a step or of a feature maker, in a box over the screen."""

    HELP_TITLE = "Settings"


def offered(kind: type[Step] | type[FeatureMaker]) -> tuple[str, str]:
    """A step or a feature maker in a list: its name, and what it does or which library it lacks."""
    lacking = missing_libraries(kind.libraries)
    return kind.called(), "{}: {}".format(*lacking) if lacking else _(kind.summary())


async def ask_which(bench: Bench) -> type[Step] | None:
    """Ask which kind of step to add; None for none. Only for workers, which may wait."""
    from segtui.plan.model import steps

    known = steps()
    chosen = await bench.push_screen_wait(Kinds(_("Which step?"), list(map(offered, known))))
    return known[chosen] if chosen is not None else None


async def ask_settings(
    bench: Bench, model: type[Declared], given: Declared | dict[str, object] | None, columns: Sequence[str]
) -> Declared | None:
    """Ask for the settings of a declaration, starting from its current ones; None for Escape."""
    tag = next(name for name in TAGS if name in model.model_fields)
    info = model.model_fields[tag]
    name = info.default if isinstance(info.default, str) else info.annotation.__args__[0]  # type: ignore[union-attr]
    if name == "match":
        from segtui.workbench.screens.clean.match_form import MatchForm

        id = bench.store.opened.id if bench.store.opened else ""
        if not given:
            bench.engine.ask(RecognizePeople)
        return await bench.push_screen_wait(MatchForm(model, given, [c for c in columns if c != id]))
    return await bench.push_screen_wait(StepSettings(name, model, given, tag={tag: name}, columns=columns))
