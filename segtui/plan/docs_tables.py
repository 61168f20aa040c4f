"""Markdown tables of what a plan can contain, generated from the declarations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from segtui.clustering import registry
from segtui.data import reader_registry
from segtui.data.streams import stream_registry
from segtui.declare import Declared, paragraph
from segtui.delivery.export.config import Export
from segtui.delivery.export.target import Target, targets
from segtui.delivery.follow.config import Follow
from segtui.delivery.push.config import Push
from segtui.delivery.push.platform import platforms
from segtui.delivery.trigger.config import Trigger
from segtui.delivery.writing.config import WriteBack
from segtui.plan.model import AnySearch, makers, steps
from segtui.plan.observe import Observe
from segtui.prediction.learner import learners
from segtui.prediction.predict import AnyPredict
from segtui.segments.cohorts.cohort import Cohort
from segtui.segments.monitoring.stability_index import DriftLimits

_TAGS = ("step", "kind")


def algorithms() -> str:
    """One row for each shared search key, and for each axis of each algorithm's grid."""
    return _table(
        "search table",
        [("`[search]`", AnySearch), *((f"`[search.{f.name}]`", f) for f in registry.families())],
    )


def cleaning_steps() -> str:
    """One row for each parameter of each cleaning step."""
    return _table("step", [(f"`{_tag(s)}`", s) for s in steps()])


def feature_makers() -> str:
    """One row for each parameter of each feature maker."""
    return _table("kind", [(f"`{_tag(m)}`", m) for m in makers()])


def exports() -> str:
    """One row for each key of an [[export]]."""
    return _table("table", [("`[[export]]`", Export)])


def writes() -> str:
    """One row for each key of a [[write]]."""
    return _table("table", [("`[[write]]`", WriteBack)])


def pushes() -> str:
    """One row for each key of a [[push]]."""
    return _table("table", [("`[[push]]`", Push)])


def push_platforms() -> str:
    """One row for each platform that can be pushed to."""
    head = ("platform", "list", "fields", "known by", "calls", "a person to be forgotten", "know that")
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for platform in platforms().values():
        heads = [
            f"`{c.header}`" + ("\\*" if c.asked else "") + ("#" if c.hashed else "") for c in platform.target.columns
        ]
        known = " or ".join(platform.identity) or "id"
        limits = ", ".join(f"{limit.calls:,} in {limit.seconds:g} s" for limit in platform.limits)
        calls = f"{platform.chunk:,} people" + (f"; {limits}" if limits else "")
        fields = ", ".join(heads) or "`id`, `segment`"
        of = platform.list_is or "as its server wants it"
        cells = (f"`{platform.name}`", of, fields, known, calls, platform.forgets or "by hand there", platform.traps)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def triggers() -> str:
    """One row for each key of a [[trigger]]."""
    return _table("table", [("`[[trigger]]`", Trigger)])


def follows() -> str:
    """One row for each key of [follow]."""
    return _table("table", [("`[follow]`", Follow)])


def drift_limits() -> str:
    """One row for each limit of [drift]."""
    return _table("table", [("`[drift]`", DriftLimits)])


def observers() -> str:
    """One row for each key of [observe]."""
    return _table("table", [("`[observe]`", Observe)])


def cohorts() -> str:
    """One row for each key of a [[cohort]]."""
    return _table("table", [("`[[cohort]]`", Cohort)])


def predictions() -> str:
    """One row for each key of a [[predict]], and for each setting of each model."""
    return _table(
        "table",
        [("`[[predict]]`", AnyPredict), *((f"`[predict.{each.name}]`", each) for each in learners())],
    )


def export_targets() -> str:
    """One row for each platform or format of exports."""
    lines = ["| target | columns | a row needs | segment | limits |", "|---|---|---|---|---|"]
    for target in targets().values():
        heads = ", ".join(
            f"`{c.header}`" + ("\\*" if c.asked else "") + ("#" if c.hashed else "") for c in target.columns
        )
        needs = " or ".join(f"`{c.header}`" for c in target.columns if c.holds in target.needs)
        place = f"`{target.segment.header}`" if target.segment else "`segment_name`" if target.plain else "a file each"
        own = "`id`, `segment`, `segment_name`" if target.plain else heads
        lines.append(f"| `{target.name}` | {own} | {needs} | {place} | {_limits(target)} |")
    return "\n".join(lines)


