"""Recency, frequency and monetary value from an orders table, with scores and segments by rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
import polars as pl
from pydantic import BeforeValidator, Field, model_validator

from segtui.data.table import Table
from segtui.errors import Fault
from segtui.features.maker import Derived, MakerNote
from segtui.features.rfm.order_lines import Orders, refuse
from segtui.features.rfm.scores import edges, empty_scores, rfm_values, score, up_to
from segtui.features.rfm.segments import OTHERS, RfmRule, default_rules, first_match, lint
from segtui.features.table_maker import TableMaker
from segtui.language.translation import to_translate

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

Day = Annotated[dt.date, BeforeValidator(lambda day: dt.date.fromisoformat(day) if isinstance(day, str) else day)]
"""A date, with quotes or without."""
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Rfm(TableMaker):
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

    kind: Literal["rfm"]
    """Recency, frequency, monetary."""
    date: str
    """The column of the order's date."""
    amount: str
    """The column of the amount, or a Polars SQL expression such as "Quantity * UnitPrice"."""
    order: str | None = None
    """The column of the order's id: rows that share it are one order; default: each row is an order."""
    as_of: Day | None = None
    """The day to measure recency from, ignoring later orders; default: the day after the last order."""
    bins: Annotated[int, Field(ge=2, le=10)] = 5
    """The number of scores: 5 for 1 to 5."""
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
            raise ValueError("weights: at least one must be above 0")
        for rule in self.rules or ():
            if any(bounds and bounds[1] > self.bins for bounds in (rule.r, rule.f, rule.m)):
                raise ValueError(f'rules: "{rule.name}" has a score above bins = {self.bins}')
        return self

    def output_columns(self) -> tuple[str, ...]:
        """Recency, frequency, monetary value, their scores and the segment by rules."""
        return _ADDED

    def labels(self) -> dict[str, str]:
        """Their labels; monetary value is spent in total or per order."""
        return _LABELS | ({"monetary": _SPENT_PER_ORDER} if self.monetary == "mean" else {})

    def fit_transform(self, table: Table) -> Derived:
        """One row per customer with at least one order up to `as_of`, sorted by id."""
        return self._made(table, {})

    def transform(self, table: Table, learned: Mapping[str, Any]) -> Derived:
        """The same, scored by the bins of an earlier run."""
        return self._made(table, learned)

    def unpinned(self) -> Self:
        """Recency counts to the day after the last order of the table that came later."""
        return self.model_copy(update={"as_of": None})

    def _made(self, table: Table, known: Mapping[str, Sequence[float]]) -> Derived:
        refuse(self.faults(table.frame, "derive"))
        lines, notes = self._orders().lines(table)
        as_of, lines = up_to(self.as_of, lines, notes, where=table.reading.path)
        customers = rfm_values(lines, self.monetary, notes)
        scored, cuts, empty = self._score(customers, known)
        rules = default_rules(self.bins) if self.rules is None else self.rules
        frame = self._segment(scored, rules).rename({"id": self.id})
        unused = lint(rules, self.bins, self.otherwise)
        return Derived(
            frame=frame,
            id=self.id,
            remarks=(*map(MakerNote, notes), *empty, *map(MakerNote, unused)),
            edges=cuts,
            learned=dict(cuts),
            carried_out=self.model_copy(update={"as_of": as_of, "rules": rules}),
        )

    def faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        """Columns that are not there, dates that are none, amounts that are not numbers."""
        found = self._orders().faults(frame, key)
        if self.id in _ADDED:
            found.append(
                Fault(f"{key}.id", f'"{self.id}" is the name of a column that rfm adds', "rename the id column")
            )
        return found

    def _orders(self) -> Orders:
        return Orders(id=self.id, date=self.date, amount=self.amount, order=self.order)

    def _score(
        self, customers: pl.DataFrame, known: Mapping[str, Sequence[float]]
    ) -> tuple[pl.DataFrame, dict[str, tuple[float, ...]], list[MakerNote]]:
        """The customers with their scores, the bounds of the bins by feature, and which scores nobody has."""
        cuts: dict[str, tuple[float, ...]] = {}
        scores = {}
        empty = []
        for name, made in (("recency_days", "r_score"), ("frequency", "f_score"), ("monetary", "m_score")):
            values = customers[name].to_numpy()
            bounds = np.array(known[name]) if name in known else edges(values, self.bins)
            scores[made] = score(values, bounds, low_is_best=name == "recency_days")
            cuts[name] = tuple(bounds.tolist())
            if note := empty_scores(values, scores[made], self.bins, learned=name in known):
                empty.append(MakerNote(note, name))
        r, f, m = scores.values()
        wr, wf, wm = self.weights
        composite = (wr * r + wf * f + wm * m) / (wr + wf + wm)
        scored = customers.with_columns(**{k: pl.Series(v) for k, v in scores.items()})
        sums = {"rfm_score": pl.Series(100 * r + 10 * f + m), "rfm_composite": pl.Series(composite)}
        return scored.with_columns(**sums), cuts, empty

    def _segment(self, scored: pl.DataFrame, rules: tuple[RfmRule, ...]) -> pl.DataFrame:
        cube = first_match(rules, self.bins)
        found = cube[tuple(scored[c].to_numpy() - 1 for c in ("r_score", "f_score", "m_score"))]
        names = np.array([rule.name for rule in rules] + [self.otherwise], dtype=object)
        return scored.with_columns(rfm_segment=pl.Series(names[found].tolist(), dtype=pl.String))
