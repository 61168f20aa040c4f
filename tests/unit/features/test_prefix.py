"""What a prefix makes of the names of columns."""

import pytest

from segtui.features.maker import makers
from segtui.features.prefix import labelled, prefixed

BESIDE = {"events": {"path": "p", "id": "i", "time": "t"}, "rfm": {"path": "p", "id": "i", "date": "d", "amount": "a"}}
BESIDE |= {"clv": BESIDE["rfm"], "lead_score": {**BESIDE["events"], "event": "e", "points": {"visit": 1}}}
BESIDE |= {"join": {"path": "p", "id": "i", "columns": {"amount": "sum"}}}
BESIDE |= {"place": {"latitude": "y", "longitude": "x", "points": {"Paris": [48.9, 2.4]}, "regions": ["h3"]}}


@pytest.mark.parametrize(("prefix", "column"), [("web", "web_x"), ("web_", "web_x"), ("", "x"), ("_", "_x")])
def test_an_underscore_follows_unless_it_is_there(prefix, column):
    assert prefixed(prefix, "x") == column


def test_labels_have_the_prefix_without_its_underscore():
    assert labelled("web_", {"h3": "H3 cell"}) == {"web_h3": "web: H3 cell"}
    assert labelled("", {"h3": "H3 cell"}) == {"h3": "H3 cell"}


@pytest.mark.parametrize("kind", [m for m in makers() if "prefix" in m.model_fields], ids=lambda m: m.called())
def test_every_maker_follows_the_one_rule(kind):
    plain, web, web_ = (
        kind.model_validate({"kind": kind.called(), "prefix": prefix, **BESIDE[kind.called()]})
        for prefix in ("", "web", "web_")
    )
    expected = tuple(f"web_{name}" for name in plain.output_columns())
    assert web.output_columns() == web_.output_columns() == expected
    assert web.labels() == web_.labels() == labelled("web", plain.labels())
    assert web.phrases() == web_.phrases()
