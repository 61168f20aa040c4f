"""What the segments are judged by, as tables for the screen: the outcomes, and who brings the value."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from segtui.engine.transport.messages.payloads import ContactFacts, OutcomeFacts, ValueFacts
from segtui.language.figures import alike, brief_percent, figure, in_signs, localised, number, percent
from segtui.language.sentences import in_sequence, tell
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.screens.segments.fact_tables import FactTable
from widgets.line.series import Series

SURE = 0.05
"""A difference is marked from this corrected p-value down."""
_NONE = "–"
_DIFFERENCE = {"rate": to_translate("points vs others"), "mean": to_translate("vs others")}
_KINDS = {"rate": to_translate("rate"), "mean": to_translate("mean")}
_TENTHS = range(0, 101, 10)
_TOP = (1, 10, 20)


def outcome_tables(outcomes: Sequence[OutcomeFacts], *, detected: bool, ascii: bool) -> list[FactTable]:
    """A table for each outcome, the segments in the list's order, and what the figures mean below the last."""
    tables = []
    for column, group in groupby(outcomes, key=lambda one: one["column"]):
        own = list(group)
        kind = "rate" if own[0]["kind"] == "rate" else "mean"
        overall = own[0]["overall"]
        head = (
            tell("{column}: {rate} of all rows", column=column, rate=brief_percent(overall))
            if kind == "rate"
            else tell("{column}: {mean} on average", column=column, mean=figure(overall))
        )
        ordered = sorted(own, key=lambda one: (one["segment"] < 0, one["segment"]))
        rows = {one["segment"]: _cells(one, ascii=ascii) for one in ordered}
        tables.append(FactTable(head, (_(_KINDS[kind]), _("index"), "p", _(_DIFFERENCE[kind]), _("rows")), rows))
    if tables:
        last = tables[-1]
        tables[-1] = FactTable(last.head, last.columns, last.rows, _outcome_notes(detected=detected, ascii=ascii))
    return tables


def _outcome_notes(*, detected: bool, ascii: bool) -> list[str]:
    up, down = _arrows(ascii=ascii)
    told = [tell("Index: 100 is average. 95 % intervals; {up} {down}: beyond chance (Holm).", up=up, down=down)]
    key = key_of("segments.outcome")
    if detected:
        return [tell("Found by its name, so not clustered: {key} changes that.", key=key), *told]
    return [*told, tell("{key} names other outcomes.", key=key)]


def _cells(one: OutcomeFacts, *, ascii: bool) -> list[str]:
    p, index = one["p_adjusted"], one["index"]
    value = _written(one, one["value"])
    mark = " "
    if p is not None and p <= SURE and one["difference"]:
        mark = _arrows(ascii=ascii)[one["difference"] < 0]
    index_said = "" if index is None else number(round(index))
    return [value, f"{index_said} {mark}", chance(p), _interval(one), number(one["known"])]


def _arrows(*, ascii: bool) -> tuple[str, str]:
    return ("+", "-") if ascii else ("▲", "▼")


def _written(one: OutcomeFacts, value: float | None) -> str:
    if value is None:
        return _NONE
    return percent(value) if one["kind"] == "rate" else figure(value, digits=3)


def chance(p: float | None) -> str:
    """A p-value in four cells."""
    return _NONE if p is None else in_signs("<.001" if p < 0.001 else f"{p:.3f}".removeprefix("0"))


def _interval(one: OutcomeFacts) -> str:
    difference, low, high = one["difference"], one["low"], one["high"]
    if difference is None or low is None or high is None:
        return _NONE
    if one["kind"] == "rate":
        written = localised(f"{100 * difference:+.1f}"), localised(f"{100 * low:.1f}"), localised(f"{100 * high:.1f}")
        return _between(*written)
    middle, *ends = alike(difference, low, high)
    return _between(middle, ends[0].removeprefix("+"), ends[1].removeprefix("+"))


def _between(value: str, low: str, high: str) -> str:
    return tell("{value} ({low} to {high})", value=value, low=low, high=high)


def value_table(value: ValueFacts) -> FactTable:
    """Share of the value, share of the rows and value per head of each segment, and how few bring how much."""
    rows = {}
    for one in sorted(value["segments"], key=lambda one: (one["segment"] < 0, one["segment"])):
        share = one["share_of_value"]
        said = [
            _NONE if share is None else percent(share),
            percent(one["share_of_rows"]),
            figure(one["per_head"], digits=3),
        ]
        rows[one["segment"]] = [*said, figure(one["total"]), number(one["rows"])]
    notes = [with_keys("{segments.value} names another column of amounts.")]
    if value["half"] is not None and value["curve"] is not None:
        top = ", ".join(localised(f"{at} % {value['curve'][at]:.0%}") for at in _TOP)
        notes = [
            tell("{half} of the rows bring half of it; the top {top}.", half=brief_percent(value["half"]), top=top),
            *notes,
        ]
    unit = value["unit"] and f" {value['unit']}"
    columns = (_("of the value"), _("of the rows"), tell("{unit} per head", unit=unit).strip(), _("in all"), _("rows"))
    return FactTable(
        tell("{column}: {total}{unit} in all", column=value["column"], total=figure(value["total"]), unit=unit),
        columns,
        rows,
        notes,
    )


def judged_lines(outcomes: Sequence[OutcomeFacts], value: ValueFacts | None, segment: int) -> list[str]:
    """What a segment is judged by, a line each, for its card: "churn: 46.2 % (21.3 % overall)"."""
    said = []
    for one in outcomes:
        if one["segment"] == segment:
            said.append(
                tell(
                    "{column}: {value} ({overall} overall)",
                    column=one["column"],
                    value=_written(one, one["value"]),
                    overall=_written(one, one["overall"]),
                )
            )
            said += [_contact(one["contact"], one["known"])] if "contact" in one else []
    for part in value["segments"] if value else ():
        if value and part["segment"] == segment and part["share_of_value"] is not None:
            share, head = percent(part["share_of_value"]), figure(part["per_head"], digits=3)
            unit = value["unit"] and f" {value['unit']}"
            said.append(
                tell(
                    "Share of {column}: {share} ({head}{unit} per row)",
                    column=value["column"],
                    share=share,
                    head=head,
                    unit=unit,
                )
            )
    return said


def _contact(found: ContactFacts, rows: int) -> str:
    """What contacting all rows of a segment is expected to bring, and those alone whose own contact pays."""
    pays = to_translate("Contacting all: {sum} ({each} per row, pays)")
    does_not = to_translate("Contacting all: {sum} ({each} per row, does not pay)")
    each = figure(found["all"] / rows, digits=3)
    said = tell(pays if found["all"] > 0 else does_not, sum=figure(found["all"], digits=3), each=each)
    if 0 < found["contacted"] < rows:
        best = figure(found["best"], digits=3)
        one, more = to_translate("{sum} from the likeliest row"), to_translate("{sum} from the {count:,} likeliest")
        return in_sequence([said, tell(one if found["contacted"] == 1 else more, sum=best, count=found["contacted"])])
    return said


def lorenz(value: ValueFacts) -> list[Series]:
    """The share of the value that the most valuable rows bring, by tenths, and what equal parts would bring."""
    curve = value["curve"]
    if curve is None:
        return []
    tenths = [float(at) for at in _TENTHS]
    return [
        Series(_("% of the value"), tenths, [100 * curve[at] for at in _TENTHS]),
        Series(_("equal parts"), tenths, tenths, plain=True),
    ]
