"""The choice among candidates: order, ties, reasons, and what is said when nothing is left."""

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from segtui.clustering.algorithm import Candidate
from segtui.segments.choosing.choose import Scored, choose_candidate
from segtui.segments.choosing.conditions import Select
from segtui.validity.consensus.consensus import Consensus
from segtui.validity.scores import Scores


def scored(
    k: int = 3,
    *,
    clusters: int | None = None,
    noise: float = 0.0,
    smallest: float = 0.1,
    silhouette: float | None = 0.5,
    dunn: float | None = 0.1,
    davies_bouldin: float | None = 1.0,
    same: str | None = None,
    algorithm: str = "kmeans",
    dbcv: float | None = None,
    notes: tuple[str, ...] = (),
    largest: float | None = None,
    consensus: Consensus | None = None,
) -> Scored:
    candidate = Candidate(algorithm, {"k": k}, np.zeros(4, dtype=np.int32), seconds=1.25)
    scores = Scores(
        clusters=k if clusters is None else clusters,
        coverage=1 - noise,
        noise_share=noise,
        smallest_share=smallest,
        silhouette=silhouette,
        dunn=dunn,
        davies_bouldin=davies_bouldin,
        calinski_harabasz=10.0,
        notes=notes,
        largest_share=largest,
    )
    return Scored(candidate, scores, same, dbcv, consensus)


def order(candidates: list[Scored], **select: object) -> list[int]:
    choice = choose_candidate(candidates, Select.model_validate({"by": "silhouette", **select}))
    return [r.scored.candidate.parameters["k"] for r in choice.ranked]


def reasons(candidate: Scored, **select: object) -> tuple[str, ...]:
    ranked = choose_candidate([candidate], Select.model_validate({"by": "silhouette", **select})).ranked[0]
    return tuple(failure.reason for failure in ranked.rejected)


def test_the_highest_silhouette_times_coverage_is_chosen() -> None:
    choice = choose_candidate(
        [scored(3, silhouette=0.5), scored(4, silhouette=0.6, noise=0.25)], Select(by="silhouette")
    )
    assert choice.chosen is not None
    assert choice.chosen.scored.candidate.parameters == {"k": 3}
    assert [r.score for r in choice.ranked] == [0.5, 0.6 * 0.75]


def test_the_lowest_davies_bouldin_over_coverage_is_chosen() -> None:
    candidates = [scored(3, davies_bouldin=0.9, noise=0.2), scored(4, davies_bouldin=1.0)]
    choice = choose_candidate(candidates, Select(by="davies_bouldin"))
    assert [r.score for r in choice.ranked] == [1.0, 0.9 / 0.8]


def test_rank_is_the_mean_of_two_ranks_with_ties_averaged() -> None:
    candidates = [
        scored(3, silhouette=0.6, dunn=0.1),
        scored(4, silhouette=0.5, dunn=0.3),
        scored(5, silhouette=0.5, dunn=0.2),
    ]
    choice = choose_candidate(candidates, Select(by="rank"))
    assert [(r.scored.candidate.parameters["k"], r.score) for r in choice.ranked] == [(4, 1.75), (3, 2.0), (5, 2.25)]


def test_a_repeated_labeling_does_not_count_in_the_ranks_of_the_others() -> None:
    first = scored(3, silhouette=0.4, dunn=0.1)
    repeats = [scored(3, silhouette=0.4, dunn=0.1, same=first.candidate.key, algorithm=f"a{i}") for i in range(3)]
    choice = choose_candidate([first, *repeats, scored(4, silhouette=0.5, dunn=0.2)], Select(by="rank"))
    assert [r.score for r in choice.ranked] == [1.0, 2.0, 2.0, 2.0, 2.0]


def test_dbcv_is_not_weighed_by_coverage_as_it_counts_noise_itself() -> None:
    choice = choose_candidate([scored(3, dbcv=0.4, noise=0.2), scored(4, dbcv=0.5, noise=0.25)], Select(by="dbcv"))
    assert [r.score for r in choice.ranked] == [0.5, 0.4]


