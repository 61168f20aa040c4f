"""What `segtui profile --json` writes of alerts does not depend on how finely the code tells them apart."""

from typing import get_args

import pytest

from segtui.profiling.column import Alert, AlertCode, ColumnProfile
from segtui.profiling.profile import Profile, profile_json

PUBLISHED = {
    *("empty", "nulls", "constant", "id_like", "near_copy", "correlated", "sum_of_columns", "skewed", "aberrant"),
    *(
        "negative",
        "stand_in",
        "zeros",
        "null_word",
        "impossible_date",
        "mixed_formats",
        "mixed_units",
        "unread",
        "infinite",
        "rounded",
    ),
}


def written(alert: Alert) -> dict[str, object]:
    column = ColumnProfile("x", "number", 3, 0, 3, alerts=(alert,))
    (known,) = profile_json(Profile((column,), 3))["columns"]
    return known["alerts"][0]


def test_every_code_is_written_under_a_published_one() -> None:
    assert {written(Alert(code, "", 1, {"units": {}}))["code"] for code in get_args(AlertCode)} == PUBLISHED


@pytest.mark.parametrize(
    ("alert", "facts"),
    [
        (Alert("mixed_units", "", 1, {"units": {"EUR": 4, "USD": 1}}), {"EUR": 4, "USD": 1}),
        (Alert("sum_of_columns", "", 1, {"parts": ["a, b", "c"], "share": 1.0}), {"parts": '"a, b", c', "share": 1.0}),
        (Alert("near_copy", "", 1, {"other": "a", "relation": "curved", "r": 1.0}), {"other": "a", "r": 1.0}),
        (Alert("near_copy", "", 1, {"other": "a", "relation": "equal"}), {}),
        (Alert("spellings", "", 1, {"pair": ["a", "A"]}), {}),
        (Alert("zeros", "", 1, {"value": 0.0, "share": 0.5}), {"value": 0.0, "share": 0.5}),
    ],
)
def test_facts_are_written_as_they_were_published(alert: Alert, facts: dict[str, object]) -> None:
    assert written(alert)["facts"] == facts
