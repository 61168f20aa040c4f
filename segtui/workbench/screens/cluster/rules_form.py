"""Editing segments by rules: a line for each, what it does with the rows, and what is odd about all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from pydantic import ValidationError
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input

from segtui.engine.transport.messages import RulesChecked
from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _, to_translate
from segtui.plan.model import RuleTable
from segtui.plan.validation import faults
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.dialog import Dialog
from widgets.plain.static import Static
from widgets.plain.text import PlainText

_KEYS = to_translate("{rules.keep} keep   {rules.leave} leave   {rules.earlier} {rules.later} move the rule   Tab next")


class RuleLine(Horizontal):
    """One rule: its name, its condition, and how many rows it decides; an empty one does not count."""

    DEFAULT_CLASSES = "rule"

    def __init__(self, name: str = "", when: str = "") -> None:
        super().__init__()
        self._given = name, when

    def compose(self) -> ComposeResult:
        """Two inputs and a count."""
        for text, words, part in zip(
            self._given, (_("name"), _("condition, such as income > 50000")), ("name", "when"), strict=True
        ):
            asked = Input(text, placeholder=words, compact=True, select_on_focus=False, classes=f"rule-{part}")
            asked.cursor_blink = False
            yield asked
        yield Static("", classes="rule-count", markup=False)

    @property
    def texts(self) -> tuple[str, str]:
        """The name and the condition as they are now."""
        name, when = (asked.value.strip() for asked in self.query(Input))
        return name, when

    def say(self, count: str) -> None:
        """Tell how many rows go there."""
        self.query_one(".rule-count", Static).update(count)


class RulesForm(Dialog[RuleTable | str | None]):
    """Asks for the rules, starting from `table`; the result is the table, "" for no rules, None for Escape.

    `check` is called with each valid state and answered by `checked` or `failed`. Rules that were found to be at fault
    are not given back.
    """

    HELP_TITLE = "Segments by rules"
    HELP = """\
A line for each segment: its name and the condition of its rows, in SQL on any columns. The first rule that matches
wins; {rules.earlier} and {rules.later} move the rule at the cursor. A line that is emptied goes away, and there is
always an empty one to write into. Behind each rule stands how many rows it decides, and of how many that match it where
earlier rules take some. Without any rule the search has none."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "keep", id="rules.keep", tooltip="Search with these rules", priority=True),
        Binding("escape", "leave", "leave", id="rules.leave", tooltip="Close without changes"),
        Binding("ctrl+up", "move(-1)", "earlier", id="rules.earlier", tooltip="Try this rule earlier", priority=True),
        Binding("ctrl+down", "move(1)", "later", id="rules.later", tooltip="Try this rule later", priority=True),
        Binding("down", "app.focus_next", "next", show=False, id="rules.next", tooltip="Next field"),
        Binding("up", "app.focus_previous", "before", show=False, id="rules.before", tooltip="Previous field"),
    ]

    def __init__(self, table: RuleTable | None, check: Callable[[RuleTable], None]) -> None:
        super().__init__()
        self.table, self._check = table, check
        self._asked: RuleTable | None = None
        self._at_fault: RuleTable | None = None

    def compose(self) -> ComposeResult:
        """The rules in their order, the name of the rest, and what is told about them."""
        rules = self.table.rules if self.table else ()
        rest = self.table.otherwise if self.table else RuleTable.model_fields["otherwise"].default
        with Vertical(classes="box wide"):
            yield Static(PlainText(_("Segments by rules: the first that matches wins"), "bold"), classes="heading")
            with VerticalScroll(can_focus=False, id="rules-lines"):
                yield from (RuleLine(rule.name, rule.when) for rule in rules)
                yield RuleLine()
            with Horizontal(id="rules-rest"):
                yield Static(_("all others"), classes="label")
                yield Input(rest, compact=True, select_on_focus=False, id="rules-otherwise")
            yield Static("", id="rules-told", markup=False)
            yield Static(PlainText(with_keys(_KEYS), "dim"), classes="keys")

    def on_mount(self) -> None:
        """Tell what the rules do as they are."""
        self._look()

    @on(Input.Changed)
    async def _changed(self) -> None:
        lines = list(self.query(RuleLine))
        if lines and any(lines[-1].texts):
            await self.query_one("#rules-lines").mount(RuleLine())
        self._look()

    def _look(self) -> None:
        table, _wrong = self._read()
        if isinstance(table, RuleTable):
            self._asked = table
            self._check(table)

    def checked(self, found: RulesChecked) -> None:
        """Show the counts of each rule, and what is odd."""
        counts = iter(zip(found.matches, found.decides, strict=True))
        for line in self.query(RuleLine):
            match, wins = next(counts, (0, 0)) if any(line.texts) else (0, 0)
            count = (
                tell_counted("{count:,} row", "{count:,} rows", wins)
                if match == wins
                else tell("{wins:,} of {match:,}", wins=wins, match=match)
            )
            line.say(count if any(line.texts) else "")
        of = (
            [tell("Counted in a sample of {drawn:,} of {of:,} rows; a run counts all.", drawn=found.drawn, of=found.of)]
            if found.of
            else []
        )
        self._tell("\n".join([*of, *found.notes]), "")

    def failed(self, what: str, *, at_fault: bool = False) -> None:
        """Say what is wrong, so that counts are not known; `at_fault` where it is the rules that were checked last."""
        self._at_fault = self._asked if at_fault else None
        for line in self.query(RuleLine):
            line.say("")
        self._tell(what, "bold red")

    def _tell(self, text: str, style: str) -> None:
        self.query_one("#rules-told", Static).update(PlainText(text, style))

    def _read(self) -> tuple[RuleTable | str, str]:
        """The table, "" where there are no rules, and what is wrong."""
        texts = [line.texts for line in self.query(RuleLine) if any(line.texts)]
        if not texts:
            return "", ""
        values: dict[str, Any] = {"rules": [{"name": name, "when": when} for name, when in texts]}
        rest = self.query_one("#rules-otherwise", Input).value.strip()
        try:
            return RuleTable.model_validate(values | ({"otherwise": rest} if rest else {})), ""
        except ValidationError as error:
            fault = faults(error, RuleTable)[0]
            return "", tell("{label}: {said}", label=fault.key, said=f"{fault.what} {fault.fix}".strip())

    def action_keep(self) -> None:
        """Give the rules back, or say what is wrong."""
        table, wrong = self._read()
        if wrong:
            self.failed(wrong)
        elif table != self._at_fault or not table:  # of those at fault it is told already
            self.dismiss(table)

    def action_move(self, by: int) -> None:
        """Move the rule at the cursor."""
        here = next((line for line in self.query(RuleLine) if line.has_focus_within), None)
        lines = [line for line in self.query(RuleLine) if any(line.texts)]
        if here in lines and 0 <= (place := lines.index(here) + by) < len(lines):
            holder, other = self.query_one("#rules-lines"), lines[place]
            if by < 0:
                holder.move_child(here, before=other)
            else:
                holder.move_child(here, after=other)
            self._look()

    def action_leave(self) -> None:
        """Close without changes."""
        self.dismiss(None)
