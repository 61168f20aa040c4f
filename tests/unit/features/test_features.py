"""Which columns are clustered: the default, globs, names, and what is refused."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from pydantic import ValidationError

from segtui.errors import DataError, PlanError
from segtui.features.features import Features, check, choose_features
from segtui.features.scaled_matrix.passed_over import passed_over


@pytest.fixture
def frame():
    return pl.DataFrame(
        {
            "id": [1, 2, 3, 4],
            "income": [10.0, 20.0, None, 40.0],
            "MntWines": [1, 5, 3, 9],
            "MntFruit": [0, 1, 1, 0],
            "same": [3, 3, 3, None],
            "account_no": [71, 72, 73, 74],
            "member": [True, False, True, True],
            "city": ["Rome", "Bern", "Rome", None],
            "joined": [dt.date(2024, 1, d) for d in (1, 2, 3, 4)],
            "r_score": [1, 2, 3, 4],
            "rfm_composite": [1.0, 2.5, 3.0, 4.0],
        }
    )


SCORES = frozenset({"r_score", "rfm_composite"})
"""Those of the frame's columns that a maker made from others."""


def test_by_default_numbers_that_vary_are_used_and_no_id_flag_or_score(frame):
    assert choose_features(frame, "id", Features(), restating=SCORES) == ["income", "MntWines"]


def test_a_column_called_as_a_maker_would_call_its_own_is_like_any_other(frame):
    own = frame.select("id", "income", my_clv_decile=pl.Series([0.5, 3.5, 2.5, 9.5]))
    assert choose_features(own, "id", Features()) == ["income", "my_clv_decile"]


def test_what_the_default_passes_over_is_told(frame):
    found = passed_over(frame, "id", Features(), SCORES)
    assert found.notes == (
        "Not clustered because all rows have the same value: same.",
        "Not clustered because it looks like an id: account_no.",
    )
    assert found.columns == ("same", "account_no")


@pytest.mark.parametrize("use", [None, ("*",), ("*e*",), ("a*", "income")])
@pytest.mark.parametrize("categorical", ["none", "onehot"])
def test_a_plan_that_names_everything_tells_the_same(frame, use, categorical):
    many = pl.Series("a_street", [f"street {i % 25}" for i in range(frame.height)])
    frame = frame.with_columns(many, a_code=pl.Series([1, 2] * (frame.height // 2) + [3] * (frame.height % 2)))
    first = Features(use=use, categorical=categorical)
    found = passed_over(frame, "id", first)
    named = first.model_copy(update={"use": tuple(choose_features(frame, "id", first)), "aside": found.columns or None})
    assert passed_over(frame, "id", named) == found


def test_one_hot_encoding_lets_flags_and_text_in(frame):
    chosen = choose_features(frame, "id", Features(categorical="onehot"), restating=SCORES)
    assert chosen == ["income", "MntWines", "MntFruit", "member", "city"]


def test_a_glob_takes_in_what_suits(frame):
    assert choose_features(frame, "id", Features(use=["Mnt*"])) == ["MntWines", "MntFruit"]
    assert choose_features(frame, "id", Features(use=["*e*"])) == [
        "income",
        "MntWines",
        "member",
        "r_score",
        "rfm_composite",
    ]


def test_a_star_is_the_default_and_names_add_to_it(frame):
    assert choose_features(frame, "id", Features(use=["*", "r_score"]), restating=SCORES) == [
        "income",
        "MntWines",
        "r_score",
    ]


def test_the_frames_order_holds_whatever_the_plans(frame):
    assert choose_features(frame, "id", Features(use=["MntFruit", "income"])) == ["income", "MntFruit"]


def test_a_column_named_in_full_is_used_though_it_is_constant_or_numbers_the_rows(frame):
    assert choose_features(frame, "id", Features(use=["same", "account_no"])) == ["same", "account_no"]


def test_a_name_with_brackets_stands_for_itself():
    frame = pl.DataFrame({"id": [1, 2], "Score [1-9]": [1, 2]})
    assert choose_features(frame, "id", Features(use=["Score [1-9]"])) == ["Score [1-9]"]


@pytest.mark.parametrize(
    ("said", "key", "expected"),
    [
        ({"use": ["incme"]}, "features.use", ('there is no column "incme"', 'did you mean "income"?')),
        ({"use": ["Zzz*"]}, "features.use", ('there is no column "Zzz*"', "available: id, income")),
        ({"use": ["city"]}, "features.use", ('"city" is text', "onehot")),
        ({"use": ["id"]}, "features.use", ('"id" is the id', "leave it out")),
        ({"use": ["joined"]}, "features.use", ('"joined" is a date, not a number', "a number made from it")),
        ({"log": ["incme"]}, "features.log", ('there is no column "incme"', 'did you mean "income"?')),
        ({"log": ["r_score"]}, "features.log", ('"r_score" is not among the used columns', "used: income, MntWines")),
        ({"log": ["city"], "categorical": "onehot"}, "features.log", ('"city" is text', "log1p needs numbers")),
    ],
)
def test_a_name_that_does_not_suit_is_a_plan_fault(frame, said, key, expected):
    with pytest.raises(PlanError) as caught:
        choose_features(frame, "id", Features(**said))
    (fault,) = caught.value.faults
    assert fault.key == key
    assert expected[0] in fault.what
    assert expected[1] in fault.fix


def test_check_finds_every_wrong_name_at_once(frame):
    faults = check(Features(use=["a", "income"], log=["b", "*"]), frame.columns)
    assert [f.key for f in faults] == ["features.use", "features.log"]


def test_text_of_too_many_values_is_refused_by_name_and_passed_over_by_glob():
    frame = pl.DataFrame({"id": range(21), "code": [f"x{i}" for i in range(21)], "n": [i * 8 % 21 for i in range(21)]})
    with pytest.raises(PlanError, match=r'"code" has 21 values; one-hot encoding takes up to 20'):
        choose_features(frame, "id", Features(use=["code"], categorical="onehot"))
    assert choose_features(frame, "id", Features(categorical="onehot")) == ["n"]


def test_nothing_to_cluster_says_what_to_do():
    frame = pl.DataFrame({"id": [1, 2], "name": ["a", "b"]})
    with pytest.raises(DataError, match="none is numeric and varies") as caught:
        choose_features(frame, "id", Features())
    assert "onehot" in caught.value.fix


def test_an_empty_list_of_columns_is_refused():
    with pytest.raises(ValidationError):
        Features(use=[])
