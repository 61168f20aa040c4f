"""The state of the workbench: the plan with its history, and the latest answers of the compute process."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segtui.data.addresses import whole
from segtui.engine.transport.messages import (
    Assessed,
    Described,
    ExportPreviewed,
    Failed,
    Forecasted,
    Looked,
    Opened,
    Prepared,
    Sampled,
    Searched,
    Wrote,
)
from segtui.language.sentences import say
from segtui.plan.parts import differing
from segtui.plan.stages import Parts
from segtui.workbench.state.history import History
from segtui.workbench.state.results import Latest, Results
from segtui.workbench.state.session_journal import SessionJournal

if TYPE_CHECKING:
    from segtui.engine.session.journal import State
    from segtui.engine.transport.messages.payloads import LeaderboardRow
    from segtui.plan.model import Plan


class Store:
    """The one place that holds the plan; every change goes through `change` or `edit`, which write the journal first.

    The latest answers of the compute process are here too (see Results). A change that cannot be made (a fault in the
    plan, no room for the journal) leaves everything as it was and says why by `trouble`.
    """

    opened = Latest(Opened)
    prepared = Latest(Prepared)
    assessed = Latest(Assessed)
    forecasted = Latest(Forecasted)
    searched = Latest(Searched)
    sampled = Latest(Sampled)
    wrote = Latest(Wrote)

    def __init__(self) -> None:
        self.history = History()
        self.results = Results()
        self.session = SessionJournal()
        self.folder = Path()
        """What the plan's paths are relative to."""
        self.name = ""
        """The file that was opened, as the title says it."""
        self.path: Path | None = None
        """The plan's own file, once it has one."""
        self.run: Path | None = None
        """The run's folder, where one was opened."""
        self.out = ""
        """The default folder of a run of the plan."""
        self.saved_plan: Plan | None = None
        self.saved_text = ""
        """The text of the plan's file or of the inferred starter plan, with comments."""
        self._first = 0  # where in the journal the plan of this file begins
        self._text: tuple[Plan, str] | None = None
        self.watch: Callable[[Parts], None] = lambda parts: None

    # What the compute process has answered

    @property
    def found(self) -> dict[str, LeaderboardRow]:
        """The candidates found so far, by key."""
        return self.results.found

    @property
    def failed(self) -> dict[str, Failed]:
        """The latest failure of each question that has not been asked again, by the question's name."""
        return self.results.failed

    @property
    def described(self) -> Mapping[str, Described]:
        """The segments of candidates, by key."""
        return self.results.by_key(Described)

    @property
    def exports(self) -> Mapping[int, ExportPreviewed]:
        """What exports of the plan would write, by their place in it, from 0."""
        return self.results.by_key(ExportPreviewed)

    # What is kept for the next start

    @property
    def marks(self) -> Mapping[str, str]:
        """What comes back after a crash: the screen, where a cursor was, how a table was sorted."""
        return self.session.marks

    def mark(self, name: str, value: str) -> None:
        """Keep something small for the next start."""
        self.session.mark(name, value)

    # The plan

    @property
    def plan(self) -> Plan | None:
        """The plan as it is now, or None before a file is open."""
        return self.history.plan

    @property
    def unsaved(self) -> bool:
        """Whether the plan was changed since it was opened or saved."""
        return self.plan is not None and self.plan != self.saved_plan

    @property
    def chosen(self) -> str | None:
        """The key of the candidate that the plan chooses: the one it names, else the best one found."""
        if self.plan is not None and self.plan.select.candidate is not None:
            return next((k for k, row in self.results.found.items() if row["name"] == self.plan.select.candidate), None)
        return self.searched.chosen if self.searched else None

    def choose(self, key: str | None, **besides: Any) -> bool:
        """Let the plan choose this candidate; None for the automatic choice. Returns whether the change was made.

        `besides` are other top-level keys that change with it.
        """
        assert self.plan is not None
        name = self.results.found[key]["name"] if key is not None else None
        label = say("choose {name}", name=name) if name else say("choose the best")
        return self.edit(label, select=self.plan.select.model_copy(update={"candidate": name}), **besides)

    def plan_text(self) -> str:
        """The plan as TOML, as the compute process is asked with it."""
        from segtui.plan.dump import dump

        assert self.plan is not None
        if self._text is None or self._text[0] is not self.plan:
            self._text = (self.plan, dump(self.plan))
        return self._text[1]

    def begin(self, plan: Plan, opened: Looked, asked: str) -> bool:
        """Start with the plan of what was opened, as it was asked for; whether it could be kept."""
        self._first += self.history.position + 1
        self.history = History()
        self._take_place(opened)
        self.saved_plan, self.saved_text = plan, opened.plan
        self.mark("first", str(self._first))
        self.mark("saved", "0")
        # From another folder the session is resumed by absolute paths.
        place = {**vars(opened), "ticket": 0, "plan": "", "folder": str(self.folder.resolve())}
        place |= {name: str(Path(place[name]).resolve()) for name in ("file", "run") if place[name]}
        self.mark("opened", json.dumps(place))
        self.mark("asked", whole(asked))
        return self._add("open", plan)

    def resume(self, state: State, plans: list[Plan]) -> None:
        """Resume the session of a journal; `plans` are its whole history, parsed."""
        self.session.marks = dict(state.marks)
        self._first = min(int(self.marks.get("first", 0)), state.position)
        entries = [(c.label, p) for c, p in zip(state.history, plans, strict=True)][self._first :]
        self.history = History(entries, state.position - self._first)
        self._take_place(Looked(**json.loads(self.session.marks["opened"])))
        saved = int(self.marks.get("saved", -1))
        self.saved_plan = entries[saved][1] if 0 <= saved < len(entries) else None
        self._tell(None)

    def saved(self, path: Path, text: str) -> None:
        """Record that the current plan is in this file, which is the plan's own from now on."""
        self.path, self.saved_plan, self.saved_text = path, self.plan, text
        self.mark("saved", str(self.history.position))
        self.mark("opened", json.dumps({**json.loads(self.session.marks["opened"]), "file": str(path.resolve())}))

    def _take_place(self, opened: Looked) -> None:
        self.folder, self.name, self.out = Path(opened.folder), opened.name, opened.out
        self.run = Path(opened.run) if opened.run else None
        # The plan in a run's folder says what was run, and stays as it is.
        self.path = Path(opened.file) if opened.file and not opened.run else None

    def change(self, label: str, plan: Plan) -> bool:
        """Make `plan` the plan; `label` says what was done, for undo and the journal. An equal plan changes nothing.

        Returns whether the plan is now `plan`.
        """
        return plan == self.plan or self._add(label, plan)

    def edit(self, label: str, **values: Any) -> bool:
        """Change top-level keys of the plan: `edit("scale", features=features)`. Whether the change was made."""
        from segtui.errors import PlanError

        try:
            plan = self.edited(**values)
        except PlanError as error:
            self.session.trouble(error.describe())
            return False
        return self.change(label, plan)

    def edited(self, **values: Any) -> Plan:
        """The plan with other top-level keys, checked as a plan file would be; raises PlanError with every fault.

        Values are typed parts of the plan or plain data as TOML would have it.
        """
        from pydantic import ValidationError

        from segtui.errors import PlanError
        from segtui.plan.validation import faults

        assert self.plan is not None
        model = type(self.plan)
        try:
            return model.model_validate({**{n: getattr(self.plan, n) for n in model.model_fields}, **values})
        except ValidationError as error:
            raise PlanError(faults(error, model)) from None

    def undo(self) -> str | None:
        """Undo one change; returns its label, or None at the beginning."""
        label = self.history.undoable
        return label if label is not None and self._move(self.history.position - 1) else None

    def redo(self) -> str | None:
        """Redo one change; returns its label, or None at the end."""
        label = self.history.redoable
        return label if label is not None and self._move(self.history.position + 1) else None

    def _add(self, label: str, plan: Plan) -> bool:
        from segtui.plan.dump import dump

        old, text = self.plan, dump(plan)
        if not self.session.write_ahead(lambda journal: journal.change(label, text)):
            return False
        self._text = (plan, text)
        if 0 <= self.history.position < int(self.marks.get("saved", -1)):
            self.mark("saved", "-1")  # what was saved had been undone, and is forgotten now
        self.history.add(label, plan)
        self._tell(old)
        return True

    def _move(self, position: int) -> bool:
        old = self.plan
        if not self.session.write_ahead(lambda journal: journal.move(self._first + position)):
            return False
        self.history.position = position
        self._tell(old)
        return True

    def _tell(self, old: Plan | None) -> None:
        assert self.plan is not None
        parts = differing(old, self.plan)
        self.results.drop_stale(parts, old, self.plan)
        self.watch(parts)
