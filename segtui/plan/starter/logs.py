"""The part of a starter plan that is made for a log of orders or events, by the makers that fit it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from segtui.data.table import Table
from segtui.errors import SegtuiError
from segtui.features.maker import Derived, makers
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.features.table_maker import TableMaker
from segtui.libraries.columns import col
from segtui.plan.dump import literal
from segtui.plan.starter.columns import takes_log
from segtui.plan.starter.proposed_lines import derive_lines
from segtui.plan.starter.toml import comment, commented, names, path_lines
from segtui.segments.cohorts.cohort import Cohort

_TRIED = 5_000
_LEAST_REPEATED = 1.2
"""How many rows customers must have on average in a log."""


@dataclass(frozen=True)
class CustomerLog:
    """A log with the maker that finds the customers in it and what that made of it, and those that fit it besides.

    `use` are the features to cluster, `log` those of them with a long tail.
    """

    first: ProposedMaker
    made: Derived
    beside: tuple[ProposedMaker, ...]
    use: tuple[str, ...]
    log: tuple[str, ...]
    rows: int
    customers: int


def find_log(table: Table) -> CustomerLog | None:
    """The makers for a table that is a log of what customers did, None for a table that is none."""
    for maker in _placed():
        if (first := _made(maker, table)) is not None:
            return _log(first, [kind for kind in _kinds() if kind.starter_beside], table)
    return None


def refused_log(table: Table) -> str | None:
    """What is said of a table that looks like a log but that its maker refuses: what it is and why; else None."""
    for maker in _placed():
        proposal = _proposed(maker, table)
        if proposal is not None and isinstance(proposal.maker, TableMaker):
            try:
                proposal.maker.fit_transform(table)
            except SegtuiError as error:
                told = f"{proposal.maker.id} repeats, {proposal.what}; but {proposal.maker.called()} refuses it: "
                fix = f" ({error.fix})" if error.fix else ""
                return f"{told}{error.what}{fix}. So each row counts as a customer."
    return None


def log_plan(found: CustomerLog, path: str) -> list[str]:
    """[[derive]], [[cohort]] and [features] for a log, as lines of TOML with comments."""
    first, made = found.first, found.made
    lines = [f"# {found.rows:,} rows of {found.customers:,} customers, {first.what}", *derive_lines(first, made, path)]
    for proposal in found.beside:
        lines += ["", *derive_lines(proposal, made, path)]
    lines += ["", *_cohort(first, path), "[features]", *names("use", found.use)]
    if found.log:
        lines += ["# log1p for right-skewed columns", *names("log", found.log)]
    lines += _unlogged(made, found.use)
    return [*lines, 'scale = "zscore"', ""]


def _kinds() -> list[type[TableMaker]]:
    return [maker for maker in makers() if issubclass(maker, TableMaker)]


def _placed() -> list[type[TableMaker]]:
    """The makers that a starter plan tries, in its order."""
    placed = ((m.starter_place, m.called(), m) for m in _kinds() if m.starter_place is not None)
    return [maker for _, _, maker in sorted(placed)]


def _proposed(kind: type[TableMaker], table: Table) -> ProposedMaker | None:
    """What a maker proposes for a log; None where it does not fit, or customers hardly repeat."""
    proposal = kind.proposed(table)
    if proposal is None or not isinstance(proposal.maker, TableMaker):
        return None
    owner = table.frame.get_column(proposal.maker.id).drop_nulls()
    return proposal if table.frame.height >= _LEAST_REPEATED * owner.n_unique() else None


def _made(kind: type[TableMaker], table: Table) -> tuple[ProposedMaker, Derived] | None:
    """What a maker proposes for a log and makes of it; None where it does not fit."""
    proposal = _proposed(kind, table)
    if proposal is None or not isinstance(proposal.maker, TableMaker):
        return None
    try:
        made = proposal.maker.fit_transform(table)
    except SegtuiError:  # the log does not carry it
        return None
    return (proposal, made) if proposal.maker.starter_features(made) else None


def _log(first: tuple[ProposedMaker, Derived], beside: Sequence[type[TableMaker]], table: Table) -> CustomerLog:
    proposal, made = first
    assert isinstance(proposal.maker, TableMaker)
    use = proposal.maker.starter_features(made)
    log = tuple(name for name in _loggable(proposal.maker, use) if takes_log(made.frame.get_column(name)))
    ids = table.frame.get_column(proposal.maker.id).drop_nulls().unique()
    some = _of_some(table, ids.sort())
    others = [found[0] for kind in beside if (found := _made(kind, some)) is not None]
    return CustomerLog(proposal, made, tuple(others), use, log, table.frame.height, len(ids))


def _of_some(table: Table, ids: pl.Series) -> Table:
    """The rows of a few thousand customers, on which a model is tried that takes long on all."""
    few = ids.gather_every(-(-len(ids) // _TRIED))
    return (
        table if len(few) == len(ids) else replace(table, frame=table.frame.filter(col(ids.name).is_in(few.implode())))
    )


def _loggable(maker: TableMaker, use: Sequence[str]) -> list[str]:
    return [name for name in use if name not in maker.starter_unlogged]


def _cohort(proposal: ProposedMaker, path: str) -> list[str]:
    """How cohorts of the same log are followed, commented out."""
    if not proposal.cohort:
        return []
    keys = {**proposal.cohort, "by": "month", "measure": "customers"}
    table = [
        "[[cohort]]",
        *path_lines(path, Cohort.model_fields),
        *(f"{key} = {literal(value)}" for key, value in keys.items()),
    ]
    return [*comment(f"who comes back in the months after their first {proposal.row}:"), *commented(table), ""]


def _unlogged(made: Derived, use: Sequence[str]) -> list[str]:
    """A comment on amounts with a long tail that have no logarithm."""
    below = [name for name in use if (least := made.frame.get_column(name).min()) is not None and float(str(least)) < 0]
    return [f"# {name} can't be logged: some customers returned more than they bought" for name in below]
