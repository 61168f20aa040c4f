"""Whole numbers that are parts of a date: years, months, days, hours, weeks, times of day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segtui.profiling.name_words import BIRTH, words_of

Floats = NDArray[np.float64]

_RANGES = {
    "year": (1500, 2200),
    "quarter": (1, 4),
    "month": (0, 12),
    "week": (0, 53),
    "weekday": (0, 7),
    "day": (0, 366),
    "hour": (0, 24),
    "minute": (0, 60),
    "second": (0, 60),
}
_CALLED = {
    "year": "year yr yrs jahr annee ano anno jaar rok",
    "quarter": "quarter qtr quartal trimestre kwartaal",
    "month": "month mo mon mnth monat mois mes mese maand mth",
    "week": "week wk woche semaine semana settimana isoweek weekofyear",
    "weekday": "weekday dow dayofweek wochentag",
    "day": "day dy tag jour giorno dag doy dayofyear dayofmonth",
    "hour": "hour hr hh stunde heure hora ora uur",
    "minute": "minute",
    "second": "second",
}
_PART = {word: part for part, called in _CALLED.items() for word in called.split()}
_BESIDE = words_of(
    "of in the at on order signup sign up join joined joining registration registered start started end "
    "ended purchase purchased sale sold built build construction constructed model made remod add blt garage "
    "house invoice transaction billing fiscal calendar first last birth enrollment enrolment release released "
    "launch issue issued opened closed visit event date time utc local week month year day hour death founded "
    "vintage manufactured"
)


def is_date_part(words: Sequence[str], distinct: Floats) -> bool:
    """Whether a name calls whole numbers a part of a date, in the singular, and all of them fit.

    `order_month` from 1 to 12 is one; `months`, a year of birth (it is an age) and a month of 72 are not.
    """
    parts = [_PART[w] for w in words if w in _PART]
    if not parts or words[0] == "mins" or any(w not in _PART and w not in _BESIDE and not _of_death(w) for w in words):
        return False
    if BIRTH & set(words) and "year" in parts:
        return False
    low, high = distinct[0], distinct[-1]
    fits = any(_RANGES[p][0] <= low and high <= _RANGES[p][1] for p in parts)
    numbered = words[0] == "week" and low >= 100  # weeks counted from a day in the distant past
    return fits or ("year" in parts and _two_digits(distinct)) or numbered


def is_clock_time(words: Sequence[str], distinct: Floats) -> bool:
    """Whether whole numbers under the name of a time are times of day, 1730 for half past five."""
    hours, minutes = np.divmod(distinct, 100)
    named = words[-1] in {"time", "zeit", "heure", "hora"}
    return bool(named and distinct.size > 24 and (minutes < 60).all() and hours.min() >= 0 and 10 < hours.max() <= 24)


def is_year(values: Floats) -> bool:
    """Whether whole numbers are recent years, apart from a few typing errors."""
    if values.size < 20:
        return False
    low, high = np.quantile(values, [0.02, 0.98])
    return bool(low >= 1900 and high <= 2100)


def _two_digits(distinct: Floats) -> bool:
    return bool(distinct[0] >= 40 and distinct[-1] <= 99)


def _of_death(word: str) -> bool:
    return word.isdigit() and len(word) <= 2
