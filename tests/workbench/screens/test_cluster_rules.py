"""Segments by rules on the Cluster screen: edited in lines, with what they do beside them."""

from textual.widgets import Input

from segtui.workbench.screens.cluster.rules_form import RuleLine, RulesForm

PLAN = """\
version = 1
[source]
path = "customers.csv"
id = "customer_id"
[features]
use = ["income", "visits"]
[search.kmeans]
k = [2, 3]
[search.rules]
rules = [{ name = "Rich", when = "income > 40000" }, { name = "Richest", when = "income > 60000" }]
"""


def test_rules_are_edited_in_lines_and_what_they_do_is_told_at_once(workbench, story, place):
    (place / "rules.toml").write_text(PLAN)

    async def tell():
        async with workbench("rules.toml") as d:
            await d.press("5")
            await d.until(lambda: d.app.store.forecasted)
            await d.press("b")
            await d.until(lambda: isinstance(d.app.screen, RulesForm))
            await d.until(d.says('The rule "Richest" decides no row'))
            await d.until(d.says("0 of "))
            await d.press("ctrl+down")
            lines = d.app.screen.query(RuleLine)
            assert [line.texts[0] for line in lines] == ["Richest", "Rich", ""]
            await d.until(d.says('"Rich" leaves '))
            name, when = lines.last().query(Input)
            name.value, when.value = "Regulars", "visitss > 8"
            await d.until(d.says('there is no column "visitss"'))
            assert len(d.app.screen.query(RuleLine)) == 4
            await d.press("enter")
            assert isinstance(d.app.screen, RulesForm)
            when.value = ""
            await d.press("enter")
            await d.until(d.says("rules[3].when"))
            when.value = "visits > 8"
            await d.press("enter")
            await d.until(lambda: not isinstance(d.app.screen, RulesForm))
            search = d.app.store.plan.search
            assert search.rules.names == ("Richest", "Rich", "Regulars", "Others") and search.kmeans.k == (2, 3)

    story(tell())
