"""The Export screen: the plan's files, the same as the command line writes."""

import hashlib
import subprocess
import sys
from dataclasses import replace

import polars as pl
import pytest

from segtui.delivery.export.config import Export
from segtui.delivery.export.segment_filter import chosen
from segtui.workbench.parts.fields import as_typed, read
from segtui.workbench.screens.clean.step_dialogs import Kinds
from segtui.workbench.screens.export.columns_dialog import ColumnsDialog
from segtui.workbench.screens.export.export_editing import ExportForm
from tests.workbench.settle import until
from tests.workbench.sizes import SIZES

PLAN = """
[source]
path = "customers.csv"
[features]
use = ["visits", "discount_share"]
[search.kmeans]
k = [2, 3, 4]
[select]
clusters = [2, 9]
min_share = 0.0
"""


@pytest.fixture
def small(place):
    (place / "small.toml").write_text(PLAN)
    return "small.toml"


def csv_bytes(folder):
    return {f.name: f.read_bytes() for f in sorted(folder.glob("*.csv"))}


async def written(d):
    """Go to Export and write, as a user does."""
    await d.press("7")
    await d.until(d.says("not searched yet"))
    await d.press("w")
    await d.until(d.says("Written:"))


@pytest.fixture
def shop(place):
    """120 shoppers with e-mails and names; every tenth has refused, one e-mail is none, one stands twice."""
    lines = ["customer_id,mail,First Name,visits,discount_share,newsletter"]
    for i in range(120):
        visits, discount = (3, 0.1) if i % 2 else (30, 0.7)
        mail = "nobody at all" if i == 7 else f" Shopper{i}@Example.com"
        name, yes = ("Ann", "Ben", "Cleo")[i % 3], "no" if i % 10 == 3 else "yes"
        lines.append(f"{i + 1},{mail},{name},{visits + i % 5},{discount + i % 7 / 100:.2f},{yes}")
    (place / "shop.csv").write_text("\n".join(lines) + "\n")
    (place / "shop.toml").write_text(PLAN.replace("customers", "shop"))
    return "shop.toml"


async def added(d, consent="newsletter"):
    """Search, then add a Mailchimp export by keys."""
    await d.press("5", "g")
    await d.until(lambda: d.app.store.searched, 60)
    await d.press("7")
    await d.until(d.says("a adds an export"))
    await d.press("a")
    await d.until(d.says("Export to what?"))
    await d.press("m", "enter")
    await d.until(d.says("Export to mailchimp"))
    await d.type(consent)
    await d.press("enter")


class TestExports:
    def test_an_export_is_added_looked_at_and_written_by_keys(self, workbench, story, place, shop):
        async def tell():
            async with workbench(shop) as d:
                await added(d)
                await d.until(d.says("people written"))
                assert "107 of 120 people written" in d.text()
                assert "12 refused" in d.text()
                assert "1 e-mail not valid" in d.text()
                assert "Email Address ← mail" in d.text()
                assert "Shopper0@example.com" in d.text()
                assert not (place / "runs").exists()
                await d.press("w")
                await d.until(d.says("Exported: runs/shop/exports/1-mailchimp.csv"), 60)
                await d.press("y")
                await d.until(d.says("Copied the path of export 1"))

        story(tell())
        written = pl.read_csv(place / "runs" / "shop" / "exports" / "1-mailchimp.csv")
        assert written.height == 107
        assert written.columns == ["Email Address", "First Name", "Tags"]
        assert "Shopper3@example.com" not in written["Email Address"].to_list()

    @pytest.mark.slow
    def test_what_is_previewed_of_each_target_is_written_byte_by_byte(self, workbench, story, place, shop):
        targets = ("mailchimp", "meta", "google-ads", "csv", "parquet", "xlsx", "json")
        with (place / shop).open("a") as plan:
            for to in targets:
                plan.write(f'[[export]]\nto = "{to}"\nconsent = "newsletter"\nholdout = 0.1\n')
        seen = {}

        async def tell():
            async with workbench(shop) as d:
                store = d.app.store
                await d.press("5", "g")
                await d.until(lambda: store.searched, 60)
                await d.press("7")
                for index, _ in enumerate(targets):
                    await d.press("down")
                    await d.until(lambda i=index: i in store.exports)
                seen.update(store.exports)
                await d.press("w")
                await d.until(lambda: store.wrote, 60)

        story(tell())
        for index, to in enumerate(targets):
            assert seen[index].rows, to
            for file in seen[index].summary["files"]:
                written = (place / "runs" / "shop" / "exports" / file["path"]).read_bytes()
                assert hashlib.sha256(written).hexdigest() == file["sha256"], to

    def test_an_export_that_says_nothing_of_consent_is_not_kept(self, workbench, story, shop):
        async def tell():
            async with workbench(shop) as d:
                await added(d, consent="")
                await d.until(d.says("set consent to the column"))
                await d.press("tab", "right", "enter")
                await d.until(lambda: d.app.store.plan.export)
                await d.until(d.says("NO CONSENT COLUMN"))
                await d.until(d.says("e fixes it"))

        story(tell())

    @pytest.mark.slow
    def test_an_export_is_changed_deleted_and_brought_back_by_keys(self, workbench, story, shop):
        async def tell():
            async with workbench(shop) as d:
                plan = lambda: d.app.store.plan  # noqa: E731
                with_columns = '{ "First Name" = "mail" }'
                await added(d)
                await d.until(lambda: plan().export)
                await d.press("e")
                await d.until(d.says("Export to mailchimp"))
                d.app.screen.query_one("#field-columns").value = with_columns
                await d.press("enter")
                await d.until(lambda: plan().export[0].columns == {"First Name": "mail"})
                await d.press("e")
                await d.until(d.says("Export to mailchimp"))
                assert d.app.screen.query_one("#field-columns").value == with_columns
                await d.press("escape", "d")
                await d.until(lambda: not plan().export)
                await d.press("u")
                await d.until(lambda: plan().export)
                await d.press("u", "u")
                await d.until(lambda: not plan().export)

        story(tell())

    def test_a_column_that_is_not_there_is_told_in_place_with_the_nearest(self, workbench, story, shop):
        async def tell():
            async with workbench(shop) as d:
                await added(d, consent="newsleter")
                await d.until(d.says('there is no column "newsleter"'))
                await d.until(d.says('did you mean "newsletter"?'))

        story(tell())

    def test_the_palette_adds_an_export_for_each_target(self, workbench, story, shop):
        async def tell():
            async with workbench(shop) as d:
                await d.until(lambda: d.app.store.opened)
                await d.press("colon")
                await d.type("export: mailchimp")
                await d.until(d.says("Add an export to Mailchimp"))
                await d.press("enter")
                await d.until(d.says("Export to mailchimp"))
                assert d.app.panes.front == "export"

        story(tell())


