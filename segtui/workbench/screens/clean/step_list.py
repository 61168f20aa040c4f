"""The steps of a plan as rows: number, on or off, what they work on, and what they changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

import polars as pl
from textual.binding import Binding, BindingType

from segtui.engine.transport.messages.payloads import StepLog
from segtui.language.figures import number
from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _, to_translate_all
from segtui.libraries.columns import col
from segtui.workbench.parts.fields import as_typed, fields
from widgets.frame.keys import FRAME_KEYS
from widgets.frame.page import RowStyle
from widgets.frame.table import FrameTable

if TYPE_CHECKING:
    from segtui.plan.model import AnyStep as Step
    from segtui.plan.model import Plan

_MOVES = ("down", "up", "page_down", "page_up", "half_page_down", "half_page_up", "first_row", "last_row")
_MOVED = {f"frame_table.{move}" for move in _MOVES}
_ON = ("columns", "by", "rules", "where", "values", "rates")
_LONGEST = 40
_ROOM = 22
_NAMES = to_translate_all("state", "step", "rows", "cells", "works on", "how")
_STATES = to_translate_all("fails", "off", "on")


class Steps(FrameTable, inherit_bindings=False):
    """The cleaning steps in order; left and right show another column of the step."""

    HELP_TITLE = "Steps"
    HELP = "The cleaning steps in order; left and right show another column of the step."
    BINDINGS: ClassVar[list[BindingType]] = [b for b in FRAME_KEYS if isinstance(b, Binding) and b.id in _MOVED]

    def heading(self, name: str) -> str:
        """The columns are segtui's own."""
        return _(name)


def rows(plan: Plan, logs: Sequence[StepLog | None], failed: int, *, ascii: bool) -> pl.DataFrame:
    """One row per step; `logs` has what each did, None if unknown; step `failed` (from 1) fails."""
    arrow = "->" if ascii else "→"
    found = []
    for at, (step, log) in enumerate(zip(plan.clean, logs, strict=True), 1):
        stands = "fails" if at == failed else "off" if step.off else "on"
        before_after, cells = _did(log, arrow)
        found.append((at, stands, step.called(), before_after, cells, works_on(step), step_words(step)))
    names = ("#", *_NAMES)
    schema = {n: pl.Int64 if n == "#" else pl.String for n in names}
    frame = pl.DataFrame(found, schema=schema, orient="row")
    wide = {c: max(map(len, frame.get_column(c).to_list()), default=0) for c in ("rows", "cells")}
    return frame.with_columns(col(c).str.pad_start(width) for c, width in wide.items())


def row_style(row: Mapping[str, object]) -> RowStyle | None:
    """Failing steps and switched-off steps look different, also without color."""
    return {"fails": RowStyle("bold", "!", "!"), "off": RowStyle("dim", "○", "-")}.get(str(row["state"]))


def works_on(step: Step) -> str:
    """The columns that a step names, in a few words."""
    if where := getattr(step, "where", ""):
        return str(where)
    if rules := getattr(step, "rules", ()):
        return str(rules[0].check) if len(rules) == 1 else tell_counted("{count} check", "{count} checks", len(rules))
    compared = getattr(step, "on", ())
    patterns = list(compared or dict.fromkeys(pattern for _key, pattern in step.referenced()))
    return _("every column") if patterns == ["*"] else _joined(patterns) or _("every column")


def _joined(names: Sequence[str]) -> str:
    """As many names as fit, then how many more."""
    said = ""
    for i, name in enumerate(names):
        more = f"{said}, {name}" if said else name
        if said and len(more) > _ROOM:
            return f"{said}, +{len(names) - i}"
        said = more
    return said


def step_words(step: Step) -> str:
    """The settings of a step that differ from their defaults, besides its columns, in a few words."""
    said = []
    for field in fields(type(step)):
        value = getattr(step, field.name)
        if field.name in _ON or value is None or value == type(step).model_fields[field.name].default:
            continue
        said.append(_setting(field.name, value))
    text = " ".join(said)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3].rstrip(' ,')}..."


def _setting(name: str, value: object) -> str:
    """A setting in words; a mapping by its pairs ("merge spend sum, others first"), pairs of ids by their number."""
    if isinstance(value, Mapping):
        if name == "on":
            return tell("by {names}", names=", ".join(dict.fromkeys(map(str, value.values()))))
        return f"{name} " + ", ".join(f"{_('others') if key == '*' else key} {each}" for key, each in value.items())
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return f"{len(value):,} {name}"
    text = f"{value:g}" if isinstance(value, float) else as_typed(value)
    return f"{name} {text}" if isinstance(value, (bool, int, float)) else text


def label(step: Step) -> str:
    """The name of a step in the undo history: "impute income, visits"."""
    return f"{step.called()} {works_on(step)}"[:60]


def columns_before(plan: Plan, columns: Sequence[str], step: int) -> list[str]:
    """The columns that exist before a step (from 1) of the plan."""
    here = list(columns)
    for earlier in plan.clean[: step - 1]:
        if not earlier.off:
            here = earlier.output_columns(here)
    return here


def touched_columns(step: Step, log: StepLog | None, columns: Sequence[str]) -> list[str]:
    """The columns that a step reported it worked on, else those of `columns` that it names."""
    from fnmatch import fnmatchcase

    told = [c for c in log["columns"] if c in columns] if log else []
    if told:
        return told
    patterns = [pattern for _key, pattern in step.referenced()]
    return [c for c in columns if any(c == p or fnmatchcase(c, p) for p in patterns)]


def _did(log: StepLog | None, arrow: str) -> tuple[str, str]:
    if log is None:
        return "", ""
    before, after = int(log["rows_before"]), int(log["rows_after"])
    there = f"{number(before)} {arrow} {number(after)}" if before != after else number(after)
    return there, number(log["cells_changed"])
