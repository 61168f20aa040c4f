"""Text of the data in Markdown reads as it is written, by a parser of CommonMark with GitHub's tables and links."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from segtui.pipeline.report.markdown import Marked, bullets, code, escaped, table
from widgets.plain.direction import ended
from widgets.plain.visible import visible

PARSER = MarkdownIt("gfm-like", {"linkify": True, "html": True})
SIGNS = st.text(st.sampled_from("`*_[](){}<>|~&#!+-=.:/\\$\"'12 \n\tab;") | st.characters(codec="utf-8"), max_size=12)


def tokens(text):
    """The kinds of all that a parser finds, without those of the text itself, and the text."""
    found = PARSER.parse(text)
    inner = [child for token in found for child in token.children or []]
    kinds = [token.type for token in found] + [
        child.type for child in inner if child.type not in ("text", "text_special")
    ]
    return kinds, "".join(child.content for child in inner)


@settings(max_examples=150)
@given(SIGNS)
@example("\r=")
@example("\n1. a")
@example("\t- a")
@example("  = ")
def test_any_text_is_one_paragraph_of_nothing_but_itself(text):
    kinds, shown = tokens(f"name: {escaped(text)} .")
    assert kinds == ["paragraph_open", "inline", "paragraph_close"]
    assert shown == f"name: {ended(visible(text))} ."


@settings(max_examples=150)
@given(SIGNS.filter(str.strip))
def test_any_text_begins_a_line_and_is_an_item_and_a_cell_and_a_heading(text):
    kinds, _ = tokens(escaped(text.strip()))
    assert kinds == ["paragraph_open", "inline", "paragraph_close"]
    assert [kind for kind in tokens("\n".join(bullets([text.strip()])))[0] if kind.endswith("_open")] == [
        "bullet_list_open",
        "list_item_open",
        "paragraph_open",
    ]
    lines = table(["a", "b"], [(text, 1)])
    assert len(PARSER.parse("\n".join(lines))) == len(PARSER.parse("\n".join(table(["a", "b"], [("x", 1)]))))
    assert tokens(f"### 1 · {escaped(text)}")[0] == ["heading_open", "inline", "heading_close"]


@settings(max_examples=60)
@given(SIGNS.filter(lambda text: visible(text).strip()))
def test_any_text_is_code(text):
    kinds, shown = tokens(f"x {code(text)} x")
    assert kinds == ["paragraph_open", "inline", "paragraph_close", "code_inline"]
    assert visible(text) in shown


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("annual_income", "annual_income"),
        ("x < 5 and y <= 3, 2 * 3, R&D, -0.9 sd", "x < 5 and y <= 3, 2 * 3, R&D, -0.9 sd"),
        ("a\nb", r"a\nb"),
        ("<script>x</script>", r"\<script>x\</script>"),
        ("![x](http://e.x/p)", r"!\[x](http\://e.x/p)"),
        ("\\\x1f\\_", r"\\\x1f\\\_"),
        ("a|b", r"a\|b"),
        ("\x1b]0;t\x07", r"\x1b]0;t\x07"),
    ],
)
def test_plain_text_stays_readable_as_it_is(text, written):
    assert escaped(text) == written


def test_what_is_markdown_already_is_not_escaped_again():
    assert bullets([Marked("**so** `x`"), "**so** `x`"]) == ["- **so** `x`", r"- \*\*so\*\* \`x\`", ""]
