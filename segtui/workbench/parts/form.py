"""A form for any declaration: a cleaning step, a feature maker, a source, a target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input

from segtui.declare import Declared
from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.dialog import Dialog
from segtui.workbench.parts.fields import Field, as_typed, fields, read
from widgets.inputs.choice import Choice
from widgets.inputs.listed import Listed
from widgets.plain.static import Static
from widgets.plain.text import PlainText

UNSET = "–"
_YES_OR_NO = {"yes": to_translate("yes"), "no": to_translate("no")}
_NAME_A_COLUMN = ("id", "date", "amount", "order", "unit")
_KEYS = to_translate(" {form.keep} keep   {form.leave} leave   Tab next field   Right complete")


class Form(Dialog[Declared | None]):
    """Asks for the fields of `model`, starting from `values`; the result is the declaration, or None for Escape.

        step = await self.bench.push_screen_wait(Form("Impute", Impute, {"columns": ["income"]}, columns=names))

    `tag` is what the form does not ask for: {"step": "impute"}; the fields named `first` come first. Faults show under
    their field.
    """

    HELP_TITLE = "Settings"
    HELP = (
        "Tab and Shift+Tab go from field to field; left and right choose a value. {form.keep} keeps the settings, "
        "{form.leave} discards the changes."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "keep", id="form.keep", tooltip="Apply the form", priority=True),
        Binding("escape", "leave", "leave", id="form.leave", tooltip="Close without changes"),
        Binding("down", "app.focus_next", "next", show=False, id="form.next", tooltip="Next field"),
        Binding("up", "app.focus_previous", "before", show=False, id="form.before", tooltip="Previous field"),
    ]
    DEFAULT_CLASSES = "form"

    def __init__(
        self,
        title: str,
        model: type[Declared],
        values: Mapping[str, object] | Declared | None = None,
        *,
        tag: Mapping[str, str] | None = None,
        columns: Sequence[str] = (),
        first: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.heading, self.model, self.tag = title, model, dict(tag or {})
        self.columns = list(columns)
        asked = [f for f in fields(model) if f.name not in self.tag]
        self.asked = sorted(asked, key=lambda f: first.index(f.name) if f.name in first else len(first))
        given = {n: getattr(values, n) for n in type(values).model_fields} if isinstance(values, Declared) else values
        self.given = dict(given or {})

    def compose(self) -> ComposeResult:
        """A line for each field, with its help below."""
        with Vertical(classes="box"):
            yield Static(PlainText(self.heading, "bold"), classes="heading")
            with VerticalScroll(can_focus=False):
                for field in self.asked:
                    with Vertical(classes="field"):
                        yield Static(PlainText(field.label, "bold"), classes="label")
                        yield self._asked(field)
                        yield Static(_help(field), classes="help", id=f"help-{field.name}")
            yield Static("", id="fault")
            yield Static(PlainText(with_keys(_KEYS), "dim"), classes="keys")

    def _asked(self, field: Field) -> Input | Choice:
        default = self.model.model_fields[field.name].get_default(call_default_factory=True)
        value = self.given.get(field.name, None if field.required else default)
        if field.words:
            words = field.words if default is not None and not field.required else (UNSET, *field.words)
            return Choice(words, as_typed(value) or UNSET, called=_called, id=f"field-{field.name}")
        names = self.names(field)
        suggester = Listed(names) if names else None
        asked = Input(
            as_typed(value), id=f"field-{field.name}", compact=True, suggester=suggester, select_on_focus=False
        )
        asked.cursor_blink = False
        return asked

    def names(self, field: Field) -> list[str]:
        """The names that a field completes: columns, if it takes them."""
        return self.columns if field.columns or field.name in _NAME_A_COLUMN else []

    def texts(self) -> dict[str, str]:
        """The current texts of the fields."""
        found = {}
        for field in self.asked:
            asked = self.query_one(f"#field-{field.name}")
            value = asked.value if isinstance(asked, (Input, Choice)) else ""
            found[field.name] = "" if value == UNSET else value
        return found

    def action_keep(self) -> None:
        """Return the declaration, or show what is wrong."""
        made, wrong = read(self.model, self.texts(), self.tag)
        if made is not None:
            self.dismiss(made)
            return
        for field in self.asked:
            told = PlainText(wrong[field.name], "bold red") if field.name in wrong else _help(field)
            self.query_one(f"#help-{field.name}", Static).update(told)
        self.query_one("#fault", Static).update(PlainText(wrong.get("", ""), "bold red"))
        first = next((name for name in wrong if name), None)
        if first:
            self.query_one(f"#field-{first}").focus()

    def action_leave(self) -> None:
        """Close without changes."""
        self.dismiss(None)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_keep()


def _called(word: str) -> str:
    """A choice as it is shown; the plan's own words stay as they are."""
    return _(_YES_OR_NO.get(word, word))


def _help(field: Field) -> PlainText:
    """The help of a field; if it is required, the help says so first."""
    return PlainText(tell("Required. {help}", help=field.help) if field.required else field.help, "dim")