def test_ties_go_to_fewer_clusters_then_more_coverage_then_the_order_given() -> None:
    assert order([scored(4), scored(3)]) == [3, 4]
    noisy, clean = scored(8, clusters=3, silhouette=1.0, noise=0.25), scored(9, clusters=3, silhouette=0.75)
    assert order([noisy, clean]) == [9, 8]
    assert order([scored(6, clusters=3), scored(5, clusters=3)]) == [6, 5]


def test_a_repeated_labeling_keeps_its_row_behind_the_first_and_names_it() -> None:
    first = scored(3, silhouette=0.7)
    same = scored(3, silhouette=0.7, same=first.candidate.key, algorithm="hierarchical")
    choice = choose_candidate([first, scored(4), same], Select(by="silhouette"))
    board = choice.leaderboard()
    assert board["algorithm"].to_list() == ["kmeans", "hierarchical", "kmeans"]
    assert board["same_as"].to_list() == [None, 'kmeans {"k": 3}', None]
    assert board["chosen"].to_list() == [True, False, False]


def test_every_failed_condition_is_given_with_its_figures() -> None:
    assert reasons(scored(2)) == ("2 clusters, fewer than 3",)
    assert reasons(scored(1, silhouette=None)) == ("1 cluster, fewer than 3", "silhouette is not defined")
    assert reasons(scored(12)) == ("12 clusters, more than 10",)
    assert reasons(scored(smallest=0.004)) == ("smallest segment 0.4 % of rows, under 2 %",)
    assert reasons(scored(noise=0.45)) == ("noise 45 %, over 30 %",)
    assert reasons(scored(dunn=None), by="dunn") == ("Dunn is not defined",)
    assert reasons(scored(dunn=None), by="rank") == ("Dunn is not defined",)
    assert reasons(scored(), by="dbcv") == ("DBCV is not defined",)
    assert reasons(scored(0, noise=1.0, smallest=0.0, silhouette=None)) == (
        "0 clusters, fewer than 3",
        "noise 100 %, over 30 %",
        "silhouette is not defined",
    )


def test_figures_show_the_digits_that_tell_them_apart() -> None:
    assert reasons(scored(smallest=0.01996)) == ("smallest segment 1.996 % of rows, under 2 %",)
    assert reasons(scored(noise=0.30001)) == ("noise 30.001 %, over 30 %",)


def test_a_condition_that_is_met_exactly_is_met() -> None:
    assert reasons(scored(smallest=0.02, noise=0.30)) == ()


def test_accepted_candidates_rank_before_rejected_ones_and_undefined_scores_last() -> None:
    candidates = [scored(2, silhouette=0.9), scored(11, silhouette=0.95), scored(3), scored(4, silhouette=None)]
    assert order(candidates) == [3, 11, 2, 4]


def test_when_none_is_accepted_the_closest_condition_is_named() -> None:
    candidates = [
        scored(2, silhouette=0.9),
        scored(3, smallest=0.018),
        scored(4, smallest=0.001),
        scored(5, smallest=0.0199, noise=0.31),
    ]
    choice = choose_candidate(candidates, Select(by="silhouette"))
    assert choice.chosen is None
    assert choice.closest == "kmeans k=3 misses min_share: 1.8 % against 2 %"


def test_a_candidate_that_misses_two_conditions_names_both() -> None:
    choice = choose_candidate([scored(2, noise=0.45)], Select(by="silhouette"))
    assert choice.closest == "kmeans k=2 misses clusters: 2 against 3 to 10 and max_noise: 45 % against 30 %"


def test_no_candidates_at_all_is_said_so() -> None:
    choice = choose_candidate([], Select(by="silhouette"))
    assert (choice.chosen, choice.closest) == (None, "there were no candidates")
    assert choice.leaderboard().height == 0


def test_the_leaderboard_has_the_promised_columns_and_no_timings() -> None:
    board = choose_candidate([scored(notes=("Dunn is left out.", "Second."))], Select(by="silhouette")).leaderboard()
    promised = (
        "rank algorithm parameters clusters coverage noise_share smallest_share silhouette silhouette_error dunn "
        "davies_bouldin calinski_harabasz score seconds chosen rejected_because same_as notes dbcv "
        "silhouette_half_width dunn_is_bound gap recurrence balance misfit largest_share dbcv_error"
    )
    assert " ".join(board.columns) == promised
    assert board["seconds"].to_list() == [None]
    assert board["notes"].item() == "Dunn is left out.; Second."
    assert board["rejected_because"].item() is None


