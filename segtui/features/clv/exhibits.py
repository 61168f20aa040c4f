"""What a reader is told of fitted lifetime values: parameters, doubts, the test on the past, and who is VIP."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segtui.features.clv.holdout import MOST_REPEATS, Holdout
from segtui.features.clv.lifetime_value import LifetimeValue
from segtui.features.clv.purchase_days import Customers
from segtui.features.exhibit import Exhibit, without_small_groups
from segtui.language.sentences import listing, say, say_counted
from segtui.language.translation import to_translate

_TITLES = {"bg_nbd": "BG/NBD", "pareto_nbd": "Pareto/NBD"}
_RELATED = 0.3
"""From this correlation on, purchases and spend depend on each other more than Gamma-Gamma bears."""
_ONE_TIME = 0.1
"""Of the VIPs: more who have bought only once make a doubtful list."""
_NEAR = (2 / 3, 3 / 2)
"""Expected by actual purchases outside of these are far apart."""


def holdout_exhibit(held: Holdout) -> Exhibit:
    """Expected beside actual purchases, by how often customers had bought before."""
    sentence = say(
        "Mean purchases per customer in the {weeks:figure} weeks after {split:day}, expected by a model that knew only "
        "what came before, and actual; the last row is for {most} or more repeat purchases.",
        weeks=held.weeks,
        split=str(held.split),
        most=MOST_REPEATS,
    )
    headings = {
        "repeats": to_translate("repeat purchases before"),
        "customers": to_translate("customers"),
        "actual": to_translate("purchases after, actual"),
        "expected": to_translate("purchases after, expected"),
    }
    shown = without_small_groups(held.table, "customers")
    title = to_translate("Expected and actual purchases")
    return Exhibit("holdout", title, shown, headings, "lines", ("actual", "expected"), sentence)


def told(
    known: Customers, model: LifetimeValue, held: Holdout | None, boundary: float, vip: NDArray[np.bool_]
) -> list[str]:
    """The parameters, the correlation that is assumed away, how the past was foretold, and who is VIP (n, in order)."""
    return [
        *_of_parameters(model),
        *_of_correlation(known),
        *_of_the_past(held),
        *_of_people(known, model, boundary, vip),
    ]


def _of_parameters(model: LifetimeValue) -> list[str]:
    parameters = ", ".join(f"{name} {value:.4g}" for name, value in vars(model.purchases).items())
    spend = ", ".join(f"{name} {value:.4g}" for name, value in vars(model.spend).items())
    notes: list[str] = [
        say("{model}: {parameters}.", model=_TITLES[model.model], parameters=parameters),
        say("Gamma-Gamma: {parameters}.", parameters=spend),
    ]
    if model.undetermined:
        notes.append(
            say_counted(
                "The parameter {names} is at a limit of the search, as the orders do not determine it; take expected "
                "purchases and values as a ranking, not as figures.",
                "The parameters {names} are at a limit of the search, as the orders do not determine them; take "
                "expected purchases and values as a ranking, not as figures.",
                len(model.undetermined),
                names=listing(model.undetermined),
            )
        )
    return notes


def _of_correlation(known: Customers) -> list[str]:
    some = known.repeaters
    with np.errstate(invalid="ignore"):  # where all spend alike
        related = float(np.corrcoef(known.histories.repeats[some], known.spend[some])[0, 1])
    if not np.isfinite(related):
        return []
    if abs(related) < _RELATED:
        return [
            say(
                "The correlation of repeat purchases and their mean value is {related:figure}, low enough for "
                "Gamma-Gamma.",
                related=related,
            )
        ]
    return [
        say(
            "The correlation of repeat purchases and their mean value is {related:figure}; Gamma-Gamma assumes "
            "none, so the expected values are doubtful.",
            related=related,
        )
    ]


def _of_the_past(held: Holdout | None) -> list[str]:
    if held is None:
        return []
    notes: list[str] = [
        say(
            "Fitted to the orders up to {split:day}, the model expects {expected:figure} purchases in the "
            "following {weeks:figure} weeks; there were {actual:figure}.",
            split=str(held.split),
            expected=held.expected,
            weeks=held.weeks,
            actual=held.actual,
        )
    ]
    if not _NEAR[0] <= held.expected / max(held.actual, 1.0) <= _NEAR[1]:
        notes.append(say("That is far off: take expected purchases and values as a ranking, not as figures."))
    return notes


def _of_people(known: Customers, model: LifetimeValue, boundary: float, vip: NDArray[np.bool_]) -> list[str]:
    notes: list[str] = []
    overrates, alone = model.model == "bg_nbd", ~known.repeaters
    once, vips, vips_once = int(alone.sum()), int(vip.sum()), int((vip & alone).sum())
    if once and overrates:
        notes.append(
            say_counted(
                "BG/NBD counts {count:,} customer with a single purchase as a customer still, with probability 1.",
                "BG/NBD counts all {count:,} customers with a single purchase as customers still, with probability 1.",
                once,
            )
        )
    notes.append(
        say_counted(
            "{count:,} customer is a VIP, with an expected value of {boundary:figure} or more.",
            "{count:,} customers are VIPs, with an expected value of {boundary:figure} or more.",
            vips,
            boundary=boundary,
        )
    )
    if vips_once > _ONE_TIME * vips and overrates:
        notes.append(
            say_counted(
                '{count:,} VIP has bought only once, which BG/NBD overrates here: try model = "pareto_nbd".',
                '{count:,} of the VIPs have bought only once, which BG/NBD overrates here: try model = "pareto_nbd".',
                vips_once,
            )
        )
    return notes
