"""Every action: in the palette, with an id, a tooltip and a plain key; and keys of one's own."""

import re
from itertools import groupby

import pytest
from textual.binding import Binding

from segtui.workbench.app import Workbench
from segtui.workbench.keys.help import Helping
from segtui.workbench.keys.key_line import KeyLine
from segtui.workbench.keys.keymap import check, read_keymap
from segtui.workbench.keys.palette import commands
from segtui.workbench.parts.question import Question
from segtui.workbench.screens import SCREENS

EATEN = re.compile(r"ctrl\+|alt\+|f\d+$")
"""Keys that an IDE's terminal may keep for itself."""
OWN = ("segtui.workbench", "widgets")


def owners():
    """Every class that declares bindings: the app, its boxes, the screens and the widgets on them."""
    found = [Workbench, Question, Helping]
    for place in SCREENS:
        pane = place.load()
        found.append(pane)
    from segtui.workbench.keys.palette import _named

    for place in SCREENS:
        found += [w for w in _named(place.load().__module__, set()) if w.__module__.startswith(OWN)]
    return list(dict.fromkeys(found))


def bindings():
    return [(owner, b) for owner in owners() for b in vars(owner).get("BINDINGS", ())]


def test_every_binding_has_an_id_a_tooltip_and_a_description():
    for owner, binding in bindings():
        assert isinstance(binding, Binding), (owner, binding)
        assert binding.id and re.fullmatch(r"[a-z_]+(\.[a-z0-9_-]+)+", binding.id), (owner, binding)
        assert binding.tooltip, (owner, binding)
        assert binding.description, (owner, binding)


def test_no_two_bindings_of_a_place_have_one_id():
    for owner, group in groupby(bindings(), key=lambda entry: entry[0]):
        ids = [b.id for _, b in group]
        assert len(ids) == len(set(ids)), owner


def test_every_action_can_be_reached_by_a_plain_key():
    for owner, group in groupby(
        sorted(bindings(), key=lambda e: (e[0].__name__, e[1].action)), lambda e: (e[0], e[1].action)
    ):
        keys = [one.key for _, b in group for one in Binding.make_bindings([b])]
        assert any(not EATEN.match(key) for key in keys), (owner, keys)


class TestThePalette:
    def test_lists_every_action_of_every_screen(self, workbench, story):
        async def tell():
            async with workbench() as d:
                listed = {c.binding.id for c in commands(d.app)}
                missing = {b.id for o, b in bindings() if o not in (Question, Helping)} - listed
                assert not missing

        story(tell())

    def test_shows_the_screen_of_an_action_before_it_does_it(self, workbench, story):
        async def tell():
            async with workbench() as d:
                command = next(c for c in commands(d.app) if c.name.startswith("export: "))
                await d.press("colon")
                await d.until(d.says("Search for commands"))
                await d.type(command.name)
                await d.until(d.says(command.binding.tooltip[:20]))
                await d.press("enter")
                await d.until(lambda: d.app.panes.front == "export")

        story(tell())

    def test_undoes_by_name(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                d.app.store.edit("another seed", seed=7)
                await d.press("colon")
                await d.type("undo")
                await d.until(d.says("Undo the last change"))
                await d.press("enter")
                await d.until(lambda: d.app.store.plan.seed == 0)

        story(tell())


class TestTheKeymapFile:
    @pytest.fixture
    def keymap(self, place):
        path = place.parent / "config" / "segtui" / "keymap.toml"
        path.parent.mkdir(parents=True)
        return path

    def test_gives_an_action_other_keys(self, workbench, story, keymap):
        keymap.write_text('"app.help" = "f1,H"\n[app]\nundo = "z"\n')

        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(lambda: d.app._keymap)
                await d.press("H")
                await d.until(lambda: len(d.app.screen_stack) == 2)
                await d.press("escape")
                d.app.store.edit("another seed", seed=7)
                await d.press("u")
                assert d.app.store.plan.seed == 7
                await d.press("z")
                await d.until(lambda: d.app.store.plan.seed == 0)

        story(tell())

    def test_leaves_every_key_where_it_stood_at_the_foot(self, workbench, story, keymap):
        keymap.write_text('"cluster.run" = "G"\n"cluster.search" = "G"\n')

        async def tell():
            async with workbench("customers.csv") as d:
                await d.press("5")
                await d.until(d.says("charts"))
                await d.until(lambda: d.app._keymap)
                foot = [said for _, _, said in d.app.base.query_one(KeyLine).keys]
                assert foot.index("search") < foot.index("choose")

        story(tell())

    def test_says_what_is_wrong_and_takes_the_rest(self, workbench, story, keymap):
        keymap.write_text(
            '"app.hlep" = "H"\n"app.undo" = 3\n"app.redo" = "R"\n"app.save" = "q"\n"app.open" = "hyper+x"\n'
        )

        async def tell():
            async with workbench() as d:
                await d.until(lambda: d.app._keymap)
                said = "\n".join(n.message for n in d.app._notifications)
                assert 'there is no action "app.hlep"; did you mean "app.help"?' in said
                assert '"app.undo" should be keys in quotes' in said
                assert '"app.open" has an invalid key: "hyper+x"' in said
                assert 'the key "q" does both "app.quit" and "app.save"' in said or 'does both "app.save"' in said
                assert d.app._keymap["app.redo"] == "R"

        story(tell())

    def test_that_is_no_toml_changes_nothing(self, tmp_path):
        path = tmp_path / "keymap.toml"
        path.write_text("undo = = 3")
        read = read_keymap(path)
        assert read.keys == {} and "can't be read" in read.faults[0]
        assert check(read, path, []).keys == {}
