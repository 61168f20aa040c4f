"""The Cluster screen: what is searched, what was found, which of it is taken."""

from types import SimpleNamespace

import pytest

from segtui.workbench.screens.cluster.alternatives import alternatives_words, beside
from segtui.workbench.screens.cluster.candidate_charts import Charts
from segtui.workbench.screens.cluster.candidate_comparison import CandidateComparison
from segtui.workbench.screens.cluster.grid_form import GridForm
from segtui.workbench.screens.cluster.index_columns import INDICES, meanings
from segtui.workbench.screens.cluster.pane import ClusterPane
from segtui.workbench.screens.segments.pane import SegmentsPane
from tests.workbench.settle import until
from tests.workbench.sizes import states
from widgets.heatmap.heatmap import Heatmap
from widgets.line.chart import LineChart
from widgets.line.panels import LinePanels
from widgets.scatter.scatter import Scatter
from widgets.tree.dendrogram import Dendrogram

GRID = """\
version = 1
[source]
path = "customers.csv"
id = "customer_id"
[[clean]]
step = "impute"
columns = ["income", "visits"]
method = "median"
[[clean]]
step = "deduplicate"
by = ["customer_id"]
[[clean]]
step = "outliers"
columns = ["income", "visits"]
method = "iqr"
threshold = 3.0
action = "clip"
[features]
use = ["income", "visits"]
[stability]
resamples = 0
[search.kmeans]
k = [2, 3, 4, 5]
[search.hierarchical]
linkage = ["ward"]
k = [2, 3, 4]
[search.dbscan]
eps = [0.2, 0.4]
min_samples = [5, 10]
[select]
clusters = [3, 4]
"""


@pytest.fixture
def plan(place):
    """A plan with eleven candidates."""
    (place / "small.toml").write_text(GRID)
    return "small.toml"


def pane(d) -> ClusterPane:
    return d.app.query_one(ClusterPane)


def info(d) -> str:
    return str(pane(d).query_one("#cluster-info").render())


async def at_cluster(d):
    """Go to the screen and wait for the forecast."""
    await d.press("5")
    await d.until(lambda: d.app.store.forecasted)
    await d.pilot.pause()


async def searched(d):
    """Go to the screen and search."""
    await at_cluster(d)
    await d.press("g")
    await d.until(lambda: d.app.store.searched and not d.app.engine.busy("SearchGrids"))


async def at(d, name: str):
    """Put the cursor on a candidate, and wait for its segments."""
    pane(d).find(name)
    await d.until(lambda: name in str(pane(d).view.board.row_values().get("candidate")))
    await d.until(lambda: pane(d).view.here in d.app.store.described)


def test_the_grid_the_conditions_and_the_forecast_are_told_before_the_search(workbench, story, plan):
    async def tell():
        async with workbench(plan) as d:
            await at_cluster(d)
            text = d.text()
            assert "DBSCAN 4   Hierarchical 3   K-means 4   4 off" in text
            assert "3..4 segments of 2 % or more, noise up to 30 %; best by consensus" in text
            assert "11 candidates, about " in text
            assert "No search yet. g searches, e changes the grid, w the conditions." in text

    story(tell())


def test_without_a_file_the_screen_says_how_to_open_one(workbench, story):
    async def tell():
        async with workbench() as d:
            await d.press("5")
            await d.until(d.says("No file is open. o opens one"))
            await d.press("g", "c", "m", "f", "e", "w", "v", "t", "comma")
            assert d.app.panes.front == "cluster"

    story(tell())


def test_a_search_fills_the_leaderboard_with_the_best_first_and_the_rejected_with_their_reason(workbench, story, plan):
    async def tell():
        async with workbench(plan, size=(160, 40)) as d:
            await searched(d)
            frame = pane(d).view.board.frame
            assert frame.height == 11
            assert frame.get_column("#").to_list() == list(range(1, 12))
            assert d.app.store.chosen == pane(d).view.here
            assert "Chosen: the best candidate that meets the conditions." in info(d)
            assert "★" in d.text()
            assert "×" in d.text()
            await at(d, "K-means k=2")
            assert "Rejected: 2 clusters, fewer than 3" in info(d)

    story(tell())


def test_s_sorts_by_the_column_at_the_cursor_the_best_first(workbench, story, plan):
    async def tell():
        async with workbench(plan) as d:
            await searched(d)
            board = pane(d).view.board
            board.jump("D-B")
            await d.press("s")
            await d.until(lambda: board.sorted_by == ("D-B", False))
            board.jump("silh.")
            await d.press("s")
            assert board.sorted_by == ("silh.", True)
            await d.press("s")
            assert board.sorted_by == ("silh.", False)
            await d.press("s")
            assert board.sorted_by is None

    story(tell())