def readers() -> str:
    """One row for each format, and each kind of address, that a source can be read from."""
    lines = ["| read | recognized by | keys of `[source]` |", "|---|---|---|"]
    for reader in reader_registry.readers().values():
        schemes = reader.addresses.schemes if reader.addresses else ()
        signs = ", ".join([*(f"`{e}`" for e in reader.extensions), *(f"`{scheme}://`" for scheme in schemes)])
        helps = reader.settings.helps() if reader.settings else {}
        keys = ", ".join(f"`{key}`" + (f" ({helps[key].rstrip('.')})" if key in helps else "") for key in reader.keys)
        lines.append(f"| {reader.label} | {signs} | {keys} |")
    return "\n".join(lines)


def stream_sources() -> str:
    """One row for each place that events come from."""
    lines = ["| events of | in [follow] | what comes |", "|---|---|---|"]
    for source in stream_registry.stream_sources().values():
        lines.append(f'| {source.label} | `from = "{source.example}"` | {source.about} |')
    return "\n".join(lines)


def _limits(target: Target) -> str:
    lines_of_field = [
        f"{target.most_rows:,} rows" if target.most_rows else "",
        f"{target.most_bytes / 1e6:,.0f} MB" if target.most_bytes else "",
        f"at least {target.fewest_rows:,} rows" if target.fewest_rows else "",
        "no duplicates" if target.unique else "",
        "no additional columns" if not target.attributes else "",
    ]
    return ", ".join(one for one in lines_of_field if one)


def _tag(declared: type[Declared]) -> str:
    """The only value of a declaration's `step` or `kind`."""
    field = next(f for n, f in declared.model_fields.items() if n in _TAGS)
    return str(get_args(field.annotation)[0])


def _table(head: str, declared: Sequence[tuple[str, type[Declared]]]) -> str:
    lines = [f"| {head} | does | key | default | meaning |", "|---|---|---|---|---|"]
    for label, model in declared:
        first, does = label, _does(model)
        for name, field, meaning in _fields(model):
            lines.append(f"| {first} | {does} | `{name}` | {_default(field)} | {_meaning(field, meaning)} |")
            first = does = ""
    return "\n".join(lines)


def _fields(model: type[Declared]) -> list[tuple[str, FieldInfo, str]]:
    """The keys that a plan may set, each with its line of help; keys of inner tables are `outer.inner`."""
    found = []
    for name, field in model.model_fields.items():
        if name in (*_TAGS, "off"):
            continue
        found.append((name, field, model.helps().get(name, "")))
        for inner in _models(field.annotation):
            found += [(f"{name}.{key}", below, meaning) for key, below, meaning in _fields(inner)]
    return found


def _models(annotation: Any) -> list[type[Declared]]:
    if isinstance(annotation, type) and issubclass(annotation, Declared):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def _meaning(field: FieldInfo, meaning: str) -> str:
    """The line of help, and the possible values if they are listed."""
    words = [w for w in _words(field.annotation) if w not in ("auto", "all")]
    choice = f" One of {', '.join(f'`{w}`' for w in words)}." if len(words) > 1 else ""
    return meaning.replace("|", "\\|").replace("\n", " ") + choice


def _words(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    return [word for part in get_args(annotation) for word in _words(part)]


def _does(model: type[Declared]) -> str:
    return paragraph(model).replace("|", "\\|")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value: Any = field.get_default(call_default_factory=True)
    if value is None or value == ():
        return ""
    if isinstance(value, dict) and all(name == holds for name, holds in value.items()):
        value = tuple(value)  # as it may stand in a plan
    if isinstance(value, tuple):
        return f"`[{', '.join(_literal(v) for v in value)}]`" if all(map(_plain, value)) else ""
    return f"`{_literal(value)}`"


def _plain(value: Any) -> bool:
    return isinstance(value, (str, int, float))


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)
