"""Control groups: shares, stability, and people who move."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from segtui.segments.campaigns.control_group import CONTROL, draws, extend_control

NOBODY = pl.DataFrame(schema=CONTROL)


def people(*sizes: int) -> pl.DataFrame:
    segments = [segment for segment, size in enumerate(sizes) for _ in range(size)]
    return pl.DataFrame({"id": [f"p{i}" for i in range(len(segments))], "segment": segments})


def held(control: pl.DataFrame) -> set[str]:
    return set(control["id"])


@given(st.lists(st.integers(1, 60), min_size=1, max_size=4), st.floats(0, 0.9), st.integers(0, 2**32 - 1))
def test_every_segment_gives_its_share_rounded(sizes, share, seed):
    control = extend_control(NOBODY, people(*sizes), share, seed, 1)
    counts = dict(control.group_by("segment").len().iter_rows())
    for segment, size in enumerate(sizes):
        assert counts.get(segment, 0) == int(share * size + 0.5)


@given(st.floats(0, 0.9), st.floats(0, 0.9), st.integers(0, 99))
def test_a_larger_share_adds_people_and_a_smaller_one_releases_nobody(one, two, seed):
    first = extend_control(NOBODY, people(40, 25), one, seed, 1)
    second = extend_control(first, people(40, 25), two, seed, 2)
    assert held(first) <= held(second)
    assert second.head(first.height).equals(first)
    assert held(second) == held(extend_control(NOBODY, people(40, 25), max(one, two), seed, 1))


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.booleans()), min_size=1, max_size=60),
    st.floats(0, 0.9),
    st.floats(0, 1),
)
def test_people_with_high_numbers_need_only_be_counted(rows, share, reach):
    everybody = pl.DataFrame(
        {
            "id": [f"p{i}" for i in range(len(rows))],
            "segment": pl.Series([segment for segment, _, _ in rows], dtype=pl.Int32),
            "person": [person for _, person, _ in rows],
            "held": [held for _, _, held in rows],
        }
    )
    alone = (pl.len().over("person") == 1) & ~pl.col("held")
    far = everybody.select(alone & (draws(pl.col("id"), 0) > reach)).to_series()
    others = dict(everybody.filter(far).group_by("segment").len().iter_rows())
    found = extend_control(NOBODY, everybody.filter(~far), share, 0, 1, others, reach)
    whole = extend_control(NOBODY, everybody, share, 0, 1)
    if found is None:
        assert set(whole["id"]) & set(everybody.filter(far)["id"])
    else:
        assert found.equals(whole)


def test_the_order_of_the_rows_and_the_type_of_the_ids_change_nothing():
    table = pl.DataFrame({"id": range(50), "segment": [0] * 30 + [1] * 20})
    text = table.with_columns(pl.col("id").cast(pl.String)).sample(fraction=1, shuffle=True, seed=3)
    assert extend_control(NOBODY, table, 0.2, 0, 1).equals(extend_control(NOBODY, text, 0.2, 0, 1))


def test_another_seed_draws_others():
    assert held(extend_control(NOBODY, people(100), 0.2, 0, 1)) != held(extend_control(NOBODY, people(100), 0.2, 1, 1))


def test_whoever_changes_segment_stays_held_out_and_counts_where_they_are():
    first = extend_control(NOBODY, people(20, 20), 0.25, 0, 1)
    moved = people(20, 20).with_columns(segment=1 - pl.col("segment"))
    assert held(extend_control(first, moved, 0.25, 0, 2)) == held(first)


def test_the_numbers_of_people_are_even_and_known():
    frame = people(20_000).select(u=draws(pl.col("id"), 0))
    assert frame["u"].min() >= 0 and frame["u"].max() < 1
    assert abs(frame["u"].mean() - 0.5) < 0.01
    # pinned: a control group must be the same on every machine and in every version
    assert pl.DataFrame({"id": ["1"]}).select(draws(pl.col("id"), 0)).item() == 0.2905648758095838