@pytest.mark.slow
def test_f_shows_those_that_meet_the_conditions_then_one_algorithm_after_the_other(workbench, story, plan):
    async def tell():
        async with workbench(plan) as d:
            await searched(d)
            board = pane(d).view.board
            await d.press("f")
            shown = [board.frame.row(int(r), named=True) for r in board.visible_rows]
            assert 0 < len(shown) < 11
            assert {row["k"] for row in shown} <= {3, 4}
            heights = []
            for _ in range(4):
                await d.press("f")
                heights.append(board.view.height)
            assert sorted(heights) == [3, 4, 4, 11]

    story(tell())


def test_c_chooses_a_candidate_in_the_plan_and_once_more_gives_the_choice_back(workbench, story, plan):
    async def tell():
        async with workbench(plan) as d:
            await searched(d)
            store = d.app.store
            best = store.chosen
            await at(d, "K-means k=2")
            await d.press("c")
            assert store.plan.select.candidate == "kmeans k=2"
            assert store.chosen == pane(d).view.here != best
            assert "Chosen by you although 2 clusters, fewer than 3." in info(d)
            await d.press("c")
            assert store.plan.select.candidate is None
            await d.until(lambda: store.searched)
            assert store.chosen == best
            await d.until(lambda: store.forecasted)
            await d.press("u")
            assert store.plan.select.candidate == "kmeans k=2"

    story(tell())


def test_the_charts_follow_the_cursor(workbench, story, plan):
    async def tell():
        async with workbench(plan, size=(120, 40)) as d:
            await searched(d)
            charts = pane(d).query_one(Charts)
            await at(d, "K-means k=3")
            assert charts.query_one(LineChart).display
            assert charts.query_one(LineChart).chosen == 3
            assert "Inertia and silhouette by k;" in d.text()
            assert "elbow at k=" in d.text() or "no knee" in d.text()
            await at(d, "Hierarchical ward k=4")
            await d.until(lambda: charts.query_one(Dendrogram).display and charts.query_one(Dendrogram).k == 4)
            await at(d, "DBSCAN eps=0.4 min=10")
            heat = charts.query_one(Heatmap)
            await d.until(lambda: heat.display and heat.cursor == (1, 1))
            assert charts.query_one(Scatter).display
            assert "Segments of DBSCAN eps=0.4 min=10" in d.text()
            await at(d, "K-means k=3")
            await d.press("t", "t", "v")
            panels = charts.query_one(LinePanels)
            await d.until(lambda: d.app.focused is panels)
            known = {panel.title: panel.lines[0] for panel in panels.figure().panels}
            assert {"silhouette", "inertia"} <= set(known) and panels.chosen == 3
            inertia = {r["cell"]["k"]: r["inertia"] for r in d.app.store.found.values() if r["algorithm"] == "kmeans"}
            assert dict(zip(known["inertia"].x, known["inertia"].y, strict=True)).items() <= inertia.items()
            await d.press("right")
            assert d.app.store.found[pane(d).view.here]["clusters"] == 4

    story(tell())


@pytest.mark.slow
def test_moving_a_chart_moves_the_leaderboard(workbench, story, plan):
    async def tell():
        async with workbench(plan) as d:
            await searched(d)
            await at(d, "K-means k=3")
            await d.press("v")
            await d.until(lambda: isinstance(d.app.focused, LineChart))
            await d.press("right")
            assert pane(d).view.here == 'kmeans {"k": 4}'
            await d.press("v")
            await d.until(lambda: d.app.focused is pane(d).view.board)
            await at(d, "Hierarchical ward k=3")
            await d.press("v")
            await d.until(lambda: isinstance(d.app.focused, Dendrogram))
            await d.press("up")
            assert pane(d).view.here == 'hierarchical {"k": 2, "linkage": "ward"}'
            await d.press("up")
            await d.until(d.says("A cut into 1 cluster is not in the grid: e adds it."))
            await d.press("escape")
            await at(d, "DBSCAN eps=0.2 min=5")
            await d.press("v")
            await d.until(lambda: isinstance(d.app.focused, Heatmap))
            await d.press("down")
            await d.until(lambda: pane(d).view.here == 'dbscan {"eps": 0.4, "min_samples": 5}')

    story(tell())