def test_the_leaderboard_says_of_every_score_how_sure_it_is() -> None:
    exact, sampled = scored(3, silhouette=0.5), scored(4, silhouette=0.4)
    scores = replace(sampled.scores, silhouette_error=0.002, dunn_is_bound=True)
    board = choose_candidate([exact, replace(sampled, scores=scores)], Select(by="silhouette")).leaderboard()
    assert board["silhouette_half_width"].to_list() == [0.0, pytest.approx(0.005)]
    assert board["dunn_is_bound"].to_list() == [False, True]


def test_information_criteria_are_columns_where_a_candidate_has_them() -> None:
    one = scored(3)
    mixture = replace(one, candidate=replace(one.candidate, bic=12.5, aic=-3.0))
    board = choose_candidate([mixture, scored(4)], Select()).leaderboard()
    assert board["bic"].to_list() == [12.5, None] and board["aic"].to_list() == [-3.0, None]
    assert not {"bic", "aic"} & set(choose_candidate([one], Select()).leaderboard().columns)


def test_dbcv_is_appended_where_a_candidate_has_it() -> None:
    board = choose_candidate([scored(3, dbcv=0.25), scored(4)], Select(by="silhouette")).leaderboard()
    assert board.columns.index("dbcv") == board.columns.index("notes") + 1
    assert board["dbcv"].to_list() == [0.25, None]


@pytest.mark.parametrize(
    "wrong",
    [{"clusters": [1, 5]}, {"clusters": [6, 5]}, {"min_share": 1.5}, {"max_noise": -0.1}, {"by": "x"}, {"what": 1}],
)
def test_a_wrong_condition_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Select.model_validate(wrong)


def test_the_candidate_that_the_plan_names_is_chosen_whatever_the_ranking_says() -> None:
    choice = choose_candidate([scored(3), scored(2, silhouette=0.1)], Select(by="silhouette", candidate="kmeans k=2"))
    assert choice.chosen is not None
    assert choice.chosen.scored.candidate.parameters == {"k": 2}
    assert [(f.code, f.reason) for f in choice.chosen.rejected] == [("too_few_clusters", "2 clusters, fewer than 3")]
    assert choice.leaderboard()["chosen"].to_list() == [False, True]


def test_a_named_candidate_of_nothing_but_noise_is_not_chosen() -> None:
    assert (
        choose_candidate([scored(3, clusters=0, noise=1.0)], Select(by="silhouette", candidate="kmeans k=3")).chosen
        is None
    )


def consensus(gap: float, misfit: float = 0.0) -> Consensus:
    return Consensus(gap, recurrence=0.3, balance=-0.5, misfit=misfit, misfit_weight=0.4, rows=4)


class TestConsensus:
    def test_is_the_default_from_2_to_12_segments_and_other_indices_keep_3_to_10(self):
        assert (Select().by, Select().clusters) == ("consensus", (2, 12))
        assert Select(by="dunn").clusters == (3, 10)
        assert Select(by="dunn", clusters=(2, 4)).clusters == (2, 4)

    def test_the_largest_sum_wins_and_noise_weighs_no_second_time(self):
        some = [scored(3, consensus=consensus(0.5, misfit=1.0)), scored(4, noise=0.25, consensus=consensus(0.2))]
        assert order(some, by="consensus") == [4, 3]
        assert choose_candidate(some, Select()).ranked[0].score == pytest.approx(0.2 + 0.3 - 0.1)

    def test_one_without_a_consensus_is_rejected(self):
        assert reasons(scored(3), by="consensus") == ("the consensus is not defined",)

    def test_nearly_one_segment_is_rejected_only_while_another_is_accepted(self):
        giant = scored(2, noise=0.2, largest=0.75, consensus=consensus(0.9))
        assert order([giant], by="consensus") == [2] and not choose_candidate([giant], Select()).ranked[0].rejected
        choice = choose_candidate([giant, scored(3, largest=0.5, consensus=consensus(0.1))], Select())
        assert choice.chosen.scored.candidate.parameters == {"k": 3}
        (failure,) = choice.ranked[1].rejected
        assert failure.code == "too_large"
        assert failure.reason == "largest segment 93.8 % of rows in segments, over 90 %"
