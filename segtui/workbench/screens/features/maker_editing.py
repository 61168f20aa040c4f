"""Features made from other tables: add, change, delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from segtui.language.sentences import listing, row_of, say, tell
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.parts.pane import PanePart
from segtui.workbench.screens.features.clusterable_columns import matched
from segtui.workbench.screens.features.shown_features import FeaturesShown

if TYPE_CHECKING:
    from segtui.plan.model import AnyFeatureMaker as FeatureMaker


class MakerEditing(PanePart):
    """Changes [[derive]] of the plan."""

    def __init__(self, view: FeaturesShown) -> None:
        super().__init__(view.pane)
        self._view = view

    @property
    def maker(self) -> int:
        """The number (from 1) of the derive that the column at the cursor comes from, or of the only one; else 0."""
        plan, column = self.store.plan, self._view.column
        if plan is None or not plan.derive:
            return 0
        return column.maker if column and column.maker else 1 if len(plan.derive) == 1 else 0

    @property
    def columns(self) -> list[str]:
        """The columns of the customers' own rows."""
        return [column.name for column in self._view.columns]

    def derive(self) -> None:
        """Make features from another table, or from columns."""
        if self.store.plan is not None:
            self.pane.run_worker(self._ask_new(), group="features.ask", exclusive=True)

    async def _ask_new(self) -> None:
        from segtui.plan.model import makers
        from segtui.workbench.screens.clean.step_dialogs import Kinds, offered

        known = makers()
        chosen: int | None = 0
        if len(known) > 1:
            chosen = await self.bench.push_screen_wait(Kinds(_("Which features?"), list(map(offered, known))))
        if chosen is None:
            return
        kind = known[chosen]
        if "path" not in kind.model_fields:
            await self._ask_maker(kind, {}, None)
            return
        if path := await self.ask_path():
            await self._ask_maker(kind, {"path": path}, None)

    async def ask_path(self, value: str = "", placeholder: str = "") -> str | None:
        """Ask for the table that features are made from; None for Escape."""
        says = tell("a file of orders or events; {complete} completes", complete=key_of("prompt.complete"))
        return await self.bench.prompts.answer(
            _("table to make them from"),
            purpose="features.table",
            value=value,
            placeholder=placeholder or says,
            complete=self._complete,
        )

    def keep_new(self, kept: Sequence[tuple[FeatureMaker, Sequence[str]]]) -> None:
        """Add makers to the plan, and of each these columns to what is clustered, where the plan lists that."""
        plan = self.store.plan
        assert plan is not None
        features = plan.features
        if features.use is not None:
            new = [name for _maker, use in kept for name in use if not matched(features.use, name)]
            features = features.model_copy(update={"use": (*features.use, *new)})
        made = tuple(maker for maker, _use in kept)
        said = say(
            "add {features}",
            features=listing(
                [say("{maker} from {origin}", maker=m.called(), origin=m.origin()) for m in made], most=len(made)
            ),
        )
        if len({maker.origin() for maker in made}) == 1:
            said = say(
                "add {features} from {origin}",
                features=row_of([maker.called() for maker in made]),
                origin=made[0].origin(),
            )
        if self.store.edit(said, derive=(*plan.derive, *made), features=features):
            self.bench.status.say(tell("{said:sentence} {undo} undoes it.", said=said, undo=key_of("app.undo")))

    def _complete(self, text: str) -> list[str]:
        """Paths relative to the plan's folder."""
        from widgets.inputs.path_completion import complete_path

        folder = "" if text.startswith(("/", "~")) or str(self.store.folder) == "." else f"{self.store.folder}/"
        return [path.removeprefix(folder) for path in complete_path(folder + text)]

    def edit(self) -> None:
        """Change how the derived features are made."""
        plan, number = self.store.plan, self.maker
        if plan is not None and number:
            maker = plan.derive[number - 1]
            self.pane.run_worker(self._ask_maker(type(maker), maker, number - 1), group="features.ask", exclusive=True)
        else:
            self.bench.status.say(with_keys("No derived features here: {features.derive} adds some."))

    async def _ask_maker(
        self, kind: type[FeatureMaker], given: FeatureMaker | dict[str, object], place: int | None
    ) -> None:
        from segtui.workbench.screens.clean.step_dialogs import ask_settings

        plan = self.store.plan
        assert plan is not None
        made = await ask_settings(self.bench, kind, given, self.columns)
        if made is None:
            return
        maker = cast("FeatureMaker", made)
        at = len(plan.derive) if place is None else place
        derive = (*plan.derive[:at], maker, *plan.derive[at + (place is not None) :])
        add, edit = to_translate("add {features} from {origin}"), to_translate("edit {features} from {origin}")
        said = say(add if place is None else edit, features=kind.called(), origin=maker.origin())
        if self.store.edit(said, derive=derive, features=self._with(maker if place is None else None)):
            self.bench.status.say(tell("{said:sentence} {undo} undoes it.", said=said, undo=key_of("app.undo")))

    def _with(self, maker: FeatureMaker | None) -> Any:
        """[features] with the measures of a new maker, if the plan lists used columns."""
        assert self.store.plan is not None
        features = self.store.plan.features
        if features.use is None or maker is None:
            return features
        aside = {maker.named(name) for name in (*maker.default_excluded, maker.segment_column or "")}
        aside.update(maker.perhaps_text())
        new = [n for n in maker.output_columns() if not matched(features.use, n) and n not in aside]
        return features.model_copy(update={"use": (*features.use, *new)})

    def delete(self) -> None:
        """Delete the derived features from the plan."""
        plan, number = self.store.plan, self.maker
        if plan is None or not number:
            self.bench.status.say(with_keys("No derived features here; {features.use} leaves a column out."))
            return
        maker = plan.derive[number - 1]
        if plan.source is None and len(plan.derive) == 1:
            self.bench.status.say(_("The customers come from it, so it can't be deleted."))
            return
        gone = {*maker.output_columns(), *(c.name for c in self._view.columns if c.maker == number)}
        features = plan.features
        use = features.use and tuple(c for c in features.use if c not in gone)
        log = tuple(c for c in features.log if c not in gone)
        said = say("delete {features} from {origin}", features=maker.called(), origin=maker.origin())
        kept = features.model_copy(update={"use": use or None, "log": log})
        if self.store.edit(said, derive=(*plan.derive[: number - 1], *plan.derive[number:]), features=kept):
            self.bench.status.say(tell("{said:sentence} {undo} undoes it.", said=said, undo=key_of("app.undo")))