def test_the_grid_is_edited_as_text_and_what_is_wrong_with_it_is_said(workbench, story, plan):
    async def tell():
        async with workbench(plan) as d:
            await searched(d)
            await d.press("e")
            await d.until(lambda: isinstance(d.app.screen, GridForm))
            k = d.app.screen.query_one("#kmeans-k")
            assert k.value == "2..5"
            k.focus()
            k.value = "9..2"
            await d.press("enter")
            assert "K-means, k: a range must increase" in d.text()
            k.value = "2..7"
            d.app.screen.query_one("#on-hierarchical").focus()
            await d.press("right", "enter")
            plan_now = d.app.store.plan
            assert plan_now.search.kmeans.k == (2, 3, 4, 5, 6, 7)
            assert plan_now.search.hierarchical is None
            await d.until(d.says("The plan has changed since the last search. g searches"))
            assert d.app.store.found == {}
            await d.press("g")
            await d.until(lambda: d.app.store.searched and d.app.store.forecasted)
            assert len(d.app.store.found) == 10

    story(tell())


def test_other_conditions_rank_what_was_found_anew_without_a_key(workbench, story, plan):
    async def tell():
        async with workbench(plan) as d:
            await searched(d)
            select = d.app.store.plan.select.model_copy(update={"clusters": (2, 2), "min_share": 0.0})
            assert d.app.store.edit("conditions", select=select)
            await d.until(lambda: d.app.store.searched)
            assert d.app.store.found[d.app.store.chosen]["clusters"] == 2
            await d.until(lambda: d.app.store.forecasted)

    story(tell())


@pytest.mark.slow
def test_m_marks_one_candidate_and_compares_it_with_another(workbench, story, plan):
    async def tell():
        async with workbench(plan) as d:
            await searched(d)
            await at(d, "K-means k=3")
            await d.press("m")
            await at(d, "Hierarchical ward k=4")
            assert "m compares it with K-means k=3." in info(d)
            await d.press("m")
            await d.until(lambda: isinstance(d.app.screen, CandidateComparison))
            counts = d.app.screen.query_one(Heatmap)._matrix.values
            assert counts.shape == (3, 4)
            assert counts.sum() == 1943
            assert "adjusted Rand" in d.text()
            await d.press("escape")
            assert d.app.panes.front == "cluster"

    story(tell())


def test_what_makes_a_search_impossible_is_told_in_place(workbench, story, place):
    async def tell():
        (place / "wrong.toml").write_text(GRID.replace('use = ["income"', 'use = ["wealth"'))
        async with workbench("wrong.toml") as d:
            await d.press("5")
            await d.until(lambda: d.app.store.failed)
            await d.pilot.pause()
            assert 'there is no column "wealth"' in d.text()
            assert "e changes the grid, 3 the cleaning, 4 the features." in d.text()

    story(tell())


def test_x_stops_a_search_and_keeps_what_was_found(workbench, story):
    async def tell():
        async with workbench("customers.csv") as d:
            await at_cluster(d)
            await d.press("g")
            await d.until(lambda: len(d.app.store.found) > 3)
            await d.press("x")
            assert not d.app.engine.busy("SearchGrids")
            await d.until(d.says("stopped: g continues"))
            board = pane(d).view.board
            await d.until(lambda: board.frame is not None and board.frame.height == len(d.app.store.found))
            assert board.frame.height < 67
            await d.press("g")
            await d.until(lambda: d.app.store.searched)
            assert pane(d).view.board.frame.height == 67

    story(tell())


def test_n_goes_on_to_the_segments(workbench, story, plan):
    async def tell():
        async with workbench(plan) as d:
            await searched(d)
            await d.press("n")
            await d.until(lambda: d.app.panes.front == "segments")

    story(tell())


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.slow
def test_the_leaderboard_says_what_comes_from_a_sample_and_what_is_a_bound(workbench, story, plan, ascii):
    async def tell():
        async with workbench(plan, size=(120, 40), ascii=ascii) as d:
            await searched(d)
            await at(d, "K-means k=3")
            key = pane(d).view.here
            assert "All indices exact." in info(d)
            known = {"silhouette": 0.2244, "silhouette_half_width": 0.0026, "dunn": 0.017, "dunn_is_bound": True}
            d.app.store.found[key] = {**d.app.store.found[key], **known}
            pane(d)._draw()
            await d.pilot.pause()
            sampled, bound = ("0.224+-.003", "<=0.017") if ascii else ("0.224±.003", "≤0.017")
            lines = d.text().splitlines()
            assert any("K-means k=3 " in line and f"{sampled} " in line for line in lines)
            pane(d).view.board.jump("Dunn")
            await d.pilot.pause()
            lines += d.text().splitlines()
            assert any("K-means k=3 " in line and f" {bound} " in line for line in lines)
            said = (
                f"Silhouette {sampled} (95 %), from a sample of the rows; Dunn {bound}, an upper bound; the rest exact."
            )
            assert said in info(d)
            assert not any(bound[:-5] in line or sampled[5:-4] in line for line in lines if "K-means k=4 " in line)
            described = d.app.store.described[key]
            described.scores.update(known)
            await d.press("n")
            await d.until(lambda: d.app.panes.front == "segments")
            assert f"silhouette {sampled}, " in str(d.app.query_one(SegmentsPane).view.head(described))

    story(tell())


