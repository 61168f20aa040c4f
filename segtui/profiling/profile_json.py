"""A profile as `segtui profile --json` writes it: the codes and facts that scripts rely on."""

from __future__ import annotations

from typing import Any

from segtui.profiling.column import Alert
from segtui.profiling.profile import Profile
from segtui.wording import joined

_CODES = {
    "heavy_tail": "skewed",
    "placeholder_dates": "stand_in",
    **dict.fromkeys(("date_formats", "codes_as_numbers", "numbers_and_words", "spellings"), "mixed_formats"),
}
_INNER = {"relation", "placeholders", "far_off", "mostly", "pair", "is_id", "free_text", "repeats"}


def profile_json(profile: Profile) -> dict[str, Any]:
    """The profile in types that JSON knows, with alerts under their published codes."""
    columns = [{**c.to_dict(), "alerts": [_alert(a) for a in c.alerts]} for c in profile.columns]
    return {**profile.to_dict(), "columns": columns}


def _alert(alert: Alert) -> dict[str, Any]:
    code = _CODES.get(alert.code, alert.code)
    return {"code": code, "message": alert.message, "count": alert.count, "facts": _facts(alert)}


def _facts(alert: Alert) -> dict[str, Any]:
    facts = alert.facts
    if alert.code == "mixed_units":
        return dict(facts["units"])
    if facts.get("relation") in ("equal", "one_to_one"):
        return {}
    found: dict[str, Any] = {name: value for name, value in facts.items() if name not in _INNER}
    return {**found, "parts": joined(facts["parts"])} if "parts" in facts else found