class TestWriting:
    @pytest.mark.slow
    def test_the_run_has_the_bytes_that_the_command_line_writes(self, workbench, story, place, small):
        async def tell():
            async with workbench(small) as d:
                await written(d)
                await d.until(d.says("as it will be written"))
                assert "customer_id" in d.text()

        story(tell())
        done = subprocess.run(
            [sys.executable, "-m", "segtui", "run", small, "-o", "headless"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert csv_bytes(place / "runs" / "small") == csv_bytes(place / "headless")

    def test_a_run_that_is_there_is_replaced_only_after_a_question(self, workbench, story, place, small):
        async def tell():
            async with workbench(small) as d:
                await written(d)
                run = place / "runs" / "small"
                (run / "mine.txt").write_text("x")
                before = run.stat().st_ino
                await d.press("w")
                await d.until(d.says("Replace the run?"))
                await d.press("n")
                assert run.stat().st_ino == before
                await d.press("w")
                await d.until(d.says("Replace the run?"))
                await d.press("r")
                await d.until(lambda: run.stat().st_ino != before)
                assert (run / "mine.txt").read_text() == "x"

        story(tell())

    @pytest.mark.slow
    def test_a_faulty_export_is_refused_before_anything_is_asked_or_searched(self, workbench, story, place, small):
        async def tell():
            async with workbench(small) as d:
                await written(d)
                faulty = {"to": "csv", "no_consent_column": True, "attributes": ["wages"]}
                assert d.app.store.edit("a faulty export", export=[faulty])
                await d.press("w")
                await d.until(lambda: "Write" in d.app.store.failed)
                assert 'there is no column "wages"' in d.app.store.failed["Write"].what
                assert len(d.app.screen_stack) == 1

        story(tell())

    @pytest.mark.slow
    def test_another_folder_and_fewer_columns_are_chosen_by_keys(self, workbench, story, place, small):
        async def tell():
            async with workbench(small) as d:
                await d.press("7", "f")
                await d.until(d.says("the run's folder"))
                await d.press("ctrl+u")
                await d.type("elsewhere")
                await d.press("enter")
                await d.until(d.says("elsewhere"))
                await d.press("c")
                await d.until(lambda: isinstance(d.app.screen, ColumnsDialog))
                await d.press("n", "enter")
                await d.until(lambda: d.app.store.plan.output.columns == "id")
                await d.press("w")
                await d.until(d.says("Written:"))

        story(tell())
        head = (place / "elsewhere" / "segments.csv").read_text().splitlines()[0]
        assert head == "customer_id,segment,segment_name,confidence"

    def test_what_cannot_be_written_is_told_in_place(self, workbench, story, place, small):
        (place / "taken").mkdir()
        (place / "taken" / "thesis.txt").write_text("x")

        async def tell():
            async with workbench(small) as d:
                d.app.store.mark("out", str(place / "taken"))
                await d.press("7", "w")
                await d.until(d.says("not a segtui run"))

        story(tell())
        assert (place / "taken" / "thesis.txt").exists()


class TestLook:
    @pytest.mark.parametrize("size", SIZES)
    def test_without_a_file(self, new_workbench, snap_compare, size):
        async def go(pilot):
            await pilot.pause()
            await pilot.press("escape", "7")
            await pilot.pause()

        assert snap_compare(new_workbench(), terminal_size=size, run_before=go)

    @pytest.mark.parametrize("size", SIZES)
    def test_with_a_run_that_is_written(self, new_workbench, snap_compare, small, size):
        app = new_workbench(small)

        async def go(pilot):
            await until(pilot, lambda: app.store.opened)
            await pilot.press("7")
            await until(pilot, lambda: app.panes.front == "export")
            await pilot.press("w")
            await until(pilot, lambda: app.store.wrote and app.store.sampled and not app.engine.busy())
            app.status.say("")

        assert snap_compare(app, terminal_size=size, run_before=go)

    @pytest.mark.parametrize("consent", ["consent", "nobody asked"])
    @pytest.mark.parametrize("size", SIZES)
    def test_with_an_export(self, new_workbench, snap_compare, place, shop, size, consent):
        says = 'consent = "newsletter"' if consent == "consent" else "no_consent_column = true"
        with (place / shop).open("a") as plan:
            plan.write(f'[[export]]\nto = "mailchimp"\n{says}\nholdout = 0.1\n')
            plan.write('[[export]]\nto = "meta"\nconsent = "newsletter"\nsegments = 1\n')
        app = new_workbench(shop)

        async def go(pilot):
            await until(pilot, lambda: app.store.opened)
            await pilot.press("5", "g")
            await until(pilot, lambda: app.store.searched)
            await pilot.press("7")
            await until(pilot, lambda: app.panes.front == "export" and app.store.sampled)
            await pilot.press("down")
            await until(pilot, lambda: app.store.exports and not app.engine.busy())
            app.status.say("")

        assert snap_compare(app, terminal_size=size, run_before=go)

    @pytest.mark.parametrize("size", SIZES)
    @pytest.mark.parametrize("chosen", [False, True], ids=["targets", "settings"])
    def test_when_an_export_is_added(self, new_workbench, snap_compare, shop, size, chosen):
        app = new_workbench(shop)

        async def go(pilot):
            await until(pilot, lambda: app.store.opened)
            await pilot.press("7")
            await until(pilot, lambda: app.panes.front == "export")
            await pilot.press("a")
            await until(pilot, lambda: isinstance(app.screen, Kinds))
            await pilot.press("m")
            if chosen:
                await pilot.press("enter")
                await until(pilot, lambda: isinstance(app.screen, ExportForm))
                await pilot.press("enter")  # says what is wrong

        assert snap_compare(app, terminal_size=size, run_before=go)

    @pytest.mark.parametrize("size", SIZES)
    def test_with_a_folder_that_holds_something_else(self, new_workbench, snap_compare, place, small, size):
        (place / "taken").mkdir()
        (place / "taken" / "thesis.txt").write_text("x")
        app = new_workbench(small)

        async def go(pilot):
            await until(pilot, lambda: app.store.opened)
            app.store.mark("out", "taken")
            await pilot.press("7")
            await until(pilot, lambda: app.panes.front == "export")
            await pilot.press("w")
            await until(pilot, lambda: "Write" in app.store.failed and not app.engine.busy())
            app.store.failed["Write"] = replace(
                app.store.failed["Write"], what="taken: contains files that are not a segtui run"
            )
            app.panes.current.shown()
            app.status.say("")

        assert snap_compare(app, terminal_size=size, run_before=go)


@pytest.mark.parametrize(
    ("text", "kept", "again"),
    [
        ("Low charges, new", ("Low charges, new",), '"Low charges, new"'),
        ('"Low charges, new", Loyal', ('"Low charges, new", Loyal',), '"""Low charges, new"", Loyal"'),
        ("0, 4", (0, 4), "0, 4"),
        ('["Low charges, new", "Loyal"]', ("Low charges, new", "Loyal"), '"Low charges, new", Loyal'),
    ],
)
def test_the_form_keeps_names_of_segments_that_hold_commas_whole(text, kept, again):
    made, wrong = read(Export, {"segments": text, "no_consent_column": "yes"}, {"to": "csv"})
    assert not wrong and made.segments == kept
    assert as_typed(made.segments) == again


@pytest.mark.parametrize("text", ["Low charges, new", '"Low charges, new", Loyal', '["Low charges, new", "Loyal"]'])
def test_what_the_form_shows_again_means_the_same_segments(text):
    names = {0: "Low charges, new", 1: "Loyal", 2: "New"}
    made, _ = read(Export, {"segments": text, "no_consent_column": "yes"}, {"to": "csv"})
    again, _ = read(Export, {"segments": as_typed(made.segments), "no_consent_column": "yes"}, {"to": "csv"})
    assert chosen(again.segments, names) == chosen(made.segments, names)
