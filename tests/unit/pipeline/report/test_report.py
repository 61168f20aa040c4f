"""report.md says what the files say: the same figures, nothing left unsaid, nothing of the machine."""

import re

import numpy as np
import polars as pl
import pytest

from segtui.pipeline.report.markdown import bullets, percent

PLAN = """
[source]
path = "customers.csv"
[[clean]]
step = "rules"
rules = [{ check = "birth_year >= 1900", action = "null" }]
[[clean]]
step = "impute"
columns = ["birth_year"]
method = "median"
[features]
use = ["birth_year", "income", "total_spend"]
log = ["total_spend"]
[search.kmeans]
k = "2..5"
[search.hierarchical]
linkage = ["ward", "average"]
k = "2..5"
[search.dbscan]
eps = [0.2, 0.4]
min_samples = [5]
[select]
min_share = 0.05
"""


def write_customers(folder):
    """Three groups of customers, one of them half of all, with a mistyped year, empty cells and a flag."""
    random = np.random.default_rng(3)
    group = np.repeat([0, 1, 2], [100, 60, 40])
    frame = pl.DataFrame(
        {
            "customer_id": np.arange(1, 201),
            "birth_year": (np.array([1950, 1975, 1990])[group] + random.integers(-4, 5, 200)),
            "income": (np.array([30_000.0, 52_000, 75_000])[group] + random.normal(0, 3_000, 200)).round(2),
            "total_spend": np.exp(np.array([3.0, 5, 7])[group] + random.normal(0, 0.4, 200)).round(2),
            "newsletter": (random.random(200) < np.array([0.1, 0.4, 0.9])[group]).astype(int),
            "city": np.array(["Paris", "Rome"])[random.integers(0, 2, 200)],
        }
    )
    first = pl.col("customer_id")
    frame = frame.with_columns(
        birth_year=pl.when(first == 7).then(1850).otherwise("birth_year"),
        income=pl.when(first.is_in([11, 12])).then(None).otherwise("income"),
    )
    frame.write_csv(folder / "customers.csv")
    (folder / "plan.toml").write_text(PLAN)


@pytest.fixture(scope="module")
def run(tmp_path_factory, nursery):
    """The folders of two finished runs of one plan, in two places."""
    folders = []
    for name in ("here", "there"):
        folder = tmp_path_factory.mktemp(name)
        write_customers(folder)
        assert nursery.run(["run", "plan.toml", "-o", "out", "--quiet"], folder).returncode == 0
        folders.append(folder / "out")
    return folders


@pytest.fixture
def text(run):
    return (run[0] / "report.md").read_text(encoding="utf-8")


