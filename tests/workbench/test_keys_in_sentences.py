"""No sentence writes a key: it names the action, and the keymap says which key that is."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import segtui.workbench
from segtui.workbench.keys.key_names import key_of, use_keys, with_keys

HERE = Path(segtui.workbench.__file__).parent
KEY = r"(?:[a-zA-Z0-9]|Esc(?:ape)?|Enter)"
DOES = (
    "adds|asks|again|answers|begins|cancels?|changes?|chooses?|compares|copies|deletes?|drops?|edits?|finds?|gives|goes|"
    "hides|keeps?|leads?|leaves?|moves?|opens?|quits?|reads?|renames?|saves?|searches|sets?|shows?|stops?|"
    "switches|takes?|then|turns?|undoes|writes?|back"
)
WRITTEN = re.compile(rf"(?:^|[.,;:(\s]){KEY} (?:{DOES})\b")
BESIDE = re.compile(r" {3}(?:[a-z]|\[ \]) (?:$|[a-z])|\((?:[a-z] )*[a-z]\)$")
"""A key before the word for what it does, at the end of a heading, or in brackets: "   m medians", "(h l)"."""
FIXED = {
    *("Enter take", "Enter takes another", "Enter compare", "Enter puts", "Enter on one changes"),
    "   a letter goes there",
    *("Enter in the table shows", "Enter there shows", "Enter opens the column"),
}
"""Keys of Textual's own lists, which no keymap changes."""
NAMED = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")


def sentences():
    """Every text of the workbench that is not a docstring: the file, the line, the text."""
    for place in sorted(HERE.rglob("*.py")):
        tree = ast.parse(place.read_text())
        told = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                yield place.relative_to(HERE), node.lineno, node.value


def test_no_sentence_writes_a_key():
    found = []
    for place, line, text in sentences():
        rest = text
        for fixed in FIXED:
            rest = rest.replace(fixed, "")
        if WRITTEN.search(rest) or BESIDE.search(rest):
            found.append(f"{place}:{line}: {text}")
    assert not found, "\n".join(found)


def test_every_action_that_a_sentence_names_has_a_key():
    for module in pkgutil.walk_packages(segtui.workbench.__path__, "segtui.workbench."):
        importlib.import_module(module.name)
    for place in HERE.rglob("*.py"):
        text = place.read_text()
        named = re.findall(r"key_of\(['\"]([a-z_.]+)['\"]\)", text)
        if "with_keys(" in text or "HELP" in text:
            constants = [value for where, _, value in sentences() if HERE / where == place]
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
    (folder / "keymap.toml").write_text('"app.open" = "O"\n')

    async def tell():
        async with workbench() as d:
            await d.until(lambda: d.app._keymap)
            await d.press("5")
            await d.until(d.says("O opens one"))

    story(tell())
