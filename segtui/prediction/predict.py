"""What a plan says of a prediction."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, create_model, field_validator, model_validator

from segtui.data.databases.plan_keys import TablePath
from segtui.declare import Declared, NamesColumns
from segtui.features.log.durations import read_duration
from segtui.language.sentences import say
from segtui.prediction.calibration import CalibrationMethod
from segtui.prediction.fit_prediction import ChooseBy
from segtui.prediction.labels.log_outcome import horizon_days
from segtui.prediction.learner import Learner, find_learner, learners
from segtui.prediction.money import ContactMoney

UseAs = Literal["column", "segments", "none"]
HORIZON, SNAPSHOTS = "30d", "monthly"
_OF_LOGS = ("path", "horizon", "snapshots", "events", "active")
_WORDS = ("weekly", "monthly", "quarterly")


class LabelColumn(Declared):
    """A column of two values that says what became of a customer."""

    column: str
    """The column; rows where it is empty are not learned from, and get a probability."""
    yes: str | None = None
    """The value whose probability is predicted; default: 1, true or yes, else the rarer one."""


class Money(Declared):
    """What contacting a customer costs and brings."""

    contact: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    """What one contact costs."""
    margin: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    """What a contacted customer brings where the outcome comes."""

    def of_contact(self) -> ContactMoney:
        """The same to calculate with."""
        return ContactMoney(self.contact, self.margin)


class AnyPredict(Declared):
    """The probability that a customer does something next, learned from what earlier customers did, and tested."""

    name: Annotated[str, Field(pattern=r"^[^\W\d]\w*$", max_length=60)]
    """What the column of probabilities is called; NAME_decile is the tenth that a customer is in, 10 the highest."""
    label: Literal["purchase", "churn"] | LabelColumn
    """What is predicted: purchase (an order or event within the horizon), churn (none within it), or a column of two
    values, such as { column = "Response" }, with yes = "…" where it is not plain which of them is predicted."""
    path: TablePath | None = None
    """The log of a purchase or churn, as the [[derive]] that reads it names it; default: the log of the first one."""
    horizon: str | None = None
    """How many days are looked ahead, such as 30d or 4w; default: 30d."""
    snapshots: str | None = None
    """How far apart the days are on which customers are looked at: weekly, monthly, quarterly or a length of time such
    as 14d; default: monthly."""
    events: tuple[str, ...] = ()
    """The types of events that count; default: all."""
    active: str | None = None
    """Only customers who did it in so long a time before, such as 180d, are asked; default: all that the log knows."""
    exclude: Annotated[tuple[str, ...], NamesColumns()] = ()
    """Columns that are not learned from, such as what is known only once the outcome has come."""
    models: Annotated[tuple[str, ...], Field(min_length=1)] = ("logistic", "forest", "boosting")
    """What is tried: logistic, forest, boosting, neural, and lightgbm where it is installed. Their settings stand in
    tables of their own, such as [predict.forest]."""
    choose_by: ChooseBy = "average_precision"
    """The figure that chooses among them, on rows that they did not learn from."""
    calibrate: CalibrationMethod = "sigmoid"
    """How probabilities are made true on later rows: sigmoid, isotonic (from 1,000 positives on) or none."""
    bands: dict[str, float] | None = None
    """Names for ranges of the probability with their upper bounds, rising to 1: a column NAME_band."""
    use_as: UseAs = "column"
    """How it is used: column (beside the segments), segments (its bands, or without bands its tenths, are also a
    candidate beside the clusters), or none (only reports and predictions.csv tell of it)."""
    money: Money | None = None
    """What a contact costs and brings, such as { contact = 0.8, margin = 25 }: the report says from which probability
    it pays, and the profit of each tenth."""

    @field_validator("label", mode="before")
    @classmethod
    def _is_a_label(cls, given: Any) -> Any:
        if given in ("purchase", "churn") or isinstance(given, LabelColumn):
            return given
        if not isinstance(given, dict) or not isinstance(given.get("column"), str):
            raise ValueError(
                say('should be purchase, churn or {{ column = "NAME" }}, found {given!r:.60}', given=given)
            )
        if unknown := [key for key in given if key not in LabelColumn.model_fields]:
            raise ValueError(say('has an unknown key "{unknown}"; it has column and yes', unknown=unknown[0]))
        return {**given, "yes": str(given["yes"])} if isinstance(given.get("yes"), int) else given

    @field_validator("horizon", "active")
    @classmethod
    def _is_of_whole_days(cls, given: str | None) -> str | None:
        if given is not None:
            horizon_days(given)
        return given

    @field_validator("snapshots")
    @classmethod
    def _is_a_step(cls, given: str | None) -> str | None:
        if given is not None and given not in _WORDS:
            try:
                horizon_days(given)
            except ValueError:
                raise ValueError(
                    say('"{given}" is not weekly, monthly, quarterly or whole days such as 14d', given=given)
                ) from None
        return given

    @field_validator("models")
    @classmethod
    def _are_known(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        known = [each.name for each in learners()]
        if unknown := [name for name in given if find_learner(name) is None]:
            raise ValueError(
                say('there is no model "{unknown}"; there are {known}', unknown=unknown[0], known=", ".join(known))
            )
        if len(set(given)) < len(given):
            raise ValueError(say("names a model twice"))
        return given

    @field_validator("bands")
    @classmethod
    def _rise_to_one(cls, given: dict[str, float] | None) -> dict[str, float] | None:
        if given is None:
            return given
        bounds = list(given.values())
        rises = bounds and bounds[0] > 0 and bounds[-1] == 1 and all(low < high for low, high in pairwise(bounds))
        if not rises:
            raise ValueError(say("the upper bounds should rise from above 0 to 1, such as {{ low = 0.1, high = 1 }}"))
        return given

    @model_validator(mode="after")
    def _has_keys_of_its_label(self) -> Self:
        if not self.of_log and (given := [key for key in _OF_LOGS if getattr(self, key)]):
            raise ValueError(say("{given}: goes with label = purchase or churn, not with a column", given=given[0]))
        if self.money and self.money.of_contact().threshold >= 1:
            raise ValueError(say("money: a contact that costs as much as it may bring never pays"))
        if idle := [
            each.name for each in learners() if getattr(self, each.name, None) and each.name not in self.models
        ]:
            raise ValueError(say('{idle}: has settings, but is not tried; add "{idle}" to models', idle=idle[0]))
        return self

    def learners(self) -> list[Learner]:
        """What is tried, with its settings, in the plan's order."""
        declared = [find_learner(name) for name in self.models]
        return [getattr(self, each.name, None) or each() for each in declared if each is not None]

    @property
    def of_log(self) -> bool:
        """Whether the label comes from a log."""
        return not isinstance(self.label, LabelColumn)

    @property
    def days(self) -> int:
        """The days of the horizon."""
        return horizon_days(self.horizon or HORIZON)

    @property
    def active_days(self) -> int | None:
        """The days before, in which customers did it who are asked; None for all."""
        return read_duration(self.active).days if self.active else None

    @property
    def least_paying(self) -> float:
        """The probability above which a contact pays; infinite where the plan says nothing of money."""
        return self.money.of_contact().threshold if self.money else math.inf

    def with_paths(self, moved: Callable[[str], str]) -> Self:
        """The same with the path of its log, where it names one, replaced by what `moved` makes of it."""
        return self if self.path is None else self.model_copy(update={"path": moved(self.path)})

    def columns(self) -> tuple[str, ...]:
        """The columns that it adds."""
        if self.use_as == "none":
            return ()
        return (self.name, f"{self.name}_decile", *((f"{self.name}_band",) if self.bands else ()))


if TYPE_CHECKING:
    Predict = AnyPredict
else:
    Predict = create_model(
        "Predict",
        __base__=AnyPredict,
        __doc__=AnyPredict.__doc__,
        __module__=__name__,
        **{each.name: (each | None, Field(default=None, description=each.summary())) for each in learners()},
    )
