"""Nobody but a person reads what the code says: facts and codes travel beside sentences.

A sentence may be printed, kept and passed on. Code that asks how one begins, what stands in it, or takes it apart
breaks as soon as the sentence is put better.
"""

import ast
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2] / "segtui"
SENTENCES = {"message", "reason", "what", "fix", "note", "sentence", "warning", "closest", "hint", "label", "phrase"}
LISTS = {"notes", "warnings", "reasons", "messages", "sentences"}
TAKES_APART = {
    *("startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition", "split", "rsplit"),
    *("find", "rfind", "index", "rindex", "count"),
}
MATCHES = {"match", "search", "fullmatch", "findall", "finditer", "sub", "subn", "split"}
ALLOWED = {
    "cleaning/sql.py": "the words of Polars about a condition that does not fit the columns",
    "data/files/decoding.py": "Python's reason of a UnicodeDecodeError",
    "segments/naming/name_segments.py": "a note that the user wrote, its blanks brought to one",
    "segments/naming/select_traits.py": "how many words a phrase has, for the shortest to be taken",
    "segments/vocabulary/labelled.py": "a label of the user's plan, for whether it counts things",
}
"""By file, why it may: what it takes apart is not a sentence of ours."""


def named(node: ast.expr) -> str:
    """The last name of an expression: of `alert.message`, `alert["message"]`, `str(message)` and `message.lower()`."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case ast.Call(func=ast.Name(id="str" | "visible"), args=[inner, *_]):
            return named(inner)
        case ast.Call(func=ast.Attribute(value=inner, attr="lower" | "casefold" | "strip")):
            return named(inner)
    return ""


def is_sentence(node: ast.expr) -> bool:
    return named(node) in SENTENCES


def is_text(node: ast.expr) -> bool:
    match node:
        case ast.JoinedStr():
            return True
        case ast.Constant(value=str(text)):
            return bool(text)
    return False


def reads(node: ast.AST) -> bool:
    """Whether a node asks a sentence what it says."""
    match node:
        case ast.Call(func=ast.Attribute(value=target, attr=attr)) if attr in TAKES_APART and is_sentence(target):
            return True
        case ast.Call(func=ast.Attribute(attr=attr), args=args) if attr in MATCHES:
            return any(is_sentence(arg) for arg in args)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
            return any(is_sentence(a) and is_text(b) for a, b in ((left, right), (right, left)))
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[right]):
            return is_sentence(right) or (is_text(left) and named(right) in LISTS)
    return False


def found(source: str) -> list[int]:
    return sorted({node.lineno for node in ast.walk(ast.parse(source)) if reads(node)})


def test_no_code_reads_our_own_sentences():
    met = {p.relative_to(HOME).as_posix(): found(p.read_text(encoding="utf-8")) for p in HOME.rglob("*.py")}
    assert {path: lines for path, lines in met.items() if lines and path not in ALLOWED} == {}
    assert [path for path in ALLOWED if not met[path]] == []


@pytest.mark.parametrize(
    "source",
    [
        'alert.message.startswith("heavy")',
        'alert["message"].split(": ")',
        '"spelled" in alert["message"]',
        "PAIR.search(failed.what)",
        're.match("clean", str(fault.what))',
        'reason == "noise"',
        'reason.lower().startswith("smallest")',
        '[n for note in notes if note.startswith("Silhouettes")]',
        '"a note" in scores.notes',
        'visible(warning).partition(" against ")',
    ],
)
def test_what_reads_a_sentence_is_found(source):
    assert found(source) == [1]


@pytest.mark.parametrize(
    "source",
    [
        'alert.code == "skewed"',
        "f.alert == alert",
        "message.ticket in self._open",
        '"; ".join(failure.reason for failure in rejected)',
        "if not note: pass",
        'key == ""',
        'what = what or "nothing"',
        'alert["message"] not in known',
    ],
)
def test_what_passes_a_sentence_on_is_not(source):
    assert found(source) == []
