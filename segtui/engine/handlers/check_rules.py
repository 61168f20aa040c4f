"""What rules under edit do with the rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import CheckRules, RulesChecked
from segtui.engine.transport.streams import ProgressReporter
from segtui.features.rule_lint import rule_counts
from segtui.pipeline.searching.plan_rules import rule_matches, rule_notes


def check_rules(question: CheckRules, cache: SessionCache, reporter: ProgressReporter) -> RulesChecked:
    """Their counts on the rows of the matrix, and what is odd about them; nothing for a plan without rules."""
    plan, folder = cache.plan(question), Path(question.folder)
    found = rule_matches(plan, cache.prepared(plan, folder, reporter).prepared.matrix)
    drawn = cache.look_at(plan, folder, reporter)
    counts = rule_counts(found) if found else []
    notes = list(rule_notes(plan, found))
    told = RulesChecked(question.ticket, [each.match for each in counts], [each.wins for each in counts], notes)
    return replace(told, drawn=drawn.table.frame.height, of=drawn.of) if drawn else told
