"""A proposed maker as lines of a starter plan."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from segtui.features.maker import Derived, makers
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.features.row_maker import RowMaker
from segtui.plan.dump import literal
from segtui.plan.starter.toml import comment, commented, names, path_lines


def derive_lines(proposal: ProposedMaker, made: Derived | None, path: str = "") -> list[str]:
    """[[derive]] with each key that the proposal sets, its comments, and the day that `made` counts to."""
    maker = proposal.maker
    lines = [
        *_said(proposal, ""),
        "[[derive]]",
        f'kind = "{maker.called()}"',
        *(path_lines(path, type(maker).model_fields) if path else []),
    ]
    day = getattr(made.carried_out, "as_of", None) if made else None
    for name in _in_order(type(maker).model_fields):
        if name == "as_of" and day is not None:
            lines.append(f"# as_of = {day}      # default: the day after the last {proposal.row}, which is this one")
        elif name in maker.model_fields_set - {"kind", "path"}:
            lines += [*_said(proposal, name), *_line(name, getattr(maker, name))]
    return [*lines, *commented(proposal.hints)]


def row_proposals(frame: pl.DataFrame, id: str) -> list[str]:
    """The makers that fit the customers' own columns, commented out; empty where none does."""
    lines: list[str] = []
    for kind in makers():
        if issubclass(kind, RowMaker) and (proposal := kind.proposed(frame, id)) is not None:
            lines += [*comment(f"{proposal.what}:"), *commented(derive_lines(proposal, None)), ""]
    return lines


def _in_order(keys: Iterable[str]) -> list[str]:
    """The keys of a maker as they are declared, the day that it counts to after the column of days."""
    ordered = list(keys)
    times = [key for key in ordered if key in ("date", "time")]
    if "as_of" in ordered and times:
        ordered.remove("as_of")
        ordered.insert(ordered.index(times[0]) + 1, "as_of")
    return ordered


def _said(proposal: ProposedMaker, key: str) -> list[str]:
    return comment(proposal.comments[key]) if key in proposal.comments else []


def _line(name: str, value: object) -> list[str]:
    return names(name, value) if isinstance(value, tuple) else [f"{name} = {literal(value)}"]
