"""The settings of a match step: a line for each column, what it holds and which value a merged row gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, get_args

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input

from segtui.declare import Declared
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.dialog import Dialog
from segtui.workbench.parts.fields import as_typed, fields, label_of, read
from widgets.inputs.choice import Choice
from widgets.inputs.listed import Listed
from widgets.plain.static import Static
from widgets.plain.text import PlainText

_NOT, _ALIKE = "–", to_translate("as the others")
_OTHERS = "*"
_ASKED = ("probability", "agree", "latest_by", "largest")
_KEYS = to_translate("{match.keep} preview   {match.leave} leave   Left Right change   Tab next")


class ColumnLine(Horizontal):
    """A column: what it holds where rows are compared by it, and the rule of its value in a merged row."""

    DEFAULT_CLASSES = "match-line"

    def __init__(self, name: str, kinds: Sequence[str], kind: str, rules: Sequence[str], rule: str) -> None:
        super().__init__()
        self.column = name
        self._kinds, self._kind, self._rules, self._rule = kinds, kind, rules, rule

    def compose(self) -> ComposeResult:
        """The name, and two words to change."""
        named = _("all other columns") if self.column == _OTHERS else self.column
        yield Static(PlainText(named, no_wrap=True, overflow="ellipsis"), classes="match-name")
        if self._kinds:
            with Vertical(classes="match-kind"):
                yield Choice(self._kinds, self._kind, called=_)
        else:
            yield Static("", classes="match-kind")
        yield Choice(self._rules, self._rule, called=_)

    @property
    def kind(self) -> Choice | None:
        """The word for what the column holds, if it is asked for."""
        return self.query(Choice).first() if self._kinds else None

    @property
    def words(self) -> list[str]:
        """The words as they are now: kind, if it is asked for, and rule."""
        return [choice.value for choice in self.query(Choice)]


class MatchForm(Dialog[Declared | None]):
    """Asks for the settings of `model`, starting from `given`; the result is the step, or None for Escape."""

    HELP_TITLE = "Rows of one person"
    HELP = """\
For each column what it holds, if rows are to be compared by it: name, email, phone, date, or exact for anything else;
a new step begins with what the columns were found to hold.
Beside it which value a merged row gets. Left and right change a word, up and down go to the line above or below.
{match.keep} shows how many rows and people there are then, before the step is kept. How much a column counts is learned
from the table; the review of the pairs shows it."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "preview", id="match.keep", tooltip="Show what the step does", priority=True),
        Binding("escape", "leave", "leave", id="match.leave", tooltip="Close without changes"),
        Binding("down", "line(1)", "below", show=False, id="match.below", tooltip="The same of the next column"),
        Binding("up", "line(-1)", "above", show=False, id="match.above", tooltip="The same of the column before"),
    ]

    def __init__(
        self, model: type[Declared], given: Declared | Mapping[str, object] | None, columns: Sequence[str]
    ) -> None:
        super().__init__()
        self.model, self.columns = model, list(columns)
        values = {n: getattr(given, n) for n in type(given).model_fields} if isinstance(given, Declared) else given
        self.given: dict[str, Any] = dict(values or {})

    def _words(self, field: str) -> tuple[str, ...]:
        return get_args(get_args(self.model.model_fields[field].annotation)[1])

    def compose(self) -> ComposeResult:
        """A line for each column, then the numbers."""
        on, merge = self.given.get("on", {}), self.given.get("merge", {_OTHERS: "most_complete"})
        kinds, rules = (_NOT, *self._words("on")), self._words("merge")
        asked = {field.name: field for field in fields(self.model)}
        with Vertical(classes="box wide"):
            yield Static(PlainText(_("match: rows of one person"), "bold"), classes="heading")
            with Horizontal(classes="match-line"):
                yield Static(PlainText(_("column"), "dim"), classes="match-name")
                yield Static(PlainText(_("compare it as"), "dim"), classes="match-kind")
                yield Static(PlainText(_("in a merged row"), "dim"), classes="match-kind")
            with VerticalScroll(can_focus=False, id="match-lines"):
                for name in dict.fromkeys([*self.columns, *on]):
                    rule = merge.get(name, _ALIKE)
                    yield ColumnLine(name, kinds, on.get(name, _NOT), (_ALIKE, *rules), rule)
                yield ColumnLine(_OTHERS, (), "", rules, merge.get(_OTHERS, "first"))
            for name in _ASKED:
                with Horizontal(classes="match-line"):
                    yield Static(PlainText(asked[name].label, "bold"), classes="match-name")
                    default = self.model.model_fields[name].default
                    value = as_typed(self.given.get(name, default))
                    names = Listed(self.columns) if name in ("agree", "latest_by") else None
                    words = _("names") if name == "agree" else ""
                    yield Input(value, placeholder=words, compact=True, suggester=names, id=f"match-{name}")
            yield Static("", id="match-told", markup=False)
            yield Static(PlainText(with_keys(_KEYS), "dim"), classes="keys")

    def recognized(self, on: Mapping[str, str]) -> None:
        """Fill in what each column was found to hold, unless something is chosen already."""
        lines = [line for line in self.query(ColumnLine) if line.kind is not None]
        if all(line.kind is not None and line.kind.value == _NOT for line in lines):
            for line in lines:
                if line.kind is not None and line.column in on:
                    line.kind.value = on[line.column]

    def _read(self) -> tuple[Declared | None, dict[str, str]]:
        """The step as the fields have it, or what is wrong by field."""
        texts = {name: self.query_one(f"#match-{name}", Input).value for name in _ASKED}
        merge = {name: rule for name, rule in self.given.get("merge", {}).items() if name not in self.columns}
        on: dict[str, str] = {}
        for line in self.query(ColumnLine):
            *kind, rule = line.words
            on |= {line.column: kind[0]} if kind and kind[0] != _NOT else {}
            merge.pop(line.column, None)
            merge |= {line.column: rule} if rule != _ALIKE else {}
        kept = {name: self.given[name] for name in ("same", "different") if self.given.get(name)}
        return read(self.model, texts, {"step": "match", **kept, "on": on, "merge": merge})

    def action_keep(self) -> None:
        """Give the step back, or say what is wrong."""
        made, wrong = self._read()
        if made is not None:
            self.dismiss(made)
            return
        field, told = next(iter(wrong.items()))
        told = _("Choose what at least one column holds.") if field == "on" else f"{_(label_of(field))} {told}".strip()
        self.query_one("#match-told", Static).update(PlainText(told, "bold red"))

    def action_line(self, by: int) -> None:
        """The same word of the next column or the one before; out of the columns to the next field."""
        lines = list(self.query(ColumnLine))
        here = next((i for i, line in enumerate(lines) if line.has_focus_within), None)
        if here is None or not 0 <= here + by < len(lines):
            self.focus_next() if by > 0 else self.focus_previous()
            return
        place = [choice.has_focus for choice in lines[here].query(Choice)].index(True)
        from_end = place - len(lines[here].words)
        choices = list(lines[here + by].query(Choice))
        choices[max(from_end, -len(choices))].focus()

    def action_leave(self) -> None:
        """Close without changes."""
        self.dismiss(None)
