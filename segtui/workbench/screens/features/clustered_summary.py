"""The one-line texts of the Features screen: how much is clustered, the scaling, progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.parts.pane import no_file
from segtui.workbench.screens.features.clusterable_columns import summary
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Prepared
    from segtui.plan.model import Plan
    from segtui.workbench.bench import Bench

_WAYS = to_translate(
    "{show.clean} shows the steps, {show.data} how the file is read; {app.undo} undoes the last change."
)


def line(bench: Bench, prepared: Prepared) -> PlainText:
    """How much is clustered; the previous figures while it is computed again."""
    said = summary(prepared, bench.ascii)
    if bench.store.prepared is not None:
        return PlainText(said, "bold")
    waits = _("not up to date") if "Prepare" in bench.store.failed else with_keys("not run ({show.features} runs it)")
    if bench.engine.busy():
        waits = _("preparing") + ("..." if bench.ascii else "…")
    return PlainText(f"{waits}   " + tell("before: {summary}", summary=said), "dim")


def scale_words(plan: Plan) -> PlainText:
    """The scale, the encoding of text, and what is derived."""
    features = plan.features
    text = {"onehot": _("encoded"), "famd": _("in components")}.get(features.categorical, _("not clustered"))
    made = ", ".join(m.called() for m in plan.derive)
    if len({m.origin() for m in plan.derive}) == 1:
        made = tell("{features} from {origin}", features=made, origin=plan.derive[0].origin())
    scale = tell("scale {scale} ({key})", scale=features.scale, key=key_of("features.scale"))
    said = tell("text {how} ({key})", how=text, key=key_of("features.encode"))
    return PlainText(f"{scale}   {said}" + (f"   {made}" if made else ""), no_wrap=True, overflow="ellipsis")


def sentence(bench: Bench) -> PlainText:
    """What is shown instead of the columns while there are none."""
    store = bench.store
    if store.plan is None:
        return PlainText(no_file(bench))
    failed = store.failed.get("Read") or store.failed.get("Prepare")
    if failed:
        return PlainText.assemble((failed.what, "bold"), f"\n\n{with_keys(_WAYS)}")
    if bench.engine.busy():
        return PlainText(tell("preparing {file}", file=store.name) + " " + ("..." if bench.ascii else "…"))
    return PlainText(tell("{file} was not prepared: {key} prepares it.", file=store.name, key=key_of("show.features")))
