"""What the workbench and its widgets say is marked for translators: no text is shown as the code has it."""

import ast
import re
from pathlib import Path

HOME = Path(__file__).parents[3]
ROOMS = [file for room in ("segtui/workbench", "widgets") for file in sorted((HOME / room).rglob("*.py"))]
SHOWN = {"say", "notify", "Static", "PlainText", "append", "assemble", "Question", "Notice", "update", "ask", "answer"}
"""Calls whose texts are on a screen."""
NAMED = {"placeholder", "heading", "border_title", "border_subtitle", "x_label", "y_label", "title", "caption"}
"""Arguments and attributes whose texts are on a screen."""
WORDS = re.compile(r"[A-Za-z]{3,} [a-z]{2,}|^[A-Z][a-z]{3,}")
STYLES = re.compile(r"^(not |bold|dim|italic|reverse|underline|on )")
SVG = "widgets/charts/drawings/"


def unmarked(source):
    """The lines where a constant with words of its own, or an f-string, is shown as it is."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            told = list(node.args) if name in SHOWN and not _is_marking(node) else []
            told += [k.value for k in node.keywords if k.arg in NAMED]
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
            told = [node.value] if node.targets[0].attr in NAMED else []
        else:
            told = []
        for text in told:
            if any(WORDS.search(plain) and not STYLES.match(plain) for plain in _plain(text)):
                yield node.lineno, ast.unparse(text)


def _is_marking(node):
    """`say("…")` of a sentence, which marks it, is no `status.say("…")`."""
    return isinstance(node.func, ast.Name) and node.func.id == "say"


def _plain(text):
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        yield text.value
    elif isinstance(text, ast.JoinedStr):
        yield from (part.value for part in text.values if isinstance(part, ast.Constant))
    elif isinstance(text, ast.IfExp):
        yield from (*_plain(text.body), *_plain(text.orelse))
    elif isinstance(text, ast.BinOp):
        yield from (*_plain(text.left), *_plain(text.right))
    elif isinstance(text, ast.Tuple) and text.elts:
        yield from _plain(text.elts[0])


def test_what_is_shown_is_marked():
    found = {file.relative_to(HOME).as_posix(): list(unmarked(file.read_text(encoding="utf-8"))) for file in ROOMS}
    assert not {name: texts for name, texts in found.items() if texts and not name.startswith(SVG)}


def test_what_is_not_marked_is_found():
    assert list(unmarked('status.say("No file is open.")')) and list(unmarked('Static(f"{n} rows are shown")'))
    assert list(unmarked('chart.heading = "Rows by day" if x else ""')) and list(
        unmarked("Input(placeholder='a file name')")
    )
    assert not list(unmarked('status.say(tell("No file is open."))')) and not list(unmarked('say("no such column")'))
    assert not list(unmarked('PlainText(name, "bold dim")'))
