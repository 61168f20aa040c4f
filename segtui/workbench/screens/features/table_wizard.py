"""Features from a second table or the customers' own columns: which, what is made of them, and the plan's lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from segtui.engine.transport.messages import Failed, MakerTried, Message, RecognizeTable, TableRecognized, TryMaker
from segtui.language.translation import _
from segtui.workbench.parts.pane import PanePart
from segtui.workbench.screens.features.maker_editing import MakerEditing

if TYPE_CHECKING:
    from segtui.plan.model import AnyFeatureMaker as FeatureMaker
    from segtui.workbench.screens.features.second_table import SecondTable


class TableWizard(PanePart):
    """Asks for a second table and shows what can be made of it."""

    def __init__(self, making: MakerEditing) -> None:
        super().__init__(making.pane)
        self._making = making
        self._dialog: SecondTable | None = None

    def begin(self) -> None:
        """Ask for a file."""
        if self.store.plan is not None:
            self.pane.run_worker(self._ask(), group="features.ask", exclusive=True)

    async def _ask(self) -> None:
        from segtui.workbench.screens.features.second_table import SecondTable

        path: str | None = ""
        placeholder = _("orders, events, ...; Enter alone: own columns")
        while (path := await self._making.ask_path(path or "", placeholder)) is not None:
            self._dialog = SecondTable(path, self._try, self._settings, ascii=self.bench.ascii)
            self.bench.engine.ask(RecognizeTable, path=path)
            answer = await self.bench.push_screen_wait(self._dialog)
            self._dialog = None
            if isinstance(answer, list):
                self._making.keep_new(answer)
            if answer != "":
                return

    def heard(self, message: Message) -> None:
        """The table is known, or the columns of a maker."""
        if isinstance(message, TableRecognized) and self._dialog:
            self._dialog.recognized(message, [_maker(each["kind"], each["keys"]) for each in message.makers])
        elif isinstance(message, MakerTried) and self._dialog:
            self._dialog.tried(message)

    def failed(self, kind: str, message: Failed) -> bool:
        """The table can't be read, or does not fit."""
        if kind not in (RecognizeTable.__name__, TryMaker.__name__):
            return False
        if self._dialog:
            self._dialog.failed(message.what)
        return True

    def _try(self, number: int, maker: FeatureMaker) -> None:
        from segtui.plan.dump import dump

        plan = self.store.plan
        if plan is not None:
            whole = plan.model_copy(update={"derive": (*plan.derive, maker)})
            self.bench.engine.ask(TryMaker, plan=dump(whole), number=number)

    def _settings(self, maker: FeatureMaker, columns: Sequence[str], then: Callable[[FeatureMaker], None]) -> None:
        self.pane.run_worker(self._ask_settings(maker, columns, then), group="features.settings.ask")

    async def _ask_settings(
        self, maker: FeatureMaker, columns: Sequence[str], then: Callable[[FeatureMaker], None]
    ) -> None:
        from segtui.workbench.screens.clean.step_dialogs import ask_settings

        known = columns if "path" in type(maker).model_fields else self._making.columns
        made = await ask_settings(self.bench, type(maker), maker, known)
        if made is not None:
            then(cast("FeatureMaker", made))


def _maker(kind: str, keys: dict[str, object]) -> FeatureMaker:
    """The maker of a proposal."""
    from segtui.plan.model import makers

    found = next(maker for maker in makers() if maker.called() == kind)
    return found.model_validate({"kind": kind, **keys})
