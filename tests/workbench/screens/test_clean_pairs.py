"""Doubtful pairs of rows on the Clean screen: decided by one key, in the plan, undone."""

import pytest

from segtui.cleaning.steps.match import Match
from segtui.workbench.screens.clean.match_form import ColumnLine, MatchForm
from segtui.workbench.screens.clean.pair_decisions import decisions_of, with_decision
from segtui.workbench.screens.clean.pair_review import PairReview
from segtui.workbench.screens.clean.step_list import step_words, works_on
from widgets.inputs.choice import Choice

ROWS = """\
id,first,last,email,zip,spend
C1,Zoë,Martin,zoe.martin@mail.org,75011,10
C2,Karl,Öhler,karl@web.de,10115,20
C3,zoe,Martn,zoe.martin@mail.org,75011,5
C4,Zoe,Marten,,75011,6
C5,Anna,Rossi,a.rossi@gmail.com,20121,1
C6,Bo,Garcia,bo@d.com,30001,4
C7,Su,Wilson,su@d.com,30002,3
"""
PLAN = """\
version = 1
[source]
path = "people.csv"
id = "id"
[[clean]]
step = "match"
on = { first = "name", last = "name", email = "email", zip = "exact" }
"""


def test_a_decision_replaces_another_one_and_is_taken_back_by_the_same():
    step = Match(on={"name": "name"}, same=[["a", "b"]], different=[["c", "d"]])
    other = Match.model_validate(with_decision(step, ("b", "a"), "different"))
    assert decisions_of(other) == {frozenset("ab"): "different", frozenset("cd"): "different"}
    assert with_decision(other, ("d", "c"), "different")["different"] == [("b", "a")]


@pytest.mark.slow
def test_pairs_are_decided_by_one_key_and_the_plan_holds_the_decisions(workbench, story, place):
    (place / "people.csv").write_text(ROWS)
    (place / "people.toml").write_text(PLAN)

    async def tell():
        async with workbench("people.toml") as d:
            await d.press("3")
            await d.until(lambda: d.app.store.prepared)
            await d.press("r")
            await d.until(d.says("0 of 3 decided"))
            review = d.app.query_one(PairReview)
            pairs = {frozenset(pair) for pair in review._pairs}
            assert pairs == {frozenset(p) for p in (("C1", "C3"), ("C1", "C4"), ("C3", "C4"))}
            await d.press("y")
            await d.until(d.says("1 of 3 decided"))
            await d.press("y")
            await d.until(d.says("2 of 3 decided"))
            step = d.app.store.plan.clean[0]
            assert len(step.same) == 2
            await d.press("n")  # one person by the other two
            await d.until(d.says("! Not decided:"))
            assert d.app.store.plan.clean[0] == step
            await d.press("u")
            await d.until(d.says("1 of 3 decided"))
            assert len(d.app.store.plan.clean[0].same) == 1
            await d.press("n")
            await d.until(d.says("2 of 3 decided"))
            assert len(d.app.store.plan.clean[0].different) == 1
            await d.press("escape")
            await d.until(lambda: d.app.store.prepared)
            await d.until(lambda: d.app.query_one("#clean-steps").has_focus)

    story(tell())


@pytest.mark.slow
def test_the_step_is_set_line_by_line_and_previewed(workbench, story, place):
    (place / "people.csv").write_text(ROWS)
    (place / "people.toml").write_text(PLAN)

    async def tell():
        async with workbench("people.toml") as d:
            await d.press("3")
            await d.until(lambda: d.app.store.prepared)
            await d.press("e")
            await d.until(lambda: isinstance(d.app.screen, MatchForm))
            of = {line.column: line for line in d.app.screen.query(ColumnLine)}
            assert of["first"].words == ["name", "as the others"] and of["*"].words == ["most_complete"]
            of["spend"].query(Choice).last().focus()
            await d.press("left", "left", "left")  # round the end: min, mean, sum
            of["zip"].query(Choice).first().focus()
            await d.press("down")
            await d.until(lambda: of["spend"].query(Choice).first().has_focus)
            d.app.screen.query_one("#match-probability").value = "2"
            await d.press("enter")
            await d.until(d.says("probability"))
            assert isinstance(d.app.screen, MatchForm)
            d.app.screen.query_one("#match-probability").value = "0.95"
            await d.press("enter")
            await d.until(d.says("7 rows of 6 people"))
            await d.press("enter")
            step = await d.until(lambda: d.app.store.plan.clean[0].probability == 0.95 and d.app.store.plan.clean[0])
            assert dict(step.on) == {"first": "name", "last": "name", "email": "email", "zip": "exact"}
            assert step.merge["*"] == "most_complete" and len(step.merge) == 2

    story(tell())


@pytest.mark.slow
def test_a_new_step_begins_with_what_the_columns_hold(workbench, story, place):
    (place / "people.csv").write_text(ROWS)
    (place / "people.toml").write_text(PLAN.partition("[[clean]]")[0])

    async def tell():
        async with workbench("people.toml") as d:
            await d.press("3")
            await d.until(lambda: d.app.store.prepared)
            await d.press("a", "m", "enter")
            await d.until(lambda: isinstance(d.app.screen, MatchForm))
            of = {line.column: line for line in d.app.screen.query(ColumnLine)}
            await d.until(lambda: of["email"].words[0] == "email")
            assert [of[name].words[0] for name in ("first", "last", "zip", "spend")] == ["name", "name", "exact", "–"]

    story(tell())


def test_a_match_step_stands_in_the_list_in_words():
    compared = {"first_name": "name", "last_name": "name", "email": "email"}
    step = Match(on=compared, merge={"spend": "sum", "*": "first"}, same=[("C1", "C7")])
    assert works_on(step) == "first_name, last_name, +1"
    assert step_words(step) == "by name, email merge spend sum, other..."
    assert step_words(Match(on=compared, same=[("C1", "C7")])) == "by name, email 1 same"
