"""Follows the stream of a finished run: opens all that belongs to it, and goes on where the last follower stopped."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from segtui.data.streams.stream import Stream, StreamSettings
from segtui.data.streams.stream_registry import stream_of
from segtui.errors import UsageError
from segtui.features.log.times import day_of_number
from segtui.language.sentences import say
from segtui.pipeline.artifacts import versions
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.artifacts.stream_files import FOLDER, HEALTH, REJECTED, only_follower
from segtui.pipeline.follow.followed_batch import BatchWork
from segtui.pipeline.follow.followed_run import OF_UTC, FollowedRun
from segtui.pipeline.follow.follower import Follower, FollowLimits, FollowTotals
from segtui.pipeline.follow.growing_lines import GrowingLines
from segtui.pipeline.follow.refresh_followed import VERSION, placed_again
from segtui.pipeline.follow.seed_state import seed, static_features
from segtui.pipeline.follow.sink import Sink, SinkContext, names_of, sink_kinds
from segtui.pipeline.follow.state.state_file import StateFile
from segtui.pipeline.follow.stream_clock import StreamClock
from segtui.pipeline.follow.triggered import TRIGGERS, TriggerSink
from segtui.pipeline.progress import Listener

_FORMAT = 1


def follow_run(
    run: RunFiles,
    limits: FollowLimits,
    listener: Listener,
    *,
    from_start: bool = False,
    heard: Callable[[Mapping[str, Any]], None] = lambda _: None,
) -> FollowTotals:
    """Keep the segments of a run up with its stream until the limits say so; `heard` gets the health of each batch.
    `from_start` is for the first batch: later ones go on from the position that is kept.

    Raises PlanError, UsageError for a run that can't be followed or that another one follows, UnreachableError for a
    side that is away at the start or for long, DataError past the share of rejected messages, ResourceError for a full
    disk. Whatever ends it, the next one goes on from the last batch.
    """
    followed = FollowedRun.of(run)
    with only_follower(run.home), ExitStack() as stack:
        stream = _stream(followed, run.home)
        whole = followed.id_type.is_integer()
        state = stack.enter_context(StateFile(run.home, whole_ids=whole))
        followed = placed_again(_begun(followed, state, listener), state)
        sinks = _sinks(followed, state, stack)
        is_first = not state.fact("batch")  # what was taken once would be doubled
        stream.open(state.fact("position"), from_start=from_start and is_first)
        stack.callback(stream.close)
        with state.transaction():
            state.keep("position", stream.position())
        rejected = GrowingLines(run.home / REJECTED, size=int(state.fact("rejected_bytes", 0)))
        stack.callback(rejected.close)
        health = GrowingLines(run.home / HEALTH)
        stack.callback(health.close)
        listener.stage(say("following {stream}", stream=followed.follow.stream))
        work = BatchWork(followed, state, followed.reader())
        return Follower(work, stream, sinks, rejected, health, _clock(state), limits, listener, heard).follow()


def signature(run: RunFiles) -> str:
    """What tells the model of a run from others, whatever people were forgotten in it."""
    model = {key: run.model.get(key) for key in ("algorithm", "parameters", "columns", "id_column")}
    derive = [maker.model_dump(mode="json") for maker in run.plan.derive]
    clean = [step.model_dump(mode="json") for step in run.plan.clean]
    text = json.dumps([_FORMAT, model, derive, clean], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _stream(followed: FollowedRun, home: Path) -> Stream:
    follow = followed.follow
    address = follow.with_paths(lambda path: os.path.normpath(home / path)).stream
    settings = StreamSettings(folder=home / FOLDER, scheme=follow.scheme, secret=follow.secret or "")
    return stream_of(address, settings)


def _begun(followed: FollowedRun, state: StateFile, listener: Listener) -> FollowedRun:
    """The run with what the state knows of it; of a new run, or one that took another's place, the state is filled.

    The stream goes on from where it was: only what is known of customers begins again.
    """
    own = signature(followed.run)
    if state.fact("run") == own:
        zoned = {int(number): bool(of_utc) for number, of_utc in state.fact(OF_UTC, {}).items()}
        return replace(followed, zoned=zoned, static=static_features(followed, listener))
    with state.transaction():
        if state.fact("run") is not None:
            listener.note(say("the run was made again: its own tables are where the segments start from"))
        followed = seed(followed, state, listener, time.time_ns() // 1_000)
        state.keep("run", own)
        state.keep(VERSION, versions.current(followed.run.home))
        state.keep("stream", state.fact("stream", uuid.uuid4().hex))
    return followed


def _clock(state: StateFile) -> StreamClock:
    known = state.fact("clock")
    day: dt.date = day_of_number(int(known["day"]))
    reached = int(known.get("reached", min(known["newest"], known["highest"])))
    return StreamClock(int(known["newest"]), int(known["highest"]), reached, day, bool(known["live"]))


def _sinks(followed: FollowedRun, state: StateFile, stack: ExitStack) -> Mapping[str, tuple[str, Sink]]:
    """The sinks of the plan, open."""
    context, found = SinkContext(followed.run, state.fact("stream")), dict[str, tuple[str, Sink]]()
    for name, to in zip(names_of(followed.follow), followed.follow.to, strict=True):
        kind = sink_kinds().get(next(iter(to.places())))
        if kind is None:
            raise UsageError(say("nothing can be delivered to {place}", place=name), where="follow.to")
        sink = kind.make(to, context)
        sink.open()
        stack.callback(sink.close)
        found[name] = (to.only, sink)
    if followed.run.plan.trigger:
        found[TRIGGERS] = ("all", TriggerSink(followed, state))
    return found
