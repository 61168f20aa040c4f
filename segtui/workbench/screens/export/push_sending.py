"""Looks at what a push would do, and sends it once somebody has said so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from segtui.engine.transport.messages import PreviewPush, PushPreviewed, PushSent, SendPush
from segtui.engine.transport.messages.payloads import PushFacts
from segtui.language.figures import number, percent
from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.pane import Pane, PanePart
from segtui.workbench.parts.question import Answer, Question
from segtui.workbench.screens.export.push_editing import PushEditing
from segtui.workbench.screens.export.run_destination import near


class PushSending(PanePart):
    """The push at the cursor; `out` is the folder of the run that is pushed."""

    def __init__(self, pane: Pane, editing: PushEditing, out: Callable[[], Path]) -> None:
        super().__init__(pane)
        self._editing, self._out = editing, out

    def known(self, at: int) -> PushPreviewed | None:
        """What a push would do, if that is known of the run as it is."""
        found = self.store.results.by_key(PushPreviewed).get(at)
        return found if found and found.out == self._folder() else None

    def sent(self, at: int) -> PushSent | None:
        """What a push did, until the plan changes."""
        return self.store.results.by_key(PushSent).get(at)

    def look(self, at: int) -> None:
        """Ask what a push would do, unless that is known, asked or could not be said."""
        engine = self.bench.engine
        if self.known(at) is None and "PreviewPush" not in self.store.failed and not engine.busy("SendPush"):
            engine.ask(PreviewPush, index=at, out=self._folder())

    def push(self) -> None:
        """Push, once who is to be removed was said."""
        at = self._editing.at
        if at is None:
            self.bench.status.say(with_keys("{export.push} sends a push: go to one, or add one with {export.add}."))
        elif self.bench.engine.busy("SendPush"):
            self.bench.status.say(_("A push is on its way."))
        elif (known := self.known(at)) is None:
            self.bench.status.say(_("What this push would do is not known yet."))
        elif known.facts is None:
            self.bench.status.say(with_keys("{export.write} writes the run first: a push sends a finished run."))
        elif not known.facts["new"] + known.facts["changed"] + known.facts["to_remove"]:
            self.bench.status.say(_("The list is up to date: there is nothing to push."))
        else:
            self.pane.run_worker(self._ask(at, known.facts), group="export.push.ask")

    async def _ask(self, at: int, facts: PushFacts) -> None:
        plan = self.store.plan
        if plan is None:
            return
        order, removes = plan.push[at], _removes_many(facts, plan.push[at].most_removed)
        lines = [
            tell("{new:,} new and {changed:,} changed people are sent.", new=facts["new"], changed=facts["changed"])
        ]
        if facts["to_remove"]:
            lines.append(_removal(facts))
        if removes:
            lines.append(tell("That is more than {share} of the list.", share=percent(order.most_removed)))
        lines.append(tell("Run: {folder}", folder=near(self._out())))
        answers = [Answer("p", _("push")), Answer("n", _("not now"))]
        if removes:  # Enter takes the first answer: nobody is removed by it
            answers = [Answer("n", _("not now")), Answer("r", _("push, and remove them"))]
        title = tell("Push to {platform}?", platform=_place(facts))
        chosen = await self.bench.push_screen_wait(Question(title, "\n".join(lines), answers))
        if chosen in ("p", "r"):
            self.bench.engine.ask(SendPush, index=at, out=self._folder(), yes=chosen == "r")

    def _folder(self) -> str:
        return str(self._out().absolute())


def _removes_many(facts: PushFacts, most: float) -> bool:
    return facts["to_remove"] > most * facts["on_list"]


def _removal(facts: PushFacts) -> str:
    of = number(facts["on_list"])
    return tell_counted(
        "{count:,} of {of} people is removed from the list.",
        "{count:,} of {of} people are removed from the list.",
        facts["to_remove"],
        of=of,
    )


def _place(facts: PushFacts) -> str:
    return f"{facts['to']}, {facts['list']}" if facts["list"] else facts["to"]
