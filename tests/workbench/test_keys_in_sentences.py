"""No sentence writes a key: it names the action, and the keymap says which key that is."""

import ast
import importlib
import pkgutil
import re
from functools import cache
from pathlib import Path

import pytest

import segtui.workbench
import widgets
from segtui.workbench.keys.key_names import key_of, use_keys, with_keys

HERE = Path(segtui.workbench.__file__).parent
ROOMS = (HERE, Path(widgets.__file__).parent)
KEY = r"(?:[a-zA-Z0-9]|Esc(?:ape)?|Enter|Space|Tab)"
DOES = (
    "adds|applies|asks|again|answers|begins|cancels?|changes?|chooses?|compares|completes?|copies|deletes?|does|drops?|"
    "edits?|encodes?|finds?|gives|goes|hides|keeps?|leads?|leaves?|moves?|on another|opens?|previews|puts|quits?|"
    "reads?|renames?|runs|saves?|searches|sets?|shows?|stops?|switches|takes?|then|ticks|turns?|undoes|uses|"
    "writes?|back"
)
WRITTEN = re.compile(rf"(?:^|[.,;:(\s]){KEY} (?:{DOES})\b")
WITH = re.compile(r"\b(?:with|press) (?:[b-zA-Z0-9]|Esc|Enter|Space|Tab)(?:$|[.,;:)])")
"""A key at the end: "open a file with o"."""
BESIDE = re.compile(r" {3}(?:[a-z]|\[ \]) (?:$|[a-z])|\((?:[a-z] )*[a-z]\)$")
"""A key before the word for what it does, at the end of a heading, or in brackets: "   m medians", "(h l)"."""
FIXED = {
    *(
        "Enter take",
        "Enter applies another",
        "Enter compare",
        "Enter adds one to",
        "Enter chooses the one",
        "Enter on one changes",
    ),
    "   a letter goes there",
    *("Space tick", "Tab goes to the list", "Tab moves into the view"),
    *("Enter in the table shows", "Enter there shows", "Enter opens the column"),
}
"""Keys of Textual's own lists, which no keymap changes."""
NAMED = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")


@cache
def sentences():
    """Every text of the workbench and its widgets that is not a docstring: the file, the line, the text."""
    found = []
    for place in sorted(file for room in ROOMS for file in room.rglob("*.py")):
        tree = ast.parse(place.read_text())
        told = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                found.append((place, node.lineno, node.value))
    return found


def test_no_sentence_writes_a_key():
    found = []
    for place, line, text in sentences():
        rest = text
        for fixed in FIXED:
            rest = rest.replace(fixed, "")
        if WRITTEN.search(rest) or BESIDE.search(rest) or WITH.search(rest):
            found.append(f"{place}:{line}: {text}")
    assert not found, "\n".join(found)


def test_every_action_that_a_sentence_names_has_a_key():
    for module in pkgutil.walk_packages(segtui.workbench.__path__, "segtui.workbench."):
        importlib.import_module(module.name)
    for place in HERE.rglob("*.py"):
        text = place.read_text()
        named = re.findall(r"key_of\(['\"]([a-z_.]+)['\"]\)", text)
        if "with_keys(" in text or "HELP" in text:
            constants = [value for where, _, value in sentences() if where == place]
            named += [one for value in constants for one in NAMED.findall(value)]
        for one in named:
            assert key_of(one), (place, one)


@pytest.fixture
def own():
    use_keys({"app.open": "ctrl+o,f2", "app.undo": "up"}, ascii=True)
    yield
    use_keys({}, ascii=False)


def test_a_key_of_ones_own_stands_in_the_sentence(own):
    assert with_keys("{app.open} opens one, {app.undo} undoes it, {app.quit} quits.") == (
        "^o opens one, Up undoes it, q quits."
    )


def test_the_keymap_file_changes_what_the_screens_say(workbench, story, tmp_path):
    folder = tmp_path / "config" / "segtui"
    folder.mkdir(parents=True, exist_ok=True)
    keys = {"app.open": "O", "files.open": "f9", "app.cancel": "f4", "show.clean": "f3"}
    (folder / "keymap.toml").write_text("".join(f'"{id}" = "{key}"\n' for id, key in keys.items()))

    async def tell():
        async with workbench() as d:
            await d.until(lambda: d.app._keymap)
            await d.press("5")
            await d.until(d.says("O opens one"))
            assert all(key_of(id) == key for id, key in keys.items())
            d.app.status._begin("searching")
            d.app.status._go(1, 10, 0.1)
            await d.until(d.says("f4 cancel"))

    story(tell())
