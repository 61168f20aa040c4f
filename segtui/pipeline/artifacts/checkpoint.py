"""What an interrupted run has finished, so that `--resume` goes on from there."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from segtui.clustering.algorithm import Candidate

_FITTED = "fitted."


class Checkpoint:
    """Finished candidates and scores under `work`, valid for one key: the plan, the data and the versions.

    Every file is written beside its place and renamed, so that a kill leaves it whole or absent.
    """

    def __init__(self, work: Path, key: str, scores: str = "scores.json") -> None:
        self._key_file = work / "key"
        self._candidates = work / "candidates"
        self._scores = work / scores
        self.key = key

    def matches(self) -> bool:
        """Whether what is kept belongs to the same plan, data and versions."""
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
        known = {name: getattr(candidate, name) for name in ("algorithm", "parameters", "seconds", "inertia")}
        arrays: dict[str, Any] = {
            "labels": candidate.labels,
            "known": np.frombuffer(json.dumps(known).encode(), dtype=np.uint8),
        }
        if candidate.strength is not None:
            arrays["strength"] = candidate.strength
        for name, values in (candidate.fitted or {}).items():
            arrays[_FITTED + name] = values
        place = self._candidates / f"{hashlib.sha256(candidate.key.encode()).hexdigest()[:24]}.npz"
        part = place.with_suffix(".part")
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        part.replace(place)

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
        """The scores, where they were finished."""
        try:
            return list(json.loads(self._scores.read_bytes()))
        except (OSError, ValueError):
            return None


def _write(place: Path, data: bytes) -> None:
    part = place.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)
