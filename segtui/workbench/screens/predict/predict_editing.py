"""Changes of the plan's predictions: add one, edit it, delete it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from segtui.language.sentences import say, tell
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.parts.pane import PanePart

if TYPE_CHECKING:
    from segtui.engine.transport.messages.payloads import ColumnFacts
    from segtui.prediction.predict import Predict

_NOTHING = to_translate(
    "There is nothing to predict: that takes features of a log of orders or events, or a column of two values."
)


class PredictEditing(PanePart):
    """Changes [[predict]] of the plan."""

    @property
    def _columns(self) -> list[ColumnFacts]:
        """The columns of the customers' rows, cleaned where that is done."""
        profiled = self.store.prepared or self.store.opened
        return profiled.profile["columns"] if profiled else []

    def add(self) -> None:
        """Ask for the settings of a new prediction, and add it at the end."""
        if self.store.plan is not None:
            self.pane.run_worker(self._ask(None), group="predict.ask", exclusive=True)

    def edit(self, at: int) -> None:
        """Change the settings of a prediction, counted from 0."""
        self.pane.run_worker(self._ask(at), group="predict.ask", exclusive=True)

    def delete(self, at: int) -> None:
        """Delete a prediction, counted from 0."""
        plan = self.store.plan
        assert plan is not None
        self._keep(
            say("delete prediction {name}", name=plan.predict[at].name), (*plan.predict[:at], *plan.predict[at + 1 :])
        )

    async def _ask(self, at: int | None) -> None:
        from segtui.prediction.learner import learners
        from segtui.prediction.predict import Predict
        from segtui.workbench.screens.predict.predict_form import PredictForm, labels_of

        plan = self.store.plan
        assert plan is not None
        labels = labels_of(plan, self._columns)
        if not labels and at is None:
            self.bench.status.say(_(_NOTHING))
            return
        known = {
            "path": list(dict.fromkeys(maker.path for _number, maker in plan.table_makers())),
            "models": [each.name for each in learners()],
            "snapshots": ["monthly", "weekly", "quarterly"],
        }
        given = plan.predict[at] if at is not None else {"name": self._name(next(iter(labels)))}
        columns = [column["name"] for column in self._columns]
        title = _("Predict") if at is None else tell("Prediction {name}", name=plan.predict[at].name)
        form = PredictForm(title, Predict, given, labels=labels, known=known, columns=columns)
        made = cast("Predict | None", await self.bench.push_screen_wait(form))
        if made is None:
            return
        place = len(plan.predict) if at is None else at
        kept = (*plan.predict[:place], made, *plan.predict[place + (at is not None) :])
        self._keep(say("add prediction {name}" if at is None else "edit prediction {name}", name=made.name), kept)

    def _name(self, label: str) -> str:
        """A name for the first thing that could be predicted, which nothing has."""
        assert self.store.plan is not None
        begin = {"purchase": "buys_30d", "churn": "leaves_30d"}.get(label, "likely")
        taken = {order.name for order in self.store.plan.predict} | {column["name"] for column in self._columns}
        return next(name for n in range(1, 1_000) if (name := begin if n == 1 else f"{begin}_{n}") not in taken)

    def _keep(self, said: str, predict: tuple[Predict, ...]) -> None:
        if self.store.edit(said, predict=predict):
            self.bench.status.say(tell("{said:sentence} {undo} undoes it.", said=said, undo=key_of("app.undo")))
