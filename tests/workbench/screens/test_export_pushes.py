"""Pushes on the Export screen: looked at, sent to a server on this machine, and again only where people changed."""

import json

import pytest

from segtui.engine.transport.messages import PushPreviewed, PushSent
from tests.other_side import OtherSide, Reply
from tests.workbench.screens.test_export import PLAN
from tests.workbench.settle import until
from tests.workbench.sizes import SIZES

PUSH = """
[[push]]
to = "webhook"
connection = "hook"
list = "loyal"
consent = "newsletter"
[stability]
resamples = 0
[report]
html = false
"""


@pytest.fixture
def shop(place):
    """120 shoppers, of whom every tenth has refused, and a plan that pushes them."""
    lines = ["customer_id,mail,visits,discount_share,newsletter"]
    for i in range(120):
        visits, discount = (3, 0.1) if i % 2 else (30, 0.7)
        yes = "no" if i % 10 == 3 else "yes"
        lines.append(f"{i + 1},shopper{i}@example.com,{visits + i % 5},{discount + i % 7 / 100:.2f},{yes}")
    (place / "shop.csv").write_text("\n".join(lines) + "\n")
    (place / "shop.toml").write_text(PLAN.replace("customers", "shop") + PUSH)
    return "shop.toml"


@pytest.fixture
def hook(monkeypatch):
    """A server that takes people, but not the one with the id 5."""

    def answer(call):
        added = [each["id"] for each in json.loads(call.body).get("add", ())]
        refused = [{"id": "5", "reason": "no such customer"}] if "5" in added else []
        return Reply(body=json.dumps({"refused": refused}).encode())

    side = OtherSide(answer)
    monkeypatch.setenv("SEGTUI_CONNECTION_HOOK", side.url)
    yield side
    side.close()


def pushed(side):
    """Who was added and removed, by all calls."""
    bodies = [json.loads(call.body) for call in side.calls]
    return [each["id"] for b in bodies for each in b.get("add", ())], [w for b in bodies for w in b.get("remove", ())]


async def at_the_push(d):
    """Write the run, and go to the push."""
    await d.press("7", "w")
    await d.until(d.says("Written:"))
    await d.press("j")
    await d.until(lambda: d.app.store.results.by_key(PushPreviewed))


def test_a_push_is_looked_at_sent_and_then_there_is_nothing_to_push(workbench, story, shop, hook):
    async def tell():
        async with workbench(shop) as d:
            await at_the_push(d)
            known = d.app.store.results.by_key(PushPreviewed)[0].facts
            assert (known["new"], sum(known["kept_back"].values())) == (108, 12)
            assert not hook.calls and "shopper1@" not in d.text(), "only looked at"
            await d.until(d.says("Nothing was pushed"))
            await d.press("p")
            await d.until(d.says("108 new"))
            await d.press("n")
            assert not hook.calls
            await d.press("p")
            await d.until(d.says("Push to webhook"))
            await d.press("p")
            await d.until(lambda: d.app.store.results.by_key(PushSent))
            added, removed = pushed(hook)
            assert len(set(added)) == 108 and not removed and "4" not in added, "who refused is not sent"
            await d.until(d.says("no such customer"))
            await d.until(d.says("pushed before"))

    story(tell())


def test_a_push_that_removes_many_asks_and_enter_removes_nobody(workbench, story, place, shop, hook):
    async def tell():
        async with workbench(shop) as d:
            await at_the_push(d)
            await d.press("p")
            await d.until(d.says("Push to webhook"))
            await d.press("p")
            await d.until(lambda: d.app.store.results.by_key(PushSent))
            push = d.app.store.plan.push[0].model_copy(update={"segments": (0,)})
            assert d.app.store.edit("one segment", push=(push,))
            await d.until(lambda: (k := d.app.store.results.by_key(PushPreviewed)) and k[0].facts["to_remove"] > 40)
            calls = len(hook.calls)
            await d.press("p")
            await d.until(d.says("more than 20"))
            await d.press("enter")
            await d.pilot.pause()
            assert len(hook.calls) == calls
            await d.press("p")
            await d.until(d.says("more than 20"))
            await d.press("r")
            await d.until(lambda: (k := d.app.store.results.by_key(PushSent)) and k[0].facts["removed"] > 40)
            assert len(pushed(hook)[1]) > 40

    story(tell())


def test_a_push_is_added_and_deleted_by_keys_and_needs_a_written_run(workbench, story, place, shop, hook):
    (place / "shop.toml").write_text((place / "shop.toml").read_text().replace(PUSH, ""))

    async def tell():
        async with workbench(shop) as d:
            await d.press("7")
            d.pane.action_add("push webhook")
            await d.until(d.says("Push to webhook"))
            await d.type("hook")
            await d.press("tab", "tab")
            await d.type("newsletter")
            await d.press("enter")
            await d.until(lambda: d.app.store.plan.push)
            order = d.app.store.plan.push[0]
            assert (order.to, order.connection, order.consent) == ("webhook", "hook", "newsletter")
            await d.until(d.says("writes the run first"))
            await d.press("p")
            assert not hook.calls
            await d.press("d")
            await d.until(lambda: not d.app.store.plan.push)
            await d.press("u")
            await d.until(lambda: d.app.store.plan.push)

    story(tell())


@pytest.mark.slow
def test_a_server_that_is_away_is_told_in_place(workbench, story, shop, hook):
    async def tell():
        async with workbench(shop) as d:
            await at_the_push(d)
            hook.close()
            await d.press("p")
            await d.until(d.says("Push to webhook"))
            await d.press("p")
            await d.until(d.says("can't be reached"), 60)

    story(tell())


@pytest.mark.parametrize("size", SIZES)
def test_a_push_before_it_is_sent(new_workbench, snap_compare, shop, hook, size):
    app = new_workbench(shop)

    async def go(pilot):
        await until(pilot, lambda: app.store.opened)
        await pilot.press("7")
        await until(pilot, lambda: app.panes.front == "export")
        await pilot.press("w")
        await until(pilot, lambda: app.store.wrote and not app.engine.busy())
        await pilot.press("down")
        await until(pilot, lambda: app.store.results.by_key(PushPreviewed) and not app.engine.busy())
        app.status.say("")

    assert snap_compare(app, run_before=go, terminal_size=size)