class TestPictures:
    @pytest.mark.parametrize(("state", "size"), states("full", "empty", "error"))
    def test_looks_as_it_should(self, state, size, new_workbench, snap_compare, plan, place):
        if state == "error":
            (place / plan).write_text(GRID.replace('use = ["income"', 'use = ["wealth"'))
        app = new_workbench(plan)

        async def before(pilot):
            store = app.store
            await until(pilot, lambda: store.opened)
            await pilot.press("5")
            await until(pilot, lambda: store.failed if state == "error" else store.forecasted)
            if state == "full":
                await pilot.press("g")
                await until(pilot, lambda: store.searched and not app.engine.busy())
                await pilot.press("j")
                await until(pilot, lambda: app.query_one(Dendrogram).merges and not app.engine.busy())
            app.status.say("")

        assert snap_compare(app, terminal_size=size, run_before=before)


def test_a_mixture_shows_its_bic_by_k_of_its_shape_and_its_grid_is_edited(workbench, story, place):
    head, _ = GRID.split("[search.kmeans]")
    mixtures = '[search.mixture]\ncovariance = ["full", "diagonal"]\nk = [2, 3, 4]\n[select]\nclusters = [2, 4]\n'
    (place / "mixtures.toml").write_text(head + mixtures)

    async def tell():
        async with workbench("mixtures.toml") as d:
            await searched(d)
            await at(d, "Mixture diagonal k=3")
            await d.press("v")
            await d.until(d.says("lowest BIC at k="))
            chart = d.app.query_one(Charts).query_one(LineChart)
            assert [series.name for series in chart.series] == ["BIC", "silhouette"]
            assert [list(series.x) for series in chart.series] == [[2, 3, 4]] * 2
            await d.press("escape", "e")
            await d.until(lambda: isinstance(d.app.screen, GridForm))
            bayesian = d.app.screen.query_one("#mixture-bayesian")
            assert bayesian.value == "no"
            bayesian.focus()
            bayesian.value = "perhaps"
            await d.press("enter")
            assert "Mixture, bayesian" in d.text()
            bayesian.value = "yes"
            await d.press("enter")
            await d.until(lambda: not isinstance(d.app.screen, GridForm))
            assert d.app.store.plan.search.mixture.bayesian is True
            assert d.app.store.plan.search.mixture.covariance == ("full", "diagonal")

    story(tell())


class TestBeside:
    FACTS = {  # noqa: RUF012
        "key": "other",
        "clusters": 5,
        "splits": [{"segment": n, "shares": [0.62, 0.38]} for n in range(2)],
        "merges": [[2, 3], [4, 5, 6]],
        "compared": True,
    }

    def test_what_is_split_and_merged_is_told_by_number_and_the_rest_counted(self):
        described = SimpleNamespace(coarser=None, finer=self.FACTS)
        said = str(alternatives_words(described, lambda key: f"the {key}"))
        assert said == "> finer: the other splits 0 (62/38 %), splits 1 (62/38 %), merges 2+3, 1 more"
        assert beside(described, "coarser") is None and str(alternatives_words(None, str)) == ""

    def test_every_column_has_its_meaning_in_the_help(self):
        told = meanings()
        assert all(f"- {index.heading}" in told for index in INDICES)


@pytest.mark.slow
def test_the_next_coarser_and_finer_candidates_are_told_and_gone_to(workbench, story, plan):
    async def tell():
        async with workbench(plan) as d:
            await searched(d)
            board, store = pane(d).view.board, d.app.store
            await d.until(lambda: pane(d).view.here in store.described)
            described = store.described[pane(d).view.here]
            way = "finer" if described.finer else "coarser"
            await d.until(d.says(f"{way}: "))
            await d.press("greater_than_sign" if described.finer else "less_than_sign")
            assert pane(d).view.here == getattr(described, way)["key"]
            board.jump("gap")
            await d.press("s")
            await d.until(lambda: board.sorted_by == ("gap", True))

    story(tell())
