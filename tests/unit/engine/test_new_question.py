"""A question is declared once: both sides of the engine know it from its message, its handler and whoever asks."""

import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from segtui.engine.serve import answer, handler_of
from segtui.engine.transport.messages import Message, PlanRequest, Request, parse
from segtui.plan.model import Plan
from segtui.plan.stages import CLEANED
from segtui.workbench.requests import Desk
from segtui.workbench.state.store import Store

DECLARED = [kind for kind in Message.KINDS.values() if issubclass(kind, Request)]


@pytest.fixture
def toy(monkeypatch):
    """What the files of a new question hold: the request with its answer, and the handler."""
    monkeypatch.setattr(Message, "KINDS", dict(Message.KINDS))

    @dataclass(frozen=True)
    class Counted(Message):
        rows: int

    @dataclass(frozen=True)
    class Count(PlanRequest):
        column: str

        answers = (Counted,)
        handler = "count_rows:count"
        depends = CLEANED

    handlers = ModuleType("segtui.engine.handlers.count_rows")
    handlers.count = lambda question, cache, reporter: Counted(question.ticket, len(question.column))
    monkeypatch.setitem(sys.modules, handlers.__name__, handlers)
    return SimpleNamespace(Count=Count, Counted=Counted)


def test_a_question_declared_in_one_place_is_asked_answered_kept_and_dropped(toy):
    store, sent = Store(), []
    store.plan_text = lambda: "plan"
    desk = Desk(store, sent.append, lambda: None)
    desk.ask(toy.Count, column="Income")
    assert desk.open == ("Count",)
    question = parse(sent[0].line())
    assert question == toy.Count(1, plan="plan", folder=".", column="Income")
    said = parse(answer(question, SimpleNamespace(session=Path()), None).line())
    assert desk.kind(said) == "Count" and desk.open == ()
    store.results.take(said)
    assert store.results.latest(toy.Counted) == toy.Counted(1, 6)
    store.results.drop_stale(frozenset({"output"}), None, Plan.model_construct())
    assert store.results.latest(toy.Counted)
    store.results.drop_stale(frozenset({"clean"}), None, Plan.model_construct())
    assert store.results.latest(toy.Counted) is None


def test_an_open_question_is_forgotten_when_the_plan_changes_under_it(toy):
    store = Store()
    store.plan_text = lambda: "plan"
    desk = Desk(store, lambda question: None, lambda: None)
    desk.ask(toy.Count, column="Income")
    desk.outdate(frozenset({"output"}))
    assert desk.open == ("Count",)
    desk.outdate(frozenset({"source"}))
    assert desk.open == ()


@pytest.mark.parametrize("kind", DECLARED)
def test_every_question_has_a_handler_and_says_what_answers_it(kind):
    assert callable(handler_of(kind))
    assert kind.answers and all(issubclass(one, Message) and not one.partial for one in kind.answers)


@pytest.mark.parametrize("kind", DECLARED)
def test_what_a_question_depends_on_are_keys_of_the_plan(kind):
    assert {key.partition(".")[0] for key in kind.depends} <= set(Plan.model_fields)
