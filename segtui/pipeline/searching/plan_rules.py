"""The rules of a plan on the rows of its matrix: what they match, and what is odd about them."""

from __future__ import annotations

from segtui.clustering.rules.rule_matches import matches
from segtui.features.rule_lint import RuleMatches, lint, rule_counts
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.plan.model import Plan


def rule_matches(plan: Plan, matrix: Matrix) -> RuleMatches | None:
    """Which rows of the matrix match which rule of the plan; None without rules, and where only the matrix is known.

    Raises PlanError for conditions that do not fit the columns.
    """
    table = plan.search.rules if plan.search else None
    if table is None or matrix.frame is None:
        return None
    return matches(table.rules, matrix.frame[table.columns or matrix.frame.columns][matrix.kept])


def rule_notes(plan: Plan, matched: RuleMatches | None) -> tuple[str, ...]:
    """Sentences on the plan's rules and the rows that match them."""
    table = plan.search.rules if plan.search else None
    if table is None or matched is None:
        return ()
    return tuple(lint(table.names, rule_counts(matched), matched.met.shape[1]))
