"""What an error says and how to fix it are sentences that can be said in another language: `say("… {name} …", name=…)`.

An f-string, or text without a mark, would stay English for everybody.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

HOME = Path(__file__).parents[3] / "segtui"
MARKS = {"say", "say_counted", "to_translate", "plural", "_"}
WORDS = re.compile(r"[A-Za-z]{3,}")
TWO_WORDS = re.compile(r"(?<![\w\"'.=/\-\[])[a-z']{2,}[ ,:;]+(?=[a-z`\"'{])")
CLASS = re.compile(r"^class (\w+)\(([\w, ]+)\):", re.MULTILINE)
COMMAND = re.compile(r"(pip install|chmod|keyring set|export) \S+( \S+)?")
"""A fix may be nothing but a command, or a key with its value."""


@cache
def errors():
    """The names of all errors of ours, and of what makes them."""
    found, known = {"SegtuiError"}, 0
    classes = [made for file in HOME.rglob("*.py") for made in CLASS.findall(file.read_text(encoding="utf-8"))]
    while known != len(found):
        known = len(found)
        found |= {name for name, bases in classes if found & set(bases.split(", "))}
    return frozenset(found | {"Fault"})


def _said(node):
    """The texts in an expression that no mark is around, nor an index or a comparison."""
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in MARKS:
            return
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in parts)
        case ast.BinOp(left=left, right=right):
            yield from (*_said(left), *_said(right))
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_said(body), *_said(orelse))
        case ast.BoolOp(values=values):
            for value in values:
                yield from _said(value)
        case ast.NamedExpr(value=value):
            yield from _said(value)


def _given(call, place, name):
    """An argument of a call, by its place or its name."""
    by_name = [keyword.value for keyword in call.keywords if keyword.arg == name]
    return by_name or call.args[place : place + 1]


def _values(scope, name):
    """What a name may stand for in a function or a module."""
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if isinstance(target, ast.Name) and target.id == name:
                        yield value
                    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                        pairs = zip(target.elts, value.elts, strict=False)
                        yield from (v for t, v in pairs if isinstance(t, ast.Name) and t.id == name)


def unmarked(source):
    """The lines on which an error gets a text without a mark."""
    if not any(f"{name}(" in source for name in errors()):
        return
    tree = ast.parse(source)
    scopes = {id(node): tree for node in ast.walk(tree)}
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef):
            scopes |= {id(node): scope for node in ast.walk(scope)}
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in errors()):
            continue
        first = 1 if call.func.id == "Fault" else 0
        for place, name in ((first, "what"), (first + 1 if first else 9, "fix")):
            for given in _given(call, place, name):
                values = [given]
                if isinstance(given, ast.Name):
                    values = [*_values(scopes[id(call)], given.id)] or [*_values(tree, given.id)]
                for text in (text for value in values for text in _said(value)):
                    if (WORDS if name == "what" else TWO_WORDS).search(text) and not COMMAND.fullmatch(text):
                        yield call.lineno, text


@pytest.mark.parametrize("room", sorted(path.name for path in HOME.iterdir() if path.is_dir() and any(path.iterdir())))
def test_errors_can_be_said_in_another_language(room):
    files = sorted((HOME / room).rglob("*.py"))
    found = {file.relative_to(HOME).as_posix(): list(unmarked(file.read_text(encoding="utf-8"))) for file in files}
    assert {file: lines for file, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        'raise UsageError("no such plan")',
        'raise DataError(f"{n} rows have no id", where=place)',
        'raise DataError(say("no rows"), fix="check the file again")',
        'Fault(key, "is missing")',
        'Fault(key, say("is missing"), f"did you mean {name}?")',
        'def check():\n    what = "no rows" if empty else f"{n} of them"\n    raise DataError(what)',
        'WHAT = "the disk is full"\nraise ResourceError(WHAT)',
        'raise UsageError(what="no " + "plan at all")',
    ],
)
def test_text_without_a_mark_is_found(source):
    assert list(unmarked(source))


@pytest.mark.parametrize(
    "source",
    [
        'raise UsageError(say("no such plan"), where="plan.toml")',
        'raise DataError(say("no rows"), fix="pip install keyring")',
        "raise DataError(say('no rows'), fix='url = \"postgresql://user@host/database\"')",
        'Fault("clean[1].step", say("is missing"))',
        "raise DataError(error.what, where=error.where, fix=error.fix)",
    ],
)
def test_sentences_and_commands_are_left_alone(source):
    assert not list(unmarked(source))
