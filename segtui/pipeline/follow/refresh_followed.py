"""Moves the centroids of the run that is followed, as `segtui refresh` does, by what is known of its customers now."""

from __future__ import annotations

from dataclasses import replace

from segtui.data.reading.source_paths import absolute
from segtui.language.sentences import say
from segtui.pipeline.artifacts import versions
from segtui.pipeline.artifacts.held_run import held_run
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.follow.answers_of_stream import drop_answers
from segtui.pipeline.follow.followed_run import FollowedRun
from segtui.pipeline.follow.state.state_file import StateFile
from segtui.pipeline.follow.stream_clock import StreamClock
from segtui.pipeline.progress import Listener
from segtui.pipeline.scoring.refresh import refresh
from segtui.pipeline.scoring.version_files import RefreshOptions

REFRESHED, VERSION = "refreshed_at", "version"
"""Facts of the state: when centroids were moved last (seconds, UTC), and the version that customers were placed by."""


def is_due(followed: FollowedRun, state: StateFile, now: float) -> bool:
    """Whether the time of the plan has passed since centroids moved; it begins when it is asked for first."""
    every = followed.follow.refreshed_every
    if every is None:
        return False
    before = state.fact(REFRESHED)
    if before is None:
        state.keep(REFRESHED, now)
        return False
    return now - float(before) >= every.total_seconds()


def refreshed(
    followed: FollowedRun, state: StateFile, clock: StreamClock, listener: Listener, now: float
) -> FollowedRun:
    """A new version of the run, current from now on; the run as it is followed then. Raises DataError, UsageError.

    All customers with their features are in memory meanwhile.
    """
    state.keep(REFRESHED, now)
    state.touch(who for (who,) in state.rows("select customer from placed"))
    rows = followed.live_rows(state, clock.day)
    table = followed.run.plan.tables()[0].path
    options = RefreshOptions(absolute(table, followed.run.path), {}, at=str(clock.day))
    with held_run(followed.run.home) as (run, _):
        refresh(run, options, listener, rows=rows)
    listener.note(say("centroids moved: version {version}", version=versions.current(followed.run.home)))
    now_followed = FollowedRun.of(RunFiles.open(followed.run.home))
    return placed_again(replace(now_followed, zoned=followed.zoned, static=followed.static), state, own=True)


def placed_again(followed: FollowedRun, state: StateFile, *, own: bool = False) -> FollowedRun:
    """The same, with all customers to be placed again where their segments are by another version.

    If that is not the follower's `own`, its data may be newer than what customers answered before.
    """
    number = versions.current(followed.run.home)
    if state.fact(VERSION, 0) != number:
        with state.transaction():
            state.run("update placed set day = -1")
            state.keep(VERSION, number)
            if not own:
                drop_answers(state)
    return followed
