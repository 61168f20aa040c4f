"""How numbers are written in one line, "2..12", "10..100 step 10", "5, 10, 20": read, and nudged at the upper end."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from widgets.words import tell

Values = tuple[float, ...] | Literal["auto"]

_NUMBER = r"-?(?:\d+\.?\d*|\.\d+)"
_RANGE = re.compile(
    rf"^\s*(?P<low>{_NUMBER})\s*\.\.\s*(?P<high>{_NUMBER})\s*(?:step\s+(?P<step>{_NUMBER})\s*)?$",
)
_LAST = re.compile(rf"(?P<last>{_NUMBER})\s*$")
MOST = 10_000
"""The most values that a range may stand for."""


@dataclass(frozen=True)
class NumberGrammar:
    """What may be written: whole numbers only or any, from `minimum` to `maximum`, "auto" or not.

    >>> NumberGrammar().read("2..5")
    (2, 3, 4, 5)
    >>> NumberGrammar(integer=False, minimum=0).read("0.1..0.3 step 0.1")
    (0.1, 0.2, 0.3)
    """

    integer: bool = True
    minimum: float | None = None
    maximum: float | None = None
    above: bool = False
    """The minimum itself is not allowed: values lie above it."""
    auto: bool = False

    def read(self, text: str) -> Values:
        """The distinct values in the order written; ValueError with a sentence for the user."""
        text = text.strip()
        if text.lower() == "auto":
            if not self.auto:
                raise ValueError(tell("auto is not allowed here: write numbers"))
            return "auto"
        if not text:
            raise ValueError(tell("write {example}", example=self.example))
        match = _RANGE.match(text)
        values = self._spread(match) if match else self._listed(text)
        return tuple(dict.fromkeys(self._allowed(value) for value in values))

    @property
    def example(self) -> str:
        """What can be written, for a placeholder or a sentence."""
        numbers = tell("2..12 or 5, 10, 20") if self.integer else tell("0.5, 0.8 or 1..2 step 0.5")
        return tell("{numbers} or auto", numbers=numbers) if self.auto else numbers

    def _spread(self, match: re.Match[str]) -> list[float]:
        low, high = float(match["low"]), float(match["high"])
        step = 1.0 if match["step"] is None else float(match["step"])
        if not step > 0:
            raise ValueError(tell("the step must be positive"))
        if high < low:
            raise ValueError(tell("a range must increase: {high}..{low}", high=match["high"], low=match["low"]))
        count = math.floor(min((high - low) / step, 1e15) + 1e-9) + 1
        self._allowed(high if self.maximum is not None and high > self.maximum else low)
        if count > MOST:
            raise ValueError(tell("{count:,} values are more than {most:,}: use a larger step", count=count, most=MOST))
        values = [low + i * step for i in range(count)]
        whole = all("." not in part for part in match.groups() if part)
        return [int(v) for v in values] if whole else [round(v, 12) for v in values]

    def _listed(self, text: str) -> list[float]:
        if ".." in text:
            raise ValueError(tell("a range is from..to, with or without a step: 10..100 step 10"))
        parts = text.removeprefix("[").removesuffix("]").split(",")
        if len(parts) > 1 and not parts[-1].strip():  # a comma just typed is not a fault yet
            parts.pop()
        return [self._number(part.strip()) for part in parts]

    def _number(self, text: str) -> float:
        if not text:
            raise ValueError(tell("a number is missing between two commas"))
        if not re.fullmatch(rf"{_NUMBER}(?:[eE][-+]?\d+)?", text):
            raise ValueError(tell("“{text}” is not a number: write {example}", text=text[:20], example=self.example))
        return float(text)

    def _allowed(self, value: float) -> float:
        if not math.isfinite(value):
            raise ValueError(tell("that number is too large"))
        if self.integer and value != int(value):
            raise ValueError(tell("{value} is not a whole number", value=show(value)))
        if self.minimum is not None and (value <= self.minimum if self.above else value < self.minimum):
            raise ValueError(
                tell(
                    "{value} is too small: above {least}" if self.above else "{value} is too small: from {least}",
                    value=show(value),
                    least=show(self.minimum),
                )
            )
        if self.maximum is not None and value > self.maximum:
            raise ValueError(tell("{value} is too large: up to {most}", value=show(value), most=show(self.maximum)))
        return int(value) if self.integer else float(value)

    def nudge(self, text: str, direction: int) -> str:
        """The text with its upper end one step up (+1) or down (-1); unchanged where that is not allowed.

        A range moves by its step, a list's last number by one in its last decimal place.
        """
        match = _RANGE.match(text)
        if match:
            start, stop = match.span("high")
            step = Decimal(match["step"] or 1)
        else:
            last = _LAST.search(text.rstrip().removesuffix("]"))
            if not last:
                return text
            start, stop = last.span("last")
            step = Decimal(1).scaleb(min(0, int(Decimal(last["last"]).as_tuple().exponent)))
        moved = text[:start] + str(Decimal(text[start:stop]) + direction * step) + text[stop:]
        try:
            self.read(moved)
        except ValueError:
            return text
        return moved


def show(value: float) -> str:
    """A number as short as it can be said: 12, 0.5, 1,000."""
    return f"{int(value):,}" if value == int(value) and abs(value) < 1e15 else f"{value:.6g}"
