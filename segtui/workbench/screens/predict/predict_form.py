"""The form of a prediction: what is predicted as a choice, its log and its models completed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from segtui.engine.transport.messages.payloads import ColumnFacts
from segtui.language.translation import _, to_translate
from segtui.workbench.parts.fields import as_typed
from segtui.workbench.parts.form import Form
from widgets.inputs.choice import Choice

if TYPE_CHECKING:
    from textual.widgets import Input

    from segtui.plan.model import Plan
    from segtui.workbench.parts.fields import Field

FIRST = ("label", "name", "horizon", "money", "bands", "models", "exclude", "active", "snapshots", "path", "events")


class PredictForm(Form):
    """The settings of a prediction; `labels` are what can be predicted, by their words, as TOML.

    `known` are the words that other fields complete, by the field's name.
    """

    HELP_TITLE = "Settings of the prediction"

    def __init__(self, *given: Any, labels: Mapping[str, str], known: Mapping[str, Sequence[str]], **how: Any) -> None:
        super().__init__(*given, first=FIRST, **how)
        self._labels, self._complete = dict(labels), known

    def names(self, field: Field) -> list[str]:
        """Columns, logs of the plan or models, where the setting takes them."""
        return list(self._complete.get(field.name, ())) or super().names(field)

    def _asked(self, field: Field) -> Input | Choice:
        if field.name != "label":
            return super()._asked(field)
        now = as_typed(self.given.get("label"))
        word = next((word for word, toml in self._labels.items() if toml == now), None)
        if word is None and now:
            word = now
            self._labels[now] = now
        return Choice(list(self._labels), word or next(iter(self._labels)), called=_, id="field-label")

    def texts(self) -> dict[str, str]:
        """The texts of the fields, what is predicted as TOML."""
        found = super().texts()
        return {**found, "label": self._labels.get(found["label"], found["label"])}


def labels_of(plan: Plan, columns: Sequence[ColumnFacts]) -> dict[str, str]:
    """What could be predicted, by its words: what a log of the plan tells, and columns of two values."""
    from segtui.prediction.predict import LabelColumn

    of_log = any(hasattr(maker, "log_columns") for _number, maker in plan.table_makers())
    found = {to_translate("purchase"): "purchase", to_translate("churn"): "churn"} if of_log else {}
    for column in columns:
        values = [one["value"] for one in column["top"]]
        if column["distinct"] != 2 or column["kind"] in ("date", "datetime"):
            continue
        for value in _predicted(values) or [""]:
            label = LabelColumn(column=column["name"], yes=value or None)
            found[f"{column['name']} = {value}" if value else column["name"]] = as_typed(label)
    return found


def _predicted(values: Sequence[str]) -> list[str]:
    """Of two values the one that means yes; both where neither is plain."""
    from segtui.prediction.labels.column_outcome import YES

    if len(values) != 2:
        return []
    plain = [value for value in values if value.strip().casefold() in YES]
    return plain if len(plain) == 1 else list(values)
