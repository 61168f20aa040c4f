"""Elements hold data as text, whatever it says."""

from segtui.pipeline.report.page.elements import Markup, bullets, element, table, text
from tests.html_page import Page


def test_data_is_text_and_markup_stays():
    assert element("b", "<i>", Markup("<i></i>")) == "<b>&lt;i&gt;<i></i></b>"


def test_an_attribute_cannot_end_early():
    made = Page(element("div", aria_label='"><script>', class_="scroll"))
    assert made.tags == [("div", {"aria-label": '"><script>', "class": "scroll"}, ())]


def test_invisible_characters_are_seen():
    assert text("a\x1b[2Jb\u202ec") == "a\\x1b[2Jb\\u202ec"


def test_a_table_has_a_caption_and_headings_for_columns_and_rows():
    made = Page(table("Sizes", ("segment", "rows"), [("A", 1), ("B", 2)], (1,)))
    assert [attrs.get("scope") for attrs in made.of("th")] == ["col", "col", "row", "row"]
    assert made.words("caption") == ["Sizes"] and made.words("td") == ["1", "2"]
    assert [attrs.get("class") for attrs in made.of("td")] == ["n", "n"]


def test_no_list_without_entries():
    assert bullets([]) == ""


def test_a_long_name_may_be_broken_inside_elements_only():
    assert element("p", "PURCHASES_INSTALLMENTS_FREQUENCY") == "<p>PURCHASES_<wbr>INSTALLMENTS_<wbr>FREQUENCY</p>\n"
    assert element("b", "L" * 50) == f"<b>{'L' * 24}<wbr>{'L' * 24}<wbr>LL</b>"
    assert element("i", aria_label="L" * 50) == f'<i aria-label="{"L" * 50}"></i>'


def test_figures_behind_a_name_from_right_to_left_keep_their_order():
    assert text("שם <= -0.8") == "שם&lrm; &lt;= -0.8"
