"""The condition that the possible dates of a column meet, as the profile's alert tells them from the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from segtui.profiling.implausible_dates import FAR_YEARS, FIRST


def possible(alert: Mapping[str, Any], column: Mapping[str, Any], name: str) -> str:
    """In SQL: from 1900 to 2099, near the others where some are far off, and no day that stands for nothing."""
    cell = '"' + name.replace('"', '""') + '"'
    if column["kind"] == "integer":
        return f"{cell} BETWEEN 1900 AND 2099"
    low, high = date.fromisoformat(FIRST), date(2100, 1, 1)
    if alert["facts"]["far_off"]:
        near = _near(column)
        low, high = max(low, near[0]), min(high, near[1])
    checks = [f"{cell} >= DATE '{low}'", f"{cell} < DATE '{high}'"]
    checks += [f"{cell} <> DATE '{day}'" for day in alert["facts"]["placeholders"]]
    return " AND ".join(checks)


def _near(column: Mapping[str, Any]) -> tuple[date, date]:
    """Three interquartile ranges and ten years around the quartiles, as the alert measures it."""
    q1, q3 = (date.fromisoformat(column[q][:10]) for q in ("q1", "q3"))
    reach = max(3 * (q3 - q1).days, int(FAR_YEARS * 365.25))
    first = max(q1.toordinal() - reach, 1)
    last = min(q3.toordinal() + reach + 1, date.max.toordinal())
    return date.fromordinal(first), date.fromordinal(last)
