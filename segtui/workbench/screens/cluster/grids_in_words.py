"""The grids and conditions of a plan in words, and the possible values of each axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import ValidationError

from segtui.language.figures import in_signs
from segtui.language.sentences import row_of, say, tell, tell_counted
from segtui.language.translation import _, to_translate
from segtui.plan.model import Algorithm, families
from widgets.inputs.number_ranges import show

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Forecasted
    from segtui.plan.model import Plan, Select

YES_NO = ("yes", "no")


@dataclass(frozen=True)
class Axis:
    """An axis of a grid: its help, and its words or the numbers it may hold; a setting has one word."""

    name: str
    help: str
    words: tuple[str, ...]
    integer: bool
    auto: bool
    minimum: int
    is_setting: bool = False


def axes(family: type[Algorithm]) -> list[Axis]:
    """The axes of an algorithm's grid, as its declaration has them, and its settings, which are yes or no."""
    settings = [
        Axis(name, family.helps().get(name, ""), YES_NO, integer=False, auto=False, minimum=1, is_setting=True)
        for name in family.settings
    ]
    found = [
        Axis(
            name,
            family.helps().get(name, ""),
            tuple(_words(info.annotation)),
            integer=not _takes(family, name, [1.5]),
            auto=_takes(family, name, "auto"),
            minimum=next((n for n in (1, 2) if _takes(family, name, [n])), 1),
        )
        for name, info in family.model_fields.items()
        if name not in family.settings
    ]
    return found + settings


def _takes(family: type[Algorithm], axis: str, value: Any) -> bool:
    try:
        family.model_validate({axis: value})
    except ValidationError:
        return False
    return True


def _words(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation) if word != "auto"]
    return [word for part in get_args(annotation) for word in _words(part)]


def numbers(values: Sequence[Any] | str | bool) -> str:
    """The values of an axis in their shortest form: "2..12", "10..100 step 10", "5, 15", "ward, single"."""
    if isinstance(values, bool):
        return YES_NO[0] if values else YES_NO[1]
    if isinstance(values, str):
        return values
    known = list(values)
    if len(known) > 2 and all(isinstance(v, int) for v in known):
        step = known[1] - known[0]
        if step > 0 and known == list(range(known[0], known[-1] + 1, step)):
            return f"{known[0]}..{known[-1]}" + (f" step {step}" if step > 1 else "")
    return ", ".join(v if isinstance(v, str) else show(v).replace(",", "") for v in known)


def ranges(grid: Algorithm) -> str:
    """A grid in one line: "linkage ward, average   k 2..12"."""
    shown = [*grid.axes(), *grid.set_values()]
    return "   ".join(f"{name} {_shown(getattr(grid, name))}" for name in shown) or grid.in_words()


def _shown(values: Sequence[Any] | str | bool) -> str:
    return _(numbers(values)) if isinstance(values, bool) else numbers(values)


def lines(plan: Plan) -> list[tuple[str, str, int]]:
    """Each algorithm's title, its ranges ("off" if it is not searched), and how many candidates these make."""
    grids = {grid.name: grid for grid in plan.grids()}
    return [
        (_(f.title), ranges(grids[f.name]), grids[f.name].size()) if f.name in grids else (_(f.title), "off", 0)
        for f in families()
        if f.name in grids or not f.by_rules
    ]


def conditions(select: Select) -> str:
    """The conditions in a sentence."""
    low, high = select.clusters
    by = _("the mean rank") if select.by == "rank" else _(select.by.replace("_", "-"))
    many = f"{low}" if low == high else f"{low}..{high}"
    return tell(
        "{many} segments of {share} or more, noise up to {noise}; best by {by}",
        many=many,
        share=_percent(select.min_share),
        noise=_percent(select.max_noise),
        by=by,
    )


def _percent(share: float) -> str:
    return in_signs(f"{share * 100:.4g} %")


def needs(ahead: Forecasted) -> str:
    """What the search will need: "82 candidates, about 14 s, 0.4 GB"."""
    values = {"time": duration(ahead.seconds), "memory": size(ahead.bytes)}
    if ahead.bytes > ahead.free:
        said = to_translate("{count:,} candidates, about {time}, {memory}: more than the {free} available")
        return tell(said, count=ahead.candidates, free=size(ahead.free), **values)
    return tell_counted(
        "{count:,} candidate, about {time}, {memory}",
        "{count:,} candidates, about {time}, {memory}",
        ahead.candidates,
        **values,
    )


def duration(seconds: float) -> str:
    """An approximate time."""
    if seconds < 1:
        return "1 s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else in_signs(f"{seconds / 3600:.1f} h")


def size(number: int) -> str:
    """An amount of memory."""
    return (
        tell("{size:.1f} GB", size=number / 1e9) if number >= 1e8 else tell("{size:.0f} MB", size=max(number / 1e6, 1))
    )


def changes(old: Sequence[Algorithm], new: Sequence[Algorithm]) -> str:
    """The difference between two sets of grids, for undo."""
    before, after = {g.name: g for g in old}, {g.name: g for g in new}
    said = [
        say("{algorithm} off", algorithm=say(f.title))
        if f.name not in after
        else say("{algorithm} {values}", algorithm=say(f.title), values=ranges(after[f.name]).replace("   ", ", "))
        for f in families()
        if before.get(f.name) != after.get(f.name)
    ]
    return say("search {grids}", grids=row_of(said))
