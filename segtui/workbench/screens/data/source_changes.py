"""The changes of the plan on the Data screen: how the file is read, a column's type, the id."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from segtui.language.sentences import say, tell
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.opening.completion import matches, word_before
from segtui.workbench.screens.data.reading_settings import Setting, asking, with_setting

if TYPE_CHECKING:
    from segtui.plan.model import Plan
    from segtui.workbench.bench import Bench

KINDS = ("integer", "number", "text", "date", "datetime", "boolean")
LOG = to_translate("The plan derives customers from this log, so its settings are always detected.")


def ask_setting(bench: Bench, setting: Setting, value: str) -> None:
    """Ask for a new value of a setting, and read the file with it; an empty answer means detection."""
    known = list(kinds(bench)) if setting.key == "id" else []
    nothing = _("all") if setting.asked else _("detect it")

    def check(text: str) -> str:
        if known and text and text not in known:
            return tell('there is no column "{text}"', text=text)
        try:
            if text.strip():
                setting.read(text)
        except ValueError as error:
            return str(error)
        return ""

    def then(text: str | None) -> None:
        if text is not None:
            change_setting(bench, setting, setting.read(text) if text.strip() else None)

    bench.prompts.ask(
        setting.label,
        then,
        purpose=f"data.{setting.key}",
        value=value,
        placeholder=tell("{hint}; nothing: {nothing}", hint=_(setting.hint), nothing=nothing),
        complete=(lambda start: [c for c in known if c.startswith(start)]) if known else _in_sql(bench, setting),
        check=check,
    )


def _in_sql(bench: Bench, setting: Setting) -> Callable[[str], list[str]] | None:
    """Completes the last name of what a database is asked, from the columns of the table."""
    columns = list(kinds(bench))

    def complete(text: str) -> list[str]:
        word = word_before(text)
        return [text[: len(text) - len(word)] + name for name in matches(word, columns)]

    return complete if setting.asked and columns else None


def change_setting(bench: Bench, setting: Setting, value: Any) -> None:
    """Read the file with another value of a setting; None for detection."""
    plan = bench.store.plan
    if plan is None or plan.source is None:
        bench.status.say(_(LOG))
        return
    if setting.key == "id" and value in kinds(bench):
        take_as_id(bench, value)
        return
    label = (
        f"{'all' if setting.asked else 'detect'} {setting.label}"
        if value is None
        else f"{setting.label} {setting.say(value)}"
    )
    besides = _as_new_id(plan, value) if setting.key == "id" and value else {}
    change = asking if setting.asked else with_setting
    bench.store.edit(label, source=change(plan.source, setting.key, value), **besides)


def _as_new_id(plan: Plan, column: str) -> dict[str, Any]:
    """The rest of the plan if this column is the id, even while the file is being read."""
    from segtui.plan.suggestions.touched_columns import without_as_value

    return without_as_value(plan, column)


def kinds(bench: Bench) -> dict[str, str]:
    """The columns of the file with their detected types."""
    opened = bench.store.opened
    return {c["name"]: c["kind"] for c in opened.profile["columns"]} if opened else {}


def ask_kind(bench: Bench, column: str) -> None:
    """Ask for the type of a column, and convert it in a cleaning step."""
    if not _changeable(bench, column):
        return

    def check(text: str) -> str:
        return "" if text.strip() in ("", *KINDS) else tell("one of {kinds}", kinds=", ".join(KINDS))

    def then(text: str | None) -> None:
        if text is not None:
            _retype(bench, column, text.strip())

    bench.prompts.ask(
        tell("{column} is", column=column),
        then,
        purpose="data.type",
        placeholder=tell("{kinds}; nothing: {kind}, as detected", kinds=", ".join(KINDS), kind=kinds(bench)[column]),
        complete=lambda start: [k for k in KINDS if k.startswith(start)],
        check=check,
    )


def cast_of(plan: Plan, column: str) -> tuple[int, str] | None:
    """The number of the step that converts a source column to another type, and the type."""
    from segtui.plan.suggestions.touched_columns import touches

    casts = [(n, str(getattr(s, "to", ""))) for n, s in touches(plan, column) if s.called() == "cast"]
    return casts[-1] if casts else None


def take_as_id(bench: Bench, column: str) -> None:
    """Use a column as the id; it is not a feature then, and no step fills or clips it."""
    plan = bench.store.plan
    if not _changeable(bench, column) or plan is None or plan.source is None:
        return
    if plan.source.id == column:
        bench.status.say(tell("{column} is already the id.", column=column))
        return
    shared, source = _shared(bench, column), with_setting(plan.source, "id", column)
    if bench.store.edit(say("use {column} as the id", column=column), source=source, **_as_new_id(plan, column)):
        bench.status.say(
            f"{shared or tell('{column} is the id now.', column=column)} {with_keys('{app.undo} undoes it.')}"
        )


def _shared(bench: Bench, column: str) -> str:
    """A note if rows share ids, from the profile."""
    opened = bench.store.opened
    assert opened is not None
    known = next(c for c in opened.profile["columns"] if c["name"] == column)
    filled = opened.rows - known["nulls"]
    told = to_translate("{column} is the id now: {rows:,} rows share {ids:,} ids.")
    return tell(told, column=column, rows=filled, ids=known["distinct"]) if known["distinct"] < filled else ""


def _changeable(bench: Bench, column: str) -> bool:
    """Whether the plan can refer to the column; if it can't, say so."""
    plan = bench.store.plan
    if plan is None or plan.source is None:
        bench.status.say(_(LOG))
    elif column not in kinds(bench):
        bench.status.say(tell("{column} only numbers the rows: the file has no such column.", column=column))
    return plan is not None and plan.source is not None and column in kinds(bench)


def _retype(bench: Bench, column: str, kind: str) -> None:
    from segtui.plan.suggestions.placement import place
    from segtui.plan.suggestions.touched_columns import final_name

    plan = bench.store.plan
    assert plan is not None
    name = final_name(plan, column)
    if name is None:
        bench.status.say(tell("A step drops {column}, so its type can't be set.", column=column))
        return
    kept = tuple(s for s in (_uncast(step, name) for step in plan.clean) if s is not None)
    if not kind:
        if bench.store.edit(say("{column} as detected", column=column), clean=kept):
            bench.status.say(tell("{column} stays as it was detected.", column=column))
        return
    step = {"step": "cast", "columns": [name], "to": kind}
    placed = place(plan.model_copy(update={"clean": kept}), [step], name)
    if bench.store.edit(say("{column} is {kind}", column=column, kind=kind), **placed.values):
        bench.status.say(
            tell(
                "{said}, to {kind}. The Clean screen shows it, {undo} undoes it.",
                said=placed.said,
                kind=kind,
                undo=key_of("app.undo"),
            )
        )


def _uncast(step: Any, column: str) -> Any:
    """The step without the column if it casts it; None if nothing is left of it."""
    if step.called() != "cast" or column not in step.columns:
        return step
    rest = tuple(c for c in step.columns if c != column)
    return step.model_copy(update={"columns": rest}) if rest else None
