import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.progress.remaining_time import duration_text, eta_seconds

share = st.floats(1e-6, 1, exclude_max=True)
elapsed = st.floats(1e-3, 1e7)


@given(share, elapsed)
def test_what_is_left_is_to_what_passed_as_the_rest_is_to_what_is_done(share, elapsed):
    assert eta_seconds(share, elapsed) == pytest.approx(elapsed * (1 - share) / share, rel=1e-6, abs=1e-6)


@given(share, share, elapsed)
def test_the_more_is_done_in_a_time_the_sooner_it_ends(a, b, elapsed):
    assert (eta_seconds(max(a, b), elapsed) or 0) <= (eta_seconds(min(a, b), elapsed) or 0)


@pytest.mark.parametrize("share", [0.0, -1.0, float("nan")])
def test_without_a_rate_there_is_no_estimate(share):
    assert eta_seconds(share, 10) is None


def test_without_time_passed_there_is_no_estimate():
    assert eta_seconds(0.5, 0) is None
    assert eta_seconds(1e-320, 10) is None


def test_nothing_is_left_when_all_is_done():
    assert eta_seconds(1.0, 0) == 0
    assert eta_seconds(1.5, 3) == 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "0 s"),
        (0, "0 s"),
        (8.2, "9 s"),
        (59, "59 s"),
        (59.5, "1 min"),
        (61, "1 min 10 s"),
        (120, "2 min"),
        (3599, "1 h"),
        (3600, "1 h"),
        (7500, "2 h 5 min"),
        (200_000, "2 d 8 h"),
        (1e300, "11,574,074 d 2 h"),
    ],
)
def test_a_duration_is_said_in_few_words_and_never_too_short(seconds, text):
    assert duration_text(seconds) == text


@given(st.floats(0, 1e9))
def test_a_duration_fits_a_line(seconds):
    assert len(duration_text(seconds)) <= 14
