"""Expected purchases and value of each customer over a horizon, by a model of purchases and one of spend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from segtui.errors import DataError
from segtui.features.clv.bg_nbd import BgNbd, fit_bg_nbd
from segtui.features.clv.gamma_gamma import GammaGamma, fit_gamma_gamma
from segtui.features.clv.maximum_likelihood import Floats, Maximum
from segtui.features.clv.pareto_nbd import ParetoNbd, fit_pareto_nbd
from segtui.features.clv.purchase_days import Customers
from segtui.features.clv.purchase_history import Histories
from segtui.language.sentences import say

ModelName = Literal["bg_nbd", "pareto_nbd"]
FEWEST_REPEATERS = 20
LONGEST_WEEKS = 2_000


@dataclass(frozen=True)
class LifetimeValue:
    """Both models, fitted; of what weeks mean see `purchase_days`.

    `undetermined` names the parameters of either that are at a limit of the search.
    """

    model: ModelName
    purchases: BgNbd | ParetoNbd
    spend: GammaGamma
    undetermined: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """The parameters as plain data."""
        return {"model": self.model, "purchases": asdict(self.purchases), "spend": asdict(self.spend)}

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> LifetimeValue:
        """What `facts` gave; raises KeyError or TypeError for other data."""
        kind = BgNbd if facts["model"] == "bg_nbd" else ParetoNbd
        return cls(facts["model"], kind(**facts["purchases"]), GammaGamma(**facts["spend"]))

    def value(self, customers: Customers, weeks: float) -> tuple[Floats, Floats, Floats]:
        """Purchases (n) and value (n) to expect in the next weeks, and the probability (n) to be a customer still."""
        purchases = self.purchases.expected(customers.histories, weeks)
        paid = np.where(customers.repeaters, customers.histories.repeats, 0.0)
        worth = purchases * self.spend.expected(paid, customers.spend)
        return purchases, worth, self.purchases.alive(customers.histories)


def fit_lifetime_value(customers: Customers, model: ModelName, where: str) -> LifetimeValue:
    """Both models; raises DataError, naming `where`, for data that can't carry them."""
    repeaters = customers.repeaters
    _refuse(customers, int(repeaters.sum()), where)
    purchases, rates = fit_purchases(customers.histories, model, where)
    spend, values = fit_gamma_gamma(customers.histories.repeats[repeaters], customers.spend[repeaters])
    if spend.q <= 1.0:
        what = say("the values of purchases differ so much that the Gamma-Gamma model can't predict their mean")
        raise DataError(what, where=where, fix=say("use rfm, whose monetary makes no assumption"))
    return LifetimeValue(model, purchases, spend, (*_at_limit(purchases, rates), *_at_limit(spend, values)))


def fit_purchases(histories: Histories, model: ModelName, where: str) -> tuple[BgNbd | ParetoNbd, Maximum]:
    """The model of purchases alone, and where it was found; raises DataError for data that can't carry it."""
    found: BgNbd | ParetoNbd
    best: Maximum
    found, best = fit_bg_nbd(histories) if model == "bg_nbd" else fit_pareto_nbd(histories)
    if not np.isfinite(best.log_likelihood):
        raise DataError(say("no parameters of the model suit these purchases"), where=where, fix=say("use rfm instead"))
    return found, best


def _at_limit(model: BgNbd | ParetoNbd | GammaGamma, found: Maximum) -> list[str]:
    return [name for name, is_there in zip(asdict(model), found.at_limit, strict=True) if is_there]


def _refuse(customers: Customers, repeaters: int, where: str) -> None:
    if (longest := float(customers.histories.age.max(initial=0.0))) > LONGEST_WEEKS:
        what = say(
            "the first purchase is {longest:,.0f} weeks back; the models are computed for up to {longest_weeks:,}",
            longest=longest,
            longest_weeks=LONGEST_WEEKS,
        )
        raise DataError(what, where=where, fix=say("correct or remove the oldest dates"))
    if not (customers.histories.repeats > 0).any():
        what = say("no customer bought on two different days, so a purchase rate can't be learned")
        raise DataError(what, where=where, fix=say("check the id column, or use a longer log"))
    if repeaters < FEWEST_REPEATERS:
        what = say(
            "only {repeaters} of {ids:,} customers bought again and paid for it",
            repeaters=repeaters,
            ids=len(customers.ids),
        )
        fix = say("at least {fewest_repeaters} are needed: use a longer log, or rfm", fewest_repeaters=FEWEST_REPEATERS)
        raise DataError(what, where=where, fix=fix)
