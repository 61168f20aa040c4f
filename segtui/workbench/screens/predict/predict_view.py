"""The Predict view: the plan's predictions, and below them what the one at the cursor would learn from or has found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from rich.console import Group
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from segtui.engine.transport.messages.payloads import PredictionFacts
from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate
from segtui.workbench.screens.predict.prediction_charts import CHARTS, Bars, Lines, positives
from segtui.workbench.screens.predict.prediction_tables import Facts, learned_rows, scores, tenths
from widgets.bars.bar_chart import BarChart
from widgets.line.chart import LineChart
from widgets.plain.static import Static
from widgets.plain.text import PlainText

STYLES = Path(__file__).with_name("predict.tcss")
TABLES = ("figures", "tenths", "report", "rows")
LEARN, ADD, EDIT, DELETE = "learn", "add", "edit", "delete"
"""What is asked for."""
_LEARNED = ("figures", "tenths", *CHARTS, "report", "rows")
_BEFORE = ("rows", "positives")
_TITLES = {
    "figures": to_translate("figures of the test"),
    "tenths": to_translate("by tenth"),
    "report": to_translate("in words"),
    "rows": to_translate("what is learned from"),
}


@dataclass(frozen=True)
class ListedPrediction:
    """A prediction of the plan: its line in the list, what is said of it, and what is known."""

    line: PlainText
    told: str
    facts: PredictionFacts | None


class PredictView(Vertical):
    """Shows the predictions, and one view of the one at the cursor, or a table and a chart where there is room.

    Posts `PredictView.Left` when it is left, and `PredictView.Asked` with what the user wants done.
    """

    HELP_TITLE = "Predictions"
    HELP = """\
