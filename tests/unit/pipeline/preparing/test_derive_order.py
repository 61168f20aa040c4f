"""Derives that read what others make."""

from segtui.pipeline.preparing.prepare import unknown_names
from segtui.plan.model import Plan


def fixes(*sql: str) -> list[str]:
    """What is said of a plan whose derives make a, b, c … by these expressions."""
    makers = [{"kind": "expression", "name": name, "sql": each} for name, each in zip("abc", sql, strict=False)]
    plan = Plan.model_validate({"version": 1, "source": {"path": "x.csv", "id": "id"}, "derive": makers})
    return [fault.fix for fault in unknown_names(plan, ["id", "x"])]


def test_expressions_that_need_each_other_are_not_asked_to_swap_places():
    assert fixes("x + 1", "a + 1", "a + b") == []
    assert fixes("b + 1", "x + 1") == ["derive[2] makes it: move that one up, before this one"]
    without = "makes it from what this one makes: one of them has to do without the other"
    assert fixes("b + 1", "a + 1") == [f"derive[2] {without}"]
    assert fixes("c + 1", "a + 1", "b + 1") == [f"derive[3] {without}"]
