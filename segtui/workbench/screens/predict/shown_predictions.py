"""What the Predict view shows: the predictions of the plan, with what is known of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.engine.transport.messages import (
    Failed,
    LearnPrediction,
    Message,
    PredictionLearned,
    PredictionsShown,
    Prepare,
    Prepared,
    ShowPredictions,
)
from segtui.engine.transport.messages.payloads import PredictionFacts
from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate
from segtui.plan.stages import LEARNED, Parts
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.pane import Pane, PanePart, no_file
from segtui.workbench.screens.predict.predict_editing import PredictEditing
from segtui.workbench.screens.predict.predict_view import (
    ADD,
    DELETE,
    EDIT,
    LEARN,
    STYLES,
    ListedPrediction,
    PredictView,
)
from segtui.workbench.screens.predict.prediction_words import said, state, told
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.prediction.predict import Predict

OPEN = "-predict"
_NONE = to_translate(
    "The plan predicts nothing yet. {predict.add} adds a prediction: who buys or leaves in the next 30 days, by a log "
    "of orders or events, or what a column of two values says."
)
_ASKED = ("ShowPredictions", "LearnPrediction")


class ShownPredictions(PanePart):
    """Opens the view over its screen, asks what it lacks, and does what is asked there."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self._editing = PredictEditing(pane)
        self._known: list[tuple[Predict, PredictionFacts]] = []
        self._learning = 0
        self._wrong = ""

    @property
    def view(self) -> PredictView:
        """The view of this screen."""
        return self.pane.query_one(PredictView)

    @property
    def is_open(self) -> bool:
        """Whether the view is over the screen."""
        return self.pane.has_class(OPEN)

    def open(self) -> None:
        """Show the view."""
        if not self.pane.app.stylesheet.has_source(str(STYLES), ""):
            self.pane.app.stylesheet.read(STYLES)
            self.pane.app.stylesheet.reparse()
        self.view.display = self.view.visible = True
        self.pane.add_class(OPEN)
        self.pane.app.stylesheet.update(self.pane)
        self._wrong = ""
        self.ask()
        self.draw()
        self.pane.refresh_bindings()
        self.pane.call_after_refresh(self.view.listed.focus)

    def close(self) -> None:
        """Show the screen again."""
        self.view.display = self.view.visible = False
        self.pane.remove_class(OPEN)
        self.pane.refresh_bindings()
        self.pane.call_after_refresh(self.bench.panes.refocus)

    # What is known

    def ask(self) -> None:
        """Ask for what is not known."""
        store = self.store
        if store.plan is None:
            return
        if store.prepared is None and not {"Prepare", "Read"} & set(store.failed):
            self.bench.engine.ask(Prepare)
        if store.plan.predict and store.results.latest(PredictionsShown) is None and not self._wrong:
            self.bench.engine.ask(ShowPredictions)

    def shown(self) -> None:
        """The screen came to the front: its view may be open, and of an older plan."""
        if self.is_open:
            self.ask()
            self.draw()

    def plan_changed(self, parts: Parts) -> None:
        """What is known may be of another plan; that of predictions which stay the same is not."""
        self._wrong = ""
        if parts & LEARNED:
            self._known = []
        if self.is_open and self.pane.in_front:
            self.ask()
            self.draw()

    def heard(self, message: Message) -> None:
        """Something is known, or learned."""
        plan = self.store.plan
        if isinstance(message, PredictionsShown) and plan is not None:
            by_name = {facts["name"]: facts for facts in message.predictions}
            self._known = [(order, by_name[order.name]) for order in plan.predict if order.name in by_name]
        if not self.is_open or not self.pane.in_front:
            return
        if isinstance(message, PredictionLearned):
            self._learning = 0
            self.view.turn_to("figures")
            self.ask()
        if isinstance(message, PredictionsShown | PredictionLearned | Prepared):
            self.draw()

    def busy_changed(self) -> None:
        """Learning has begun, or was stopped."""
        if not self.bench.engine.busy("LearnPrediction"):
            self._learning = 0
        if self.is_open and self.pane.in_front:
            self.draw()

    def failed(self, kind: str, message: Failed) -> bool:
        """Why something can't be known is said in place; whether the view is there to say it."""
        if not self.is_open or kind not in (*_ASKED, "Prepare", "Read"):
            return False
        self._wrong = f"! {message.what}"
        self.draw()
        return True

    def _facts(self, order: Predict) -> PredictionFacts | None:
        return next((facts for known, facts in self._known if known == order), None)

    # Drawing

    def draw(self) -> None:
        """Draw what is known."""
        plan = self.store.plan
        if plan is None:
            self.view.show([], no_file(self.bench))
            return
        names = max((len(order.name) for order in plan.predict), default=0)
        entries = [self._entry(order, number, names) for number, order in enumerate(plan.predict, start=1)]
        self.view.show(entries, self._wrong or with_keys(_NONE))

    def _entry(self, order: Predict, number: int, width: int) -> ListedPrediction:
        facts, dots = self._facts(order), "..." if self.bench.ascii else "…"
        learning = number == self._learning
        words = state(facts, dots=dots, learning=learning)
        line = PlainText.assemble(
            (f"{order.name:<{width}}  ", "bold"), f"{said(order):<22}  {words}", no_wrap=True, overflow="ellipsis"
        )
        sentence = told(facts) if facts else tell("counting the rows {dots}", dots=dots)
        if learning:
            sentence = with_keys("Learning and testing it; {app.cancel} stops that.")
        return ListedPrediction(line, self._wrong or sentence, facts)

    # What one does here

    def do(self, what: str) -> None:
        """Learn the prediction at the cursor, or add, change or delete one."""
        at, plan = self.view.at, self.store.plan
        if what == ADD:
            self._editing.add()
        elif plan is None or at is None or at >= len(plan.predict):
            self.bench.status.say(with_keys("There is no prediction; {predict.add} adds one."))
        else:
            {LEARN: self._learn, EDIT: self._editing.edit, DELETE: self._editing.delete}[what](at)

    def _learn(self, at: int) -> None:
        plan = self.store.plan
        assert plan is not None
        facts = self._facts(plan.predict[at])
        if facts is not None and facts["figures"] is not None:
            self.bench.status.say(_("It is learned already, and again once its settings change."))
        elif facts is not None and facts["refused"]:
            self.bench.status.say(with_keys("It can't be learned so; {predict.edit} changes it."))
        else:
            self._wrong, self._learning = "", at + 1
            self.bench.engine.ask(LearnPrediction, number=at + 1)
            self.draw()