def rows_of(text, heading):
    """The cells of the first table under a heading, without its head."""
    part = text.split(heading, 1)[1]
    lines = [line for line in re.split(r"\n\n(?!\|)", part[part.index("|") :])[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


def test_the_overview_has_the_sizes_names_and_shares_of_segments_csv(run, text):
    segments = pl.read_csv(run[0] / "segments.csv")
    overview = rows_of(text, "## The segments")
    assert [row[0] for row in overview] == ["0", "1", "2", "-1"]
    for number, name, rows, share, of_spend in overview:
        mine = segments.filter(pl.col("segment") == int(number))
        assert set(mine["segment_name"]) == {name}
        assert int(rows) == mine.height > 0
        assert share == f"{100 * mine.height / segments.height:.1f} %"
        spent = 100 * mine["total_spend"].sum() / segments["total_spend"].sum()
        spent = f"{spent:.1f} %" if spent >= 0.1 else "under 0.1 %"
        assert of_spend == (spent if mine.height >= 5 else "–")


def test_it_has_the_order_of_the_page(text):
    parts = ["# 3 segments of customers.csv", "198 customers in 3 segments", "## The segments", "### 0 · "]
    parts += ["## In figures", "## For the statistician", "### The choice", "### The data"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_nothing_of_fewer_than_five_customers_is_shown(run, text):
    segments = pl.read_csv(run[0] / "segments.csv")
    (alone,) = segments.filter(pl.col("segment") == -1).select("birth_year", "income", "total_spend").rows()
    shown = set(re.findall(r"[\d,.]*\d", text))
    assert not shown & {f"{alone[1]:,.0f}", f"{alone[2]:,.1f}", f"{alone[2]:.3g}"}
    assert "Fewer than 5 customers" in text


def test_means_and_medians_are_those_of_segments_csv_and_years_have_no_comma(run, text):
    segments = pl.read_csv(run[0] / "segments.csv")
    parts = [segments, *(segments.filter(pl.col("segment") == s) for s in (0, 1, 2))]
    means = {row[0]: row[1:] for row in rows_of(text, "### Means by segment")}
    assert list(means) == ["birth_year", "income", "total_spend"]
    assert means["birth_year"] == [f"{part['birth_year'].mean():.0f}" for part in parts]
    assert means["income"] == [f"{part['income'].mean():,.0f}" for part in parts]
    medians = rows_of(text, "the median describes the typical customer")
    assert [row[0] for row in medians] == ["total_spend"]
    for shown, part in zip(medians[0][1:], parts, strict=True):
        assert float(shown.replace(",", "")) == pytest.approx(part["total_spend"].median(), rel=0.006)
    assert not re.search(
        r"\b[12],\d{3}\b", "".join(line for line in text.splitlines() if line.startswith("| birth_year"))
    )


def test_what_was_not_clustered_and_yet_differs_is_shown(run, text):
    segments = pl.read_csv(run[0] / "segments.csv")
    beside = {row[0]: row[1:] for row in rows_of(text, "### Other differences")}
    parts = [segments, *(segments.filter(pl.col("segment") == s) for s in (0, 1, 2))]
    shares = [part["newsletter"].mean() for part in parts]
    assert beside["newsletter"] == [f"{100 * share:.1f} %" for share in shares]


def test_a_rule_finds_what_it_says(run, text):
    segments = pl.read_csv(run[0] / "segments.csv")
    cards = re.findall(
        r"### (\d) · .*?Rule of thumb: (.*?): matches (\d+) % of the segment; (\d+) % of the matching", text, re.S
    )
    assert [card[0] for card in cards] == ["0", "1", "2"]
    for number, rule, found, right in cards:
        condition = re.sub(r"(?<=\d),(?=\d)", "", rule)
        condition = re.sub(r"(\S+) < (\S+) <= (\S+)", r"\2 > \1 AND \2 <= \3", condition)
        met, mine = segments.filter(pl.sql_expr(condition)), segments.filter(pl.col("segment") == int(number))
        both = met.filter(pl.col("segment") == int(number)).height
        assert abs(100 * both / mine.height - int(found)) <= 1
        assert abs(100 * both / met.height - int(right)) <= 1


def test_the_rejected_and_the_accepted_add_up_to_all_candidates(run, text):
    board = pl.read_csv(run[0] / "leaderboard.csv")
    rejected = board.filter(pl.col("rejected_because").is_not_null())
    counted = re.search(r"(\d+) of (\d+) candidates were rejected.*?: (.*?)\. See leaderboard\.csv", text)
    assert (int(counted[1]), int(counted[2])) == (rejected.height, board.height)
    reasons = rejected["rejected_because"].str.split("; ").list.len().sum()
    assert sum(int(n) for n in re.findall(r"\((\d+)\)", counted[3])) == reasons
    assert board.height == int(re.search(r"(\d+) candidates", text.split("### What was searched")[1])[1])
    assert board.height == sum(int(row[2]) for row in rows_of(text, "### What was searched"))


def test_the_leaders_have_the_indices_of_the_leaderboard(run, text):
    board = {str(row["rank"]): row for row in pl.read_csv(run[0] / "leaderboard.csv").iter_rows(named=True)}
    leaders = rows_of(text, "### The choice")
    assert leaders[0][0] == "1" and board["1"]["chosen"]
    for rank, _, clusters, coverage, smallest, largest, consensus, density, silhouette, *_ in leaders:
        row = board[rank]
        assert int(clusters) == row["clusters"]
        assert coverage == f"{100 * row['coverage']:.1f} %" and smallest == f"{100 * row['smallest_share']:.1f} %"
        assert density == f"{row['dbcv']:.3f}"
        assert silhouette == f"{row['silhouette']:.3f}"
        assert consensus == f"{row['score']:.3f}"
        assert float(largest.split()[0]) >= float(smallest.split()[0])


def test_every_row_is_accounted_for_and_nothing_is_said_twice(text):
    assert "198 of 200 rows were clustered on 3 features. 2 were left out because of empty cells." in text
    assert "1 % fit none." in text
    assert text.count("without income") == 1
    assert "1 row of 200 breaks birth_year >= 1900: birth_year emptied" in text
    sentences = [line for line in text.splitlines() if len(line) > 40 and not line.startswith(("|", "- "))]
    assert len(sentences) == len(set(sentences))


def test_no_word_of_the_program_and_no_path_of_the_machine_is_in_it(run, text):
    assert not re.search(r"\b(None|nan|NaN|inf|null|dtype|Series)\b", text)
    assert str(run[0].parent) not in text
    assert "/tmp" not in text


def test_two_runs_in_two_places_tell_the_same(run, text):
    assert (run[1] / "report.md").read_text(encoding="utf-8") == text


def test_a_weak_structure_and_a_giant_segment_are_said_plainly(segtui, tmp_path):
    random = np.random.default_rng(1)
    crowd, far = random.normal(size=(190, 2)), random.normal(size=(10, 2)) * 0.1 + [[9, 9]]
    farther = random.normal(size=(10, 2)) * 0.1 + [[-9, 9]]
    frame = pl.DataFrame(np.vstack([crowd, far, farther]), schema=["x", "y"]).with_row_index("customer_id")
    frame.write_csv(tmp_path / "customers.csv")
    done = segtui(
        "run",
        "customers.csv",
        "-o",
        "out",
        "--set",
        "search={kmeans={k=[3,5,8]}}",
        "--set",
        "select.by='silhouette'",
        "--quiet",
    )
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "Caution: segment 0 contains 90.5 % of the rows, so most customers would be treated the same." in text
    assert "Caution: segments 1 (10 rows) and 2 (10 rows) are small" in text
    even = pl.DataFrame(random.random((300, 4)), schema=list("abcd")).with_row_index("customer_id")
    even.write_csv(tmp_path / "even.csv")
    assert segtui("run", "even.csv", "-o", "flat", "--set", "search={kmeans={k=[3]}}", "--quiet").returncode == 0
    assert "no substantial structure" in (tmp_path / "flat" / "report.md").read_text(encoding="utf-8")


def test_where_nothing_is_chosen_the_report_names_what_came_closest(segtui, customers):
    done = segtui("run", "customers.csv", "-o", "out", "--set", "select.min_share=0.9", "--quiet")
    assert done.returncode == 1
    text = (customers.parent / "out" / "report.md").read_text(encoding="utf-8")
    assert "No candidate met the plan's conditions" in text and "None was chosen. Closest: " in text
    assert "segments.csv" not in text


def test_a_list_keeps_the_blanks_that_a_note_is_about_and_breaks_no_line():
    assert bullets(['"A  B" and "A B"', "two\nlines"]) == ['- "A  B" and "A B"', r"- two\nlines", ""]
    assert bullets([]) == []


@pytest.mark.parametrize(
    ("share", "told"), [(0, "0.0 %"), (1e-6, "under 0.1 %"), (0.25, "25.0 %"), (0.9999, "over 99.9 %"), (1, "100.0 %")]
)
def test_a_share_never_reads_as_nothing_or_all_when_it_is_neither(share, told):
    assert percent(share) == told
