"""report.html is one file for everybody: well formed, quiet, the same bytes again, and nobody's own data in it."""

import hashlib
import json
import re
from itertools import pairwise

import polars as pl
import pytest

from tests.html_page import Page
from tests.report_people import report_people

HOSTILE = "<script>alert('1')</script>]]>\"&amp;"
PLAN = """
[source]
path = "people.csv"
id = "customer"
[features]
use = ["age", '''income<img src=x onerror="a">''', "tier"]
categorical = "onehot"
[search.kmeans]
k = "2..5"
[segments]
outcome = ["bought"]
value = "spend"
names = {0 = '''NAME'''}
notes = {1 = '''NAME'''}
[output]
columns = "id"
""".replace("NAME", HOSTILE)


def people():
    tiers = ("gold & <b>", "silver", "bronze")
    return report_people(300, tiers, id="customer", income='income<img src=x onerror="a">', outcome="bought")


@pytest.fixture(scope="module")
def run(tmp_path_factory, nursery):
    """The folders of two runs of one plan."""
    folders = []
    for name in ("here", "there"):
        folder = tmp_path_factory.mktemp(name)
        people().write_csv(folder / "people.csv")
        (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
        done = nursery.run(["run", "plan.toml", "-o", "out", "--quiet"], folder)
        assert done.returncode == 0, done.stderr
        folders.append(folder / "out")
    return folders


@pytest.fixture(scope="module")
def html(run):
    return (run[0] / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_it_is_well_formed_and_what_is_referred_to_is_there(page):
    assert page.declared == ["DOCTYPE html"]
    assert len(page.ids) == len(set(page.ids))
    referred = [name for _, attrs, _ in page.tags for name in (attrs.get("aria-labelledby") or "").split()]
    referred += [attrs["href"].removeprefix("#") for attrs in page.of("a")]
    assert referred and set(referred) <= set(page.ids)


def test_it_asks_nothing_of_the_network_and_runs_nothing(page, html):
    policy = [m["content"] for m in page.of("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert not {tag for tag, _, _ in page.tags} & {"script", "link", "img", "iframe", "object", "base", "form", "use"}
    names = {name for _, attrs, _ in page.tags for name in attrs}
    assert not [name for name in names if name.startswith("on") or name in ("src", "srcset")]
    assert "url(" not in html and "@import" not in html and "http" not in html.replace("http-equiv", "")


def test_it_can_be_read_by_ear_and_by_keyboard(page):
    names = [tag for tag, _, _ in page.tags]
    assert page.of("html") == [{"lang": "en"}]
    assert [names.count(tag) for tag in ("h1", "header", "nav", "main", "footer")] == [1] * 5
    levels = [int(tag[1]) for tag in names if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))
    assert names.count("caption") == names.count("table") > 3
    assert all(attrs.get("scope") in ("col", "row") for attrs in page.of("th"))
    assert all(attrs["role"] == "img" and attrs["aria-labelledby"] for attrs in page.of("svg"))
    scrolled = [attrs for attrs in page.of("div") if attrs.get("class") == "scroll"]
    assert all(attrs["tabindex"] == "0" and attrs["role"] == "region" for attrs in scrolled)
    labels = [attrs["aria-label"] for attrs in scrolled]
    assert len(labels) == len(set(labels))
    assert len(scrolled) == names.count("table") + names.count("svg")


def test_hostile_names_are_text(page, html):
    words = page.words()
    assert any(HOSTILE in text for text in words) and "<script" not in html and "<img" not in html
    assert any('income<img src=x onerror="a">' in text for text in words)
    assert any("tier: gold & <b>" in text for text in words)


def test_the_same_plan_gives_the_same_bytes(run, html):
    assert (run[1] / "report.html").read_text(encoding="utf-8") == html
    outputs = json.loads((run[0] / "run.json").read_text(encoding="utf-8"))["outputs"]
    assert outputs["report.html"] == hashlib.sha256(html.encode()).hexdigest()
    assert len(html.encode()) < 200_000


def test_nobody_is_in_it(page, html):
    assert "@example" not in html and "C-0" not in html and "only Pat" not in html
    words = " ".join(page.words())
    for column in ("age", "spend"):
        values = people().get_column(column).cast(pl.String)
        values = values.filter(values.str.len_chars() > 4)  # means look like shorter ones
        assert not [value for value in values if re.search(rf"(?<![\d.]){re.escape(value)}(?!\d)", words)], column


def test_the_overview_has_the_figures_of_the_files(run, page):
    segments = pl.read_csv(run[0] / "segments.csv").join(people(), on="customer")
    cells = [text for tag, text in page.texts if tag in ("td", "a")]
    for segment in (0, 1, 2):
        own = segments.filter(pl.col("segment") == segment)
        assert f"{own.height:,}" in cells
        share = 100 * own["spend"].sum() / segments["spend"].sum()
        assert f"{share:.1f}\u00a0%" in cells
        assert f"{100 * own['bought'].mean():.1f}\u00a0%" in cells


def test_the_first_sentences_say_who_what_and_how_sure(page):
    who, bring, sure = [text for tag, text in page.texts if tag == "p"][:3]
    assert who.startswith("300 customers in 3 segments: “")
    assert bring.startswith("bought: ") and "of spend with" in bring
    assert sure.startswith("The groups are there in the data, not just drawn: ")


def test_the_order_is_headline_segments_pictures_appendix(page):
    sections = [attrs["id"] for attrs in page.of("section")]
    assert sections == ["overview", "segment-0", "segment-1", "segment-2", "pictures", "appendix"]
    titles = [text for tag, text in page.texts if tag == "title"]
    assert titles[1:] == [
        "Size and share of spend",
        "Map of the groups",
        "What sets the segments apart",
        "bought by segment",
        "How many segments",
        "How spend is spread over the customers",
    ]


def test_a_plan_can_leave_it_out(run, nursery):
    folder = run[0].parent
    told = ["run", "plan.toml", "-o", "without", "--quiet", "--set", "report.html=false"]
    done = nursery.run(told, folder)
    assert done.returncode == 0, done.stderr
    assert not (folder / "without" / "report.html").exists()
    assert "report.html" not in (folder / "without" / "report.md").read_text(encoding="utf-8")
    assert "report.html" in (run[0] / "report.md").read_text(encoding="utf-8")


def test_without_segments_it_says_why(run, nursery):
    folder = run[0].parent
    told = ["run", "plan.toml", "-o", "none", "--quiet", "--set", "select.min_share=0.45"]
    nursery.run(told, folder)
    if not (folder / "none" / "report.html").exists():
        pytest.skip("such a run writes nothing")
    page = Page((folder / "none" / "report.html").read_text(encoding="utf-8"))
    assert "No segments of people.csv" in page.words("h1")
    assert [attrs["id"] for attrs in page.of("section")] == ["appendix"]
