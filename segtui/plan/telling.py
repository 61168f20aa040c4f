"""How a plan is told to people: in its language, its columns by their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from segtui.features.maker import segment_columns
from segtui.language.column_labels import ColumnLabels, labelling
from segtui.language.interface import shown_language
from segtui.language.sentences import row_of, say
from segtui.language.translation import speaking

if TYPE_CHECKING:
    from segtui.features.maker import Derived
    from segtui.plan.model import Plan


@contextmanager
def told_as(plan: Plan, derived: Sequence[Derived] = ()) -> Iterator[None]:
    """Within, sentences are in the plan's language and columns are called as it says; see `labels_of`."""
    with speaking(plan.report.language), labelling(labels_of(plan, derived)):
        yield


@contextmanager
def printed_as(plan: Plan, derived: Sequence[Derived] = ()) -> Iterator[None]:
    """The same for what only the person at the command reads: a language of their own comes before the plan's."""
    with told_as(plan, derived), speaking(shown_language(plan.report.language)):
        yield


def labels_of(plan: Plan, derived: Sequence[Derived] = ()) -> ColumnLabels:
    """The labels and units of the plan's columns, and those that its makers declare of theirs.

    `derived` is what they made, where they have: then they know the columns that their tables decided on.
    """
    made_by = zip(derived, plan.derive, strict=True) if derived else ()
    makers = [made.carried_out or maker for made, maker in made_by] or plan.derive
    made = {column: label for maker in makers for column, label in maker.labels().items()}
    phrases = {column: ends for maker in makers for column, ends in maker.phrases().items()}
    for column, (high, low) in (ends for each in derived for ends in each.ends.items()):
        if high:
            made[column], called = _writing(column, high), re.sub(r"_?[0-9]+$", "", column)
            without = say("{column}: without ‘{words}’", column=called, words=row_of(high))
            phrases[column] = (_writing(called, high), _writing(called, low) if low else without)
    return ColumnLabels(plan.labels(), plan.units(), made, segment_columns(makers), phrases)


def _writing(column: str, words: Sequence[str]) -> str:
    """Texts with these words: `feedback_1: ‘late, damaged’` for a component, `feedback: …` for who is high or low."""
    return say("{column}: ‘{words}’", column=column, words=row_of(words))
