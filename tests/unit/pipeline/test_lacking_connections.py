"""Connections of pushes that lack are told before a run begins."""

from segtui.pipeline.push_run.lacking_connections import lacking_connections
from segtui.plan.load import parse

PUSH = """
[[push]]
to = "klaviyo"
connection = "{name}"
list = "{list}"
consent = "news"
"""
PLAN = '[source]\npath = "customers.csv"\nid = "id"\n'


def test_a_connection_that_is_not_there_is_told_once(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    twice = "".join(PUSH.format(name="nowhere-at-all", list=name) for name in ("Y6nRLr", "Z6nRLr"))
    (told,) = lacking_connections(parse(PLAN + twice))
    assert 'there is no connection "nowhere-at-all"' in told and "segtui push" in told
    assert lacking_connections(parse(PLAN)) == ()
