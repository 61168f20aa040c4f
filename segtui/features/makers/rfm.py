"""Recency, frequency and monetary value from an orders table, with scores and segments by rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
import polars as pl
from pydantic import Field, model_validator

from segtui.data.table import Table
from segtui.errors import Fault
from segtui.features.log.log import Log
from segtui.features.log.log_columns import ORDER, LogColumns
from segtui.features.log.log_maker import LogMaker
from segtui.features.maker import Derived, MakerNote
from segtui.features.recognition.order_columns import find_orders
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.features.rfm.binning import Binning, ScoreBins, ScoresGiven, give_scores
from segtui.features.rfm.exhibits import exhibits_of
from segtui.features.rfm.order_lines import orders_and_returns
from segtui.features.rfm.scores import rfm_values
from segtui.features.rfm.segments import OTHERS, RfmRule, default_rules, first_match, lint, rules_met
from segtui.features.rule_lint import RuleMatches, overlaps, rule_counts, uncovered
from segtui.features.table_maker import taken_id
from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.libraries.columns import col

_SCORES = ("r_score", "f_score", "m_score", "rfm_score", "rfm_composite")
"""The columns that restate recency, frequency and monetary on a coarser scale."""

_ADDED = ("recency_days", "frequency", "monetary", *_SCORES, "rfm_segment")
"""The columns that rfm adds."""

_LABELS = {
    "recency_days": to_translate("recency (days)"),
    "frequency": to_translate("frequency (orders)"),
    "monetary": to_translate("total spent"),
    "r_score": to_translate("recency score"),
    "f_score": to_translate("frequency score"),
    "m_score": to_translate("spend score"),
    "rfm_score": to_translate("RFM score"),
    "rfm_composite": to_translate("weighted RFM score"),
    "rfm_segment": to_translate("RFM segment"),
}
_SPENT_PER_ORDER = to_translate("spent per order")

Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Rfm(LogMaker):
    """Recency, frequency and monetary value from an orders table, with scores and segments.

    Adds recency_days, frequency, monetary, r_score, f_score, m_score, rfm_score, rfm_composite, rfm_segment.

    recency_days: whole days from the last order to `as_of`. frequency: orders. monetary: see the field. The scores
    run from 1 to `bins` (5 is most recent, most frequent, highest), cut at the type-7 quantiles with bins closed on
    the right, so equal values share a score. rfm_score is 100 R + 10 F + M. rfm_composite is the weighted mean of the
    three scores, from 1 to `bins`. rfm_segment is the name of the first rule that matches.

    Cancelled or returned lines (a negative amount, or an order id of C and digits) reduce monetary and are not orders;
    a customer who has nothing else has no order to measure from and is left out, with a note.
    """

    always_adds: ClassVar[tuple[str, ...]] = _ADDED
    default_excluded: ClassVar[tuple[str, ...]] = _SCORES
    segment_column: ClassVar[str | None] = "rfm_segment"
    rules_title: ClassVar[str] = "RFM"
    starter_place: ClassVar[int | None] = 2
    starter_unlogged: ClassVar[tuple[str, ...]] = ("recency_days",)

    kind: Literal["rfm"]
    """Recency, frequency, monetary."""
    date: str
    """The column of the order's date."""
    amount: str
    """The column of the amount, or a Polars SQL expression such as "Quantity * UnitPrice"."""
    order: str | None = None
    """The column of the order's id: rows that share it are one order; default: each row is an order."""
    bins: Annotated[int, Field(ge=2, le=10)] = 5
    """The number of scores: 5 for 1 to 5."""
    binning: Binning = "independent"
    """Whether each score is cut at the quantiles of all customers (independent), or frequency within the customers of
    the same recency score and monetary within those of the same recency and frequency score (nested)."""
    monetary: Literal["sum", "mean"] = "sum"
    """The sum of a customer's amounts, or the mean per order."""
    weights: tuple[Weight, Weight, Weight] = (1.0, 1.0, 1.0)
    """The weights of recency, frequency and monetary in rfm_composite, the weighted mean of the scores."""
    rules: tuple[RfmRule, ...] | None = None
    """Segments by ranges of the scores, first match wins; default: the ten of the R package rfm, adapted to bins."""
    otherwise: Annotated[str, Field(min_length=1)] = OTHERS
    """The segment of customers whom no rule matches."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if sum(self.weights) <= 0:
            raise ValueError(say("weights: at least one must be above 0"))
        for rule in self.rules or ():
            if any(bounds and bounds[1] > self.bins for bounds in (rule.r, rule.f, rule.m)):
                raise ValueError(say('rules: "{name}" has a score above bins = {bins}', name=rule.name, bins=self.bins))
        return self

    @classmethod
    def proposed(cls, table: Table, owner: str | None = None) -> ProposedMaker | None:
        """For a table with a customer, a date and an amount in each row."""
        orders = find_orders(table, owner)
        if orders is None or orders.worth is None:
            return None
        keys = orders.keys()
        return ProposedMaker(
            cls.model_validate({"kind": "rfm", "path": "", **keys}),
            "with dates and amounts: an order log",
            row="order",
            comments={"order": "frequency counts orders, not lines; cancelled orders don't count"},
            cohort=keys,
        )

    def output_columns(self) -> tuple[str, ...]:
        """Recency, frequency, monetary value, their scores and the segment by rules."""
        return tuple(map(self.named, _ADDED))

    def labels(self) -> dict[str, str]:
        """Their labels; monetary value is spent in total or per order."""
        found = _LABELS | ({"monetary": _SPENT_PER_ORDER} if self.monetary == "mean" else {})
        return self.labelled(found)

    def fit_transform(self, table: Table) -> Derived:
        """One row per customer with at least one order up to `as_of`, sorted by id."""
        return self._made(self.read(table), None)

    def transform(self, table: Table, learned: Mapping[str, Any]) -> Derived:
        """The same, scored by the bins of an earlier run."""
        return self.of_log(self.read(table), learned)

    def of_log(self, log: Log, learned: Mapping[str, Any]) -> Derived:
        """The same of a log."""
        return self._made(log, ScoreBins.from_data(learned, self.bins, self.binning))

    def _made(self, whole: Log, known: ScoreBins | None) -> Derived:
        log = orders_and_returns(whole, self.order)
        found = log.until(self.as_of or log.orders.day_after)
        notes = [*found.notes, *log.counted_to(found.as_of)]
        customers = rfm_values(found.frames(), self.monetary, notes)
        scored = give_scores(customers, self.bins, self.binning, known)
        rules = default_rules(self.bins) if self.rules is None else self.rules
        with_scores = self._with_scores(customers, scored)
        frame = self._segment(with_scores, rules)
        unused = [*lint(rules, self.bins, self.otherwise), *self._counted(with_scores, rules)]
        empty = [MakerNote(note.text, self.named(note.feature)) for note in scored.notes]
        return Derived(
            frame=frame.select(col("id").alias(self.id), *(col(c).alias(self.named(c)) for c in _ADDED)),
            id=self.id,
            remarks=(*map(MakerNote, notes), *empty, *map(MakerNote, unused)),
            edges={self.named(name): bounds for name, bounds in scored.bins.scales().items()},
            learned=scored.bins.as_data(),
            exhibits=() if known else exhibits_of(self._spent(with_scores), scored.bins, self.bins),
            carried_out=self.model_copy(update={"as_of": found.as_of, "rules": rules}),
        )

    def faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        """Columns that are not there, dates that are none, amounts that are not numbers."""
        found = super().faults(frame, key)
        return [*found, *taken_id(self.id, self.output_columns(), self.kind, key)]

    def log_columns(self) -> LogColumns:
        """What the columns of the orders table are."""
        return LogColumns(ORDER, self.id, self.date, None, self.amount, self.order, self.timezone)

    def _with_scores(self, customers: pl.DataFrame, scored: ScoresGiven) -> pl.DataFrame:
        """The customers with their scores, the three as one number, and their weighted mean."""
        r, f, m = scored.scores.values()
        wr, wf, wm = self.weights
        composite = (wr * r + wf * f + wm * m) / (wr + wf + wm)
        sums = {"rfm_score": pl.Series(100 * r + 10 * f + m), "rfm_composite": pl.Series(composite)}
        return customers.with_columns(**{name: pl.Series(v) for name, v in scored.scores.items()}, **sums)

    def _spent(self, customers: pl.DataFrame) -> pl.DataFrame:
        """The customers with what each has spent in all as `value`."""
        orders = pl.col("frequency") if self.monetary == "mean" else 1
        return customers.with_columns(value=pl.col("monetary") * orders)

    def _counted(self, scored: pl.DataFrame, rules: tuple[RfmRule, ...]) -> list[str]:
        """Which of a plan's own rules take customers from others, and how many customers match none."""
        if rules == default_rules(self.bins):
            return []
        scores = [scored[c].to_numpy() for c in ("r_score", "f_score", "m_score")]
        found = RuleMatches(rules_met(rules, self.bins, scores), (0,) * len(rules))
        names = [*(rule.name for rule in rules), self.otherwise]
        counts = rule_counts(found)
        return [*overlaps(names, counts), *uncovered(names, counts, found.met.shape[1])]

    def _segment(self, scored: pl.DataFrame, rules: tuple[RfmRule, ...]) -> pl.DataFrame:
        cube = first_match(rules, self.bins)
        found = cube[tuple(scored[c].to_numpy() - 1 for c in ("r_score", "f_score", "m_score"))]
        names = np.array([rule.name for rule in rules] + [self.otherwise], dtype=object)
        return scored.with_columns(rfm_segment=pl.Series(names[found].tolist(), dtype=pl.String))
