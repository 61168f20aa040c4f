"""Text as components: the algebra, words, later rows, columns that can't be used."""

from __future__ import annotations

import json
import random

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sklearn.feature_extraction.text import TfidfVectorizer

from segtui.errors import DataError, PlanError
from segtui.features.makers.text import TextFeatures
from segtui.features.row_features.text_components import telling

LATE = ["livraison en retard", "le colis est en retard", "delivery was late", "a late delivery again"]
PRICE = ["trop cher", "les prix sont trop élevés", "prices are too high", "too expensive, the price is high"]


@pytest.fixture(scope="module")
def frame():
    """Sixty texts about two things, one without a value and one blank."""
    rng = random.Random(5)
    texts = [rng.choice([LATE, PRICE][i % 2]) for i in range(60)]
    return pl.DataFrame({"id": range(62), "said": [*texts, None, "  "]})


def maker(**more):
    return TextFeatures.model_validate({"kind": "text", "column": "said", "components": 3, **more})


def test_the_components_are_the_singular_vectors_of_tf_idf(frame):
    made = maker().fit_transform(frame, "derive[1]")
    weighted = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=5, sublinear_tf=True)
    dense = weighted.fit_transform(frame["said"][:60].to_list()).toarray()
    left, values, _ = np.linalg.svd(dense, full_matrices=False)
    expected, found = (left * values)[:, :3], made.frame.to_numpy()[:60]
    assert np.abs(found) == pytest.approx(np.abs(expected), abs=1e-5)
    assert made.frame[60:].to_numpy() == pytest.approx(0)
    assert made.notes == ("2 of 62 rows have no said: every component is 0 there.",)


def test_later_rows_get_the_same_whatever_batch_they_come_in(frame):
    made = maker().fit_transform(frame, "derive[1]")
    learned = json.loads(json.dumps(made.learned))
    parts = [maker().transform(part, learned, "derive[1]").frame for part in frame.iter_slices(7)]
    assert_frame_equal(pl.concat(parts), made.frame, check_exact=True)
    assert maker().transform(frame.clear(), learned, "derive[1]").frame.shape == (0, 3)
    unknown = pl.DataFrame({"said": ["漢字 xyzzy", None]})
    assert maker().transform(unknown, learned, "derive[1]").frame.to_numpy() == pytest.approx(0)


def test_the_words_of_a_component_are_those_of_the_texts_where_it_is_high_or_low(frame):
    (shown,) = maker().fit_transform(frame, "derive[1]").exhibits
    assert shown.frame["component"].to_list() == ["said_1", "said_2", "said_3"]
    sides = [set(", ".join(side).split(", ")) for side in (shown.frame["high"], shown.frame["low"])]
    assert any({"late", "delivery"} & side for side in sides) and any({"cher", "trop", "prix"} & side for side in sides)


def test_words_of_few_people_are_not_told(frame):
    named = frame.with_columns(
        said=pl.col("said") + pl.when(pl.col("id") < 4).then(pl.lit(" Papadopoulos")).otherwise(pl.lit(""))
    )
    made = maker().fit_transform(named, "derive[1]")
    assert "papad" not in json.dumps(made.learned) + str(made.exhibits[0].frame.to_dicts())


def test_columns_have_the_name_that_is_given():
    assert maker(components=2).output_columns() == ("said_1", "said_2")
    assert maker(components=1, name="voice").output_columns() == ("voice_1",)


def test_numbers_and_texts_with_nothing_in_common_are_told(frame):
    with pytest.raises(PlanError) as refused:
        maker(column="id").fit_transform(frame, "derive[1]")
    assert refused.value.faults[0].key == "derive[1].column"
    for given in (frame.head(3), frame.clear()):
        with pytest.raises(DataError, match="too little in common"):
            maker().fit_transform(given, "derive[1]")
    with pytest.raises(DataError) as few:
        maker(components=59).fit_transform(frame.head(20), "derive[1]")
    assert "components = 19 or less" in few.value.fix


def test_a_component_is_called_by_its_strongest_words_long_ones_first(frame):
    ends = maker().fit_transform(frame, "derive[1]").ends
    assert list(ends) == ["said_1", "said_2", "said_3"]
    assert all(len(side) <= 2 for both in ends.values() for side in both)
    assert telling(["et", "retard", "au", "colis", "lent"]) == ("retard", "colis") and telling(["漢字"]) == ("漢字",)
