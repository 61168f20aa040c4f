"""Tables of feature makers cross to the workbench with what is drawn of them, of finished runs too."""

import json

import polars as pl
import pytest

from segtui.engine.handlers.show_exhibits import exhibit_facts
from segtui.engine.transport.messages import Look, Recall, ShowExhibits
from segtui.features.exhibit import Exhibit

HEADINGS = {"step": "step", "share": "% of the first step"}


@pytest.mark.parametrize("kind", ["none", "bars", "lines", "heat"])
def test_every_picture_is_drawn_from_figures_that_json_has(kind):
    first = ["add_to_cart", "buy"] if kind != "lines" else [0, 1]
    frame = pl.DataFrame({"step": first, "share": [12.5, float("nan")]})
    shown = Exhibit("path", "A path", frame, HEADINGS, kind, ("share",) if kind != "none" else ())
    facts = exhibit_facts(2, shown)
    json.dumps(facts, allow_nan=False)
    assert facts["maker"] == 2 and facts["columns"] == [first, [12.5, None]]
    drawn = facts["picture"]
    if kind == "none":
        assert drawn is None
    elif kind == "bars":
        assert (drawn["labels"], drawn["values"]) == (["add_to_cart"], [[12.5]])
    elif kind == "lines":
        assert (drawn["x"], drawn["values"]) == ([0, 1], [[12.5, None]])
    else:
        assert (drawn["labels"], drawn["values"], drawn["texts"]) == (first, [[12.5], [None]], [["12.5"], ["–"]])


def test_of_a_run_whose_orders_are_gone_what_it_keeps_is_shown(shared, segtui, tmp_path):
    orders = [f"{who},2024-0{1 + who % 6}-1{n},{10 + who}" for who in range(24) for n in range(1 + who % 4)]
    (tmp_path / "orders.csv").write_text("\n".join(["who,day,paid", *orders]) + "\n")
    rfm = 'kind = "rfm"\npath = "orders.csv"\nid = "who"\ndate = "day"\namount = "paid"\n'
    (tmp_path / "plan.toml").write_text(f"[[derive]]\n{rfm}[search.kmeans]\nk = [2]\n[stability]\nresamples = 0\n")
    done = segtui("run", "plan.toml", "-o", "run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    looked = shared.ask(Look, path=str(tmp_path / "run"))
    question = {"plan": looked.plan, "folder": looked.folder}
    before = shared.ask(ShowExhibits, **question).exhibits
    assert [one["name"] for one in before] == ["grid", "value"]
    (tmp_path / "orders.csv").unlink()
    shared.ask(Recall, **question, run=looked.run)
    assert shared.ask(ShowExhibits, **question).exhibits == before
