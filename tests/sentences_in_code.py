"""The sentences that the code has for its catalogues: those that are marked, and those that are declared.

Marked are the first arguments of `_`, `say`, `tell` and the like. Declared, and so marked by what they are, are what
bindings say, what the help says of a widget, and the docstrings of everything that a form asks for.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[1]
ONE = frozenset({"_", "to_translate", "say", "tell", "with_keys"})
"""What takes one sentence, first."""
TWO = frozenset({"plural", "say_counted", "tell_counted"})
"""What takes its form for one, then that for others."""
ALL = frozenset({"to_translate_all"})
MARKING = ("segtui/language/translation.py", "widgets/words.py")
"""Where these are defined."""
Message = str | tuple[str, str]


def files() -> list[Path]:
    """The files that may hold sentences."""
    found = [file for room in ("segtui", "widgets") for file in sorted((HOME / room).rglob("*.py"))]
    return [file for file in found if file.relative_to(HOME).as_posix() not in MARKING]


def marked(source: str) -> Iterator[Message]:
    """The sentences that a source marks, in order."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in ONE:
            yield from texts(node.args[0])
        elif name == "used_as":
            yield from (f"{node.args[0].value}: {text}" for text in texts(node.args[1]))
        elif name == "in_heading":
            yield from (f"heading: {text}" for text in texts(node.args[0]))
        elif name in ALL:
            yield from (text for argument in node.args for text in texts(argument))
        elif name in TWO and len(node.args) > 1:
            yield from zip(texts(node.args[0]), texts(node.args[1]), strict=False)


def texts(node: ast.expr) -> Iterator[str]:
    """The constant that an argument is, or each that it may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))


def messages() -> Iterator[tuple[Message, str]]:
    """Every sentence, with the file that it is in."""
    said: set[Message] = set()
    for file in files():
        source = file.read_text(encoding="utf-8")
        if "segtui.language" in source or "widgets.words" in source or "with_keys" in source:
            found = list(marked(source))
            said.update(found)
            yield from ((message, file.relative_to(HOME).as_posix()) for message in found)
    yield from ((text, place) for text, place in declared() if text)
    yield from ((f"key: {text}" if text in said else text, place) for text, place in on_keys() if text)


@cache
def declared() -> tuple[tuple[str, str], ...]:
    """What classes declare of themselves, with the file of each class."""
    return (*_of_widgets(), *_of_models())


def _of_widgets() -> Iterator[tuple[str, str]]:
    """What the key line, the palette and the help say: of every binding, widget and screen."""
    from textual.binding import Binding
    from textual.dom import DOMNode

    from segtui.workbench.keys.help import help_words
    from segtui.workbench.screens import SCREENS

    _import_all("segtui.workbench")
    _import_all("widgets")
    for cls in _below(DOMNode):
        place = _place(cls)
        for binding in vars(cls).get("BINDINGS", ()) if place else ():
            if isinstance(binding, Binding) and binding.id:
                yield binding.tooltip, place
        for name in ("HELP", "HELP_TITLE", "FIND", "title") if place else ():
            told = vars(cls).get(name)
            yield help_words(told) if isinstance(told, str) else "", place
    yield from ((screen.title, "segtui/workbench/screens/__init__.py") for screen in SCREENS)


@cache
def on_keys() -> tuple[tuple[str, str], ...]:
    """What keys do, as the key line and the palette say it in a word or two."""
    from textual.binding import Binding
    from textual.dom import DOMNode

    from segtui.workbench.keys.key_line import short

    _import_all("segtui.workbench")
    _import_all("widgets")
    every = ((binding, _place(cls)) for cls in _below(DOMNode) for binding in vars(cls).get("BINDINGS", ()))
    shown = [(b.description, place) for b, place in every if isinstance(b, Binding) and b.id and place]
    return tuple((text, place) for description, place in shown for text in (short(description), description))


def _of_models() -> Iterator[tuple[str, str]]:
    """What forms and lists say of everything that they ask for."""
    from segtui.clustering.registry import families
    from segtui.workbench.parts.fields import fields, label_of

    for model in _asked():
        place = _place(model)
        yield model.summary(), place
        for field in fields(model):
            yield label_of(field.name), "segtui/workbench/parts/fields.py"
            yield model.helps().get(field.name, ""), place
    yield from ((family.title, _place(family)) for family in families())


def _asked() -> list[type[Any]]:
    """The models that a form asks for."""
    from segtui.data.reader_registry import readers
    from segtui.plan import model
    from segtui.plan.model import makers, steps

    named = [getattr(model, name, None) for name in ("Select", "Cohort", "Export", "Predict", "Push", "Trigger")]
    own = [reader.settings for reader in readers().values()]
    return list(dict.fromkeys(each for each in (*steps(), *makers(), *named, *own) if each is not None))


def _below(cls: type[Any]) -> Iterator[type[Any]]:
    for below in cls.__subclasses__():
        yield below
        yield from _below(below)


def _place(cls: type[Any]) -> str:
    """The file of a class of ours; empty for others, and for those of tests."""
    return f"{cls.__module__.replace('.', '/')}.py" if cls.__module__.startswith(("segtui.", "widgets.")) else ""


def _import_all(package: str) -> None:
    root = importlib.import_module(package)
    for found in pkgutil.walk_packages(root.__path__, f"{package}."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
