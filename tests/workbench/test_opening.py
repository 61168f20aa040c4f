"""What can be opened, and what a file that can't be says: the same as on the command line."""

import polars as pl
import pytest


class TestOpening:
    def test_a_data_file_gives_the_starter_plan_that_the_command_line_gives(self, workbench, story, segtui, place):
        text = segtui("plan", "customers.csv", cwd=place).stdout

        async def tell():
            async with workbench("customers.csv") as d:
                assert d.app.store.saved_text == text
                assert d.app.store.path is None and not d.app.store.unsaved

        story(tell())

    def test_a_plan_is_edited_in_its_own_file(self, workbench, story, place):
        async def tell():
            async with workbench("plan.toml") as d:
                assert d.app.store.path.resolve() == place / "plan.toml"
                await d.until(d.says("   saved"))

        story(tell())

    def test_a_run_shows_its_plan_and_never_changes_it(self, workbench, story, segtui, place):
        done = segtui("run", "customers.csv", "--set", "search={kmeans={k=[3]}}", "--quiet", cwd=place)
        assert done.returncode == 0, done.stderr

        async def tell():
            async with workbench("runs/customers") as d:
                assert d.app.store.run.resolve() == place / "runs" / "customers"
                assert d.app.store.plan.search.kmeans.k == (3,)
                assert d.app.store.path is None  # saving asks where

        story(tell())

    def test_a_run_is_shown_with_its_segments_leaderboard_and_files_before_anything_is_searched(
        self, workbench, story, segtui, place
    ):
        done = segtui("run", "customers.csv", "--set", "search={kmeans={k=[3,4]}}", "--quiet", cwd=place)
        assert done.returncode == 0, done.stderr
        names = pl.read_csv(place / "runs" / "customers" / "segments.csv")["segment_name"].unique().to_list()

        async def tell():
            async with workbench("runs/customers", size=(120, 40)) as d:
                await d.until(lambda: d.app.panes.front == "segments" and d.app.store.described)
                await d.until(lambda: all(name[:12] in d.text() for name in names))
                assert "finished run" in d.text()
                await d.press("5")
                await d.until(d.says("k=4"))
                await d.press("7")
                await d.until(lambda: d.app.store.sampled)
                await d.until(d.says("segment_name"))
                assert '{"k"' not in d.text()
                assert not list(d.app.session.folder.rglob("scores-*.json"))  # nothing was searched

        story(tell())

    def test_a_failed_open_is_told_and_over_and_a_plan_without_steps_offers_no_keys_for_them(
        self, workbench, story, place
    ):
        (place / "bare.toml").write_text('[source]\npath = "customers.csv"\n')

        async def tell():
            async with workbench("bare.toml") as d:
                await d.press("3")
                await d.until(lambda: d.app.panes.front == "clean" and "a add" in d.text())
                assert "d delete" not in d.text() and "e edit" not in d.text()
                await d.press("o")
                await d.until(d.says("open"))
                await d.type("nowhere.csv")
                await d.press("enter")
                await d.until(lambda: "Look" in d.app.store.failed)
                await d.until(lambda: "Opening nowhere.csv" not in d.text())

        story(tell())

    def test_another_file_takes_the_place_of_the_first(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                d.app.store.edit("seed 5", seed=5)
                d.app.action_open()
                await d.until(d.says("a data file, a plan or a run's folder"))
                await d.type("cdnow_or")
                await d.press("tab", "enter")
                await d.until(d.says("The plan is not saved"))
                await d.press("d")
                await d.until(lambda: d.app.store.name == "cdnow_orders.csv")
                await d.until(lambda: d.app.store.opened)
                assert d.app.store.undo() is None

        story(tell())


class TestABadFile:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            pytest.param("ragged.parquet", b"PAR1 this is none", marks=pytest.mark.slow),
            pytest.param("empty.csv", b"", marks=pytest.mark.slow),
            ("missing.csv", None),
            (
                "wrong.toml",
                b'version = 2\n[source]\npath = "customers.csv"\ndelimeter = ";"\n[select]\nby = "silhuette"\n',
            ),
        ],
    )
    def test_says_what_the_command_line_says_and_the_workbench_goes_on(
        self, workbench, story, segtui, place, name, content
    ):
        if content is not None:
            (place / name).write_bytes(content)
        command = segtui("run" if name.endswith(".toml") else "profile", name, cwd=place)

        async def tell():
            async with workbench(name) as d:
                failed = await d.until(lambda: next(iter(d.app.store.failed.values()), None))
                assert f"error: {failed.what}".strip() == command.stderr.strip()
                assert failed.exit_code == command.returncode
                await d.until(d.says(failed.what.splitlines()[0][:60]))
                d.app.action_open()
                await d.until(d.says("a data file, a plan or a run's folder"))
                await d.type("customers.csv")
                await d.press("enter")
                await d.until(lambda: d.app.store.opened)

        story(tell())
