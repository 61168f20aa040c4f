"""One column in words: its figures, how it is clustered, and its origin, with bins and warnings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segtui.language.figures import number
from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate, to_translate_all
from segtui.workbench.parts.figures import figure_lines, kind_word, plain, point_of, show, value_of
from segtui.workbench.screens.features.clusterable_columns import ClusterableColumn
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Prepared
    from segtui.engine.transport.messages.payloads import MakerNoteFacts
    from segtui.plan.model import Plan

_ROOM = 44
"""The least width of the figures, in cells."""
_POINTS = to_translate_all("min", "q1", "median", "q3", "max", "mean")


def figures(column: ClusterableColumn, plan: Plan, prepared: Prepared) -> PlainText:
    """Everything about a column."""
    p = column.profile
    lines = [PlainText.assemble((column.name, "bold"), f"   {_state(column)}", no_wrap=True, overflow="ellipsis")]
    if p["nulls"]:
        used = to_translate("empty in {nulls:,} of {rows:,} rows, left out")
        unused = to_translate("empty in {nulls:,} of {rows:,} rows, left out if used")
        lines.append(PlainText(tell(used if column.used else unused, nulls=p["nulls"], rows=prepared.rows)))
    said = [(point, point_of(p, point)) for point in _POINTS if value_of(p, point) is not None]
    said += [] if said else [(to_translate("distinct"), number(p["distinct"]))]
    lines += figure_lines(said, 11, _ROOM, gap="   ")
    if column.kind == "text" and p["top"]:
        lines.append(PlainText(", ".join(f"{visible(str(t['value']))} {number(t['count'])}" for t in p["top"]), "dim"))
    scored, more = _made(column, plan, prepared)
    lines += scored
    if column.used and column.features:
        lines.append(PlainText(visible(_clustered(column)), "dim"))
    warned = [PlainText(visible(f"! {alert['text']}")) for alert in prepared.alerts if alert["feature"] == column.name]
    if column.used:
        lines[1:1] = warned
    return PlainText("\n").join([*lines, *more])


def _state(column: ClusterableColumn) -> str:
    if not column.used:
        return tell("{kind}, not used", kind=kind_word(column.kind))
    used, logged = to_translate("{kind}, used"), to_translate("{kind}, used, log")
    return tell(logged if column.logged else used, kind=kind_word(column.kind))


def _clustered(column: ClusterableColumn) -> str:
    """How values are transformed for clustering."""
    if len(column.features) > 1:
        return tell("clustered as {count} 0/1 columns, one per value", count=len(column.features))
    feature = column.features[0]
    years = plain(column.profile) and not feature["log"]
    x = _("log(1 + x)") if feature["log"] else "x"
    if not feature["shift"] and feature["scale"] == 1:
        return tell("clustered as {x}", x=x)
    return tell(
        "clustered as ({x} - {shift}) / {scale}",
        x=x,
        shift=show(feature["shift"], plain=years),
        scale=show(feature["scale"]),
    )


def _made(column: ClusterableColumn, plan: Plan, prepared: Prepared) -> tuple[list[PlainText], list[PlainText]]:
    """How a derived column is scored, with notes; then its maker and the maker's notes."""
    if not 0 < column.maker <= min(len(plan.derive), len(prepared.derived)):
        return [], []
    maker, made = plan.derive[column.maker - 1], prepared.derived[column.maker - 1]
    own = {name: bounds for name, bounds in made["edges"].items() if name == column.name}
    scored = [_bins("" if own else name, bounds) for name, bounds in (own or made["edges"]).items()]
    scored += [PlainText(visible(f"! {note['text']}")) for note in made["notes"] if note["feature"] == column.name]
    others = [_sentence(note) for note in made["notes"] if note["feature"] != column.name]
    by = tell(
        "{maker} makes it from {origin}, {rows:,} customers",
        maker=getattr(maker, "kind", ""),
        origin=maker.origin(),
        rows=made["rows"],
    )
    return scored, [PlainText(visible(line), "dim") for line in (by, *others)]


def _sentence(note: MakerNoteFacts) -> str:
    return tell("{label}: {said}", label=note["feature"], said=note["text"]) if note["feature"] else note["text"]


def _bins(name: str, bounds: Sequence[float]) -> PlainText:
    """The bins that scores are given by, each by its upper bound."""
    known = to_translate("{column} scored 1 to {count}, cut at {bounds}")
    said = known if name else to_translate("scored 1 to {count}, cut at {bounds}")
    cut = ", ".join(show(bound) for bound in bounds)
    return PlainText(tell(said, column=visible(name), count=len(bounds) + 1, bounds=cut))
