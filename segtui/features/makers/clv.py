"""Customer lifetime value: purchases and value to expect over a horizon, from an orders table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import polars as pl
from pydantic import Field

from segtui.data.table import Table
from segtui.errors import DataError, Fault
from segtui.features.clv.exhibits import holdout_exhibit, told
from segtui.features.clv.holdout import hold_out, split_day
from segtui.features.clv.lifetime_value import LifetimeValue, ModelName, fit_lifetime_value, fit_purchases
from segtui.features.clv.purchase_days import Customers, Purchases, purchase_days
from segtui.features.log.durations import Duration, read_duration
from segtui.features.log.log import Log
from segtui.features.log.log_columns import ORDER, LogColumns
from segtui.features.log.log_maker import LogMaker
from segtui.features.maker import Derived, MakerNote
from segtui.features.recognition.order_columns import find_orders
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.features.rfm.order_lines import orders_and_returns
from segtui.features.table_maker import taken_id
from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.libraries.columns import col

_ADDED = ("clv_purchases", "clv_value", "clv_alive", "clv_decile", "vip")
_SHORTEST = 0.25
"""Of the horizon: a log must reach back that far."""


class Clv(LogMaker):
    """Purchases and value to expect from each customer, based on an orders table.

    Adds clv_purchases, clv_value, clv_alive, clv_decile, vip.

    clv_purchases: days with an order to expect within `horizon`. clv_value: what they will bring, without a discount
    for time. clv_alive: the probability to be a customer still, with BG/NBD 1 after a single order. clv_decile: 10 for
    the tenth with the highest value. vip: whether among the `vip_share` with the highest value.

    Purchases by BG/NBD (Fader, Hardie & Lee 2005) or Pareto/NBD (Schmittlein, Morrison & Colombo 1987), values by
    Gamma-Gamma (Fader & Hardie 2013), by maximum likelihood. A purchase is a day with an order. Cancelled and returned
    lines are left out. Later rows are judged by the parameters that the run learned.
    """

    always_adds: ClassVar[tuple[str, ...]] = _ADDED
    default_excluded: ClassVar[tuple[str, ...]] = ("clv_purchases", "clv_decile", "vip")
    starter_beside: ClassVar[bool] = True

    kind: Literal["clv"]
    """Customer lifetime value."""
    date: str
    """The column of the order's date."""
    amount: str
    """The column of the amount, or a Polars SQL expression such as "Quantity * UnitPrice"."""
    order: str | None = None
    """The column of the order's id, by which cancelled orders are recognized."""
    model: ModelName = "bg_nbd"
    """The model of purchases: bg_nbd or pareto_nbd."""
    horizon: Duration = "52w"
    """How far ahead to predict, such as 26w or 90d."""
    vip_share: Annotated[float, Field(gt=0, lt=1)] = 0.05
    """The share of customers who are VIPs: those with the highest expected value."""

    @classmethod
    def proposed(cls, table: Table, owner: str | None = None) -> ProposedMaker | None:
        """For a table with a customer, a date and an amount in each row; whether the orders suffice, the fit tells."""
        orders = find_orders(table, owner)
        if orders is None or orders.worth is None:
            return None
        model = {"model": "pareto_nbd"} if _often_once(table.frame, orders) else {}
        return ProposedMaker(
            cls.model_validate({"kind": "clv", "path": "", **orders.keys(), "horizon": "52w", **model}),
            "with dates and amounts: an order log",
            row="order",
            comments={
                "": "what each customer is expected to buy within the horizon; described, not clustered",
                "model": "many bought once: bg_nbd would be certain that they all are still customers",
            },
        )

    def output_columns(self) -> tuple[str, ...]:
        """Expected purchases and value, the probability to be a customer still, the decile, and VIP."""
        return tuple(map(self.named, _ADDED))

    def labels(self) -> Mapping[str, str]:
        """What people call them; BG/NBD is certain of everybody who has ordered once, and that is said."""
        alive = to_translate("probability of still being a customer")
        if self.model == "bg_nbd":
            alive = to_translate("probability of still being a customer (1 after a single order)")
        labels = {
            "clv_purchases": to_translate("expected purchases"),
            "clv_value": to_translate("expected value"),
            "clv_alive": alive,
            "clv_decile": to_translate("decile of expected value"),
            "vip": to_translate("VIP"),
        }
        return self.labelled(labels)

    def faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        """Columns that are not there, dates that are none, amounts that are not numbers."""
        found = super().faults(frame, key)
        return [*found, *taken_id(self.id, self.output_columns(), self.kind, key)]

    def fit_transform(self, table: Table) -> Derived:
        """One row per customer with at least one order up to `as_of`, sorted by id."""
        where = table.reading.path
        purchases, notes = self._purchases(self.read(table), where)
        known, today = purchases.customers, purchases.today
        model = fit_lifetime_value(known, self.model, where)
        values = model.value(known, self._weeks())
        cuts = np.quantile(values[1], np.arange(1, 10) / 10)
        top = np.lexsort((np.arange(len(values[1])), -values[1]))[: max(round(self.vip_share * len(values[1])), 1)]
        vip = np.zeros(len(values[1]), dtype=bool)
        vip[top] = True
        boundary = float(values[1][top].min())
        held = hold_out(purchases, lambda some: self._expectation(some, where))
        learned = {**model.facts(), "deciles": cuts.tolist(), "vip_from": boundary}
        return Derived(
            frame=self._frame(known, values, cuts, vip),
            id=self.id,
            remarks=tuple(map(MakerNote, [*notes, *told(known, model, held, boundary, vip)])),
            edges={self.named("clv_decile"): tuple(cuts.tolist())},
            learned=learned,
            exhibits=(holdout_exhibit(held),) if held else (),
            carried_out=self.model_copy(update={"as_of": today}),
        )

    def transform(self, table: Table, learned: Mapping[str, Any]) -> Derived:
        """The same, by the parameters, deciles and VIP boundary of an earlier run."""
        return self.of_log(self.read(table), learned)

    def of_log(self, log: Log, learned: Mapping[str, Any]) -> Derived:
        """The same of a log."""
        purchases, notes = self._purchases(log)
        known, today = purchases.customers, purchases.today
        values = LifetimeValue.of_facts(learned).value(known, self._weeks())
        frame = self._frame(known, values, np.array(learned["deciles"]), values[1] >= learned["vip_from"])
        carried_out = self.model_copy(update={"as_of": today})
        return Derived(frame, self.id, tuple(map(MakerNote, notes)), learned=dict(learned), carried_out=carried_out)

    def log_columns(self) -> LogColumns:
        """What the columns of the orders table are."""
        return LogColumns(ORDER, self.id, self.date, None, self.amount, self.order, self.timezone)

    def _weeks(self) -> float:
        return read_duration(self.horizon) / dt.timedelta(weeks=1)

    def _purchases(self, whole: Log, where: str | None = None) -> tuple[Purchases, list[str]]:
        """The purchases and notes on them, held out where a model is to be fitted to the log, which is `where`."""
        log = orders_and_returns(whole, self.order)
        known, first = log.until(self.as_of or log.orders.day_after), log.orders.first
        if where is not None:
            self._refuse_short(first, known.as_of, where)
        split = split_day(first, known.as_of, self._weeks()) if where is not None else None
        made = Purchases.of(map(purchase_days, known.frames()), first, known.as_of, split)
        return made, [*known.notes, *log.counted_to(known.as_of)]

    def _refuse_short(self, first: dt.date, today: dt.date, where: str) -> None:
        weeks = (today - first).days / 7
        if weeks < _SHORTEST * self._weeks():
            what = say(
                "the log covers {weeks:.1f} weeks, too little to look {self_:g} weeks ahead",
                weeks=weeks,
                self_=self._weeks(),
            )
            most = int(weeks / _SHORTEST)
            fix = say("choose a horizon of at most {most}w", most=most) if most else say("use a longer log, or rfm")
            raise DataError(what, where=where, fix=fix)

    def _expectation(self, some: Customers, where: str) -> Any:
        return fit_purchases(some.histories, self.model, where)[0].expected

    def _frame(self, known: Customers, values: tuple[Any, Any, Any], cuts: Any, vip: Any) -> pl.DataFrame:
        purchases, worth, alive = values
        decile = np.searchsorted(cuts, worth, side="left") + 1
        made = dict(zip(_ADDED, (purchases, worth, alive, decile.astype(np.int64), vip), strict=True))
        return pl.DataFrame({self.id: known.ids, **{self.named(name): values for name, values in made.items()}})


def _often_once(frame: pl.DataFrame, orders: LogColumns) -> bool:
    """Whether a third of the customers or more has rows of one date only."""
    dates = frame.group_by(col(orders.id)).agg(col(orders.time).n_unique().alias("dates"))["dates"]
    return bool((dates == 1).sum() * 3 >= len(dates))
