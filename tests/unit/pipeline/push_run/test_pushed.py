"""What a push says of people whom a platform did not take, and of those it is still looking at."""

from segtui.language.sentences import in_language
from segtui.pipeline.push_run.pushed import Pushed


def test_refusals_without_a_name_and_requests_that_go_on_are_told():
    done = Pushed("ads", "google-ads", "1/2", "google", False, added=10, unnamed=3, pending=("126-1",))
    told = "\n".join(in_language(line) for line in done.sentences())
    assert "not taken: 3 people, of whom the platform does not say who they are" in told
    assert "still looking at request 126-1" in told
    assert done.facts()["unnamed"] == 3 and done.facts()["pending"] == ["126-1"]