What customers will do next, learned from what earlier ones did and tested on later days. {predict.add} adds a
prediction, {predict.edit} changes it, {predict.delete} deletes it. Before anything is learned the view says from what
rows, how many have the outcome, and about how long it takes; {predict.learn} learns and tests it, {app.cancel} stops
that. Then {predict.turn} turns through its figures with intervals of 95 % beside the baselines, its tenths with what
contacting them brings, its curves and what it goes by. {app.save_chart} saves a curve as a picture. What is learned is
kept for the session: the cards of the segments say their mean probability, and a run that is written has it."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", f"ask('{LEARN}')", "learn", id="predict.learn", tooltip="Learn and test the prediction"),
        Binding("v", "turn(1)", "view", id="predict.turn", tooltip="The next view: figures, tenths, curves ..."),
        Binding("a", f"ask('{ADD}')", "add", id="predict.add", tooltip="Add a prediction to the plan"),
        Binding("e", f"ask('{EDIT}')", "edit", id="predict.edit", tooltip="Change the prediction"),
        Binding("d,delete", f"ask('{DELETE}')", "delete", id="predict.delete", tooltip="Delete the prediction"),
        Binding("j", "move(1)", "down", id="predict.down", show=False, tooltip="The next prediction"),
        Binding("k", "move(-1)", "up", id="predict.up", show=False, tooltip="The prediction before"),
        Binding("left_square_bracket", "turn(-1)", "before", id="predict.before", show=False, tooltip="View before"),
        Binding("right_square_bracket", "turn(1)", "next", id="predict.next", show=False, tooltip="The next view"),
        Binding("escape", "leave", "back", id="predict.leave", tooltip="Back to the screen below"),
    ]

    class Left(Message):
        """Back to what was shown before."""

    @dataclass
    class Asked(Message):
        """The user wants something done: learn, add, edit or delete."""

        what: str

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(classes="predict")
        self.display = self.visible = False  # until it is opened: its styles are read then
        self._ascii = ascii
        self._entries: list[ListedPrediction] = []
        self._nothing = ""
        self._table, self._chart, self._front = "figures", "gain", "figures"

    def compose(self) -> ComposeResult:
        """The heading, the list, what is said of the one at the cursor, its table and its chart, how to read it."""
        yield Static(_("Predictions: what customers will do next"), classes="heading", markup=False)
        yield OptionList(classes="predict-list", markup=False)
        yield Static(classes="predict-told", markup=False)
        yield Static(classes="predict-title heading", markup=False)
        with Horizontal(classes="predict-body"):
            with VerticalScroll(classes="predict-table"):
                yield Static(classes="predict-figures", markup=False)
            with Vertical(classes="predict-charts"):
                yield LineChart(shared=True, ascii=self._ascii)
                yield BarChart(ascii=self._ascii)
        yield Static(classes="predict-note", markup=False)

    @property
    def listed(self) -> OptionList:
        """The list of predictions."""
        return self.query_one(OptionList)

    @property
    def at(self) -> int | None:
        """The number of the prediction at the cursor, from 0."""
        return self.listed.highlighted

    def show(self, entries: Sequence[ListedPrediction], nothing: str) -> None:
        """Show these predictions; `nothing` is said where there are none. The cursor stays."""
        listed, at = self.listed, self.at or 0
        self._entries, self._nothing = list(entries), nothing
        if listed.option_count == len(entries):
            for place, entry in enumerate(entries):
                listed.replace_option_prompt_at_index(place, entry.line)
        else:
            listed.clear_options()
            listed.add_options(Option(entry.line) for entry in entries)
            listed.highlighted = min(at, len(entries) - 1) if entries else None
        self.draw()

    def turn_to(self, view: str) -> None:
        """Have this view in front."""
        self._front = view
        self.draw()

    @property
    def _entry(self) -> ListedPrediction | None:
        return self._entries[self.at] if self.at is not None and self.at < len(self._entries) else None

    @property
    def _facts(self) -> PredictionFacts | None:
        entry = self._entry
        return entry.facts if entry else None

    @property
    def turns(self) -> tuple[str, ...]:
        """The views of what is shown."""
        return _LEARNED if self._facts and self._facts["figures"] else _BEFORE

    def draw(self) -> None:
        """Draw the view in front, and where there is room the table and the chart."""
        entry, facts, turns = self._entry, self._facts, self.turns
        told = entry.told if entry else self._nothing
        self.query_one(".predict-told", Static).update(PlainText(told, "bold" if told.startswith("!") else ""))
        self.set_class(facts is not None and bool(facts["learned"] or facts["figures"]), "-known")
        if facts is None:
            return
        front = self._front if self._front in turns else turns[0]
        table = next((view for view in (front, self._table, *turns) if view in TABLES and view in turns), "rows")
        chart = next(view for view in (front, self._chart, *turns) if view not in TABLES and view in turns)
        drawn = self._draw_chart(chart, facts)
        read = self._draw_table(table, facts)
        both, of_table = not self.screen.has_class("-narrow"), front in TABLES
        self.set_class(both or of_table, "-table")
        self.set_class(both or not of_table, "-chart")
        titles = [read[0]] * (both or of_table) + [drawn[0]] * (both or not of_table)
        heading = f"{turns.index(front) + 1}/{len(turns)} {'; '.join(titles)}"
        self.query_one(".predict-title", Static).update(PlainText(heading, no_wrap=True))
        notes = dict.fromkeys(
            note for _title, note in ((read, drawn) if both else (read if of_table else drawn,)) if note
        )
        self.query_one(".predict-note", Static).update(PlainText(" ".join(notes)))

    def _draw_table(self, view: str, facts: PredictionFacts) -> tuple[str, str]:
        """Draw a table, or sentences; its title and its note."""
        figures, there = facts["figures"], self.query_one(".predict-figures", Static)
        title = tell("{label}: {said}", label=facts["name"], said=_(_TITLES[view]))
        if view == "report" and figures is not None:
            told = [*figures["sentences"], *(f"! {note}" for note in figures["notes"])]
            there.update(Group(*(PlainText(f"{sentence}\n") for sentence in told)))
            return title, ""
        made: Facts = learned_rows(facts)
        if figures is not None and view in ("figures", "tenths"):
            made = scores(figures) if view == "figures" else tenths(figures)
        there.update(made.drawn())
        return title, made.note

    def _draw_chart(self, view: str, facts: PredictionFacts) -> tuple[str, str]:
        """Draw a chart; its title and its note."""
        figures, lines, bars = facts["figures"], self.query_one(LineChart), self.query_one(BarChart)
        made: Lines | Bars = positives(facts) if figures is None else CHARTS[view](facts["name"], figures)
        lines.display, bars.display = isinstance(made, Lines), isinstance(made, Bars)
        if isinstance(made, Bars):
            bars.show(made.figure)
            return made.figure.title, made.note
        lines.heading, lines.x_label = made.title, made.x_label
        lines.show(made.lines, lines.chosen)
        return made.title, made.note

    # Keys

    def on_resize(self) -> None:
        """There may be room for both now, or only for one."""
        self.draw()

    def action_turn(self, by: int) -> None:
        """The next view, or the one before."""
        turns = self.turns
        front = self._front if self._front in turns else turns[0]
        self._front = turns[(turns.index(front) + by) % len(turns)]
        if self._front in TABLES:
            self._table = self._front
        else:
            self._chart = self._front
        self.draw()

    def action_move(self, by: int) -> None:
        """The next prediction, or the one before."""
        if by > 0:
            self.listed.action_cursor_down()
        else:
            self.listed.action_cursor_up()

    def action_ask(self, what: str) -> None:
        """Have it done."""
        self.post_message(self.Asked(what))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the prediction at the cursor."""
        event.stop()
        self.draw()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter changes the prediction."""
        event.stop()
        self.post_message(self.Asked(EDIT))

    def action_leave(self) -> None:
        """Back to what was shown before."""
        self.post_message(self.Left())
