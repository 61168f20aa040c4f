"""Changes of the features: which columns are clustered, their logs, the scale, the encoding of text."""

from __future__ import annotations

from typing import Any

from segtui.language.sentences import say, tell
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.parts.figures import kind_word
from segtui.workbench.parts.pane import PanePart
from segtui.workbench.screens.features.clusterable_columns import ClusterableColumn, matched
from segtui.workbench.screens.features.shown_features import FeaturesShown

SCALES = {
    "zscore": to_translate("mean 0, standard deviation 1"),
    "minmax": to_translate("from 0 to 1"),
    "robust": to_translate("median 0, interquartile range 1"),
    "none": to_translate("unchanged"),
}
"""The scales, and what each makes of the columns."""


class FeatureEditing(PanePart):
    """Changes [features] of the plan."""

    def __init__(self, view: FeaturesShown) -> None:
        super().__init__(view.pane)
        self._view = view

    def _features(self, said: str, **values: Any) -> bool:
        """Change parts of [features]; whether they are changed."""
        plan = self.store.plan
        if plan is None or not self.store.edit(said, features=plan.features.model_copy(update=values)):
            return False
        self.bench.status.say(tell("{said:sentence} {undo} undoes it.", said=said, undo=key_of("app.undo")))
        return True

    def use(self) -> None:
        """Use the column at the cursor, or leave it out."""
        column, plan = self._view.column, self.store.plan
        if column is None or plan is None:
            return
        if not column.used and (why := self._unsuited(column)):
            self.bench.status.say(why)
            return
        use = tuple(c.name for c in self._view.columns if c.used != (c.name == column.name))
        if not use:
            self.bench.status.say(_("At least one column must be used."))
            return
        log = tuple(p for p in self._logged() if p != column.name)
        said = to_translate("leave out {column}") if column.used else to_translate("use {column}")
        self._features(say(said, column=column.name), use=use, log=log)

    def _unsuited(self, column: ClusterableColumn) -> str:
        assert self.store.plan is not None
        if column.kind == "text" and self.store.plan.features.categorical == "none":
            return tell(
                "{name} is text: {encode} encodes text of few values as columns of 0 and 1.",
                name=column.name,
                encode=key_of("features.encode"),
            )
        if column.kind in ("date", "datetime", "other"):
            return tell("{name} is a {kind}, not a number.", name=column.name, kind=kind_word(column.kind))
        return ""

    def _logged(self) -> list[str]:
        """The names of the columns with a log, with globs of the plan expanded."""
        assert self.store.plan is not None
        return [c.name for c in self._view.columns if c.used and matched(self.store.plan.features.log, c.name)]

    def log(self) -> None:
        """Switch the logarithm of the column at the cursor on or off."""
        column = self._view.column
        if column is None:
            return
        if not column.used:
            self.bench.status.say(
                tell("{name} is not used: {use} uses it.", name=column.name, use=key_of("features.use"))
            )
        elif not column.numeric:
            self.bench.status.say(
                tell("{name} is {kind}: a logarithm needs numbers.", name=column.name, kind=kind_word(column.kind))
            )
        elif not column.logged and float(column.profile["min"] or 0) <= -1:
            self.bench.status.say(
                tell(
                    "log1p takes values above -1; the lowest of {name} is {min:,}.",
                    name=column.name,
                    min=column.profile["min"],
                )
            )
        else:
            log = [n for n in self._logged() if n != column.name]
            log += [] if column.logged else [column.name]
            self._features(
                say(
                    to_translate("no log of {column}") if column.logged else to_translate("log of {column}"),
                    column=column.name,
                ),
                log=tuple(log),
            )

    def scale(self) -> None:
        """The next scale."""
        plan = self.store.plan
        if plan is not None:
            names = list(SCALES)
            scale = names[(names.index(plan.features.scale) + 1) % len(names)]
            self._features(say("scale {scale}: {does}", scale=scale, does=say(SCALES[scale])), scale=scale)

    def encode(self) -> None:
        """The next encoding of text: as 0/1 columns, as components with the numbers, none."""
        plan = self.store.plan
        if plan is None:
            return
        if plan.features.categorical == "none":
            self._features(say("text as 0/1 columns"), categorical="onehot")
            return
        if plan.features.categorical == "onehot":
            self._features(say("text and numbers as components (FAMD)"), categorical="famd")
            return
        texts = {c.name for c in self._view.columns if c.kind == "text"}
        use = plan.features.use and tuple(c for c in plan.features.use if c not in texts)
        self._features(say("text is not clustered"), categorical="none", use=use or None)
