"""Runs that are over soon: without resamples, half of the time of a small run, and a plan over parts of few rows."""

from pathlib import Path

IN_PARTS = """
[search.kmeans]
k = [3]
[search]
sample = 300
[stability]
resamples = 0
[report]
html = false
[engine]
parts = true
rows = 1000
"""
"""What a plan ends with whose rows are worked through a thousand at a time."""


def without_resamples(arguments, folder) -> list[str]:
    """What to add to the arguments of a run, unless its plan or they themselves name [stability]."""
    words = [str(word) for word in arguments]
    if words[:1] != ["run"] or any("stability" in word for word in words):
        return []
    plans = [path for word in words[1:] if word.endswith(".toml") and (path := Path(folder, word)).is_file()]
    data = any(word.endswith(".csv") and Path(folder, word).is_file() for word in words[1:])
    quick = (plans or data) and not any(b"stability" in plan.read_bytes() for plan in plans)
    return ["--set", "stability.resamples=0"] if quick else []
