"""The candidates that a search has finished, kept for `--resume` and from one search of a session to the next."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from segtui.clustering.algorithm import Candidate
from segtui.pipeline.artifacts import manifest
from segtui.plan.model import Plan
from segtui.plan.stages import MATRIX
from segtui.publishing.publish import replacement

_FITTED = "fitted."
_KNOWN = ("algorithm", "parameters", "seconds", "inertia", "bic", "aic")
_MATRICES = 4
_CHECK = 4


class Checkpoint:
    """Finished candidates and scores under `work`, valid for one key: the plan, the data and the versions.

    Every file is written under another name and renamed, so that a kill leaves it complete or absent.
    """

    def __init__(self, work: Path, key: str, scores: str = "scores.json") -> None:
        self._key_file = work / "key"
        self._candidates = work / "candidates"
        self._scores = work / scores
        self._facts = work / "facts"
        self.key = key

    def matches(self) -> bool:
        """Whether the checkpoint is for the same plan, data and versions."""
        try:
            return self._key_file.read_text(encoding="utf-8") == self.key
        except OSError:
            return False

    def begin(self) -> None:
        """Claim the folder for this key."""
        self._candidates.mkdir(exist_ok=True)
        _write(self._key_file, self.key.encode())

    def save(self, candidate: Candidate) -> None:
        """Keep a finished candidate."""
        known = {name: getattr(candidate, name) for name in _KNOWN}
        arrays: dict[str, Any] = {
            "labels": candidate.labels,
            "known": np.frombuffer(json.dumps(known).encode(), dtype=np.uint8),
        }
        if candidate.strength is not None:
            arrays["strength"] = candidate.strength
        for name, values in (candidate.fitted or {}).items():
            arrays[_FITTED + name] = values
        place = self._candidates / f"{_digest(candidate.key)}.npz"
        with replacement(place) as part, part.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)

    def candidates(self) -> list[Candidate]:
        """The finished candidates; a file that can't be read counts as not finished."""
        found = []
        for place in sorted(self._candidates.glob("*.npz")):
            try:
                with np.load(place, allow_pickle=False) as arrays:
                    known = json.loads(arrays["known"].tobytes())
                    strength = arrays.get("strength")
                    named = [n for n in arrays.files if n.startswith(_FITTED)]
                    fitted = {n.removeprefix(_FITTED): arrays[n] for n in named} or None
                    found.append(Candidate(labels=arrays["labels"], strength=strength, fitted=fitted, **known))
            except (OSError, ValueError, KeyError, BadZipFile):
                place.unlink(missing_ok=True)
        return found

    def save_scores(self, scores: list[dict[str, Any]]) -> None:
        """Keep the scores of all distinct labelings."""
        _write(self._scores, json.dumps(scores).encode())

    def scores(self) -> list[dict[str, Any]] | None:
        """The scores, if they were finished."""
        try:
            return list(json.loads(self._scores.read_bytes()))
        except (OSError, ValueError):
            return None

    def save_fact(self, name: str, facts: bytes) -> None:
        """Keep what was found out of the candidates, under a name that says all that it depends on besides the key."""
        self._facts.mkdir(exist_ok=True)
        _write(self._facts / name, zlib.crc32(facts).to_bytes(_CHECK, "big") + facts)

    def fact(self, name: str) -> bytes | None:
        """What was kept under this name, if it was finished; what is no longer as it was written was not."""
        try:
            kept = (self._facts / name).read_bytes()
        except OSError:
            return None
        check, facts = kept[:_CHECK], kept[_CHECK:]
        return facts if check == zlib.crc32(facts).to_bytes(_CHECK, "big") else None


def cached_candidates(folder: Path, plan: Plan, inputs: dict[str, str], kinds: str = "") -> Checkpoint:
    """The candidates found so far for this plan's matrix; `inputs` are the hashes of its files, `kinds` its columns.

    Changes of conditions, names, output and exports do not affect them, and neither do new grid points. Scores are kept
    for each set of grids, because they are computed in one pass over all labelings.
    """
    defaults = {name: f.get_default(call_default_factory=True) for name, f in Plan.model_fields.items()}
    others = {name: value for name, value in defaults.items() if name not in MATRIX}
    outcome = plan.segments.outcome  # what it names is not clustered
    data = plan.model_copy(update={**others, "segments": type(plan.segments)(outcome=outcome)})
    grids = plan.grids()
    # How many neighbors are searched decides between equal distances.
    reach = max((grid.expects() for grid in grids), default=0)
    key = manifest.key(f"{data.model_dump_json()}\n# neighbors: {reach}, sample: {plan.sample()}\n{kinds}", inputs)
    place = folder / _digest(key)
    place.mkdir(parents=True, exist_ok=True)
    axes = json.dumps([(grid.name, grid.model_dump(mode="json")) for grid in grids], sort_keys=True)
    checkpoint = Checkpoint(place, key, scores=f"scores-{_digest(axes)}.json")
    if not checkpoint.matches():
        checkpoint.begin()
        _make_room(folder)
    return checkpoint


def _make_room(folder: Path) -> None:
    """Keep the candidates of the last few matrices."""
    with contextlib.suppress(OSError):
        newest = sorted(folder.iterdir(), key=lambda f: f.stat().st_mtime_ns, reverse=True)
        for old in newest[_MATRICES:]:
            shutil.rmtree(old)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _write(place: Path, data: bytes) -> None:
    with replacement(place) as part, part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
